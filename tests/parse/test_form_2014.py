"""The statistics table of the reports for 2014 to 2018, which is data alone: read from a page, from Word and from text."""

from html import escape

import pytest

from gouji.core.form_layout import layout
from gouji.core.forms import load_forms
from gouji.core.model import REPORTED
from gouji.parse.reports import parse
from tests.parse import office as o
from tests.parse import writers as w

FORM = load_forms()["2014"]
TABLE = FORM.tables[0]
AGENCY = "青石县云溪镇人民政府"
TITLE = f"{AGENCY}2016年政府信息公开工作年度报告"
PROSE = ("一、概述", "云溪镇全年按计划推进各项工作。", "二、主动公开政府信息的情况", "全年更新栏目三次。")
ANNEX = ("附件", TABLE.label, "（2016年度）", f"填报单位（盖章）：{AGENCY}")
SIGNED = ("单位负责人：甲某　审核人：乙某", "填报日期：2017年2月3日")


def figures() -> dict[str, str]:
    """A different figure in each cell; amounts with a point."""
    return {cell.cell: f"{100 + i}.5" if cell.yuan else str(100 + i) for i, cell in enumerate(FORM.cells)}


def rows() -> w.Rows:
    """As the form prints it: heading, units, headings of groups, a row a line."""
    values = figures()
    return [
        [w.Td(values[slot.cell] if slot.cell else slot.text, slot.colspan, slot.rowspan, slot.cell) for slot in line]
        for line in layout(TABLE)
    ]


def as_page() -> bytes:
    lines = [f"<p>{escape(line)}</p>" for line in (*PROSE, *ANNEX)]
    after = "".join(f"<p>{line}</p>" for line in SIGNED)
    body = f"<h1>{TITLE}</h1>{''.join(lines)}{w.html_table(rows(), w.word_cell)}{after}"
    return f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


def as_word() -> bytes:
    lines = [o.p(o.one_run(line)) for line in (TITLE, *PROSE, *ANNEX)]
    return o.docx("".join(lines) + o.docx_table(rows(), o.split_runs) + o.p(o.one_run(SIGNED[1])))


def as_text(between_cells: str) -> bytes:
    """One row a line, the cells parted by something; or one cell a line, where a long label breaks at its note."""
    lines = [between_cells.join(td.text for td in row) for row in rows()]
    if between_cells == "\n":
        lines = [line.replace("（不同", "\n（不同").replace("\n——\n——", "\n——") for line in lines]
    return "\n".join([TITLE, "", *PROSE, "", *ANNEX, *lines]).encode()


LAYOUTS = {
    "page": as_page,
    "word": as_word,
    "a cell a line": lambda: as_text("\n"),
    "tabs": lambda: as_text("\t"),
    "spaces": lambda: as_text("  "),
}


@pytest.mark.parametrize("how", LAYOUTS)
def test_every_cell_of_every_layout(how: str) -> None:
    (report,) = parse(LAYOUTS[how]())
    assert (report.form, report.agency, report.report_year) == ("2014", AGENCY, 2016)
    assert {c.cell: str(c.value) for c in report.cells if c.state == REPORTED} == figures()
    assert report.warnings == []


def test_a_label_that_stands_twice_is_read_in_its_group() -> None:
    (report,) = parse(as_page())
    cells = {cell.cell.split(".")[1]: cell for cell in report.cells}
    assert cells["review_corrected"].row < cells["litigation_corrected"].row
    assert cells["review_other"].value != cells["litigation_other"].value


def test_a_figure_left_out_is_blank_and_an_amount_in_yuan_is_told() -> None:
    text = as_text("\t").decode()
    value = figures()["statistics.fees.count"]
    (report,) = parse(text.replace(f"\t{value}", "\t385元").replace("传真申请数\t件\t118", "传真申请数\t件\t").encode())
    cells = {cell.cell.split(".")[1]: cell for cell in report.cells}
    assert str(cells["fees"].value) == "0.0385"
    assert (cells["received_fax"].value, cells["received_fax"].state) == (None, "blank")


def test_reports_of_later_years_are_not_read_in_it() -> None:
    (report,) = parse(w.as_page(w.numbered()).encode())
    assert report.form == "2021"


def test_its_sums_are_those_of_its_nested_rows() -> None:
    totals = {term.cell.split(".")[1] for term in FORM.terms if term.side == "left"}
    assert totals == {"received", "completed", "answered", "answered_refused", "review", "litigation", "staff"}
    nested = {row.part_of for row in TABLE.rows if row.part_of}
    assert nested == totals
    assert len({term.identity for term in FORM.terms}) == 7
    # those that share answered_refused hang together, the others each by itself
    assert len({term.block for term in FORM.terms}) == 6


def test_nothing_of_it_is_prescribed() -> None:
    """Its wording could not be verified: no section, table or statement of it may be asked for."""
    assert FORM.sections == ()
    assert not TABLE.required
    assert FORM.statements == ()
