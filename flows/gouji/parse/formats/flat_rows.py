"""Words and figures without separators -> the rows of a table, in which an empty cell leaves no trace."""

import re
from functools import lru_cache
from typing import NamedTuple

from gouji.core.characters import fold
from gouji.parse.cells.figures import read_figure
from gouji.parse.cells.labels import match_any_row, normalise, tables_printed, tables_with_row

from .run_together import labels_in, shared_out, unsettled
from .text_cells import row_widths

_MAX_LABEL_TOKENS = 8  # tokens a broken label may be spread over
_TOKEN = re.compile(r"[^\s|]+")
# A figure glued to words on either side (行政许可134第二十条), but no numbering (1.属于), year or bracketed note.
_GLUED = re.compile(r"(?<=[\u4e00-\u9fff)）”])([+-]?\d[\d,]*(?:\.\d+)?)(?![\d.、．)）年])")
_BARE_FIGURE = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?(?:万元|元|件|项)?|/|-|—|--|无")
_ZEROS = re.compile(r"0{2,}")


class Run(NamedTuple):
    """Words, and the figures behind them."""

    words: list[str]
    figures: list[str]


def flat_rows(lines: list[str]) -> list[list[str]]:
    """A row is a run of words, of which the last name it, and the figures after it.

    A row label with no figures behind it gives a row with one empty cell; but where the figures of several rows stand
    together behind their labels, each row has its own only if they are as many as the rows have together, else all of
    them in one text.
    """
    runs = _runs([token for line in lines for token in tokens_of(line)])
    together = any(not _has_own(run) and len(_labels(run)) > 1 for run in runs)
    rows: list[list[str]] = []
    for run in runs:
        before, own = _shared(run)
        if own:
            rows += [*([run.words[:before]] if before else []), *own]
        elif together and len(_labels(run)) > 1:
            rows += unsettled(_labels(run), run.figures)
        else:
            size = _label_size(run.words) if run.figures else 0
            rows += _rows_without_figures(run.words[: len(run.words) - size])
            rows += [["".join(run.words[len(run.words) - size :]), *run.figures]] if run.figures else []
    return rows


def _runs(tokens: list[str]) -> list[Run]:
    runs = [Run([], [])]
    for token in tokens:
        if is_figure(token):
            runs[-1].figures.extend(token if _ZEROS.fullmatch(token) else [token])
            continue
        if runs[-1].figures:
            runs.append(Run([], []))
        runs[-1].words.append(token)
    return runs


def _has_own(run: Run) -> bool:
    """Whether the figures are as many as the row of the last words has, or there are none."""
    own = "".join(run.words[-_label_size(run.words) :])
    return not run.figures or len(run.figures) in row_widths(own)


def _labels(run: Run) -> list[str]:
    """The labels of rows among the words, the last of them that of the figures."""
    if not run.figures:
        return []
    known = next((labels for i in range(len(run.words)) if (labels := labels_in(run.words[i:]))), [])
    size = _label_size(run.words)
    before = _rows_without_figures(run.words[: len(run.words) - size])
    own = "".join(run.words[len(run.words) - size :])
    likely = [row[0] for row in before if row[1:] == [""]] + ([own] if row_widths(own) else [])
    return max(known, likely, key=len)


def _shared(run: Run) -> tuple[int, list[list[str]]]:
    """(how many words stand before the labels, the rows with as many figures each as they have); (0, []) where the
    labels are not those of several rows, all known, or the figures not as many as theirs."""
    if len(run.words) < 2 or len(run.figures) < 2 or _has_own(run):
        return 0, []
    for start in range(len(run.words)):
        if labels := labels_in(run.words[start:]):
            return (start, shared_out(run.words[start:], run.figures)) if len(labels) >= len(_labels(run)) else (0, [])
    return 0, []


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


@lru_cache(maxsize=16_384)
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


@lru_cache(maxsize=16_384)
def is_figure(token: str) -> bool:
    return _BARE_FIGURE.fullmatch(token) is not None or ("其中" in token and read_figure(token).value is not None)
