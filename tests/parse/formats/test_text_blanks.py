"""Blank cells and merged ones in text: pipes with one cell a line, rows padded by pipes, empty lines, rows in one row.

Every cell is right, or it is marked: no figure lands in another column.
"""

from collections.abc import Callable, Mapping

import pytest

from gouji.core.model import BLANK, REPORTED, Report
from tests.parse import text_writers as t
from tests.parse import writers as w
from tests.parse.formats.layouts import FORMS, read

PIPES = [
    t.left_over_on_a_line,
    t.left_over_joined,
    t.left_over_opened,
    t.in_place,
    t.in_place_opened,
    t.opened_by_pipes,
    t.row_in_place,
    t.row_left_over,
    t.rows_in_one,
]
EMPTY_LINES = [(0, 1, 0), (1, 1, 0), (1, 2, 0), (1, 1, 1), (2, 1, 0), (2, 2, 1)]
FIRST = ("natural_person", "upheld", "issued", "made", "items_previous_year")
BLANKS: dict[str, Callable[[int, str], bool]] = {
    "none": lambda _i, _name: False,
    "one in three": lambda i, _name: i % 3 == 0,
    "two in three": lambda i, _name: i % 3 != 0,
    "first of each row": lambda _i, name: name.endswith(FIRST),
    "all but the last": lambda _i, name: not name.endswith(("total", "in_force", "decisions", "amount")),
}


def with_blanks(blanks: str, form: str) -> dict[str, str]:
    return {n: "" if BLANKS[blanks](i, n) else text for i, (n, text) in enumerate(w.numbered(form).items())}


def right_or_marked(report: Report, wanted: Mapping[str, str]) -> int:
    """How many cells are right; none may be wrong."""
    for cell in report.cells:
        assert cell.state != REPORTED or str(cell.value) == wanted[cell.cell], cell
        assert cell.state != BLANK or wanted[cell.cell] == "", cell
    return sum(cell.state in (REPORTED, BLANK) for cell in report.cells)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("blanks", BLANKS)
@pytest.mark.parametrize("write", PIPES)
def test_blanks_between_pipes(write: t.Write, blanks: str, form: str) -> None:
    wanted = with_blanks(blanks, form)
    report = read(w.as_text(wanted, write, form))
    assert right_or_marked(report, wanted) == len(wanted)
    assert report.warnings == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("blanks", ["none", "one in three", "two in three"])
@pytest.mark.parametrize("way", EMPTY_LINES)
def test_blanks_as_empty_lines(way: tuple[int, int, int], blanks: str, form: str) -> None:
    wanted = with_blanks(blanks, form)
    report = read(w.as_text(wanted, t.empty_lines(*way), form))
    assert right_or_marked(report, wanted) >= len(wanted) - 22  # few lines allow of two readings
