"""催报: who has not reported yet and who was late, with a text to send them."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gouji.core.wording import STATUS, chinese_date
from gouji_web.core.files import XLSX, attachment, workbook
from gouji_web.core.listing import Column, Facet, Listing, make_listing
from gouji_web.core.office import desk_of
from gouji_web.core.papers import paper_of_each
from gouji_web.core.rendering import render
from gouji_web.core.selection import Looked, Selection

router = APIRouter()

OUTSTANDING = ("missing", "not_due")  # a report is still to come
TONES = {"missing": "bad", "late": "warn", "unclear": "warn", "not_due": "info", "reported": "good"}
COLUMNS = (
    Column("agency", "单位"),
    Column("peer_group", "组别"),
    Column("status_word", "状态", by="status_order"),
    Column("deadline", "期限"),
    Column("days", "天数", "number"),
    Column("deadline_basis", "期限依据", by=None),
)
# An agency whose report may be a file that could not be read is the office's to look at, not the agency's to be urged.
_AGENCIES = """
SELECT a.agency_code, a.name AS agency, a.peer_group, k.status, e.deadline, e.deadline_basis, r.published_on,
    coalesce(q.agency_code IS NOT NULL, false) AS asked
FROM rankings k
JOIN agencies a USING (agency_code)
LEFT JOIN expected_reports e ON e.agency_code = k.agency_code AND e.report_year = k.report_year
LEFT JOIN reports r ON r.agency_code = k.agency_code AND r.report_year = k.report_year AND r.is_current
LEFT JOIN (
    SELECT DISTINCT agency_code, report_year FROM findings WHERE rule = 'report_missing' AND outcome = 'cannot_tell'
) q ON q.agency_code = k.agency_code AND q.report_year = k.report_year
WHERE k.district_code = ? AND k.report_year = ? AND a.kind <> 'district'
ORDER BY a.agency_code
"""


@router.get("/reminders")
def reminders(request: Request, selection: Looked) -> HTMLResponse:
    """Those without a report first; the text holds those that are listed and have none."""
    listing = _listing(request, selection)
    letters = paper_of_each(selection, "reminder")
    return render(
        request, "reminders.html", listing=listing, message=_message(selection, listing), tones=TONES, letters=letters
    )


@router.get("/reminders.xlsx")
def as_workbook(request: Request, selection: Looked) -> Response:
    """What the same address lists, as a workbook."""
    listing = _listing(request, selection)
    return attachment(workbook({"催报": (COLUMNS, listing.matching)}), f"催报-{selection.year}.xlsx", XLSX)


def _listing(request: Request, selection: Selection) -> Listing:
    today = desk_of(request).today()
    order = {status: place for place, status in enumerate(TONES)}
    rows: list[dict[str, Any]] = []
    for row in selection.rows(_AGENCIES, selection.district, selection.year):
        until = row["published_on"] if row["status"] == "late" else today
        days = (until - row["deadline"]).days if row["deadline"] and until else None
        rows.append(
            row
            | {
                "status_word": "可能已收到，请核对" if row["asked"] else STATUS[row["status"]],
                "status_order": order[row["status"]],
                "days": days if row["status"] != "reported" else None,
            }
        )
    rows.sort(key=lambda row: row["status_order"])
    words = {status: STATUS[status] for status in TONES}
    facets = [Facet("status", "状态", words, ["missing", "late", "not_due"]), Facet("peer_group", "组别")]
    return make_listing(request, rows, COLUMNS, facets, ("agency",))


def _message(selection: Selection, listing: Listing) -> str:
    """The list as a text for a chat; nothing where nobody has to be urged."""
    owing = [row for row in listing.matching if row["status"] in OUTSTANDING and not row["asked"]]
    if not owing:
        return ""
    names: dict[Any, list[str]] = {}
    for row in owing:
        names.setdefault(row["deadline"], []).append(row["agency"])
    told = [
        f"{'、'.join(agencies)}（{len(agencies)} 个单位，期限 {chinese_date(day) if day else '未定'}）"
        for day, agencies in sorted(names.items(), key=lambda each: str(each[0]))
    ]
    return (
        f"尚未收到以下单位 {selection.year} 年度政府信息公开工作年度报告："
        + "；".join(told)
        + "。请按期公布并报送；已经公布的，请告知网址和公布日期。"
    )
