"""雷同: reports that are alike beyond the limit of the check, whole sections side by side, and who was first. What is
shared with other districts or with others' earlier years is listed too; no check charges it."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gouji.core.wording import numeral
from gouji_web.core.files import XLSX, attachment, workbook
from gouji_web.core.listing import Column, Facet, Listing, make_listing
from gouji_web.core.passages import parted
from gouji_web.core.rendering import render
from gouji_web.core.selection import Looked, Selection
from gouji_web.wording import chinese_date, plain

router = APIRouter()

KINDS = {
    "peer": "与同年其他单位",
    "last_year": "与本单位上年",
    "elsewhere": "与外区单位或往年",
    "tables": "表格数字",
}
LIMITS = {
    "peer": "alike_peer_share",
    "elsewhere": "alike_peer_share",
    "last_year": "alike_last_year_share",
}  # of `thresholds`; tables are kept beyond it
COLUMNS = (
    Column("agency", "单位"),
    Column("other", "与谁相同"),
    Column("kind_word", "比较"),
    Column("parts", "哪些部分", by="share"),
    Column("share", "最高相同比例", "number"),
    Column("direction", "先后", by=None),
)
_PAIRS = """
SELECT
    s.* RENAME (section AS number), a.name AS agency, b.name AS other_agency, d.name AS other_district, mine.published_on, other.published_on AS other_published_on
FROM similarities s
JOIN agencies a ON a.agency_code = s.agency_code
LEFT JOIN agencies b ON b.agency_code = s.other_agency_code
LEFT JOIN districts d ON d.district_code = b.district_code AND d.district_code IS DISTINCT FROM a.district_code
LEFT JOIN reports mine ON mine.report_id = s.report_id
LEFT JOIN reports other ON other.report_id = s.other_report_id
WHERE a.district_code = ? AND s.report_year = ? ORDER BY s.agency_code, s.other_agency_code, s.section
"""
_LIMITS = "SELECT threshold, value FROM thresholds"
_SECTIONS = "SELECT section AS number, heading, text FROM sections WHERE report_id = ? ORDER BY number"


@router.get("/alike")
def alike(request: Request, selection: Looked, open: str = "") -> HTMLResponse:
    """The pairs beyond the limit; `open` names the one whose text is compared."""
    pairs = pairs_of(selection)
    opened = next((pair for pair in pairs if pair["pair"] == open), None)
    if open and opened is None:
        selection.notices.append("链接中的一对报告在这个版本里没有，或已不超过门槛。")
    return render(
        request,
        "alike.html",
        listing=_listing(request, pairs),
        opened=opened,
        compared=_compared(selection, opened) if opened else [],
        limits={word: limit for kind, word in KINDS.items() if (limit := _limits(selection).get(kind)) is not None},
    )


@router.get("/alike.xlsx")
def as_workbook(request: Request, selection: Looked) -> Response:
    """What the same address lists, as a workbook."""
    listing = _listing(request, pairs_of(selection))
    return attachment(workbook({"雷同": (COLUMNS, listing.matching)}), f"雷同-{selection.year}.xlsx", XLSX)


def pairs_of(selection: Selection) -> list[dict[str, Any]]:
    """Pairs of reports beyond the limit, the more alike first. Of two agencies of the district the pair is told once,
    from the side of the report that was published later; `number` 0 stands for all sections of a report, which count against last year's."""
    limits = _limits(selection)
    together: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in selection.rows(_PAIRS, selection.district, selection.year):
        between = (
            sorted((row["report_id"], row["other_report_id"])) if row["kind"] != "last_year" else [row["report_id"]]
        )
        together.setdefault((row["kind"], *between), []).append(row)
    found = [_pair(rows) for rows in together.values() if any(_counts(row, limits) for row in rows)]
    return sorted(found, key=lambda pair: (-pair["share"], pair["pair"]))


def _limits(selection: Selection) -> dict[str, float]:
    values = {row["threshold"]: row["value"] for row in selection.rows(_LIMITS)}
    return {kind: values[name] for kind, name in LIMITS.items() if name in values}


