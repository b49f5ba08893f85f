"""Text tables in which a merged cell leaves its other places empty, or repeats itself in them."""

from collections.abc import Mapping

import pytest

from gouji.core.form_layout import PLAIN, printed_tables
from gouji.parse.reports import parse
from tests.parse import writers as w

SHOWN = {"blank": "", "not_applicable": "/"}


def as_text(figures: Mapping[str, str], form: str, separator: str, *, repeated: bool = False) -> bytes:
    return w.text(
        {code: table(figures, form, code, separator, repeated) for code in ("disclosure", "applications", "disputes")}
    ).encode()


def table(figures: Mapping[str, str], form: str, code: str, separator: str, repeated: bool) -> str:
    seen: set[int] = set()
    lines = []
    for row in printed_tables(form, code, PLAIN, "whole")[0]:
        cells = []
        for box in row:
            cells.append("" if id(box) in seen and not repeated else figures[box.cell] if box.cell else box.text)
            seen.add(id(box))
        lines.append(separator.join(cells) if separator == "\t" else f"| {separator.join(cells)} |")
    return "\n".join(lines)


def read(data: bytes) -> dict[str, str]:
    (report,) = parse(data)
    return {c.cell: SHOWN.get(c.state, str(c.value)) for c in report.cells}


FIGURES = {
    "all": lambda n: str(100 + n),
    "zeros": lambda _: "0",
    "blanks": lambda n: "" if n % 3 == 0 else str(n),
    "mostly blank": lambda n: str(n) if n % 5 == 0 else "",
    "not applicable": lambda n: "/" if n % 4 == 0 else str(n),
}


@pytest.mark.parametrize("repeated", [False, True])
@pytest.mark.parametrize("separator", [" | ", "\t"])
@pytest.mark.parametrize("form", ["2019", "2021"])
@pytest.mark.parametrize("filled", FIGURES)
def test_merged_cells(filled: str, form: str, separator: str, repeated: bool) -> None:
    figures = {name: FIGURES[filled](n) for n, name in enumerate(w.names(form))}
    assert read(as_text(figures, form, separator, repeated=repeated)) == figures


def test_a_figure_between_the_columns_is_not_moved_into_one() -> None:
    figures = w.numbered("2019")
    text = as_text(figures, "2019", " | ").decode().replace("| 规章 | 100 |  | 101 |", "| 规章 | 100 | 7 | 101 |")
    states = {c.cell: c.state for c in parse(text.encode())[0].cells}
    assert {cell for cell, state in states.items() if state == "unreadable"} == {
        f"disclosure.regulations.{column}" for column in ("made", "newly_disclosed", "disclosed_total")
    }


@pytest.mark.parametrize("figures_above", [True, False])
def test_a_row_cut_in_two_by_a_page_break(figures_above: bool) -> None:
    """Half of its label above with the figures, half below with blanks, or the other way round."""
    label = "3.补正后申请内容仍不明确"
    rows = w.printed(w.numbered())["applications"]
    at = next(i for i, row in enumerate(rows) if row[0].text == label)
    figures, blanks = rows[at][1:], [w.Td("")] * 7
    halves = [
        [w.Td(label[:5]), *(figures if figures_above else blanks)],
        [w.Td(label[5:]), *(blanks if figures_above else figures)],
    ]
    tables = {code: w.html_table(rows) for code, rows in w.printed(w.numbered()).items()}
    cut = [*rows[:at], *halves, *rows[at + 1 :]]
    (report,) = parse(w.page(tables | {"applications": w.html_table(cut)}).encode())
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()
    assert report.warnings == []
