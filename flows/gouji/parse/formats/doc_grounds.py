"""The grounds of the cells of a DOC, which stand with the mark that ends their row."""

from typing import NamedTuple

from .doc_properties import Properties


class Mark(NamedTuple):
    """The end of a paragraph, cell or row; `at`: its place in the text."""

    at: int
    is_cell: bool
    properties: Properties


def grounds_of_cells(marks: list[Mark]) -> list[int | None]:
    """For each mark (of a paragraph, cell or row) the ground of the cell it is in; None where the cell has none."""
    grounds: list[int | None] = [None] * len(marks)
    for at, mark in enumerate(marks):
        if mark.properties.grounds:
            _colour_row(marks, grounds, at)
    return grounds


def _colour_row(marks: list[Mark], grounds: list[int | None], end: int) -> None:
    """Those of a row go to the marks between the row before and its end; cells are counted from the first."""
    row = marks[end].properties
    first = end
    while first and not _is_outside(marks[first - 1].properties, row.depth):
        first -= 1
    cell = 0
    for at in range(first, end):
        if grounds[at] is None and cell < len(row.grounds):
            grounds[at] = row.grounds[cell]
        cell += marks[at].properties.depth == row.depth and marks[at].is_cell


def _is_outside(properties: Properties, depth: int) -> bool:
    return properties.depth < depth or (properties.depth == depth and properties.row_end)
