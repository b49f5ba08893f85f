"""Rows of a scan whose labels cannot be read: told by their place, where that leaves no doubt."""

import pytest

from gouji.core.forms import load_forms
from gouji.core.model import ABSENT, Cell
from gouji.parse.cells.tables import read_tables
from gouji.parse.document import Box, Grid

FORM = load_forms()["2021"]
ROWS = [row for row in FORM.table("applications").rows if not row.instead_of]
COLUMNS = 7


def scanned(labels: dict[str, list[str]], sure: float | None = 0.99) -> dict[str, Cell]:
    """Table 三 as a scan shows it, each row with figures of its own number: its cells. `labels`: what was read instead
    of a row's label, in one box or several."""
    grid = [[Box("申请人情况", 1, 1, sure)]]
    for number, row in enumerate(ROWS, 2):
        texts = labels.get(row.code, [row.label])
        boxes = [Box(text, number, column, sure) for column, text in enumerate(texts, 1)]
        figures = [Box(str(number), number, column, sure) for column in range(len(texts) + 1, len(texts) + 1 + COLUMNS)]
        grid.append(boxes + figures)
    return {cell.cell: cell for cell in read_tables([(Grid(1, grid), 3)], "2021").cells}


def wrong(cells: dict[str, Cell]) -> list[str]:
    """Rows that have not their own figures."""
    return [
        row.code
        for number, row in enumerate(ROWS, 2)
        if {cell.value for name, cell in cells.items() if name.startswith(f"applications.{row.code}.")} != {number}
    ]


NOTHING = ["之甲と"]


@pytest.mark.parametrize(
    "labels",
    [
        {},
        {"new": NOTHING},
        {"carried_out": NOTHING},
        {"new": NOTHING, "carried_in": NOTHING, "granted": NOTHING},
        {"handled_total": NOTHING, "carried_out": NOTHING},
        {
            "other_not_corrected": ["（六）其他处理", "之甲人と止理出逾其"],
            "other_fee_unpaid": NOTHING,
            "other_other": NOTHING,
        },
        {"granted_partial": ["（二）部分公开（区分处理的，只计这一情形，", "不计其他情形）"]},
    ],
)
def test_a_row_without_a_label_is_told_by_its_place(labels: dict[str, list[str]]) -> None:
    assert wrong(scanned(labels)) == []


def test_in_a_document_with_text_a_label_that_says_something_else_is_no_row_of_the_form() -> None:
    assert wrong(scanned({"new": NOTHING}, sure=None)) == ["new"]


def test_a_row_further_away_is_not_taken_for_the_first() -> None:
    grid = [[Box("之甲と", 1, 1, 0.9), *(Box("5", 1, c, 0.9) for c in range(2, 9))]]
    grid += [
        [Box(row.label, n, 1, 0.9), *(Box("1", n, c, 0.9) for c in range(2, 9))] for n, row in enumerate(ROWS[1:], 4)
    ]
    cells = {cell.cell: cell for cell in read_tables([(Grid(1, grid), 3)], "2021").cells}
    assert cells["applications.new.total"].state == ABSENT
