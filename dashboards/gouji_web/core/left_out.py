"""What came in and does not count, and addresses that gave nothing: each with why and what to do."""

from typing import Any

from gouji.core.resources import resource

from .selection import Selection

# How a document or an address can fail, the gravest first.
STATES = {
    "unreadable": "读不出", "unknown_agency": "机关不明", "unknown_year": "年度不明", "year_not_expected": "不在应报年度",
    "failed": "网址未能取得", "refused": "网址不准访问", "gone": "网址不存在或已撤下", "not_listed": "栏目尚未列出",
    "read": "部分未能读", "attached": "附件未能读", "superseded": "已被新版取代", "duplicate": "内容相同", "other": "其他",
}  # fmt: skip
TO_ACT_ON = ("unreadable", "unknown_agency", "unknown_year", "read", "attached", "failed")  # somebody has to look at it
_LEFT_OUT = f"""
WITH trouble AS (
{resource("sql", "versions", "trouble.sql").read_text(encoding="utf-8")}
)
SELECT t.source, t.state, t.problem,
    list_slice(list_sort(list(DISTINCT a.name) FILTER (a.name IS NOT NULL)), 1, 3) AS agencies, count(DISTINCT a.agency_code) AS number
FROM trouble t
LEFT JOIN agencies a ON a.agency_code = t.agency_code
WHERE (NOT t.is_search OR t.report_year = ?)
    AND (a.district_code IS NULL OR a.district_code = ?)
    AND (t.report_year IS NULL OR t.report_year = ? OR t.state IN ('unknown_agency', 'year_not_expected'))
GROUP BY ALL
ORDER BY t.source, t.problem
"""


def left_out(selection: Selection) -> list[dict[str, Any]]:
    """Rows with source, whose, state, word, reason and whether somebody has to act. What has no agency or year is told
    in every year, lest it be lost."""
    order = {state: place for place, state in enumerate(STATES)}
    found = []
    for row in selection.rows(_LEFT_OUT, selection.year, selection.district, selection.year):
        state = row["state"] if row["state"] in STATES else "other"
        names = row["agencies"] or []
        more = f"等 {row['number']} 个" if row["number"] > len(names) else ""
        found.append(
            {
                "source": row["source"],
                "whose": "、".join(names) + more,
                "state": state,
                "word": STATES[state],
                "reason": str(row["problem"]).removeprefix(f"{row['source']}："),
                "to_act_on": state in TO_ACT_ON,
            }
        )
    return sorted(found, key=lambda row: order[row["state"]])
