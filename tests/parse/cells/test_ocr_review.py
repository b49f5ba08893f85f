"""What several looks at a cell of a scan say -> its figure, or that it cannot be read."""

from decimal import Decimal

import pytest

from gouji.core.forms import load_forms
from gouji.core.model import NOT_APPLICABLE, REPORTED, UNREADABLE, Cell
from gouji.parse.cells.ocr_review import settle
from gouji.parse.cells.tables import TableReading
from gouji.parse.document import Box, Grid

NAME = "disclosure.licensing.decisions"


def settled(first: tuple[str, float], *looks: tuple[str, float], name: str = NAME) -> Cell:
    grid = Grid(1, [[Box(first[0], 1, 2, first[1])]], page=1)
    grid.look_again = lambda row, column: [Box(text, row, column, sure) for text, sure in looks]
    state = (
        REPORTED
        if first[0][0].isdigit() and first[0][-1].isdigit()
        else NOT_APPLICABLE
        if first[0] in "-/"
        else UNREADABLE
    )
    cell = Cell(name, None, state, first[0], 1, 1, 1, 2, None, first[1])
    return settle(TableReading([cell], [], []), [grid], "2021").cells[0]


@pytest.mark.parametrize(
    ("readings", "state", "value"),
    [
        ([("7", 0.99), ("7", 0.98), ("7", 0.97), ("7", 0.99), ("7", 0.99)], REPORTED, 7),
        ([("7", 0.99), ("7", 0.98), ("1", 0.97), ("7", 0.99), ("7", 0.99)], UNREADABLE, None),
        ([("7", 0.5), ("7", 0.6), ("7", 0.7), ("7", 0.6), ("7", 0.5)], UNREADABLE, None),
        ([("293.", 0.95), ("293", 0.97), ("293", 0.96), ("293", 0.99), ("293.", 0.9)], REPORTED, 293),
        ([("-", 0.7), ("-", 0.8), ("-", 0.78), ("-", 0.76), ("-", 0.77)], NOT_APPLICABLE, None),
        ([("-", 0.7), ("-", 0.8), ("1", 0.4), ("-", 0.76), ("-", 0.77)], UNREADABLE, None),
        ([("à", 0.5), ("0", 0.99), ("8", 0.6), ("0", 0.98), ("", 0.0)], UNREADABLE, None),
    ],
    ids=["all", "a sure rival", "none sure", "a speck", "a sign", "no sign", "too few"],
)
def test_a_figure_is_believed_when_most_looks_read_it_surely(
    readings: list[tuple[str, float]], state: str, value: int | None
) -> None:
    cell = settled(*readings)
    assert (cell.state, cell.value) == (state, value)


@pytest.mark.parametrize(
    ("raw", "value"),
    [("29.181", 29181), ("1.234,567", 1234567), ("2.5", 2.5), ("0.125", 0.125), ("1234.567", 1234.567)],
)
def test_a_point_before_three_digits_of_a_recognised_count_separates_thousands(raw: str, value: float) -> None:
    cell = settled((raw, 0.99), *[(raw, 0.99)] * 4)
    assert (cell.state, float(cell.value or 0), cell.raw) == (REPORTED, value, raw)


def test_a_dash_apart_from_its_figure_is_no_sign() -> None:
    assert settled(("- 1", 0.98), *[("- 1", 0.98)] * 4).state == UNREADABLE
    assert settled(("- 1", 0.98), *[("1", 0.98)] * 4).value == 1
    assert settled(("-1", 0.98), *[("-1", 0.98)] * 4).value == -1


def test_money_keeps_its_decimals() -> None:
    cell = settled(("29.181", 0.99), *[("29.181", 0.99)] * 4, name="disclosure.fees.amount")
    assert float(cell.value or 0) == 29.181


def test_a_blank_near_figures_lost_over_a_page_break_is_not_known_to_be_blank() -> None:
    above = Grid(1, [[Box("甲", 1, 1, 0.9), Box("12", 1, 2, 0.99)]], page=1)
    below = Grid(2, [[Box("乙", 1, 1, 0.9), Box("", 1, 2)]], page=2)
    cell = Cell(NAME, None, "blank", "", 2, 2, 1, 2)
    other = Cell("disclosure.penalties.decisions", None, UNREADABLE, "", 2, 2, 9, 2, None, 0.1)
    assert settle(TableReading([cell, other], [], []), [above, below], "2021").cells[0].state == UNREADABLE


@pytest.mark.parametrize(
    ("table", "lost", "state"),
    [("disclosure", 1, REPORTED), ("disclosure", 3, UNREADABLE), ("applications", 60, REPORTED)],
)
def test_in_a_bad_scan_a_figure_is_believed_only_where_a_sum_confirms_it(table: str, lost: int, state: str) -> None:
    form = load_forms()["2021"]
    names = [cell.cell for cell in form.cells if not cell.optional]
    gone = set([name for name in names if name.startswith(f"{table}.") and name != NAME][:lost])
    cells = [
        Cell(name, None, UNREADABLE, "?", 1, 1, 1, 2, None, 0.1)
        if name in gone
        else Cell(name, Decimal(0), REPORTED, "0", 1, 1, 1, 2, None, 0.99)
        for name in names
    ]
    settled = {
        cell.cell: cell.state for cell in settle(TableReading(cells, [], []), [Grid(1, [], page=1)], "2021").cells
    }
    assert settled[NAME] == state  # of no sum: doubted where its own table is bad
    assert settled["disputes.review.upheld"] == REPORTED  # its sum holds
    if table == "applications":  # no sum of theirs can be judged
        assert settled["applications.handled_total.natural_person"] == UNREADABLE
