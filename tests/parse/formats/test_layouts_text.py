"""Tables as plain text and Markdown, with separators and without: value, state and locator."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from gouji.core.model import ABSENT, BLANK, REPORTED, UNREADABLE
from tests.parse import writers as w
from tests.parse.formats.layouts import DIVIDED, FLAT, FORMS, SEPARATED, UNDIVIDED, expect, figures, read


@pytest.mark.parametrize("write", [*SEPARATED, *FLAT])
def test_undivided_other_row_in_text(write: Callable[[w.Rows], str]) -> None:
    wanted = {n: t for n, t in w.numbered().items() if not n.startswith(DIVIDED)} | UNDIVIDED
    assert figures(read(w.as_text(wanted, write))) == wanted


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("write", [*SEPARATED, *FLAT])
def test_text_with_every_figure_different(form: str, write: Callable[[w.Rows], str]) -> None:
    expect(read(w.as_text(w.numbered(form), write, form)), w.numbered(form), form)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("write", [*SEPARATED, *FLAT])
def test_text_of_zeros(form: str, write: Callable[[w.Rows], str]) -> None:
    expect(read(w.as_text(w.zeros(form), write, form)), w.zeros(form), form)


@pytest.mark.parametrize("write", SEPARATED)
def test_blanks_in_separated_text(write: Callable[[w.Rows], str]) -> None:
    wanted = {name: ("" if i % 3 == 0 else str(i)) for i, name in enumerate(w.names())}
    report = read(w.as_text(wanted, write))
    assert figures(report) == {name: text or None for name, text in wanted.items()}
    assert {c.state for c in report.cells} == {REPORTED, BLANK}


@pytest.mark.parametrize("write", FLAT)
def test_blanks_in_flat_text_are_never_zeros_nor_moved(write: Callable[[w.Rows], str]) -> None:
    """A flat row with figures missing cannot be told apart: it is unreadable, not guessed at."""
    wanted = w.numbered() | {"applications.new.research": "", "applications.granted.natural_person": ""}
    report = read(w.as_text(wanted, write))
    for cell in report.cells:
        if cell.cell.startswith(("applications.new.", "applications.granted.")):
            assert cell.state == UNREADABLE
        else:
            assert str(cell.value) == wanted[cell.cell]


@pytest.mark.parametrize("write", FLAT)
def test_an_empty_row_in_flat_text(write: Callable[[w.Rows], str]) -> None:
    wanted = w.numbered() | {n: "" for n in w.names() if n.startswith("applications.granted_partial.")}
    report = read(w.as_text(wanted, write))
    assert figures(report) == {n: t or None for n, t in wanted.items()}
    assert {c.state for c in report.cells if c.cell.startswith("applications.granted_partial.")} == {BLANK}


@pytest.mark.parametrize("write", SEPARATED)
def test_text_locators(write: Callable[[w.Rows], str]) -> None:
    report = read(w.as_text(w.numbered(), write))
    assert all(c.table and c.row and c.column and c.raw.strip() == w.numbered()[c.cell] for c in report.cells)
    places = [(c.table, c.row, c.column) for c in report.cells]
    assert len(set(places)) == len(places)


def test_everything_on_one_line_with_headings() -> None:
    lines = w.as_text(w.numbered(), w.one_line).split("\n")
    report = read(lines[0] + "\n" + " ".join(lines[1:]))
    assert {c.state for c in report.cells} <= {REPORTED, UNREADABLE, ABSENT}
    assert all(str(c.value) == w.numbered()[c.cell] for c in report.cells if c.state == REPORTED)
    assert figures(report) == w.numbered()


def test_zeros_stuck_together() -> None:
    document = w.as_text(w.zeros(), w.row_lines)
    report = read(document.replace("0 0 0 0 0 0 0", "0000000"))
    expect(report, w.zeros())


@pytest.mark.parametrize("pipe", ["｜", "│"])
def test_other_pipes_and_no_outer_ones(pipe: str) -> None:
    document = w.as_text(w.numbered(), w.pipe_table).replace("| ", "|").replace(" |", "|")
    lines = [line.strip("|").replace("|", pipe) for line in document.split("\n")]
    assert figures(read("\n".join(lines))) == w.numbered()


def test_line_breaks_in_markdown_cells() -> None:
    document = (
        w.as_text(w.numbered(), w.markdown_table)
        .replace("商业企业", "商业<br>企业")
        .replace("另行制作", "另行<br/>制作")
    )
    expect(read(document), w.numbered())


@pytest.mark.parametrize("heading", ["# {}", "### {}", "**{}**", "## **{}**"])
@pytest.mark.parametrize("cell", ["{}", "**{}**"])
@pytest.mark.parametrize("rule", ["---", ":---:", "--:"])
def test_markdown(heading: str, cell: str, rule: str) -> None:
    tables = {
        code: [[replace(td, text=cell.format(td.text).replace(".", "\\.")) for td in row] for row in rows]
        for code, rows in w.printed(w.numbered()).items()
    }
    written = {code: "\n" + w.markdown_table(rows).replace("---", rule) + "\n" for code, rows in tables.items()}
    headings = [heading.format(text) for text in w.HEADINGS]
    report = read(w.text(written, title=heading.format(w.TITLE), headings=headings))
    expect(report, w.numbered())
    assert [section.heading for section in report.sections] == list(w.HEADINGS)
    assert (report.agency, report.report_year) == (w.AGENCY, 2024)


def test_marks_that_are_no_markdown_stay() -> None:
    document = w.as_text(w.numbered(), w.pipe_table).replace("渠道畅通。", "张** 申请 #3 号，2 * 3。")
    assert "张** 申请 #3 号，2 * 3。" in read(document).sections[0].text
