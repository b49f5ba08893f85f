"""Pipes with one cell a line -> the rows of the table.

A converter closes each cell with a pipe; a row may be opened by a lone pipe, and the cells that its merged cells cover
are left over as pipes, at its end or in place. A lone pipe is therefore a blank cell, a left-over one or the opening of
a row. Which, is settled by the width of each row of the form and by all rows together; a row that can be read in two
ways is one unreadable text, never a guess.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from gouji.core.model import BLANK, UNREADABLE
from gouji.parse.cells.figures import read_figure
from gouji.parse.cells.labels import is_column_label, match_any_row
from gouji.parse.cells.rows import unlabelled_widths

from .row_offsets import Row, offsets
from .text_cells import cell_text, is_header_word, row_widths, split_at_pipes, with_thousands


class PipeCell(NamedTuple):
    """`left_over`: its pipe stands on one line with others that close no text: a cell of its own has its own line."""

    text: str
    left_over: bool


class Segment(NamedTuple):
    """Words, the last of them a label or header, and the cells up to the next words; `at`: the place of the last word
    among all cells."""

    words: list[str]
    cells: list[PipeCell]
    at: int


def is_cell_a_line(lines: list[str]) -> bool:
    """Whether each cell stands on a line of its own: figures do, and no line holds a row."""
    alone = False
    for line in lines:
        texts = [text for cell in split_at_pipes(line) if (text := cell.strip())]
        figures = sum(_is_figure(text) for text in texts)
        if figures > 1 or (figures and figures < len(texts)):
            return False
        alone = alone or ("|" in line and figures == 1)
    return alone or any(line.strip() == "|" for line in lines)


def rows_of_cells(lines: list[str]) -> list[list[str]]:
    """The rows: headers as words, rows of the form as their labels and as many figures as they have columns, or as one
    text where it cannot be known which figure is whose."""
    segments = _segments(_cells(lines))
    widths = _widths(segments)
    rows = [
        Row(
            n,
            [_is_blank(cell.text) for cell in segment.cells],
            [cell.left_over for cell in segment.cells],
            segment.at,
        )
        for segment, n in zip(segments, widths, strict=True)
        if n
    ]
    found = iter(offsets(rows))
    written: list[list[str]] = []
    for segment, n in zip(segments, widths, strict=True):
        if n in unlabelled_widths():
            next(found)
            written += [segment.words, _across(segment, n, opened=bool(segments) and _opens(lines))]
            continue
        head, own = _headed(segment)
        written += [head] if head else []
        if n:
            written.append(with_thousands([*own, *_figures(segment.cells, n, next(found))]))
        elif own:
            written.append([*own, *(cell.text for cell in segment.cells if cell.text)])
    return written


def _figures(cells: list[PipeCell], n: int, start: int | None) -> list[str]:
    if start is None:
        return [" | ".join(cell.text for cell in cells)] if any(cell.text for cell in cells) else [""] * n
    return [cell.text for cell in cells[start : start + n]]


def _across(segment: Segment, n: int, *, opened: bool) -> list[str]:
    """The line of figures of a table printed across, behind what is left over of its header and the pipe that opens
    it."""
    start = next((i for i, cell in enumerate(segment.cells) if not cell.left_over), 0) + opened
    cells = segment.cells[start:]
    if len(cells) >= n and all(_is_blank(cell.text) for cell in cells[n:]):
        return [cell.text for cell in cells[:n]]
    return [" | ".join(cell.text for cell in segment.cells)] * n


def _opens(lines: list[str]) -> bool:
    return next((line.strip() for line in lines if line.strip()), "") == "|"


def _cells(lines: list[str]) -> list[PipeCell]:
    texts = [line.strip() for line in lines if line.strip()]
    worded = [text for text in texts if text.strip("| \t\u3000\xa0")]
    if worded and all(text.startswith("|") for text in worded):  # opened by a pipe: "| 0" or "| 0 |"
        texts = [f"{text[1:].rstrip('|').rstrip()} |" if text != "|" and not _is_run(text) else text for text in texts]
    joined = any(text.endswith("|") and text.count("|") > 1 for text in worded)  # what is left over, to the last cell
    cells: list[PipeCell] = []
    words: list[str] = []  # of a cell broken over several lines
    for text in texts:
        first, *others = split_at_pipes(text)
        words += [first.strip()] if first.strip() else []
        if not others:
            continue
        cells.append(PipeCell(cell_text("\n".join(words)), not words and len(others) > 1 and not joined))
        cells += [PipeCell(cell_text(other), not other.strip()) for other in others[:-1]]
        words = [others[-1].strip()] if others[-1].strip() else []
    return [*cells, PipeCell(cell_text("\n".join(words)), False)] if words else cells


def _is_run(text: str) -> bool:
    return not text.strip("| \t\u3000\xa0")


def _segments(cells: list[PipeCell]) -> list[Segment]:
    segments: list[Segment] = []
    words: list[str] = []
    own: list[PipeCell] = []
    at = 0

    def close() -> None:
        if words or own:
            segments.append(Segment([*words], [*own], at))
        words.clear()
        own.clear()

    for place, cell in enumerate(cells):
        is_word = not _is_figure(cell.text) and not _is_blank(cell.text)
        if (
            is_word
            and words
            and not _is_form_label(cell.text)
            and own
            and len(own) < max(row_widths(words[-1]), default=0)
        ):
            is_word = False  # words in the place of a figure
        if is_word:
            if own:
                close()
            words.append(cell.text)
            at = place
        elif words or segments:
            own.append(cell)
    close()
    return segments


def _widths(segments: list[Segment]) -> list[int]:
    """How many figures the row of each segment has; 0 for headers and for rows that are not of the form."""
    widths: list[int] = []
    headed = 0  # column labels in the header above
    in_header = False
    for words, cells, _ in segments:
        filled = any(not _is_blank(cell.text) for cell in cells)
        label = words[-1] if words else ""
        known = row_widths(label)
        heads = is_header_word(label) and not (filled and known)
        labels = sum(is_column_label(word) for word in (words if heads else words[:-1]))
        if labels or heads:
            headed, in_header = labels + (headed if in_header else 0), True
        across = max(unlabelled_widths())
        if is_header_word(label) and sum(not cell.left_over for cell in cells) >= across:
            widths.append(across)
        elif heads or not known or not cells:
            widths.append(0)
        else:
            in_header = False
            given = sum(not cell.left_over for cell in cells)
            widths.append(next((n for n in (headed, given) if n in known), max(known)))
    return widths


def _headed(segment: Segment) -> tuple[list[str], list[str]]:
    """The words of the header in front, and the labels of the row itself."""
    words = segment.words
    last = max((i for i, word in enumerate(words[:-1]) if is_header_word(word)), default=-1)
    if words and is_header_word(words[-1]) and not row_widths(words[-1]):
        last = len(words) - 1
    return words[: last + 1], words[last + 1 :]


def _is_form_label(text: str) -> bool:
    return is_header_word(text) or match_any_row(text) is not None


def _is_blank(text: str) -> bool:
    return read_figure(text).state == BLANK


@lru_cache(maxsize=16_384)
def _is_figure(text: str) -> bool:
    text = cell_text(text)
    return read_figure(text).state not in (BLANK, UNREADABLE) or bool(re.fullmatch(r"[\d\s.,，+-]+", text))
