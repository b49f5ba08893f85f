"""Rows of a table that are written as lines of one row of cells: each cell a column, its lines parted by <br> or <p>."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from gouji.parse.cells.labels import match_any_row, tables_with_row

MIN_ROWS = 2  # lines of a cell that are labels of rows of the form
MAX_LINES = 200  # of a cell
_NUMBERING = re.compile(r"(?=[（(][一二三四五六七八九十]{1,2}[）)]|\d{1,2}[.、．])")
_FIRST = re.compile(r"[（(]一[）)]|1[.、．]")  # the first line of a group: the line before is its heading
TEXT, BREAK, BLOCK = "text", "break", "block"
_SKIPPED = frozenset(["-comment", "script", "style", "template"])
_BLOCKS = frozenset(["p", "div", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"])


def rows_in_lines(cells: list[LexborNode]) -> list[list[str]] | None:
    """The rows that stand as lines in one row of cells, a text for each cell; None where it is a row like any other.

    A cell whose lines are not as many as the labels is repeated whole in every row: nobody can tell which line is
    whose, and several figures in one cell are unreadable.
    """
    lines = [cell_lines(cell) for cell in cells]
    labels = max(range(len(cells)), key=lambda i: sum(map(_is_label, lines[i])), default=None)
    if labels is None or sum(map(_is_label, lines[labels])) < MIN_ROWS:
        return None
    others = [each for i, each in enumerate(lines) if i != labels and len(each) > 1]
    if not others:
        return None
    named = _row_labels(lines[labels], {len(each) for each in others})
    columns = [_column(each, len(named)) for each in lines]
    columns[labels] = named
    return [list(row) for row in zip(*columns, strict=True)]


def _row_labels(lines: list[str], counts: set[int]) -> list[str]:
    """The lines that name a row: all, or all but the headings of groups, or those that the form knows, whichever are as
    many as the lines of other cells."""
    readings = (
        lines,
        [line for line, below in zip(lines, [*lines[1:], ""], strict=True) if not _FIRST.match(below)],
        [line for line in lines if match_any_row(line)],
    )
    fitting = next((reading for reading in readings if len(reading) in counts), readings[1])
    return [_without_group(line) for line in fitting]


def _column(lines: list[str], rows: int) -> list[str]:
    if len(lines) == rows:
        return lines
    if len(lines) < 2 or not any(any(map(str.isdigit, line)) for line in lines):  # a label of the whole
        return ["".join(lines), *[""] * (rows - 1)]
    return [" ".join(lines)] * rows


def _without_group(line: str) -> str:
    """A row's label without that of its group, where they share a line: （三）不予公开1.属于国家秘密."""
    last = _NUMBERING.split(line)[-1]
    return last if not _is_label(line) and _is_label(last) else line


def _is_label(line: str) -> bool:
    return bool(line) and bool(tables_with_row(line))


def cell_lines(cell: LexborNode) -> list[str]:
    """The lines of a cell as they are shown; an empty one is a line too, but for what ends the cell."""
    lines: list[str] = []
    line: list[str] = []
    is_open = False  # whether the line has begun: a block that holds nothing takes no room

    def end() -> None:
        nonlocal is_open
        if is_open and len(lines) < MAX_LINES:
            lines.append(" ".join("".join(line).split()))
        line.clear()
        is_open = False

    for kind, node in pieces(cell):
        if node is not None:
            text = node.text_content or ""
            line.append(text)
            is_open = is_open or bool(text.strip(" \t\r\n"))  # a no-break space takes room
        elif kind == BREAK:
            is_open = True
            end()
        else:
            end()
    end()
    return lines


def pieces(cell: LexborNode) -> Iterator[tuple[str, LexborNode | None]]:
    """The texts of a cell, its line breaks, and where blocks begin and end, in order."""
    stack: list[LexborNode | None] = [cell]
    while stack:
        node = stack.pop()
        if node is None:
            yield BLOCK, None
        elif node.tag == "-text":
            yield TEXT, node
        elif node.tag == "br":
            yield BREAK, None
        elif node.tag not in _SKIPPED:
            if node.tag in _BLOCKS:
                yield BLOCK, None
                stack.append(None)
            stack.extend(reversed(list(node.iter(include_text=True))))
