"""What the offices of a district tell most of in their prose, by matter, and what one of them tells alone."""

from typing import Any, NamedTuple

from gouji_web.wording import number, plain

from .listing import Column
from .selection import Selection

PARTS = {"channel": "公开渠道", "field": "公开领域", "kind": "其他工作"}
MIN_REPORTS = 3  # of a district in which one office's telling something alone says anything
COLUMNS = (
    Column("part", "类"), Column("title", "事项"), Column("agencies", "写到的单位", "number"),
    Column("counted", "写出数字的单位", "number"), Column("items", "合计", "number"), Column("agency", "只有一个单位写到的"),
    Column("text", "原句"),
)  # fmt: skip

# What is only named “others”, or is not in the vocabulary, is no matter of its own; interpretation and what the public
# is asked and answered is told as a kind.
_MATTERS = """
FROM fact_matters
SELECT part, code, title, count(*) AS agencies, count(items) AS counted, sum(items) AS items,
    CASE WHEN count(*) = 1 THEN any_value(agency_code) END AS agency_code,
    CASE WHEN count(*) = 1 THEN any_value(agency_name) END AS agency,
    CASE WHEN count(*) = 1 THEN any_value(text) END AS text
WHERE district_code = ? AND report_year = ? AND agency_kind <> 'district' AND code NOT IN ('other', 'unknown')
    AND NOT (part = 'field' AND code IN ('interpretation', 'interaction', 'consultation'))
GROUP BY part, code, title
ORDER BY agencies DESC, counted DESC, part, code
"""


class Matter(NamedTuple):
    """A channel, field or kind, how many agencies tell of it, how many with a figure, and what those come to; of a matter
    that only one tells, that agency and its first sentence."""

    part: str
    title: str
    agencies: int
    counted: int
    items: str
    alone: tuple[str, str, str] | None  # agency code, name, sentence


def matters(selection: Selection) -> list[Matter]:
    """Every matter of the district's reports of the year, the most told first."""
    return [
        Matter(
            PARTS[row["part"]],
            row["title"],
            row["agencies"],
            row["counted"],
            number(row["items"]) if row["items"] is not None and row["part"] != "kind" else "",
            (row["agency_code"], row["agency"], plain(row["text"], 120)) if row["agency"] else None,
        )
        for row in _rows(selection)
    ]


def as_sheet(selection: Selection) -> tuple[tuple[Column, ...], list[dict[str, Any]]]:
    """The matters as a sheet of a workbook."""
    rows = _rows(selection)
    return COLUMNS, [
        row | {"part": PARTS[row["part"]], "items": None if row["part"] == "kind" else row["items"]} for row in rows
    ]


def _rows(selection: Selection) -> list[dict[str, Any]]:
    return selection.rows(_MATTERS, selection.district, selection.year)
