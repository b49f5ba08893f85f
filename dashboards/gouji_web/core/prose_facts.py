"""Facts of the prose for pages: what one report tells, and agencies side by side."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gouji_web.wording import number, plain

from .listing import Column
from .selection import Selection

MAX_COLUMNS = 9  # of a comparison on the page; the workbook has all
SIDES = {"channel": "按渠道", "field": "按领域", "kind": "按种类"}
UNKNOWN, GUIDE = "unknown", "guide"  # codes of data/forms/facts.toml that are shown in a way of their own
VAGUE = ("other", UNKNOWN)  # codes that name nothing: their columns come last
SCOPES = {"other_year": "其他年度", "wider": "其他层级", "part_year": "不是全年"}
PARTS = {"add_up": "分项之和相符", "less": "分项之和不足", "more": "分项之和超过"}

_CODES = "FROM fact_codes SELECT part, code, title ORDER BY part, position"
_OF_REPORT = """
FROM internal.current_facts SELECT ordinal, kind, kind_title, channel, field, value, unit, scope, label, text, part_of, parts
WHERE report_id = ? ORDER BY ordinal
"""
_COMPARED = """
FROM fact_matters SELECT agency_code, agency_name, part, code, title, items, shared_items, by_unit
WHERE district_code = ? AND report_year = ? AND agency_kind <> 'district' AND part = ? ORDER BY agency_code
"""
_REPORTED = """
FROM current_reports SELECT count(*) AS reports
WHERE district_code = ? AND report_year = ? AND kind <> 'district' AND report_id IS NOT NULL
"""


class FactLine(NamedTuple):
    """One fact as a page shows it."""

    kind: str
    channel: str
    field: str
    value: str
    notes: str
    is_part: bool
    text: str


class Comparison(NamedTuple):
    """Agencies against channels, fields or kinds: the columns with how many agencies tell each, the most told first,
    others last, and by agency what stands in each column; `reports`: how many agencies' reports there are."""

    columns: list[tuple[str, int]]
    rows: list[tuple[str, str, dict[str, "Told"]]]
    reports: int


class Told(NamedTuple):
    """What an agency tells of a column, and its figure where it is one figure of its own."""

    text: str
    value: Any = None


def facts_of(selection: Selection, report_id: str) -> list[FactLine]:
    """What a report tells that no table has, in the order of the text."""
    titles = _titles(selection)
    return [
        FactLine(
            row["kind_title"],
            _named(titles, "channel", row["channel"]),
            _named(titles, "field", row["field"]),
            _value(row),
            "；".join(note for note in (SCOPES.get(row["scope"], ""), PARTS.get(row["parts"], "")) if note),
            row["part_of"] is not None,
            plain(row["text"], 200),
        )
        for row in selection.rows(_OF_REPORT, report_id)
    ]


def compared(selection: Selection, side: str) -> Comparison:
    """All agencies of the district by channel, by field or by kind. A figure told of several channels or fields together
    stands with 合; what is only named, without a figure, is 有; what a report does not tell is empty, and no zero."""
    told = selection.rows(_COMPARED, selection.district, selection.year, side)
    agencies: dict[str, tuple[str, dict[str, Told]]] = {}
    for row in told:
        agencies.setdefault(row["agency_code"], (row["agency_name"], {}))[1][row["title"]] = _cell(row)
    counts = Counter(row["title"] for row in told)
    vague = {row["title"] for row in told if row["code"] in VAGUE}
    columns = sorted(counts.most_common(), key=lambda column: column[0] in vague)
    rows = [(code, name, cells) for code, (name, cells) in agencies.items()]
    return Comparison(columns, rows, reports_of(selection))


def reports_of(selection: Selection) -> int:
    """How many agencies of the district have a report of the year."""
    return int(selection.rows(_REPORTED, selection.district, selection.year)[0]["reports"])


def as_sheet(comparison: Comparison) -> tuple[Sequence[Column], list[dict[str, Any]]]:
    """A comparison as a sheet of a workbook: figures are numbers."""
    empty = {title: "" for title, _ in comparison.columns}
    columns = [Column("agency", "单位"), *(Column(title, title, "number") for title, _ in comparison.columns)]
    return columns, [
        {"agency": name}
        | empty
        | {title: told.text if told.value is None else told.value for title, told in cells.items()}
        for _, name, cells in comparison.rows
    ]


def _cell(row: Mapping[str, Any]) -> Told:
    if row["items"] is not None and (row["part"], row["code"]) == ("kind", GUIDE):
        return Told(f"{row['items']:.0f} 年版")
    if row["items"] is not None:
        return Told(number(row["items"]), row["items"])
    if row["by_unit"]:  # 督查 3 次，通报 2 期: not to be added up
        return Told("、".join(f"{number(each['value'])}{plain(each['unit'])}" for each in row["by_unit"]))
    return Told(f"合 {number(row['shared_items'])}" if row["shared_items"] is not None else "有")


def _value(row: Mapping[str, Any]) -> str:
    if row["value"] is None:
        return "有"
    if row["kind"] == GUIDE and row["unit"] == "版":
        return f"{row['value']:.0f} 年版"
    return f"{number(row['value'])} {plain(row['unit'])}"


def _titles(selection: Selection) -> dict[tuple[str, str], str]:
    return {(row["part"], row["code"]): row["title"] for row in selection.rows(_CODES)}


def _named(titles: Mapping[tuple[str, str], str], part: str, codes: str) -> str:
    named = (titles.get((part, code), "未归类" if code == UNKNOWN else code) for code in codes.split("+") if code)
    return "、".join(named)