def _counts(row: dict[str, Any], limits: dict[str, float]) -> bool:
    """Whether the check counts this row: last year's report as a whole, another agency's section by section."""
    if row["kind"] not in limits:
        return True
    is_compared = (row["number"] == 0) == (row["kind"] == "last_year")
    return is_compared and float(row["containment"]) >= limits[row["kind"]]


def _pair(rows: list[dict[str, Any]]) -> dict[str, Any]:
    later = max(rows, key=lambda row: (_days(row) or 0, row["containment"]))["report_id"]
    mine = [row for row in rows if row["report_id"] == later]
    first = mine[0]
    parts = [row for row in mine if row["number"]] or mine
    return {
        "pair": f"{first['kind']}-{first['report_id']}-{first['other_report_id']}",
        "kind": first["kind"],
        "kind_word": KINDS.get(first["kind"], first["kind"]),
        "agency": first["agency"],
        "agency_code": first["agency_code"],
        "report_id": first["report_id"],
        "report_year": first["report_year"],
        "other": f"{_other_name(first)} {first['other_report_year']} 年度",
        "other_agency_code": first["other_agency_code"],
        "other_report_id": first["other_report_id"],
        "other_report_year": first["other_report_year"],
        "parts": "、".join(f"{_part(row)} {row['containment']:.0%}" for row in parts),
        "share": round(100 * max(row["containment"] for row in rows), 1),
        "direction": _direction(first),
        "passages": [passage for row in mine for passage in row["passages"] or ()],
        "other_passages": [passage for row in mine for passage in row["other_passages"] or ()],
        "numbers": sorted({row["number"] for row in mine if row["number"]}),
    }


def _other_name(row: dict[str, Any]) -> str:
    """With its district where that is another one."""
    return plain(" ".join(filter(None, (row["other_district"], row["other_agency"] or row["other_agency_code"]))))


def _part(row: dict[str, Any]) -> str:
    if row["kind"] == "tables":
        return f"表{numeral(row['number'])}" if row["number"] else "各表合计"
    return f"第{numeral(row['number'])}部分" if row["number"] else "各部分合计"


def _days(row: dict[str, Any]) -> int | None:
    """By how many days this report is the later one."""
    mine, other = row["published_on"], row["other_published_on"]
    return (mine - other).days if mine and other else None


def _direction(row: dict[str, Any]) -> str:
    if row["agency_code"] == row["other_agency_code"]:
        return "沿用上年"
    if row["other_report_year"] < row["report_year"]:
        return f"对方在先：{row['other_report_year']} 年度的报告"
    days = _days(row)
    if not days:
        return "同日公布，先后不明" if days == 0 else "公布日期不明，先后不明"
    mine, other = (chinese_date(row[name]) for name in ("published_on", "other_published_on"))
    return f"对方{'早' if days > 0 else '晚'} {abs(days)} 天：{other}，本单位 {mine}"


def _listing(request: Request, pairs: list[dict[str, Any]]) -> Listing:
    return make_listing(request, pairs, COLUMNS, [Facet("kind", "比较", KINDS)], ("agency", "other"))


def _compared(selection: Selection, pair: dict[str, Any]) -> list[dict[str, Any]]:
    """Section by section both texts in parts, the shared passages marked; of tables there is no text to compare."""
    if pair["kind"] == "tables":
        return []
    mine = {row["number"]: row for row in selection.rows(_SECTIONS, pair["report_id"])}
    other = {row["number"]: row for row in selection.rows(_SECTIONS, pair["other_report_id"])}
    numbers = pair["numbers"] or sorted(mine.keys() & other.keys())
    return [
        {
            "heading": (mine.get(number) or other[number])["heading"],
            "mine": parted(plain(mine[number]["text"]), pair["passages"]) if number in mine else [],
            "other": parted(plain(other[number]["text"]), pair["other_passages"]) if number in other else [],
        }
        for number in numbers
        if number in mine or number in other
    ]
