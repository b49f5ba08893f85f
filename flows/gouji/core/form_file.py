"""A form's file (data/forms/<code>.toml) read into a Form; what is wrong in it raises FormError with the place."""

import tomllib
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from .errors import FormError
from .form_entry import Entry
from .form_identities import identity_terms
from .form_model import Form, FormCell, FormColumn, FormRow, FormSection, FormTable
from .resources import resource

FORM_KEYS = (
    "code", "title", "name", "basis", "first_year", "known_by", "sections", "tables", "identities", "statements",
)  # fmt: skip
SECTION_KEYS = ("number", "role", "label", "aliases", "required", "covers")
TABLE_KEYS = (
    "code", "role", "number", "section", "label", "unit", "header", "layout", "corner", "required", "columns", "rows",
    "label_en",
)  # fmt: skip
COLUMN_KEYS = ("code", "role", "label", "aliases", "unit", "signed", "part_of", "label_en")
ROW_KEYS = (
    "code", "role", "group", "label", "short", "aliases", "unit", "columns", "instead_of", "part_of", "label_en",
)  # fmt: skip
LAYOUTS = ("blocks", "rows", "across", "list")


def read_toml(path: Path) -> dict[str, Any]:
    """The keys of a TOML file; FormError where it is none."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FormError(path.name, "全文", str(error), "UTF-8 的 TOML", "The file is no TOML.") from error


def load_units() -> dict[str, int | None]:
    """unit -> yuan in one of it; None for counts (data/forms/units.toml)."""
    units = read_toml(resource("data", "forms", "units.toml"))["units"]
    return {unit: entry.get("yuan") for unit, entry in units.items()}


def load_roles() -> dict[str, dict[str, str]]:
    """{table, row, column or section: {role: what it is}} of data/forms/roles.toml."""
    return read_toml(resource("data", "forms", "roles.toml"))


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.units = load_units()
        self.roles = load_roles()

    def entry(self, place: str, data: Any, allowed: Collection[str]) -> Entry:
        return Entry(self.file, place, data, allowed)

    def form(self, data: dict[str, Any]) -> Form:
        top = self.entry("", data, FORM_KEYS)
        sections = tuple(
            self.section(self.entry(f"sections[{i}]", item, SECTION_KEYS))
            for i, item in enumerate(top.tables("sections"))
        )
        self.once(top, "sections", [str(section.number) for section in sections])
        tables = tuple(self.table(item, i, sections) for i, item in enumerate(top.tables("tables")))
        if not tables:
            top.fail("tables", "没有表", "至少一张表", "A form has tables.")
        self.once(top, "tables", [table.code for table in tables])
        statements = self.entry("statements", data.get("statements", {}), data.get("statements", {}))
        return Form(
            code=top.text("code"),
            title=top.text("title"),
            name=top.text("name"),
            basis=top.text("basis"),
            first_year=top.number("first_year"),
            last_year=None,
            known_by=top.text("known_by", ""),
            sections=sections,
            tables=tables,
            cells=tuple(_cells(tables, self.units)),
            terms=tuple(identity_terms(self.file, tables, top.tables("identities"))),
            statements=tuple((kind, statements.texts(kind)) for kind in statements.data),
        )

    def section(self, entry: Entry) -> FormSection:
        return FormSection(
            number=entry.number("number"),
            role=entry.choice("role", self.roles["section"], ""),
            label=entry.text("label"),
            aliases=entry.texts("aliases"),
            required=entry.flag("required", True),
            covers=entry.texts("covers"),
        )

    def table(self, data: Any, position: int, sections: tuple[FormSection, ...]) -> FormTable:
        code = data.get("code", position) if isinstance(data, dict) else position
        entry = self.entry(f"tables.{code}", data, TABLE_KEYS)
        section = entry.number("section", 0)
        if section and section not in [known.number for known in sections]:
            entry.fail("section", str(section), "sections 中的一个 number", f"There is no section {section}.")
        unit = entry.choice("unit", self.units)
        columns = [self.column(entry, item, i, unit) for i, item in enumerate(entry.tables("columns"))]
        rows = [self.row(entry, item, i, columns) for i, item in enumerate(entry.tables("rows"))]
        for key, lines in (("columns", columns), ("rows", rows)):
            if not lines:
                entry.fail(key, "没有", "至少一项", f"A table has {key}.")
            self.once(entry, key, [line.code for line in lines])
            self.known(entry, key, "part_of", [(line.code, (line.part_of,)) for line in lines if line.part_of])
        self.known(entry, "rows", "instead_of", [(row.code, row.instead_of) for row in rows])
        sums = {key: {line.part_of for line in lines} for key, lines in (("columns", columns), ("rows", rows))}
        columns = [column._replace(total=column.code in sums["columns"]) for column in columns]
        by_code = {column.code: column for column in columns}
        return FormTable(
            code=entry.text("code"),
            role=entry.choice("role", self.roles["table"]),
            number=entry.text("number"),
            section=section,
            label=entry.text("label"),
            unit=unit,
            header=entry.texts("header"),
            layout=entry.choice("layout", LAYOUTS),
            corner=entry.text("corner", ""),
            required=entry.flag("required", True),
            columns=tuple(columns),
            rows=tuple(
                row._replace(
                    total=row.code in sums["rows"],
                    columns=tuple(c._replace(total=by_code[c.code].total) for c in row.columns),
                )
                for row in rows
            ),
            label_en=entry.text("label_en", entry.text("code")),
        )

    def column(self, table: Entry, data: Any, position: int, unit: str) -> FormColumn:
        entry = self.entry(_line(table, "columns", data, position), data, COLUMN_KEYS)
        return FormColumn(
            code=_code(entry),
            label=entry.text("label"),
            aliases=entry.texts("aliases"),
            unit=entry.choice("unit", self.units, unit),
            signed=entry.flag("signed"),
            total=False,
            role=entry.choice("role", self.roles["column"], ""),
            part_of=entry.text("part_of", ""),
            label_en=entry.text("label_en", _code(entry)),
        )

    def row(self, table: Entry, data: Any, position: int, columns: list[FormColumn]) -> FormRow:
        entry = self.entry(_line(table, "rows", data, position), data, ROW_KEYS)
        by_code = {column.code: column for column in columns}
        for code in entry.texts("columns"):
            if code not in by_code:
                entry.fail("columns", f"“{code}”", f"本表的列：{'、'.join(by_code)}", f"There is no column {code}.")
        return FormRow(
            code=_code(entry),
            group=entry.text("group", ""),
            label=entry.text("label"),
            short=entry.text("short", entry.text("label")),
            aliases=entry.texts("aliases"),
            columns=tuple(
                by_code[code]._replace(unit=entry.choice("unit", self.units, by_code[code].unit))
                for code in entry.texts("columns") or by_code
            ),
            instead_of=entry.texts("instead_of"),
            total=False,
            role=entry.choice("role", self.roles["row"], ""),
            part_of=entry.text("part_of", ""),
            label_en=entry.text("label_en", _code(entry)),
        )

    def once(self, entry: Entry, key: str, codes: Iterable[str]) -> None:
        for code, times in Counter(codes).items():
            if times > 1:
                entry.fail(key, f"“{code}”有 {times} 项", "每个代码一项", f"{code} stands {times} times.")

    def known(self, entry: Entry, lines: str, key: str, named: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        """What `part_of` and `instead_of` name must be other lines of the table."""
        codes = [item["code"] for item in entry.data[lines]]
        for code, others in named:
            for other in others:
                if other not in codes or other == code:
                    expected = f"本表的另一行或列：{'、'.join(codes)}"
                    entry.fail(f"{lines}.{code}.{key}", f"“{other}”", expected, f"There is no other line {other}.")


def read_form(file: str, data: dict[str, Any]) -> Form:
    """The form of a file's keys (without `extends`, see form_extends.py)."""
    return _Reader(file).form(data)


