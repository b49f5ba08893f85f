"""Labels as printed -> rows, columns and headings of the forms, by meaning; order is the recogniser's business."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from gouji.core.characters import fold, lookalikes, seen_characters
from gouji.core.forms import FormRow, load_forms

CERTAIN = 1.0  # the label itself or a listed alias
ENOUGH = 0.55  # below this a label is taken for something else

CHINESE_NUMERAL = "一二三四五六七八九十〇零"
_NUMBERING = re.compile(
    rf"(?:第?[{CHINESE_NUMERAL}]{{1,3}}(?:部分)?(?:[、.:,]|\s)"  # 一、  第一部分、
    rf"|[(【\[](?:[{CHINESE_NUMERAL}]{{1,3}}|\d{{1,2}})[)】\]][、.]?"  # （一）  (1)
    r"|\d{1,2}\s*[.、)](?!\d)|[①-⑳]|●|◆)\s*"  # 1.  1、
)
_YEAR = re.compile(r"\(?20\d\d年?(?:度)?\)")  # 本年（2023）制发件数
_NOISE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff、,。.:;“”\"'‘’()（）\[\]【】《》<>·•\-—_~|*#/\\]+")


@lru_cache(maxsize=65_536)
def normalise(text: str) -> str:
    """A label's bare words: no numbering in front, no spaces, no punctuation; characters that scans confuse as one."""
    return _NOISE.sub("", _YEAR.sub("", strip_numbering(fold(seen_characters(text))))).translate(lookalikes())


def strip_numbering(text: str) -> str:
    """Take 一、 （二） 3. off the front, repeatedly (三、（七）总计 -> 总计)."""
    text = text.strip()
    while match := _NUMBERING.match(text):
        text = text[match.end() :]
    return text


class RowMatch(NamedTuple):
    score: float
    row: str


@lru_cache(maxsize=16_384)
def match_rows(form: str, table: str, text: str) -> tuple[RowMatch, ...]:
    """The rows of a table that a label may mean, best first; only scores of at least ENOUGH."""
    label = normalise(text)
    if not label:
        return ()
    matches = [RowMatch(max(_score(label, name) for name in names), row.code) for row, names in _row_names(form, table)]
    # A label that leaves no doubt means no other row, however alike their words are (本年新收…, 上年结转…).
    enough = CERTAIN if any(m.score == CERTAIN for m in matches) else ENOUGH
    return tuple(sorted((m for m in matches if m.score >= enough), key=lambda m: -m.score))


def nearest_rows(form: str, table: str, text: str, most: int) -> list[RowMatch]:
    """The rows of a table that a label is most like, best first, whatever the scores: for the trace."""
    label = normalise(text)
    if not label:
        return []
    matches = [RowMatch(max(_score(label, name) for name in names), row.code) for row, names in _row_names(form, table)]
    return sorted((m for m in matches if m.score > 0), key=lambda m: -m.score)[:most]


@lru_cache(maxsize=16_384)
def match_any_row(text: str) -> float | None:
    """How surely a label means some row of some form; None when it means none."""
    matches = [
        match.score
        for form in load_forms().values()
        for table in form.tables
        for match in match_rows(form.code, table.code, text)[:1]
    ]
    return max(matches, default=None)


@lru_cache(maxsize=16_384)
def header_mark(text: str) -> frozenset[str]:
    """Tables (of any form) of which the text holds a header mark (data/forms: header)."""
    folded = fold(text)
    return frozenset(
        table.code
        for form in load_forms().values()
        for table in form.tables
        if any(mark in folded for mark in table.header)
    )


@lru_cache(maxsize=16_384)
def match_column(form: str, table: str, text: str) -> str | None:
    """The column a header label names, or None."""
    label = normalise(text)
    return _column_names(form, table).get(label)


@lru_cache(maxsize=16_384)
def is_column_label(text: str) -> bool:
    """Whether the text heads a column of any table of any form."""
    return any(match_column(form.code, table.code, text) for form in load_forms().values() for table in form.tables)


@lru_cache(maxsize=16_384)
def tables_with_row(text: str) -> frozenset[str]:
    """Tables (of any form) in which this very label names a row."""
    label = normalise(text)
    return _exact_rows().get(label, frozenset()) if label else frozenset()


@lru_cache(maxsize=65_536)
def tells_forms_apart(text: str) -> bool:
    """Whether this very label (of a row or column) stands in a table in some forms and not in all that have it."""
    return normalise(text) in _telling()


@cache
def _telling() -> frozenset[str]:
    forms: dict[str, set[str]] = {}  # of a label
    tables: dict[str, set[str]] = {}  # the label stands in
    having: dict[str, set[str]] = {}  # forms that have a table
    for form in load_forms().values():
        for table in form.tables:
            having.setdefault(table.code, set()).add(form.code)
            labels = [row.label for row in table.rows]
            labels += [label for column in table.columns for label in (column.label, *column.aliases)]
            for label in map(normalise, labels):
                forms.setdefault(label, set()).add(form.code)
                tables.setdefault(label, set()).add(table.code)
    return frozenset(
        label for label, codes in forms.items() if codes != set().union(*(having[code] for code in tables[label]))
    )


@cache
def tables_printed(layout: str) -> frozenset[str]:
    """Codes of the tables (of any form) that are printed in a layout (form_layout.py)."""
    return frozenset(table.code for form in load_forms().values() for table in form.tables if table.layout == layout)


def row_names(row: FormRow) -> tuple[str, ...]:
    """Normalised names of a row: its label and its aliases."""
    return tuple(dict.fromkeys(normalise(name) for name in (row.label, *row.aliases)))


@cache
def _row_names(form: str, table: str) -> tuple[tuple[FormRow, tuple[str, ...]], ...]:
    return tuple((row, row_names(row)) for row in load_forms()[form].table(table).rows)


@cache
def _column_names(form: str, table: str) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for column in load_forms()[form].table(table).columns:
        for name in (column.label, *column.aliases):
            names.setdefault(normalise(name), column.code)
    return MappingProxyType(names)


@cache
def _exact_rows() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for form in load_forms().values():
        for table in form.tables:
            for row in table.rows:
                for name in row_names(row):
                    found.setdefault(name, set()).add(table.code)
    return MappingProxyType({name: frozenset(tables) for name, tables in found.items()})


def _score(label: str, name: str) -> float:
    """Likeness in [0, 1]: equal; one ends with the other; shared character pairs (Dice)."""
    if label == name:
        return CERTAIN
    if len(name) >= 2 and label.endswith(name):
        return 0.8 + 0.15 * len(name) / len(label)
    if len(label) >= 4 and name.startswith(label):
        return 0.8
    return 0.9 * dice(label, name)


def dice(a: str, b: str) -> float:
    """Share of character pairs two texts have in common, in [0, 1]."""
    pairs_a, pairs_b = _pairs(a), _pairs(b)
    if not pairs_a or not pairs_b:
        return 0.0
    return 2 * len(pairs_a & pairs_b) / (len(pairs_a) + len(pairs_b))


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
