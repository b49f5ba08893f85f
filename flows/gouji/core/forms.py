"""The statutory forms of data/forms: which there are, which is in force for a year, which cells statements are of.

Nothing else in the code knows a label, a code or a sum of a form. A new form is one more file (data/forms/2021.toml
explains the keys), here or in the folder that the environment variable GOUJI_FORMS names.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fnmatch import filter as filter_names
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .errors import FormError
from .form_extends import extended
from .form_file import read_form, read_toml
from .form_model import Form, FormCell, FormColumn, FormRow, FormSection, FormTable, Term
from .resources import resource

__all__ = ["Form", "FormCell", "FormColumn", "FormRow", "FormSection", "FormTable", "Term"]

# A folder with further forms, set by whoever operates Gouji; read like those it ships.
MORE_FORMS = "GOUJI_FORMS"


def load_forms() -> Mapping[str, Form]:
    """All forms by code, oldest first.

    Raises FormError naming file and key of what is wrong in a file.
    """
    return _load(_files_seen(os.environ.get(MORE_FORMS)))


def form_files() -> tuple[Path, ...]:
    """The files of all forms: data/forms/<code>.toml, and those of the folder GOUJI_FORMS names."""
    folders = [resource("data", "forms")]
    if more := os.environ.get(MORE_FORMS):
        folders.append(Path(more))
    return tuple(file for folder in folders for file in sorted(folder.glob("[0-9]*.toml")))


@cache
def _files_seen(_: str | None) -> tuple[Path, ...]:
    """`form_files`, looked up once for each value of GOUJI_FORMS: every report asks for the forms several times."""
    return form_files()


def form_for_year(report_year: int) -> Form:
    """The form prescribed for a report year; for a year before all forms the oldest."""
    return in_force(list(load_forms().values()), report_year)


def in_force(forms: list[Form], report_year: int) -> Form:
    """Of some forms, oldest first, the latest whose first year is not after the report year, else the oldest."""
    return next((form for form in reversed(forms) if form.first_year <= report_year), forms[0])


def last_year_of(form_code: str | None, latest: int) -> int:
    """The last year, up to `latest`, whose reports were to be in a form; `latest` where there is none."""
    forms = list(load_forms().values())
    years = range(latest, min(form.first_year for form in forms) - 1, -1)
    return next((year for year in years if in_force(forms, year).code == form_code), latest)


def sections_with(*roles: str) -> tuple[int, ...]:
    """Numbers of the sections that have one of the roles (data/forms/roles.toml) in some form."""
    found = {s.number for form in load_forms().values() for s in form.sections if s.role in roles}
    return tuple(sorted(found))


def required_sections() -> frozenset[int]:
    """Numbers of the sections that every form requires."""
    return frozenset.intersection(
        *(frozenset(s.number for s in f.sections if s.required) for f in load_forms().values())
    )


def cells_with(form: Form, row_role: str, *, whole: bool = True) -> list[str]:
    """The cells of the rows of a role; `whole`: only the figure for all of a row, not its shares."""
    return [cell.cell for cell in form.cells if cell.row_role == row_role and (cell.whole or not whole)]


@cache
def _load(files: tuple[Path, ...]) -> Mapping[str, Form]:
    by_code: dict[str, Path] = {}
    for file in files:
        other = by_code.setdefault(file.stem, file)
        if other != file:
            raise FormError(str(file), "文件名", f"已有 {other}", "另一个代码", "Another file has the same name.")
    forms = [_form(code, by_code) for code in by_code]
    forms.sort(key=lambda form: form.first_year)
    for older, newer in pairwise(forms):
        if older.first_year == newer.first_year:
            expected = f"与 {older.code} 不同的年度"
            raise FormError(
                by_code[newer.code].name, "first_year", str(newer.first_year), expected, "Two begin together."
            )
    ends = [form.first_year - 1 for form in forms[1:]]
    dated = [replace(form, last_year=end) for form, end in zip(forms, [*ends, None], strict=True)]
    return MappingProxyType({form.code: form for form in dated})


def _form(code: str, files: dict[str, Path]) -> Form:
    file = files[code].name
    form = read_form(file, _keys(code, files, ()))
    if form.code != code:
        raise FormError(file, "code", f"“{form.code}”", f"与文件名相同的 {code}", "The file is named by its code.")
    return form


def _keys(code: str, files: dict[str, Path], below: tuple[str, ...]) -> dict[str, Any]:
    """The keys of a form's file, with those of the form it extends."""
    data = read_toml(files[code])
    older = data.get("extends")
    if older is None:
        return data
    if older not in files or older in (*below, code):
        known = "、".join(other for other in files if other not in (*below, code))
        raise FormError(files[code].name, "extends", f"{older!r}", f"另一种格式：{known}", "There is no such form.")
    return extended(files[code].name, _keys(older, files, (*below, code)), data)


def load_wordings() -> list[tuple[str, str, str]]:
    """(kind, topic, wording) of data/forms/prose.toml: the words by which checks recognise what prose says."""
    data = read_toml(resource("data", "forms", "prose.toml"))
    return [(kind, topic, word) for kind, topics in data.items() for topic, words in topics.items() for word in words]


def read_explanation_file() -> dict[str, Any]:
    """data/forms/explanations.toml as it stands."""
    return read_toml(resource("data", "forms", "explanations.toml"))


def load_explanation_kinds() -> dict[str, dict[str, Any]]:
    """The kinds of explanations, in the order in which they are tried: titles, and the checks each may account for."""
    kinds: dict[str, dict[str, Any]] = read_explanation_file()["kinds"]
    return kinds


def load_fact_codes() -> list[tuple[str, int, str, str, str, list[str]]]:
    """(part, position, code, title, English title, traits): the kinds, channels and fields of data/forms/facts.toml, in its order;
    the traits of a field are the kinds that it is for.
    """
    data = read_toml(resource("data", "forms", "facts.toml"))
    return [
        (part, position, code, entry["title"], entry["title_en"], entry.get("traits", entry.get("kinds", [])))
        for part, table in (("kind", "kinds"), ("channel", "channels"), ("field", "fields"))
        for position, (code, entry) in enumerate(data[table].items(), 1)
    ]


def load_statement_cells() -> list[tuple[str, str, str, str]]:
    """(form, kind, title, cell): the cells of each form whose sum a figure claimed in prose must be."""
    kinds = read_toml(resource("data", "forms", "statements.toml"))["kinds"]
    return [
        (form.code, kind, entry["title"], cell)
        for form in load_forms().values()
        for kind, entry in kinds.items()
        for cell in cells_named_by(dict(form.statements).get(kind, entry.get("cells", ())), form)
    ]


def cells_named_by(patterns: Iterable[str], form: Form) -> list[str]:
    """The cells of a form that the patterns name, in form order."""
    names = [cell.cell for cell in form.cells]
    named = {name for pattern in patterns for name in filter_names(names, pattern)}
    return [name for name in names if name in named]