def _line(table: Entry, lines: str, data: Any, position: int) -> str:
    code = data.get("code", f"[{position}]") if isinstance(data, dict) else f"[{position}]"
    return f"{table.place}.{lines}.{code}"


def _code(entry: Entry) -> str:
    """A code is a name in SQL and in a cell's name: small Latin letters, digits and underscores."""
    code = entry.text("code")
    if not (code.isascii() and code.isidentifier() and code == code.lower()):
        entry.fail("code", f"“{code}”", "小写字母、数字与下划线", f"{code} cannot be part of a cell's name.")
    return code


def _cells(tables: tuple[FormTable, ...], units: dict[str, int | None]) -> list[FormCell]:
    return [_cell(table, row, column, units) for table in tables for row in table.rows for column in row.columns]


def _cell(table: FormTable, row: FormRow, column: FormColumn, units: dict[str, int | None]) -> FormCell:
    stands_for = {code: other for other in table.rows for code in (*other.instead_of, other.code) if other.instead_of}
    pool = stands_for.get(row.code)
    return FormCell(
        cell=f"{table.code}.{row.code}.{column.code}",
        table=table.code,
        row=row.code,
        column=column.code,
        row_label=f"{row.group} {row.label}".strip(),
        row_name=row.name,
        column_label=column.label,
        unit=column.unit,
        signed=column.signed,
        role="total" if row.total or column.total else "component",
        optional=bool(row.instead_of),
        table_role=table.role,
        row_role=row.role,
        column_role=column.role,
        whole=not column.part_of,
        pool=pool.code if pool else None,
        pool_label=pool.label.rsplit("）", 1)[-1] if pool else None,
        yuan=units[column.unit],
        row_label_en=row.label_en,
        column_label_en=column.label_en,
    )
