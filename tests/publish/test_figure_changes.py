"""figure_changes: which figures of current reports stand otherwise than in the version published before."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from gouji.load.form_tables import load_forms_tables
from gouji.load.warehouse import create_warehouse, insert_rows
from gouji.publish.changes import fill_figure_changes
from gouji.publish.version_name import VersionName

TOWN, STREET = "990101001000", "990101002000"
NEW, GRANTED = "applications.new.total", "applications.granted.total"
Cells = dict[str, tuple[int | None, str]]


def warehouse(reports: dict[str, tuple[str, Cells]]) -> duckdb.DuckDBPyConnection:
    """Current reports of 2025: id -> (agency, cells with value and state)."""
    con = create_warehouse(for_reading=False)
    load_forms_tables(con)
    for report, (agency, cells) in reports.items():
        con.execute(
            "INSERT INTO reports BY NAME SELECT $1 AS report_id, $1 AS document_id, 1 AS ordinal, $2 AS agency_code,"
            " 2025 AS report_year, '2021' AS form, 1 AS version, true AS is_current, 'current' AS status, []::VARCHAR[] AS warnings",
            [report, agency],
        )
        columns = [name for name, *_ in con.execute("DESCRIBE cells").fetchall()]
        common: dict[str, Any] = dict.fromkeys(columns) | {
            "report_id": report,
            "agency_code": agency,
            "report_year": 2025,
            "raw": "",
        }
        rows = [common | {"cell": cell, "value": value, "state": state} for cell, (value, state) in cells.items()]
        insert_rows(con, "cells", rows)
    return con


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home whose version `before` has a report of each agency."""
    folder = tmp_path / "public" / "before"
    with warehouse({
        "t1": (TOWN, {NEW: (5, "reported"), GRANTED: (3, "reported")}),
        "s1": (STREET, {NEW: (7, "reported"), GRANTED: (None, "blank")}),
    }) as con:  # fmt: skip
        for table in ("reports", "cells"):
            (folder / table).mkdir(parents=True)
            con.sql(f"FROM {table}").write_parquet(str(folder / table / "2025.parquet"))
    files = [{"name": t, "files": [{"path": f"{t}/2025.parquet"}]} for t in ("reports", "cells")]
    (folder / "manifest.json").write_text(json.dumps({"tables": files, "digests": {"code": "1"}}))
    return tmp_path


def changes(home: Path, reports: dict[str, tuple[str, Cells]], code: str) -> list[tuple[Any, ...]]:
    with warehouse(reports) as con:
        fill_figure_changes(con, home, VersionName("now", "before", False, [], {"code": code}))
        columns = "report_id, previous_report_id, cell, previous_value, value, previous_state, state, previous_version"
        return con.execute(f"SELECT {columns} FROM figure_changes ORDER BY ALL").fetchall()


def test_a_report_published_again_tells_what_was_changed_in_it(home: Path) -> None:
    now = {
        "t2": (TOWN, {NEW: (6, "reported"), GRANTED: (3, "reported")}),
        "s2": (STREET, {NEW: (7, "reported"), GRANTED: (0, "reported")}),
    }
    assert changes(home, now, code="1") == [
        ("s2", "s1", GRANTED, None, Decimal(0), "blank", "reported", "before"),
        ("t2", "t1", NEW, Decimal(5), Decimal(6), "reported", "reported", "before"),
    ]


def test_the_same_document_is_compared_only_where_the_reader_is_another(home: Path) -> None:
    now = {"t1": (TOWN, {NEW: (50, "reported"), GRANTED: (3, "reported")})}
    assert changes(home, now, code="1") == []
    assert changes(home, now, code="2") == [
        ("t1", "t1", NEW, Decimal(5), Decimal(50), "reported", "reported", "before")
    ]
