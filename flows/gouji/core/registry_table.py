"""A registry as people keep it, CSV or Excel, headed in Chinese or English: rows with the columns of registry_file.py.

What Excel does to codes, days and years is undone where nothing was lost, and told where something was. Headings and
words for kinds are data (data/registry/columns.csv, kind_words.csv); whatever was understood is a note.
"""

import io
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from .csv_rows import csv_rows, rows_of_csv
from .resources import resource

MAX_HEADING_ROWS = 10  # above the headings there may be a title
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{1,2}")
_MONTH_DAY = re.compile(r"(?:20\d\d[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_YEAR = re.compile(r"(20\d\d)(?:\.0|年|年度)?")
_NAMES = re.compile(r"\s*[|｜、；;\n]\s*")


class TableRow(NamedTuple):
    """A row: its line in the file or sheet, from 1, and its values by column."""

    line: int
    values: dict[str, str]


class RegistryTable(NamedTuple):
    """`columns`: those that it has; `problems`: what cannot be used, with the lines, of which `lost` have no code any
    more; `notes`: what was understood."""

    rows: list[TableRow]
    columns: list[str]
    problems: list[str]
    notes: list[str]
    lost: frozenset[int] = frozenset()


class Column(NamedTuple):
    """A column of the registry: its heading in Chinese, other headings, and an example."""

    column: str
    title: str
    aliases: tuple[str, ...]
    example: str


def read_registry_table(data: bytes) -> RegistryTable:
    """The rows of a registry. Raises ValueError for an Excel file that cannot be opened."""
    lines = _sheet_lines(data) if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") else _csv_lines(data)
    headings = _headings()
    start = _heading_row(lines, headings)
    if start is None:
        first = [name.strip() for name in (lines[0][1] if lines else []) if name.strip()]
        return RegistryTable([], [headings.get(_bare(name), name) for name in first], [], [])
    names = [headings.get(_bare(name), name.strip()) for name in lines[start][1]]
    rows, notes = [], []
    for line, values in lines[start + 1 :]:
        given = {name: value.strip() for name, value in zip(names, values, strict=False) if name}
        if any(given.values()):
            rows.append(TableRow(line, _plain(given)))
    problems = []
    if lost := [row.line for row in rows if _SCIENTIFIC.fullmatch(row.values.get("code", ""))]:
        problems.append(
            f"{lines_words(lost)}的机关代码被 Excel 改成了科学计数法（如 {_code_of(rows, lost[0])}），后面的数字已经丢失："
            "请把该列设为“文本”，重新填写代码。 Excel turned these codes into numbers: set the column to text."
        )
    understood: dict[str, list[int]] = {}
    for row in rows:
        word = row.values.get("kind", "")
        kind = kind_of(word, row.values.get("name", ""))
        if kind and kind != word:
            row.values["kind"] = kind
            understood.setdefault(f"类别「{word}」读作「{kind}」", []).append(row.line)
    notes += [f"{lines_words(where)}{what}" for what, where in understood.items()]
    return RegistryTable(rows, [name for name in names if name], problems, notes, frozenset(lost))


def kind_of(word: str, name: str) -> str | None:
    """The kind of data/registry/kinds.csv that a word means; for 乡镇 and the like what the agency's name ends in.
    None where nothing is meant."""
    word = _bare(word)
    if word in _kinds():
        return word
    if word not in _kind_words():
        return None
    if meant := _kind_words()[word]:
        return meant
    bare = name.strip().removesuffix("人民政府").removesuffix("办事处")
    ends = sorted((kind for kind in _kinds() if bare.endswith(kind)), key=len)
    return ends[-1] if ends else None


@cache
def registry_columns() -> Mapping[str, Column]:
    """The columns by name, in the order of the template."""
    rows = csv_rows(resource("data", "registry", "columns.csv"))
    return {
        row["column"]: Column(
            row["column"], row["title"], tuple(filter(None, row["aliases"].split("|"))), row["example"]
        )
        for row in rows
    }


def lines_words(lines: Iterable[int]) -> str:
    """第 2—35、40 行."""
    spans: list[list[int]] = []
    for line in sorted(lines):
        if spans and line == spans[-1][1] + 1:
            spans[-1][1] = line
        else:
            spans.append([line, line])
    return f"第 {'、'.join(str(a) if a == b else f'{a}—{b}' for a, b in spans)} 行"


def _sheet_lines(data: bytes) -> list[tuple[int, list[str]]]:
    """The rows of the first sheet that has any, with their numbers as Excel shows them."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise ValueError(
            f"Excel 文件打不开（{error}）：可能有密码或已损坏，请另存一份再用。 The workbook cannot be opened."
        ) from error
    rows = next(
        (rows for rows in sheets if _heading_row(_numbered(rows), _headings()) is not None), sheets[0] if sheets else []
    )
    return _numbered(rows)


def _numbered(rows: list[list[Any]]) -> list[tuple[int, list[str]]]:
    return [(number, [_text(value) for value in row]) for number, row in enumerate(rows, 1)]


def _csv_lines(data: bytes) -> list[tuple[int, list[str]]]:
    """The rows of a CSV, by the numbers that the rest of Gouji tells: the heading is line 1."""
    rows = rows_of_csv(data)
    if not rows:
        return []
    names = list(rows[0])
    return [(1, names), *((line, [row.get(name, "") for name in names]) for line, row in enumerate(rows, 2))]


def _heading_row(lines: list[tuple[int, list[str]]], headings: Mapping[str, str]) -> int | None:
    for index, (_, values) in enumerate(lines[:MAX_HEADING_ROWS]):
        if {"code", "name"} <= {headings.get(_bare(value)) for value in values}:
            return index
    return None


def _plain(row: dict[str, str]) -> dict[str, str]:
    """Days, years and lists of names as registry_file.py reads them; what is not understood stays for it to refuse."""
    for name in ("first_year", "last_year"):
        if found := _YEAR.fullmatch(row.get(name, "")):
            row[name] = found[1]
    if found := _MONTH_DAY.fullmatch(row.get("deadline", "")):
        row["deadline"] = f"{int(found[1]):02}-{int(found[2]):02}"
    for name in ("short_names", "former_names"):
        if row.get(name):
            row[name] = "|".join(filter(None, _NAMES.split(row[name])))
    return row


def _text(value: Any) -> str:
    """A cell as text: a whole number without a point, a date as a date."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def _bare(text: str) -> str:
    """A heading without spaces, marks of what must be filled in, and notes in brackets."""
    text = re.sub(r"\s+|[*＊:：]", "", text)
    return re.sub(r"[（(](?:必填|选填|可不填).*?[）)]$", "", text)


def _code_of(rows: list[TableRow], line: int) -> str:
    return next(row.values["code"] for row in rows if row.line == line)


@cache
def _headings() -> Mapping[str, str]:
    named = {name: each.column for each in registry_columns().values() for name in (each.title, *each.aliases)}
    return named | {column: column for column in registry_columns()}


@cache
def _kinds() -> tuple[str, ...]:
    return tuple(row["kind"] for row in csv_rows(resource("data", "registry", "kinds.csv")))


@cache
def _kind_words() -> Mapping[str, str]:
    return {row["word"]: row["kind"] for row in csv_rows(resource("data", "registry", "kind_words.csv"))}
