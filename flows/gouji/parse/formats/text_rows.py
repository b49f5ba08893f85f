"""The lines of a table as text -> its rows.

Offices paste tables as text in four ways: pipe tables, one row a line; pipes with one cell a line, a row opened by a
line that is only a pipe; tabs; and bare words and figures, in which an empty cell leaves no trace (a flat grid).
"""

import re

from gouji.core.characters import fold
from gouji.core.model import UNREADABLE
from gouji.parse.cells.figures import read_figure
from gouji.parse.cells.labels import (
    header_mark,
    is_column_label,
    match_any_row,
    normalise,
    tables_printed,
    tables_with_row,
    tells_forms_apart,
)
from gouji.parse.document import Box, Grid

_MIN_SEPARATORS = 3  # of a line that is a row of cells
_MAX_LABEL_TOKENS = 8  # tokens a broken label may be spread over
_SEPARATOR_LINE = re.compile(r"[\s|:+=-]*")
_TOKEN = re.compile(r"[^\s|]+")
# A figure glued to words on either side (行政许可134第二十条), but no numbering (1.属于), year or bracketed note.
_GLUED = re.compile(r"(?<=[\u4e00-\u9fff)）”])([+-]?\d[\d,]*(?:\.\d+)?)(?![\d.、．)）年])")
_BARE_FIGURE = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?(?:万元|元|件|项)?|/|-|—|--|无")
_ZEROS = re.compile(r"0{2,}")


def grid_of(lines: list[str], index: int) -> Grid:
    if any(line.strip() == "|" for line in lines):
        return Grid(index, box_rows(_cells_by_line(lines)))
    for separator in ("|", "\t"):
        split = [line for line in lines if line.count(separator) >= _MIN_SEPARATORS]
        if any(any(is_figure(cell.strip()) for cell in line.split(separator)) for line in split):
            return Grid(index, box_rows(_cells_by_row(lines, separator)))
    return Grid(index, _flat_rows(lines), flat=True)


def box_rows(rows: list[list[str]]) -> list[list[Box]]:
    return [[Box(text, r, c) for c, text in enumerate(row, 1)] for r, row in enumerate(rows, 1)]


def _cells_by_line(lines: list[str]) -> list[list[str]]:
    """One cell a line, each closed by a pipe. A line that is only a pipe opens a row, or is an empty cell: in a row
    just opened or with a label or figure, when a figure or another such line follows."""
    rows: list[list[str]] = [[]]
    for i, line in enumerate(lines):
        text = line.strip()
        if text == "|":
            following = lines[i + 1].strip() if i + 1 < len(lines) else ""
            opened = _is_open(rows[-1]) or (not rows[-1] and len(rows) > 1)
            if opened and read_figure(following.split("|")[0]).state != UNREADABLE:
                rows[-1].append("|")
            else:
                rows.append([])
        elif text:
            rows[-1].append(text)
    cells = [" ".join(row).split("|") for row in rows if row]
    return [[c.strip() for c in (row[:-1] if not row[-1].strip() else row)] for row in cells]


def _is_open(row: list[str]) -> bool:
    """Whether a row of the form has begun: it holds a label or figure of its own and is no row of column labels."""
    cells = [text.removesuffix("|").strip() for text in row]
    if sum(is_column_label(cell) for cell in cells) > 1 or any(header_mark(cell) for cell in cells):
        return False
    return any(tables_with_row(cell) or is_figure(cell) for cell in cells)


def _cells_by_row(lines: list[str], separator: str) -> list[list[str]]:
    """One row a line; words on a line without separators may go on with the words of the cell before."""
    rows: list[list[str]] = []
    for line in lines:
        stripped = line.strip(" \u3000\xa0\r\n")
        if not stripped or (separator == "|" and _SEPARATOR_LINE.fullmatch(stripped) and "-" in stripped):
            continue
        if separator not in stripped and rows and _goes_on(rows[-1][-1], stripped):
            rows[-1][-1] += stripped
            continue
        if separator == "|":
            stripped = stripped.removeprefix("|").removesuffix("|")
        rows.append([cell.strip() for cell in stripped.split(separator)])
    return rows


def _goes_on(cell: str, line: str) -> bool:
    words = (cell, line)
    return bool(cell) and not any(read_figure(text).state != UNREADABLE or is_form_word(text) for text in words)


def _flat_rows(lines: list[str]) -> list[list[Box]]:
    """Rows of words and figures only: a row is a run of words, of which the last name it, and the figures after it.

    A row label with no figures behind it gives a row with one empty box.
    """
    rows: list[list[str]] = []
    words: list[str] = []
    figures: list[str] = []

    def end_row() -> None:
        size = _label_size(words) if figures else 0
        rows.extend(_rows_without_figures(words[: len(words) - size]))
        if figures:
            rows.append(["".join(words[len(words) - size :]), *figures])
        words.clear()
        figures.clear()

    for token in (token for line in lines for token in tokens_of(line)):
        if is_figure(token):
            figures += list(token) if _ZEROS.fullmatch(token) else [token]
        else:
            if figures:
                end_row()
            words.append(token)
    end_row()
    return box_rows(rows)


def _rows_without_figures(words: list[str]) -> list[list[str]]:
    """Row labels nothing was filled in for, each with one empty box; the other words in rows between them."""
    rows: list[list[str]] = []
    others: list[str] = []
    at = 0
    while at < len(words):
        sizes = range(1, _MAX_LABEL_TOKENS + 1)
        size = next((n for n in sizes if _names_a_row_alone("".join(words[at : at + n]))), None)
        if size is None:
            others.append(words[at])
            at += 1
            continue
        if others:
            rows.append(others)
            others = []
        rows.append(["".join(words[at : at + size]), ""])
        at += size
    return [*rows, others] if others else rows


def _label_size(words: list[str]) -> int:
    """How many of the last tokens make up the row's label: the fewest that name a row, else those most like one."""
    most = min(len(words), _MAX_LABEL_TOKENS)
    for size in range(1, most + 1):
        if tables_with_row("".join(words[-size:])):
            return size
    likeness = [(match_any_row("".join(words[-size:])) or 0.0, -size) for size in range(1, most + 1)]
    return -max(likeness)[1] if likeness else 1


def _names_a_row_alone(text: str) -> bool:
    """A label long enough to be no column label, outside tables printed across, whose row labels
    stand in their header."""
    return len(normalise(text)) >= 4 and bool(tables_with_row(text) - tables_printed("across"))


def tokens_of(line: str) -> list[str]:
    """Words and figures of a line; a figure glued to words is set apart, one with a note in brackets is not."""
    tokens: list[str] = []
    for token in _TOKEN.findall(fold(line)):
        tokens += [token] if is_figure(token) else _GLUED.sub(r" \1 ", token).split()
    return tokens


def is_figure(token: str) -> bool:
    return _BARE_FIGURE.fullmatch(token) is not None or ("其中" in token and read_figure(token).value is not None)


def is_form_word(token: str) -> bool:
    return bool(tables_with_row(token) or tells_forms_apart(token) or (len(token) <= 40 and header_mark(token)))
