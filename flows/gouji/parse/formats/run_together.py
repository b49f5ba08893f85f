"""Rows of a table that run together in one row of cells, as dumps of PDF files have them.

Labels of several rows stand in one cell and their figures in another, or each column's in one cell. They are taken
apart where all words are labels of rows, in order, and the figures are as many as the rows have; else the row stays as
it is, and several figures in one cell are unreadable.
"""

import re
from functools import cache, lru_cache
from itertools import accumulate

from gouji.core.forms import load_forms
from gouji.parse.cells.labels import header_mark, normalise, tables_with_row

from .text_cells import is_header_word, row_widths

TOGETHER = "数行在一处"  # behind the figures of several rows, so that no one takes them for one
MAX_CELLS = 2  # with text in a row that is read as words and figures: with more, its cells tell what is whose
MAX_LABEL_TOKENS = 8  # a label may be broken by spaces into
_FIGURE = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?")
_NUMBERED = re.compile(r"(?<=\S)(?=(?:[一二三四]、|[（(][一二三四五六七][)）]|\d\.(?!\d)))")


def rows_run_together(cells: list[str]) -> list[list[str]]:
    """The rows that a row of cells holds; the row itself where it is one, or cannot be taken apart."""
    if not any(" " in cell or "\n" in cell for cell in cells):
        return [cells]
    texts = [cell for cell in cells if cell]
    labels = labels_in(texts[0].split()) if len(texts) > 1 and " " in texts[0] else []
    if len(labels) < 2 and not any(_runs_on(text) for text in texts):
        return [cells]
    rows = _by_columns(texts) or (_in_sequence(" ".join(texts).split()) if len(texts) <= MAX_CELLS else [])
    return rows or (unsettled(labels, texts[1:]) if len(labels) > 1 else [cells])


def unsettled(labels: list[str], figures: list[str]) -> list[list[str]]:
    """A row for each label with all the figures in one text, which is none."""
    return [[label, f"{' '.join(figures)} {TOGETHER}"] for label in labels]


def _runs_on(text: str) -> bool:
    tokens = text.split() if " " in text or "\n" in text else ()
    return len(tokens) > 1 and any(_FIGURE.fullmatch(token) for token in tokens)


def _by_columns(texts: list[str]) -> list[list[str]]:
    """A cell of labels, then one for each column with a figure for each label; [] where it is not so."""
    labels = labels_in(texts[0].split())
    columns = [text.split() for text in texts[1:]]
    if len(labels) < 2 or any(len(column) != len(labels) for column in columns):
        return []
    if not all(_FIGURE.fullmatch(figure) for column in columns for figure in column):
        return []
    if not all(len(columns) in row_widths(label) for label in labels):
        return []
    return [[label, *figures] for label, *figures in zip(labels, *columns, strict=True)]


def _in_sequence(tokens: list[str]) -> list[list[str]]:
    """Labels and behind them their figures, again and again; [] where it is not so."""
    rows: list[list[str]] = []
    words: list[str] = []
    figures: list[str] = []
    for token in [*tokens, ""]:
        if _FIGURE.fullmatch(token):
            figures.append(token)
            continue
        if figures:
            found = shared_out(words, figures)
            if not found:
                return []
            rows += found
            words, figures = [], []
        words.append(token)
    return [] if any(words) else rows


def shared_out(words: list[str], figures: list[str]) -> list[list[str]]:
    """The rows of the labels that some words are, each with as many of the figures as it has; [] where the figures are
    not as many as the rows have together."""
    labels = labels_in(words)
    fitting = [
        widths
        for choose in (min, max)  # a row may have fewer columns in another form
        if sum(widths := [choose(row_widths(label)) for label in labels]) == len(figures)
    ]
    if not labels or not fitting:
        return []
    ends = list(accumulate(fitting[0]))
    return [[label, *figures[end - n : end]] for label, n, end in zip(labels, fitting[0], ends, strict=True)]


def labels_in(words: list[str]) -> list[str]:
    """The labels of rows that the words are, in order, and names of groups left out; [] where a word is neither."""
    tokens = [token for word in words for token in _NUMBERED.sub(" ", word).split()]
    labels: list[str] = []
    at = 0
    while at < len(tokens):
        sizes = range(1, min(MAX_LABEL_TOKENS, len(tokens) - at) + 1)
        size = next((n for n in sizes if _names_a_row("".join(tokens[at : at + n]))), None)
        if size is not None:
            labels.append("".join(tokens[at : at + size]))
        elif not (header_mark(tokens[at]) or normalise(tokens[at]) in _groups()):
            return []
        at += size or 1
    return labels


@cache
def _groups() -> frozenset[str]:
    """Names of groups of rows, also where such a name can stand for a row itself."""
    rows = [row for form in load_forms().values() for table in form.tables for row in table.rows]
    return frozenset(normalise(row.group) for row in rows if row.group)


@lru_cache(maxsize=16_384)
def _names_a_row(text: str) -> bool:
    label = normalise(text)
    return bool(label) and label not in _groups() and bool(tables_with_row(text)) and not is_header_word(text)
