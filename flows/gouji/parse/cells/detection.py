"""Which form the tables of a document are in: the one most of whose labels stand there."""

from collections.abc import Iterable
from functools import cache

from gouji.core.forms import Form, in_force, load_forms
from gouji.parse.document import Grid
from gouji.parse.trace import FormShare

from .labels import match_rows, normalise, row_names

MIN_SHARE = 0.5  # of a table's rows: with fewer, a row that does not stand there says nothing about the form


def detect_form(grids: Iterable[Grid], report_year: int | None) -> tuple[str, str]:
    """(form, why).

    The form of most labels; of several, the one of most labels of its own, other names of its columns aside; then the
    one that lacks the fewest rows of the tables that are there; then the one prescribed for the report's year, or the
    newest where that is unknown.
    """
    texts = {box.text for grid in grids for row in grid.rows for box in row}
    words = {normalise(text) for text in texts}
    forms = list(load_forms().values())
    found = {form.code: len(words & _labels(form.code)) for form in forms}
    most = [form for form in forms if found[form.code] == max(found.values())]
    own = {form.code: len(words & _own_labels(form.code)) for form in most}
    most = [form for form in most if own[form.code] == max(own.values())]
    lacking = {form.code: _lacking(form, texts, words) if len(most) > 1 else 0 for form in most}
    fewest = [form for form in most if lacking[form.code] == min(lacking.values())]
    if len(most) == 1:
        rule = "标签最多 most labels"
    elif len(fewest) == 1:
        rule = "标签一样多，缺行最少 as many labels, fewest rows lacking"
    else:
        rule = "各格式一样，按报告年度 as much of each, so by the report's year"
    form = in_force(fewest, report_year) if report_year else fewest[-1]
    return form.code, rule


def tables_present(grids: Iterable[Grid]) -> set[str]:
    """The tables, of any form, of which at least MIN_SHARE of the labels stand in the grids."""
    texts = {box.text for grid in grids for row in grid.rows for box in row}
    words = {normalise(text) for text in texts}
    return {
        code
        for form in load_forms().values()
        for code, labels in _labels_by_table(form.code).items()
        if len(words & labels) >= MIN_SHARE * len(labels)
    }


def has_all_tables(grids: Iterable[Grid]) -> bool:
    """Whether all tables of some form are there."""
    present = tables_present(grids)
    return any(present >= {table.code for table in form.tables} for form in load_forms().values())


def form_shares(grids: Iterable[Grid]) -> list[FormShare]:
    """For the trace: how much of each form the grids hold, in the order of the forms."""
    words = {normalise(box.text) for grid in grids for row in grid.rows for box in row}
    return [_share(form, words) for form in load_forms().values()]


@cache
def _labels_by_table(form_code: str) -> dict[str, frozenset[str]]:
    return {
        table.code: frozenset(
            normalise(label)
            for label in [*(row.label for row in table.rows), *(column.label for column in table.columns)]
        )
        for table in load_forms()[form_code].tables
    }


@cache
def _labels(form_code: str) -> frozenset[str]:
    """What its rows are called, and its columns also by other names: a row's alias may be another form's label."""
    tables = load_forms()[form_code].tables
    rows = [row.label for table in tables for row in table.rows]
    columns = [label for table in tables for column in table.columns for label in (column.label, *column.aliases)]
    return frozenset(map(normalise, (*rows, *columns)))


@cache
def _own_labels(form_code: str) -> frozenset[str]:
    tables = load_forms()[form_code].tables
    rows = [row.label for table in tables for row in table.rows]
    return frozenset(map(normalise, (*rows, *(column.label for table in tables for column in table.columns))))


def _lacking(form: Form, texts: set[str], words: set[str]) -> int:
    """Rows that do not stand in the tables that do; not those that one row may stand for."""
    lacking = 0
    for table in form.tables:
        pooled = {code for row in table.rows for code in (*row.instead_of, row.code) if row.instead_of}
        rows = [row for row in table.rows if row.code not in pooled]
        named = {match[0].row for text in texts if (match := match_rows(form.code, table.code, text))}
        missing = [row for row in rows if row.code not in named and not words & set(row_names(row))]
        if len(rows) - len(missing) >= MIN_SHARE * len(rows):
            lacking += len(missing)
    return lacking


def _share(form: Form, words: set[str]) -> FormShare:
    rows = [row for table in form.tables for row in table.rows]
    others = frozenset().union(*(_labels(code) for code in load_forms() if code != form.code))
    found = sum(bool(words & set(row_names(row))) for row in rows)
    return FormShare(form.code, found, len(rows), len(words & (_labels(form.code) - others)))
