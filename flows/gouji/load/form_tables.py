"""The forms in the warehouse: `forms`, their sections, tables, cells and identities, statements and wordings."""

from pathlib import Path
from typing import Any

import duckdb

from gouji.core.forms import (
    Form,
    load_explanation_kinds,
    load_fact_codes,
    load_forms,
    load_statement_cells,
    load_wordings,
)
from gouji.core.wording import numeral

from .warehouse import create_warehouse, insert_rows
from .wide_views import cell_label

Row = dict[str, Any]


def warehouse_with_forms(path: Path | None = None, *, for_reading: bool = True) -> duckdb.DuckDBPyConnection:
    """A new warehouse (`create_warehouse`) in which the forms are."""
    con = create_warehouse(path, for_reading=for_reading)
    load_forms_tables(con)
    return con


def load_forms_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Fill the tables of the forms from data/forms; loading again replaces them."""
    forms = list(load_forms().values())
    tables = {
        "forms": [_form(form) for form in forms],
        "form_sections": [row for form in forms for row in _sections(form)],
        "form_tables": [row for form in forms for row in _tables(form)],
        "form_cells": [row for form in forms for row in _cells(form)],
        "identities": [{"form": form.code} | term._asdict() for form in forms for term in form.terms],
        "statement_cells": load_statement_cells(),
        "wordings": load_wordings(),
        "fact_codes": load_fact_codes(),
        "explanation_kinds": [
            {name: kind.get(name, False) for name in ("title", "title_en", "rules", "any_year")} | {"kind": code}
            for code, kind in load_explanation_kinds().items()
        ],
    }
    for name, rows in tables.items():
        con.execute(f"DELETE FROM {name}")
        insert_rows(con, name, rows)
    _create_prose_macros(con)


def _form(form: Form) -> Row:
    return {
        "form": form.code,
        "name": form.name,
        "title": form.title,
        "basis": form.basis,
        "first_year": form.first_year,
        "last_year": form.last_year,
        "known_by": form.known_by,
    }


def _sections(form: Form) -> list[Row]:
    return [
        {
            "form": form.code,
            "section": section.number,
            "numeral": numeral(section.number),
            "role": section.role,
            "label": section.label,
            "required": section.required,
            "covers": list(section.covers),
        }
        for section in form.sections
    ]


def _tables(form: Form) -> list[Row]:
    return [
        {
            "form": form.code,
            "position": position,
            "table_code": table.code,
            "role": table.role,
            "numeral": table.number,
            "section": table.section,
            "label": table.label,
            "label_en": table.label_en,
            "unit": table.unit,
            "layout": table.layout,
            "required": table.required,
        }
        for position, table in enumerate(form.tables, 1)
    ]


def _cells(form: Form) -> list[Row]:
    return [
        {
            "form": form.code,
            "position": position,
            "cell": cell.cell,
            "table_code": cell.table,
            "row_code": cell.row,
            "column_code": cell.column,
            "label": cell_label(cell),
            "row_label": cell.row_label,
            "row_label_en": cell.row_label_en,
            "row_name": cell.row_name,
            "column_label": cell.column_label,
            "column_label_en": cell.column_label_en,
            "unit": cell.unit,
            "signed": cell.signed,
            "role": cell.role,
            "optional": cell.optional,
            "table_role": cell.table_role,
            "row_role": cell.row_role,
            "column_role": cell.column_role,
            "is_whole": cell.whole,
            "pool": cell.pool,
            "pool_label": cell.pool_label,
            "yuan": cell.yuan,
        }
        for position, cell in enumerate(form.cells, 1)
    ]


def _create_prose_macros(con: duckdb.DuckDBPyConnection) -> None:
    """The macros of prose.toml, whose arguments are constants of the SQL that calls them.

    says(words, kind): whether a text has any of the `wordings` of a kind. pattern(name): a regular expression.
    Written out, one expression a kind: DuckDB compiles a pattern once only where it is constant, and goes through a
    text with one a hundred times as fast as with every wording by itself.
    """
    alternatives = """
        SELECT {}, string_agg({}, '|' ORDER BY rowid) FROM wordings WHERE {} GROUP BY ALL ORDER BY ALL
    """
    words = con.execute(alternatives.format("kind", "regexp_escape(wording)", "kind <> 'pattern'")).fetchall()
    patterns = con.execute(alternatives.format("topic", "wording", "kind = 'pattern'")).fetchall()
    con.execute(
        f"CREATE OR REPLACE MACRO says(words, kind) AS regexp_matches(words, {_case('kind', words)});"
        " COMMENT ON MACRO says IS '文中是否有 wordings 中某类词语之一 / Whether a text has one of the wordings of a kind';"
        f"CREATE OR REPLACE MACRO pattern(name) AS {_case('name', patterns)};"
        " COMMENT ON MACRO pattern IS 'prose.toml 中的句式（正则表达式）/ A regular expression of prose.toml'"
    )


def _case(value: str, choices: list[tuple[str, str]]) -> str:
    """A SQL CASE of constants."""
    whens = " ".join("WHEN '{}' THEN '{}'".format(name, text.replace("'", "''")) for name, text in choices)
    return f"CASE {value} {whens} END"
