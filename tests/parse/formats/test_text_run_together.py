"""Rows that run together, as dumps of PDF files have them: taken apart where labels and figures leave no doubt."""

from collections.abc import Callable

import pytest

from gouji.core.model import BLANK, REPORTED, UNREADABLE
from tests.parse import writers as w
from tests.parse.formats.layouts import cells, figures, read

Join = Callable[[list[list[w.Td]]], str]


def _labels(row: list[w.Td]) -> str:
    return " ".join(td.text for td in row if not td.cell)


def _figures(row: list[w.Td]) -> list[str]:
    return [td.text for td in row if td.cell and td.text]


def all_in_two_cells(rows: list[list[w.Td]]) -> str:
    return f"| {' '.join(map(_labels, rows))} | {' '.join(text for row in rows for text in _figures(row))} |"


def in_one_cell(rows: list[list[w.Td]]) -> str:
    return f"| {' '.join(' '.join([_labels(row), *_figures(row)]) for row in rows)} | |"


def by_columns(rows: list[list[w.Td]]) -> str:
    columns = [
        [row[i] for row in map(_figures, rows) if i < len(row)] for i in range(max(map(len, map(_figures, rows))))
    ]
    return f"| {' '.join(map(_labels, rows))} | {' | '.join(map(' '.join, columns))} |"


def in_a_paragraph(rows: list[list[w.Td]]) -> str:
    return f"{' '.join(map(_labels, rows))} {' '.join(text for row in rows for text in _figures(row))}"


def together(join: Join, most: int) -> Callable[[w.Rows], str]:
    """Up to `most` rows of one group in one; the headers and the table printed across as they are."""

    def write(rows: w.Rows) -> str:
        lines: list[str] = []
        open_rows: w.Rows = []
        for row in [*rows, []]:
            labelled = any(td.cell for td in row) and not row[0].cell
            if open_rows and (not labelled or len(open_rows) == most):
                lines.append(join(open_rows))
                open_rows = []
            if labelled:
                open_rows.append(row)
            elif row:
                lines.append(w.row_lines([row]) if join is in_a_paragraph else w.pipe_table([row]))
        return "\n".join(lines)

    return write


JOINS: list[Join] = [all_in_two_cells, in_one_cell, by_columns, in_a_paragraph]


@pytest.mark.parametrize("join", JOINS)
@pytest.mark.parametrize("most", [1, 2, 3, 6, 40])
def test_rows_together_are_taken_apart(join: Join, most: int) -> None:
    report = read(w.as_text(w.numbered(), together(join, most)))
    wanted = w.numbered()
    for cell in report.cells:
        assert cell.state != BLANK
        assert cell.state != REPORTED or str(cell.value) == wanted[cell.cell]
    assert sum(cell.state == REPORTED for cell in report.cells) >= len(wanted) - 21


@pytest.mark.parametrize("join", JOINS)
@pytest.mark.parametrize("most", [2, 6])
def test_rows_together_with_figures_missing_are_unreadable(join: Join, most: int) -> None:
    """Which row lacks a figure cannot be known."""
    wanted = w.numbered() | {"disclosure.normative_documents.repealed": "", "applications.carried_in.research": ""}
    report = read(w.as_text(wanted, together(join, most)))
    got = cells(report)
    for row in (
        "disclosure.normative_documents",
        "disclosure.regulations",
        "applications.new",
        "applications.carried_in",
    ):
        assert not [c for c in got.values() if c.cell.startswith(f"{row}.") and c.state in (REPORTED, BLANK)], row
    assert all(str(c.value) == wanted[c.cell] for c in report.cells if c.state == REPORTED)


def test_one_figure_behind_two_labels_is_of_neither() -> None:
    rows = w.printed(w.numbered())["disclosure"]
    lines = [*w.pipe_table(rows[:-5]).split("\n"), "| 行政处罚 行政强制 | 128 |"]
    report = read(w.text({"disclosure": "\n".join(lines)}))
    assert {cells(report)[f"disclosure.{r}.decisions"].state for r in ("penalties", "coercion")} == {UNREADABLE}


def test_zeros_of_two_rows_in_one_line() -> None:
    report = read(w.as_text(w.zeros(**{"disclosure.penalties.decisions": "128"}), together(in_a_paragraph, 2)))
    assert figures(report)["disclosure.penalties.decisions"] == "128"
    assert figures(report)["disclosure.coercion.decisions"] == "0"


def test_two_figures_in_one_cell_and_a_blank_are_no_row_that_runs_together() -> None:
    changed = {"issued": "1 2", "repealed": "0", "in_force": ""}
    report = read(w.as_text(w.zeros(**{f"disclosure.regulations.{c}": t for c, t in changed.items()}), w.pipe_table))
    states = [cells(report)[f"disclosure.regulations.{column}"].state for column in changed]
    assert states == [UNREADABLE, REPORTED, BLANK]
