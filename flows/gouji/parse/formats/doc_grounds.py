"""The grounds of the cells of a DOC, which stand with the mark that ends their row."""

from .doc_properties import Properties


def grounds_of_cells(marks: list[Properties]) -> list[int | None]:
    """For each mark (of a paragraph, cell or row) the ground of the cell it is in; None where the cell has none."""
    grounds: list[int | None] = [None] * len(marks)
    for at, end in enumerate(marks):
        if end.row_end and end.grounds:
            _colour_row(marks, grounds, at)
    return grounds


def _colour_row(marks: list[Properties], grounds: list[int | None], end: int) -> None:
    """Those of a row go to the marks between the row before and its end; cells are counted from the first."""
    depth = marks[end].depth
    first = end
    while (
        first and marks[first - 1].depth >= depth and not (marks[first - 1].row_end and marks[first - 1].depth == depth)
    ):
        first -= 1
    cell, of_row = 0, marks[end].grounds
    for at in range(first, end):
        if grounds[at] is None and cell < len(of_row):
            grounds[at] = of_row[cell]
        cell += marks[at].depth == depth and marks[at].cell_end
