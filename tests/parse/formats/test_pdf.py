"""PDF with text, in every manner of drawing tables, cell by cell."""

import random
from dataclasses import replace

import pytest

from gouji.core.model import ABSENT, BLANK, NOT_APPLICABLE, REPORTED, UNREADABLE
from gouji.demo.page_surface import LEFT, PageStyle
from gouji.parse.document import Grid
from gouji.parse.formats.pdf import read_pdf
from gouji.parse.page.broken_figures import in_cells
from gouji.parse.page.ruled_tables import Region
from gouji.parse.page.text_lines import Glyph, lines_of
from tests.parse import writers as w
from tests.parse.pdf_writer import PdfWriter, report
from tests.parse.reading import read, values

RULED = {
    "lines": PageStyle(),
    "pieces": PageStyle(rules="pieces"),
    "thin": PageStyle(rules="thin"),
    "boxes": PageStyle(rules="boxes"),
    "double": PageStyle(rules="double"),
    "dotted": PageStyle(rules="dotted"),
    "form": PageStyle(rules="form"),
    "bold": PageStyle(bold=True),
    "shifted": PageStyle(shift=(-30, 200)),
    "cut": PageStyle(rows_a_page=7, open_break=True),
    "header again": PageStyle(rows_a_page=12, repeat_header=3),
    "running header": PageStyle(rows_a_page=8, running=w.TITLE, page_number="第 {} 页 共 {} 页"),
    "quarter turn": PageStyle(turn=1),
    "half turn": PageStyle(turn=2),
    "three quarters": PageStyle(turn=3),
    "sideways": PageStyle(sideways=1),
    "sideways back": PageStyle(sideways=3),
    "letter-spaced": PageStyle(spacing=3),
}
UNRULED = {
    "plain": PageStyle(rules="none"),
    "cut": PageStyle(rules="none", rows_a_page=9, page_number="{}"),
    "figures at the top": PageStyle(rules="none", figures_on="top"),
    "bold": PageStyle(rules="none", bold=True),
    "turned": PageStyle(rules="none", turn=1),
    "letter-spaced": PageStyle(rules="none", spacing=3, size=9),
    "no distance between rows": PageStyle(rules="none", pad=0, size=9),
}


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize(
    "style", [*RULED.values(), *UNRULED.values()], ids=[*RULED, *(f"no rules {n}" for n in UNRULED)]
)
def test_every_cell_of_every_layout(style: PageStyle, form: str) -> None:
    figures = w.numbered(form)
    if form == "2021":
        figures["disclosure.fees.amount"] = "4068.208"
    found = read(report(figures, style, form))
    assert values(found) == figures
    assert found.warnings == []
    assert found.title == w.TITLE
    assert [section.number for section in found.sections] == [1, 2, 3, 4, 5, 6]
    assert [found.sections[n - 1].text.split("\n") for n in w.PROSE] == list(w.PROSE.values())


@pytest.mark.parametrize("style", RULED.values(), ids=list(RULED))
def test_blank_cells_are_blank_and_marks_are_kept(style: PageStyle) -> None:
    figures = w.numbered()
    for i, name in enumerate(figures):
        figures[name] = "" if i % 3 == 1 else "-" if i % 17 == 0 else "/" if i % 19 == 0 else figures[name]
    expected = {n: BLANK if t == "" else NOT_APPLICABLE if t in "-/" else t for n, t in figures.items()}
    assert values(read(report(figures, style))) == expected


def test_without_rules_nothing_is_guessed() -> None:
    """Rows with empty cells are right or unreadable or missing, never a wrong figure or a blank where one stood."""
    rng = random.Random(7)
    unsure = 0
    for _ in range(12):
        figures = {n: rng.choice(["", "-", "0", str(rng.randint(1, 9999))]) for n in w.names()}
        style = PageStyle(
            rules="none", size=rng.choice([8, 9, 10]), pad=rng.choice([0.5, 2, 6]), rows_a_page=rng.choice([0, 9])
        )
        for cell in read(report(figures, style)).cells:
            text = figures.get(cell.cell, "")
            if cell.state == REPORTED:
                assert str(cell.value) == text
            elif cell.state in (BLANK, NOT_APPLICABLE):
                assert text == ("" if cell.state == BLANK else "-")
            else:
                unsure += 1
    assert unsure < 12 * 200 / 2


@pytest.mark.parametrize("rules", ["lines", "none"])
def test_figures_broken_in_narrow_columns_are_joined_only_where_that_is_sure(rules: str) -> None:
    """Five digits where four have room on a line; never a part of a figure, nor a blank where one stands."""
    rng = random.Random(5)
    right = 0
    for pad in (1, 4, 6):
        figures = {name: str(rng.randint(0, 99_999)) for name in w.names()}
        for cell in read(report(figures, PageStyle(rules=rules, size=12, pad=pad))).cells:
            assert cell.state in (UNREADABLE, ABSENT) or str(cell.value) == figures[cell.cell]
            right += cell.state == REPORTED
    assert right > 3 * 200 * (0.99 if rules == "lines" else 0.5)


