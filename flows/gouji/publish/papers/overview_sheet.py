"""总览 and 说明: the first and the last sheet of the workbook, written cell by cell."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from gouji.core.form_layout import cell_names
from gouji.core.wording import chinese_date

from .circular import faults_that_count
from .contents import Office, Row
from .sheet_style import COUNT, HEAD, cell_text, for_print, number_format
from .sheets import smallest_base

_WIDTHS = (46, 12, 12, 12, 12, 12, 12, 14)
_MAX_FAULTS = 10
_LINE_POINTS, _LINE_CHARACTERS = 18, 52  # of 说明


def write_overview(book: Any, office: Office) -> None:
    """Who has reported, what was found, the main figures: what a head of office looks at first."""
    words = office.policy["workbook"]["overview"]
    sheet = book.add_worksheet(words["name"])
    form = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "head": book.add_format(HEAD | {"align": "center"}),
        "text": book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"}),
        "number": book.add_format({"border": 1, "align": "center", "valign": "vcenter", "num_format": number_format(COUNT)}),
    }  # fmt: skip
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    title = office.policy["workbook"]["title"].format(district=office.district, year=office.year)
    sheet.write_string(0, 0, title, form["title"])
    sheet.write_string(1, 0, words["as_of"].format(day=chinese_date(office.as_of)))
    line = 3
    for head, rows in _blocks(office, words):
        if not rows:
            continue
        for column, text in enumerate(head):
            sheet.write_string(line, column, text.format(year=office.year, last=office.year - 1), form["head"])
        for row in rows:
            line += 1
            for column, value in enumerate(row):
                if value is None or value == "":
                    sheet.write_blank(line, column, None, form["number"])
                elif isinstance(value, str):
                    sheet.write_string(line, column, cell_text(value), form["text"])
                else:
                    sheet.write_number(line, column, float(value), form["number"])
        line += 2
    sheet.freeze_panes(3, 1)
    for_print(sheet, 0)


def write_notes(book: Any, office: Office) -> None:
    """说明: what each sheet holds, and how the ledger is filled."""
    words = office.policy["workbook"]["notes"]
    sheet = book.add_worksheet(words["name"])
    head, text = book.add_format(HEAD), book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 2 * _LINE_CHARACTERS)
    for column, title in enumerate(words["head"]):
        sheet.write_string(0, column, title, head)
    for line, (name, told) in enumerate(words["rows"], 1):
        sheet.write_string(line, 0, name.format(level=office.level), text)
        sheet.write_string(line, 1, told.format(level=office.level, smallest=smallest_base()), text)
        sheet.set_row(line, _LINE_POINTS * (1 + len(told) // _LINE_CHARACTERS))
    sheet.freeze_panes(1, 0)
    for_print(sheet, 1)


def _blocks(office: Office, words: Row) -> list[tuple[Sequence[str], Sequence[Sequence[Any]]]]:
    agencies = [row for row in office.agencies if row["kind"] != "district"]
    faults = faults_that_count(office, {row["agency_code"] for row in agencies})
    groups = [(group, [row for row in agencies if row["peer_group"] == group]) for group in office.peer_groups]
    counted: list[Sequence[Any]] = [
        _group(name, members, faults) for name, members in [*groups, (words["whole"], agencies)]
    ]
    grades = Counter(row["grade"] for row in office.ranked)
    kinds: dict[str, set[str]] = {}
    for fault in faults:
        kinds.setdefault(fault["fault"], set()).add(fault["agency_code"])
    common = sorted(kinds, key=lambda kind: (-len(kinds[kind]), kind))[:_MAX_FAULTS]
    return [
        (words["groups"], counted),
        (words["grades"], list(grades.items())),
        (words["figures"], _figures(office)),
        (words["faults"], [(kind, len(kinds[kind])) for kind in common]),
    ]


def _group(name: str, members: list[Row], faults: list[Row]) -> tuple[Any, ...]:
    """A line of the first block: 组别, 应报, 已公布, 按时, 迟报, 未公布, 有问题的机关, 问题数."""
    status = Counter(row["status"] for row in members)
    theirs = [f for f in faults if f["agency_code"] in {row["agency_code"] for row in members}]
    published = status["reported"] + status["late"] + status["unclear"]
    wrong = len({fault["agency_code"] for fault in theirs})
    missing = status["missing"] + status["not_due"]
    return (name, len(members), published, status["reported"], status["late"], missing, wrong, len(theirs))


def _figures(office: Office) -> list[Sequence[Any]]:
    """The main figures: the district's own sum, the sum of what was reported, and between what it lies."""
    names = cell_names(office.tables[0]["form"]) if office.tables else {}
    own = {row["cell"]: row["value"] for row in office.tables if row["peer_group"] == "all"}
    bounds = {row["cell"]: row for row in office.bounds}
    rows: list[Sequence[Any]] = []
    for cell in office.policy["workbook"]["compared"]:
        if cell in names and (bound := bounds.get(cell)):
            most: Decimal | str | None = bound["most"]
            open_end = office.policy["workbook"]["overview"]["no_most"]
            rows.append(
                (names[cell], own.get(cell), bound["value"], bound["least"], open_end if most is None else most)
            )
    return rows
