"""The types of rows against the schema: a column more, less or of another kind is found here."""

import re
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest

from gouji.core.resources import resource
from gouji.core.rows import CellRow, DocumentRow, FaultRow, FindingRow, RepairRow

KINDS = {
    "VARCHAR": "str",
    "VARCHAR[]": "list[str]",
    "BIGINT": "int",
    "INTEGER": "int",
    "BOOLEAN": "bool",
    "DATE": "date",
}


def columns_of(table: str) -> dict[str, tuple[str, bool]]:
    """Column -> (SQL type, whether it may be null), as written in sql/schema."""
    sql = resource("sql", "schema", f"{table}.sql").read_text(encoding="utf-8")
    body = sql[sql.index("CREATE TABLE") : sql.index(");")]
    found = re.findall(r'^\s+"?(\w+)"? ([A-Z]+(?:\(\d+, \d+\))?(?:\[\])?)( NOT NULL)?', body, re.MULTILINE)
    return {name: (kind, not required) for name, kind, required in found}


@pytest.mark.parametrize(
    ("row", "table", "every"),
    [
        (DocumentRow, "documents", True),
        (RepairRow, "repairs", True),
        (FindingRow, "findings", False),
        (FaultRow, "faults", False),
    ],
)
def test_rows_have_the_columns_of_their_table(row: Callable[..., Any], table: str, every: bool) -> None:
    columns = columns_of(table)
    hints = {name: str(hint).removeprefix("<class '").removesuffix("'>") for name, hint in get_type_hints(row).items()}
    assert hints.keys() == columns.keys() if every else hints.keys() <= columns.keys()
    for name, hint in hints.items():
        kind, nullable = columns[name]
        expected = KINDS.get(kind, "Decimal")
        assert hint.replace("datetime.", "").replace("decimal.", "") == expected + (" | None" if nullable else ""), name


def test_a_cell_row_has_columns_of_its_table() -> None:
    assert get_type_hints(CellRow).keys() <= columns_of("cells").keys()