def test_a_broken_group_of_three_digits_is_joined_and_two_figures_are_not() -> None:
    lines = {"whole": ("10,33", "4"), "wide": ("1,234,5", "67"), "two": ("1,234", "567"), "one": ("1234", "5")}
    glyphs = {
        Region(1, i + 1, 0.0, 30.0 * i, 300.0, 30.0 * i + 30): [
            Glyph(char, 10 + 6 * k, 30 * i + 12 * n, 16 + 6 * k, 30 * i + 12 * n + 10, 10 * n + k)
            for n, text in enumerate(texts)
            for k, char in enumerate(text)
        ]
        for i, texts in enumerate(lines.values())
    }
    told = [" ".join(line.text for line in lines_of(of_cell)) for of_cell in in_cells(glyphs).values()]
    assert told == ["10,334", "1,234,567", "1,234 567", "1234 5"]


@pytest.mark.parametrize("rules", ["lines", "none"])
def test_two_numbers_of_letter_spaced_text_stay_two(rules: str) -> None:
    name = "disclosure.licensing.decisions"
    found = read(report(w.zeros(**{name: "12  3"}), PageStyle(rules=rules, spacing=3, size=9)))
    assert values(found)[name] == UNREADABLE


def test_where_cells_stand() -> None:
    found = read(report(w.numbered(), PageStyle(rows_a_page=10)))
    tables = w.printed(w.numbered())
    cells = {cell.cell: cell for cell in found.cells}
    assert [cells[n].page for n in ("disclosure.regulations.issued", "disclosure.fees.amount")] == [1, 2]
    places = w.places(tables["disclosure"])
    for name in ("disclosure.regulations.issued", "disclosure.licensing.decisions"):
        assert (cells[name].row, cells[name].column) == places[name]
    first = cells["applications.new.natural_person"]
    assert (first.row, first.column) == w.places(tables["applications"])["applications.new.natural_person"]
    assert cells["disputes.review.upheld"].table == max(cell.table or 0 for cell in found.cells)


def test_labels_down_the_side_and_over_lines_are_joined() -> None:
    grids = [b for b in read_pdf(report(w.numbered())).blocks if isinstance(b, Grid)]
    texts = {box.text for grid in grids for row in grid.rows for box in row}
    assert "三、本年度办理结果" in texts
    assert "（二）部分公开（区分处理的，只计这一情形，不计其他情形）" in texts
    assert "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请" in texts


@pytest.mark.parametrize(("text", "value"), [("１３４", "134"), ("1,234", "1234"), ("22（其中修订16件）", "22")])
def test_figures_as_offices_write_them(text: str, value: str) -> None:
    found = read(report(w.zeros(**{"disclosure.licensing.decisions": text})))
    assert values(found) == w.zeros(**{"disclosure.licensing.decisions": value})


@pytest.mark.parametrize("text", ["12\n34", "1 2", "约三成", "①"])
def test_what_is_no_single_number_stays_unreadable(text: str) -> None:
    found = read(report(w.zeros(**{"disclosure.licensing.decisions": text})))
    assert values(found) == w.zeros(**{"disclosure.licensing.decisions": UNREADABLE})


def test_a_number_wider_than_its_cell_stays_whole() -> None:
    name = "applications.new.natural_person"
    assert values(read(report(w.zeros(**{name: "12345678"}), replace(PageStyle(), size=10.4))))[name] in (
        "12345678",
        UNREADABLE,
    )


def test_a_row_cut_by_the_page_in_its_label() -> None:
    rest = [w.Td("3.要求提供公开出版物", 3), *[w.Td("9")] * 7]
    for cut, other in ((["2.重复", *"0123456"], ["申请", *[""] * 7]), (["2.重复", *[""] * 7], ["申请", *"0123456"])):
        writer = PdfWriter(PageStyle(open_break=True))
        for number, heading in enumerate(w.HEADINGS[:3], 1):
            writer.paragraph(heading)
            if number == 1:
                writer.paragraph(w.PROSE[1][0])
        writer.table([rest, [w.Td(cut[0], 3), *[w.Td(t) for t in cut[1:]]]], [150.0, 20, 20, *[30.0] * 7])
        writer.pdf.new_page()
        writer.y = 90
        writer.table([[w.Td(other[0], 3), *[w.Td(t) for t in other[1:]]], rest], [150.0, 20, 20, *[30.0] * 7])
        found = values(read(writer.pdf.bytes()))
        assert [found[f"applications.rejected_repeat.{c}"] for c in ("natural_person", "business", "total")] == [
            "0",
            "1",
            "6",
        ]


def test_figures_typed_over_the_page_are_read() -> None:
    writer = PdfWriter(PageStyle())
    for heading in w.HEADINGS[:2]:
        writer.paragraph(heading)
    writer.table([[w.Td("信息内容"), w.Td("本年处理决定数量")], [w.Td("行政许可"), w.Td("")]], [150.0, 150])
    writer.pdf.typed.append((LEFT + 200, writer.y - 12 - 16, "134"))
    assert values(read(writer.pdf.bytes()))["disclosure.licensing.decisions"] == "134"


def test_a_table_wider_than_the_paper_has_no_blanks_at_its_edge() -> None:
    writer = PdfWriter(PageStyle())
    for heading in w.HEADINGS[:2]:
        writer.paragraph(heading)
    header = [w.Td("信息内容"), w.Td("本年制发件数"), w.Td("本年废止件数"), w.Td("现行有效件数")]
    writer.table([header, [w.Td("规章"), w.Td("1"), w.Td("2"), w.Td("3")]], [200.0, 200, 100, 400])
    found = read(writer.pdf.bytes())
    assert values(found)["disclosure.regulations.issued"] == "1"
    assert values(found)["disclosure.regulations.in_force"] == UNREADABLE
    assert any("超出纸张" in warning for warning in found.warnings)
