"""Text in other notations: marks around figures and labels, NaN, traditional characters, rows that are not of the form."""

from dataclasses import replace

import pytest

from gouji.core.model import REPORTED, UNREADABLE
from tests.parse import text_writers as t
from tests.parse import writers as w
from tests.parse.formats.layouts import FORMS, SEPARATED, cells, expect, figures, read

MARKS = [
    "`{}`", "**{}**", "_{}_", "{}*", "{}\\*", "${}$", "<u>{}</u>", "<b>{}</b>", "~~9~~ {}", "{}[^1]", "{}<sup>1</sup>",
    "[{}](#a)", "&nbsp;{}", "\u202d{}\u202c", "\u200e{}", "{}\ufe0f", "{}件", "{}（件）", "=={}==",
]  # fmt: skip


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("write", [*SEPARATED, t.left_over_joined])
def test_marks_around_every_figure(write: t.Write, mark: str) -> None:
    wanted = {n: "12" if n.endswith("amount") else text for n, text in w.numbered().items()}
    written = {n: text if n.endswith("amount") else mark.format(text) for n, text in wanted.items()}
    assert figures(read(w.as_text(written, write))) == wanted


@pytest.mark.parametrize("mark", ["`{}`", "**{}**", "_{}_", "<b>{}</b>", "{}[^1]", "{}&nbsp;", "\u200e{}", "[{}](#a)"])
def test_marks_around_every_label(mark: str) -> None:
    tables = {
        code: [[td if td.cell else replace(td, text=mark.format(td.text)) for td in row] for row in rows]
        for code, rows in w.printed(w.numbered()).items()
    }
    expect(read(w.text({code: w.markdown_table(rows) for code, rows in tables.items()})), w.numbered())


@pytest.mark.parametrize("write", SEPARATED)
def test_thousands_in_one_cell(write: t.Write) -> None:
    written = w.numbered() | {"applications.new.total": "1 234", "disclosure.licensing.decisions": "1,234,567"}
    wanted = w.numbered() | {"applications.new.total": "1234", "disclosure.licensing.decisions": "1234567"}
    assert figures(read(w.as_text(written, write))) == wanted


@pytest.mark.parametrize("text", ["1 23", "12 3456", "1<br>234", "1 2"])
def test_what_may_be_two_figures_in_a_cell_is_unreadable(text: str) -> None:
    report = read(w.as_text(w.numbered() | {"applications.new.total": text}, w.markdown_table))
    assert cells(report)["applications.new.total"].state == UNREADABLE
    assert sum(cell.state == REPORTED for cell in report.cells) == len(w.names()) - 1


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("write", SEPARATED)
def test_traditional_characters_in_text(write: t.Write, form: str) -> None:
    report = read(w.as_text(w.numbered(form), write, form).translate(w.TRADITIONAL))
    expect(report, w.numbered(form), form)
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6]


def test_a_sheet_written_by_pandas() -> None:
    """The first row is its header, whose empty cells are "Unnamed: 3"; other empty cells are NaN."""
    width = 15
    lines = w.text({code: t.row_in_place(rows) for code, rows in w.printed(w.numbered()).items()}).split("\n")
    rows = [[c.strip() for c in line.strip("|").split("|")] if "|" in line else [line] for line in lines]
    full = [[text or "NaN" for text in row] + ["NaN"] * (width - len(row)) for row in rows]
    full[0] = [rows[0][0], *(f"Unnamed: {i}" for i in range(1, width))]
    full.insert(1, ["---"] * width)
    report = read("## 年度报告\n" + "\n".join(f"| {' | '.join(row)} |" for row in full))
    expect(report, w.numbered())
    assert (report.agency, report.report_year) == (w.AGENCY, 2024)
    assert [s.heading for s in report.sections] == list(w.HEADINGS)
    assert report.sections[5].text == w.PROSE[6][0]


@pytest.mark.parametrize(
    "write", [w.pipe_table, w.tab_table, w.lines_table, w.row_lines, t.left_over_joined, t.in_place]
)
@pytest.mark.parametrize("at", [3, 4, 6])
def test_a_row_that_is_not_of_the_form(write: t.Write, at: int) -> None:
    """A row that a province has added is told of; no figure of it or of its neighbours moves."""
    tables = w.printed(w.numbered())
    added = [w.Td("其他主动公开文件"), w.Td("901"), w.Td("902"), w.Td("903")]
    tables["disclosure"].insert(at, added)
    report = read(w.text({code: write(rows) for code, rows in tables.items()}))
    assert figures(report) == w.numbered()
    assert any("其他主动公开文件" in warning and "901" in warning for warning in report.warnings)


def test_an_added_row_beside_a_header_broken_inside_its_cells() -> None:
    tables = w.printed(w.numbered("2019"), "2019")
    added = [w.Td("其他主动公开文件"), w.Td("901"), w.Td("902"), w.Td("903")]
    tables["disclosure"].insert(4, added)
    written = w.text(
        {code: w.pipe_table(rows).replace("| 本年增/减 |", "\n| 本年增/减\n|") for code, rows in tables.items()}
    )
    report = read(written)
    assert report.form == "2019"
    assert figures(report) == w.numbered("2019")
    assert any("901" in warning for warning in report.warnings)


@pytest.mark.parametrize("write", [w.pipe_table, w.lines_table, t.left_over_joined])
def test_changes_in_words(write: t.Write) -> None:
    names = [n for n in w.names("2019") if n.endswith("items_change")]
    written = w.numbered("2019") | {n: ("增2", "减4")[i % 2] for i, n in enumerate(names)}
    wanted = w.numbered("2019") | {n: ("2", "-4")[i % 2] for i, n in enumerate(names)}
    assert figures(read(w.as_text(written, write, "2019"))) == wanted


def test_a_paragraph_rich_in_words_of_the_form_is_no_table() -> None:
    report = read(
        "\n".join([
            w.TITLE,
            "一、总体情况",
            "（二）依申请公开。2024年新收政府信息公开申请数量31件，上年结转政府信息公开申请数量3件。其中，予以公开18件，"
            "结转下年度继续办理13件。因政府信息公开工作申请行政复议0件。",
        ])
    )  # fmt: skip
    assert report.cells == []
    assert "予以公开18件" in report.sections[0].text
    assert report.warnings == []


def test_a_single_page_of_a_report() -> None:
    """A page that begins in the middle of table three, its heading on the page before."""
    rows = w.printed(w.numbered())["applications"][10:]
    report = read(f"{w.TITLE}\n" + w.pipe_table(rows))
    read_off = {c.cell: str(c.value) for c in report.cells if c.state == REPORTED}
    assert read_off == {n: w.numbered()[n] for row in rows for td in row if (n := td.cell)}
