"""Pages of old sites and of Word: tables merged, flattened, reordered, and what stands beside the figures."""

from collections.abc import Callable
from html import escape

import pytest

from gouji.core.model import ABSENT, BLANK, NOT_APPLICABLE, UNREADABLE
from tests.parse import writers as w
from tests.parse.formats.layouts import cells, expect, figures, read


def test_the_whole_report_as_one_table_with_prose_rows() -> None:
    """Exported from a spreadsheet: title, prose and figures are rows of one table."""
    rows = [[w.Td(w.TITLE, 10)]]
    tables = iter(w.printed(w.numbered()).values())
    for number, heading in enumerate(w.HEADINGS, 1):
        rows.append([w.Td(heading, 10)])
        rows += [[w.Td(text, 10)] for text in w.PROSE.get(number, ())]
        if number == 1:
            rows.append([w.Td("本镇认真做好各项工作。" * 40, 10)])
        if number in (2, 3, 4):
            rows += next(tables)
    report = read(f"<html><body>{w.html_table(rows)}</body></html>")
    expect(report, w.numbered())
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6]
    assert "加强培训" in report.sections[4].text
    assert report.agency == w.AGENCY


def test_long_prose_in_one_cell_does_not_lose_the_table() -> None:
    page = (
        w.as_page(w.numbered())
        .replace("（二）部分公开", "（二）部分公开")
        .replace(
            '<td>行政许可</td><td colspan="3">106</td>', f'<td>行政许可</td><td colspan="3">{"情况说明" * 100}</td>'
        )
    )
    report = read(page)
    wanted = {n: None if n == "disclosure.licensing.decisions" else t for n, t in w.numbered().items()}
    assert figures(report) == wanted


def test_a_data_row_beside_a_nested_table() -> None:
    html = {code: w.html_table(rows) for code, rows in w.printed(w.numbered()).items()}
    inner = "<table><tr><td>填报说明</td></tr></table>"
    html["disclosure"] = html["disclosure"].replace("</table>", f"<tr><td colspan=4>{inner}</td></tr></table>")
    assert figures(read(w.page(html))) == w.numbered()


@pytest.mark.parametrize(
    ("text", "state"),
    [("/", NOT_APPLICABLE), ("", BLANK), ("无", NOT_APPLICABLE), ("0", UNREADABLE), ("见附件", UNREADABLE)],
)
def test_a_row_of_figures_merged_into_one_cell(text: str, state: str) -> None:
    tables = w.printed(w.numbered())
    tables["applications"][3] = [tables["applications"][3][0], w.Td(text, 7)]
    report = read(w.page({c: w.html_table(r) for c, r in tables.items()}))
    assert {c.state for c in report.cells if c.cell.startswith("applications.new.")} == {state}
    assert all(str(c.value) == w.numbered()[c.cell] for c in report.cells if not c.cell.startswith("applications.new."))


def test_rows_in_another_order() -> None:
    tables = w.printed(w.numbered())
    two, three = tables["disclosure"], tables["applications"]
    at = next(i for i, row in enumerate(two) if row[0].text == "行政处罚")
    two[at], two[at + 1] = two[at + 1], two[at]
    three[14], three[15] = three[15], three[14]
    assert figures(read(w.page({c: w.html_table(r) for c, r in tables.items()}))) == w.numbered()


@pytest.mark.parametrize("at", range(3, 27))
def test_two_rows_of_table_three_swapped(at: int) -> None:
    tables = w.printed(w.numbered())
    rows = tables["applications"]
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    assert figures(read(w.page({c: w.html_table(r) for c, r in tables.items()}))) == w.numbered()


def test_a_row_one_cell_short_is_unreadable() -> None:
    """Which cell is missing cannot be known: it need not be the last."""
    tables = w.printed(w.numbered())
    tables["applications"][3] = tables["applications"][3][:-1]
    report = read(w.page({c: w.html_table(r) for c, r in tables.items()}))
    assert {c.state for c in report.cells if c.cell.startswith("applications.new.")} == {UNREADABLE}
    assert any("实有 6 个" in warning for warning in report.warnings)


def test_a_figure_reaching_over_two_rows_belongs_to_the_first() -> None:
    tables = w.printed(w.numbered())
    new, carried = tables["applications"][3:5]
    new[3] = w.Td(new[3].text, 1, 2, new[3].cell)
    del carried[3]
    got = cells(read(w.page({c: w.html_table(r) for c, r in tables.items()})))
    assert got["applications.carried_in.research"].state == ABSENT
    for name in ("new.research", "carried_in.business", "carried_in.nonprofit", "carried_in.total"):
        assert str(got[f"applications.{name}"].value) == w.numbered()[f"applications.{name}"]


def test_the_article_twice_in_a_page_is_one_report() -> None:
    body = w.as_page(w.numbered()).split("<body>")[1].split("</body>")[0]
    report = read(f"<html><body>{body}<div class=print>{body}</div></body></html>")
    assert figures(report) == w.numbered()
    assert cells(report)["disclosure.regulations.issued"].table == 1


@pytest.mark.parametrize("write", [w.bare_lines, w.row_lines, w.one_line, w.pipe_table, w.lines_table])
def test_a_web_page_whose_tables_are_flattened_to_paragraphs(write: Callable[[w.Rows], str]) -> None:
    lines = w.as_text(w.numbered(), write).split("\n")
    report = read("<html><body>" + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</body></html>")
    assert figures(report) == w.numbered()
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6]


def test_header_repeated_in_the_middle_of_a_table() -> None:
    tables = w.printed(w.numbered())
    rows = tables["applications"]
    head = [[w.Td(td.text, td.wide) for td in row] for row in rows[:3]]
    tables["applications"] = [*rows[:15], *head, *rows[15:]]
    assert figures(read(w.page({c: w.html_table(r) for c, r in tables.items()}))) == w.numbered()


def test_a_page_in_capital_letters() -> None:
    import re

    page = re.sub(r"</?\w+", lambda match: match[0].upper(), w.as_page(w.numbered()))
    expect(read(page), w.numbered())
