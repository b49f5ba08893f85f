"""Staged batches and registry -> a DuckDB file."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from gouji.core.forms import load_forms
from gouji.core.model import BLANK, REPORTED, Cell, Report, Section, Statement
from gouji.load.form_tables import load_forms_tables
from gouji.load.warehouse import (
    MATCH_COLUMNS,
    create_warehouse,
    insert_rows,
    load_documents,
    load_registry,
    load_reports,
    staged_reports,
    verify_keys,
    within_memory,
)
from gouji.load.wide_views import wide_views
from gouji.read.report_names import make_report_id
from gouji.read.staged_tables import to_arrow, write_batch

pytestmark = pytest.mark.slow

AGENCY = {
    "agency_code": "500101001000",
    "district_code": "500101",
    "name": "高笋塘街道",
    "full_name": "重庆市万州区高笋塘街道办事处",
    "kind": "街道",
    "peer_group": "街道",
    "rule_making_power": False,
    "former_names": [],
    "short_names": ["高笋塘"],
    "registered": True,
}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with create_warehouse() as con:
        yield con


def a_report(number: int, year: int | None, *cells: Cell) -> tuple[str, int, Report]:
    document = f"{number:x}" * 64
    return (
        make_report_id(document, 1),
        1,
        Report(
            document=document,
            media_type="text/html",
            report_year=year,
            form="2021",
            cells=list(cells),
            sections=[Section(1, "一、总体情况", f"第{number}份")],
            statements=[Statement("new", Decimal(number), "件", 1, f"共{number}件", Decimal(number), Decimal(number))],
            warnings=["提示"],
        ),
    )


def total(value: str | None, cell: str = "applications.new.total") -> Cell:
    figure = Decimal(value) if value is not None else None
    return Cell(cell, figure, REPORTED if value is not None else BLANK, value or "", None, 2, 3, 8)


def a_match(number: int, agency: str | None, year: int | None, version: int | None, status: str) -> tuple:
    identifier = make_report_id(f"{number:x}" * 64, 1)
    problem = None if status == "current" else "原因"
    return identifier, agency, year, version, status == "current", status, problem, None, ["agency"]


def stage(folder: Path, *reports: tuple[str, int, Report]) -> Path:
    for report in reports:
        write_batch(folder, report[0], to_arrow([report]))
    return folder


def three_reports(folder: Path) -> tuple[Path, list[tuple]]:
    staging = stage(
        folder,
        a_report(1, 2025, total("12"), total("251000.5", "disclosure.fees.amount")),
        a_report(2, 2025, total("-3"), total(None, "applications.new.business")),
        a_report(3, None, total("7")),
    )
    matches = [
        a_match(3, None, None, None, "unknown_agency"),
        a_match(2, "500101001000", 2025, 2, "current"),
        a_match(1, "500101001000", 2025, 1, "superseded"),
    ]
    return staging, matches


def test_what_does_not_fit_in_little_memory_is_done_within_more(
    tmp_path: Path, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    staging, matches = three_reports(tmp_path)
    limit = con.execute("SELECT current_setting('memory_limit')").fetchall()
    monkeypatch.setattr("gouji.load.warehouse.SORTING_LIMITS", ("256KB", "2GB"))
    load_reports(con, staging, matches)
    assert con.execute("SELECT count(*) FROM cells").fetchall() == [(5,)]
    tried = []

    def step() -> None:
        tried.append(con.execute("SELECT current_setting('memory_limit')").fetchall())
        raise duckdb.OutOfMemoryException("no room")

    with pytest.raises(duckdb.OutOfMemoryException):
        within_memory(con, step)
    assert len(set(map(str, tried))) == len(tried) >= 3
    assert con.execute("SELECT current_setting('memory_limit')").fetchall() == limit
    monkeypatch.setattr("gouji.load.warehouse._LARGE_HOME_REPORTS", 2)  # of a home of more it may take what it needs
    within_memory(con, list)
    assert con.execute("SELECT current_setting('memory_limit')").fetchall() > limit


def test_reports_are_loaded_in_key_and_form_order(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    staging, matches = three_reports(tmp_path)
    limit = con.execute("SELECT current_setting('memory_limit')").fetchall()
    load_reports(con, staging, matches)
    assert con.execute("SELECT current_setting('memory_limit')").fetchall() == limit
    assert con.execute(
        "SELECT report_id[1:2], agency_code, report_year, version, status, warnings, decided FROM reports"
    ).fetchall() == [
        ("11", "500101001000", 2025, 1, "superseded", ["提示"], ["agency"]),
        ("22", "500101001000", 2025, 2, "current", ["提示"], ["agency"]),
        ("33", None, None, None, "unknown_agency", ["提示"], ["agency"]),
    ]
    assert con.execute("SELECT report_id[1:1], report_year, cell, value, state, table_index FROM cells").fetchall() == [
        ("1", 2025, "disclosure.fees.amount", Decimal("251000.500000"), "reported", 2),
        ("1", 2025, "applications.new.total", Decimal(12), "reported", 2),
        ("2", 2025, "applications.new.business", None, "blank", 2),
        ("2", 2025, "applications.new.total", Decimal(-3), "reported", 2),
        ("3", None, "applications.new.total", Decimal(7), "reported", 2),
    ]
    assert con.execute("SELECT agency_code, text FROM sections").fetchall()[0] == ("500101001000", "第1份")
    assert con.execute("SELECT sum(stated_value) FROM statements").fetchall() == [(Decimal(6),)]
    assert con.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall() == []


@pytest.mark.parametrize("kind", ["tuples", "dicts", "arrow", "polars"])
def test_matches_come_as_any_kind_of_rows(tmp_path: Path, con: duckdb.DuckDBPyConnection, kind: str) -> None:
    staging, rows = three_reports(tmp_path)
    dicts = [dict(zip(MATCH_COLUMNS, row, strict=True)) for row in rows]
    matches: Any = {
        "tuples": rows,
        "dicts": dicts,
        "arrow": pa.Table.from_pylist(dicts),
        "polars": pl.DataFrame(dicts, infer_schema_length=None),
    }[kind]
    load_reports(con, staging, matches)
    assert con.execute("SELECT count(*), count(agency_code) FROM cells").fetchall() == [(5, 4)]


def test_reports_and_matches_must_be_one_to_one(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    staging, matches = three_reports(tmp_path)
    with pytest.raises(ValueError, match=r"3333333333333333-1（读出 1，匹配 0）"):
        load_reports(con, staging, matches[1:])
    with pytest.raises(ValueError, match="一一对应"):
        load_reports(con, staging, [*matches, a_match(4, None, None, None, "unknown_agency")])
    write_batch(staging, "again", to_arrow([a_report(1, 2025)]))
    with pytest.raises(ValueError, match=r"1111111111111111-1（读出 2，匹配 1）"):
        load_reports(con, staging, matches)
    assert con.execute("SELECT count(*) FROM reports").fetchall() == [(0,)]


def test_two_current_reports_of_one_agency_and_year_are_refused(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    staging, matches = three_reports(tmp_path)
    matches[2] = a_match(1, "500101001000", 2025, 1, "current")
    with pytest.raises(ValueError, match="只能有一份现行报告"):
        load_reports(con, staging, matches)


def test_nothing_staged_loads_nothing(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    load_reports(con, tmp_path, [])
    assert con.execute("SELECT count(*) FROM cells").fetchall() == [(0,)]
    assert staged_reports(tmp_path).num_rows == 0


def test_registry_takes_dicts_tuples_and_frames(con: duckdb.DuckDBPyConnection) -> None:
    expected = pl.DataFrame(
        {
            "report_year": [2025],
            "agency_code": ["500101001000"],
            "deadline": [date(2026, 1, 31)],
            "deadline_basis": ["条例"],
            "is_due": [True],
            "deadline_set_by": ["law"],
        }
    )
    load_registry(con, [("500101", "重庆市万州区")], [AGENCY], expected)
    assert con.execute("SELECT full_name, short_names FROM agencies").fetchall() == [
        ("重庆市万州区高笋塘街道办事处", ["高笋塘"])
    ]
    assert con.execute("SELECT deadline FROM expected_reports").fetchall() == [(date(2026, 1, 31),)]
    with pytest.raises(ValueError, match=r"键重复.*agency_code\) = \('500101001000',\) × 2"):
        insert_rows(con, "agencies", [AGENCY])
    verify_keys(con, "districts")


def test_wrong_columns_are_named(con: duckdb.DuckDBPyConnection) -> None:
    row = {"district_code": "500101", "title": "万州"}
    with pytest.raises(ValueError, match=r"缺少列 \['name'\]，多出列 \['title'\]"):
        insert_rows(con, "districts", [row])


def test_documents(con: duckdb.DuckDBPyConnection) -> None:
    row = ("a" * 64, "收件/一.html", "text/html", 10, "archive/aa/a", "read", None, 1, None, None, None, None, 1, True)
    load_documents(con, [row])
    assert con.execute("SELECT source, report_count FROM documents").fetchall() == [("收件/一.html", 1)]


def test_forms_become_tables_and_again_replace_them(con: duckdb.DuckDBPyConnection) -> None:
    load_forms_tables(con)
    load_forms_tables(con)
    for form in load_forms().values():
        counts = con.execute(
            "SELECT (SELECT count(*) FROM form_cells WHERE form = $1), (SELECT count(*) FROM identities WHERE form = $1)",
            [form.code],
        ).fetchall()
        assert counts == [(len(form.cells), len(form.terms))]
    verify_keys(con)


def test_an_older_duckdb_can_open_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a b [1]" / "gouji.duckdb"
    with create_warehouse(path) as con:
        load_forms_tables(con)
        [(tags,)] = con.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchall()
        assert tags["storage_version"].startswith("v1.5.0")
        settings = con.execute(
            "SELECT value FROM duckdb_settings() WHERE name LIKE 'auto%_known_extensions'"
        ).fetchall()
        assert settings == [("false",), ("false",)]
    assert sorted(p.name for p in path.parent.iterdir()) == ["gouji.duckdb"]
    # The storage number stands behind the magic bytes; 69 is what DuckDB 2.0 writes unasked.
    written = int.from_bytes(path.read_bytes()[12:20], "little")
    with duckdb.connect(str(tmp_path / "new.duckdb")) as con:
        con.execute("CREATE TABLE t (a INTEGER)")
    unasked = int.from_bytes((tmp_path / "new.duckdb").read_bytes()[12:20], "little")
    assert written < unasked
    with pytest.raises(FileExistsError, match="已存在"):
        create_warehouse(path)


def test_wide_views_have_one_row_a_current_report(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    staging, matches = three_reports(tmp_path)
    load_registry(con, [], [AGENCY], [])
    load_reports(con, staging, matches)
    applications = con.sql("SELECT * FROM applications")
    assert con.sql(
        "SELECT agency_code, report_year, agency_name, new_total, new_business FROM applications"
    ).fetchall() == [("500101001000", 2025, "高笋塘街道", Decimal(-3), None)]
    assert len(applications.columns) == 10 + len(wide_views()["applications"])
    assert con.sql("SELECT fees_amount FROM disclosure").fetchall() == [(None,)]  # the superseded version had one
    kinds = dict(zip(applications.columns, map(str, applications.types), strict=True))
    assert (kinds["new_total"], kinds["division_code"]) == ("BIGINT", "VARCHAR")
    assert str(con.sql("SELECT fees_amount FROM disclosure").types[0]) == "DECIMAL(18,6)"
    assert con.sql("SELECT count(*), count(review_total) FROM disputes").fetchall() == [(1, 0)]
    kept = con.execute(
        "SELECT comment FROM duckdb_columns() WHERE table_name = 'disclosure' AND column_name = 'fees_amount'"
    )
    assert kept.fetchall() == [
        ("主动公开政府信息情况：第二十条第（八）项 行政事业性收费 · 本年收费金额（万元） / disclosure.fees.amount",)
    ]


def test_wide_views_agree_with_the_cells(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> None:
    names = [cell.cell for cell in load_forms()["2021"].cells]
    staging = stage(tmp_path, a_report(1, 2025, *(total(str(i), name) for i, name in enumerate(names))))
    load_reports(con, staging, [a_match(1, "500101001000", 2025, 1, "current")])
    for view, columns in wide_views().items():
        [row] = con.sql(f"SELECT * FROM {view}").to_arrow_table().to_pylist()
        for column, cell in columns.items():
            assert row[column] == (names.index(cell.cell) if cell.cell in names else None)
