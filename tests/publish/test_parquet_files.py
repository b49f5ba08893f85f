"""Tables -> Parquet and back."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gouji.check.new_warehouse import new_warehouse
from gouji.core.errors import NotPublished
from gouji.core.model import BLANK, REPORTED, Cell, Report, Section
from gouji.load.warehouse import insert_rows, load_registry, load_reports
from gouji.load.wide_views import wide_views
from gouji.publish import parquet_file as published
from gouji.publish import parts
from gouji.publish.last_version import LastVersion
from gouji.publish.parquet import write_parquet
from gouji.publish.parquet_check import verify_files, verify_parquet
from gouji.publish.published_tables import IN_REPORTS, published_tables
from gouji.read.report_names import make_report_id
from gouji.read.staged_tables import to_arrow, write_batch

YEARS = (2024, 2025, None)


def fill(con: duckdb.DuckDBPyConnection, staging: Path, reports: int = 60) -> None:
    matches = []
    for number in range(reports):
        document = f"{number * 7919 % 99991:064x}"[::-1]
        year = YEARS[number % 3]
        cells = [
            Cell("applications.new.total", Decimal(f"{number}.5"), REPORTED, f"{number}.5", None, 2, 3, 8),
            Cell("applications.new.business", None, BLANK, "", None, 2, 3, 3),
        ]
        identifier = make_report_id(document, 1)
        report = Report(
            document=document,
            media_type="text/html",
            form="2021",
            cells=cells,
            sections=[Section(1, "一、总体情况", "文字" * number)],
        )
        write_batch(staging, identifier, to_arrow([(identifier, 1, report)]))
        status = "current" if year else "unknown_year"
        matches.append(
            (identifier, f"5001{number // 3:08}", year, 1 if year else None, bool(year), status, None, None, [])
        )
    load_registry(con, [("500101", "重庆市万州区")], [], [])
    load_reports(con, staging, matches)


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with new_warehouse() as con:
        fill(con, tmp_path / "staging")
        yield con


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_every_table_is_published_but_the_record_of_runs(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    tables = {
        name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'").fetchall()
    }
    assert set(published_tables(con)) == tables - {"runs"} | set(wide_views()) | {
        "condemned_figures",
        "current_reports",
        "fact_coverage",
        "fact_matters",
        "figures",
    }
    entries = write_parquet(con, tmp_path / "public")
    assert [entry["name"] for entry in entries] == published_tables(con)
    assert set(contents(tmp_path / "public")) == {file["path"] for entry in entries for file in entry["files"]}
    verify_files(tmp_path / "public", entries)


def test_one_file_a_year_and_one_for_unknown_years(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    entries = {entry["name"]: entry for entry in write_parquet(con, tmp_path)}
    assert [(f["path"], f["report_year"], f["rows"]) for f in entries["cells"]["files"]] == [
        ("cells/2024.parquet", 2024, 40),
        ("cells/2025.parquet", 2025, 40),
        ("cells/unknown.parquet", None, 40),
    ]
    assert [f["path"] for f in entries["applications"]["files"]] == [
        "applications/2024.parquet",
        "applications/2025.parquet",
    ]
    assert [f["path"] for f in entries["districts"]["files"]] == ["districts.parquet"]
    assert [(f["path"], f["rows"]) for f in entries["findings"]["files"]] == [("findings/unknown.parquet", 0)]
    assert con.sql(f"SELECT count(*) FROM '{tmp_path}/findings/*.parquet'").fetchall() == [(0,)]
    assert (
        con.sql(f"SELECT * FROM '{tmp_path}/cells/*.parquet' ORDER BY ALL").fetchall()
        == con.sql("SELECT * FROM cells ORDER BY ALL").fetchall()
    )
    stored = pq.read_table(tmp_path / "cells" / "2025.parquet")
    keys = list(zip(stored["agency_code"].to_pylist(), stored["cell"].to_pylist(), strict=True))
    forms = {name: i for i, (name,) in enumerate(con.execute("SELECT cell FROM form_cells").fetchall())}
    assert keys == sorted(keys, key=lambda key: (key[0], forms[key[1]]))


def test_descriptions_travel_with_the_file(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    entries = {entry["name"]: entry for entry in write_parquet(con, tmp_path)}
    schema = pq.read_schema(tmp_path / "cells" / "2025.parquet")
    assert schema.field("value").metadata[b"description"].decode() == (
        "数值；仅状态为 reported 时有值 / Figure, null unless the state is reported"
    )
    assert schema.metadata[b"description"].decode().startswith("报告中的每一格数字")
    wide = pq.read_schema(tmp_path / "applications" / "2025.parquet")
    assert wide.field("new_total").metadata[b"description"].decode().endswith(" / applications.new.total")
    assert {"name": "value", "type": "DECIMAL(20,6)"}.items() <= entries["cells"]["schema"][4].items()
    assert all(column["description"] for entry in entries.values() for column in entry["schema"])


def test_same_inputs_same_bytes_with_any_number_of_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "ROW_GROUP", 17)  # several row groups a file
    written = []
    for threads in (1, 2, 7):
        with new_warehouse(tmp_path / f"{threads}.duckdb") as con:
            con.execute(f"SET threads = {threads}")
            fill(con, tmp_path / f"staging-{threads}")
            entries = write_parquet(con, tmp_path / f"public-{threads}")
        written.append((entries, contents(tmp_path / f"public-{threads}")))
    assert written[0] == written[1] == written[2]
    assert pq.ParquetFile(tmp_path / "public-1" / "cells" / "2025.parquet").num_row_groups == 3


def test_a_damaged_file_is_found(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    folder = tmp_path / "it's [a] folder *"
    entries = write_parquet(con, folder)
    verify_parquet(con, folder, entries)
    path = folder / "cells" / "2025.parquet"
    good = path.read_bytes()

    for place in range(8, len(good), 97):
        path.write_bytes(good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :])
        with pytest.raises(NotPublished, match=r"2025\.parquet"):
            verify_files(folder, entries)
    data = slice(len(good) // 20, len(good) // 20 + 8)  # within the pages of values
    path.write_bytes(good[: data.start] + bytes(8) + good[data.stop :])
    with pytest.raises(NotPublished, match=r"2025\.parquet"):
        verify_parquet(con, folder, entries)

    path.write_bytes(good)
    table = pq.read_table(path)
    swapped = table["value"].take(pa.array([1, 0, *range(2, 40)]))
    for wrong in (table.slice(1), table.set_column(4, table.schema.field("value"), swapped)):
        pq.write_table(wrong, path)
        with pytest.raises(NotPublished, match="内容与数据库不符"):
            verify_parquet(con, folder, entries)
    path.unlink()
    with pytest.raises(NotPublished, match=r"2025\.parquet"):
        verify_parquet(con, folder, entries)


def test_lost_descriptions_are_found(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    entries = write_parquet(con, tmp_path)
    path = tmp_path / "cells" / "2025.parquet"
    con.execute(f"COPY (FROM read_parquet('{path}')) TO '{path}.new' (FORMAT parquet)")
    Path(f"{path}.new").replace(path)
    with pytest.raises(NotPublished, match="列说明缺失"):
        verify_parquet(con, tmp_path, entries)


def test_rows_changed_after_writing_are_found(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    entries = write_parquet(con, tmp_path)
    insert_rows(con, "districts", [("500102", "涪陵区")])
    with pytest.raises(NotPublished, match=r"districts\.parquet"):
        verify_parquet(con, tmp_path, entries)


@pytest.fixture
def divided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_AGENCIES_WHOLE", 0)
    monkeypatch.setattr(parts, "MAX_AGENCIES", 10)
    monkeypatch.setattr(parts, "MAX_AGENCIES_FINE", 10)


def register_in_three_districts(con: duckdb.DuckDBPyConnection, every_one: bool = False) -> None:
    """The agencies of `fill`, or all but one, in districts of a city and of another."""
    con.execute("DELETE FROM districts")
    insert_rows(con, "districts", [("500101", "甲区"), ("500102", "乙区"), ("510100", "丙区")])
    codes = [code for (code,) in con.execute("SELECT DISTINCT agency_code FROM reports ORDER BY ALL").fetchall()]
    rows = [
        (code, ("500101", "500102", "510100")[i % 3], f"{i}镇", f"{i}镇人民政府", "镇", "镇乡", False, [], [], True)
        for i, code in enumerate(codes if every_one else codes[:-1])
    ]
    insert_rows(con, "agencies", rows)


@pytest.mark.usefixtures("divided")
def test_a_large_home_is_divided_by_district(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register_in_three_districts(con)
    entries = {entry["name"]: entry for entry in write_parquet(con, tmp_path)}
    files = [(file["path"], file.get("part"), file["rows"]) for file in entries["cells"]["files"]]
    # Two of the three share what they have in common; 40 cells a year, those of the unregistered one apart.
    assert files[:4] == [
        ("cells/2024-500101.parquet", "500101", 14),
        ("cells/2024-500102.parquet", "500102", 12),
        ("cells/2024-51.parquet", "51", 12),
        ("cells/2024-unplaced.parquet", "unplaced", 2),
    ]
    assert files[-1] == ("cells/unknown.parquet", None, 40)
    assert [file["path"] for file in entries["agencies"]["files"]] == ["agencies.parquet"]
    verify_parquet(con, tmp_path, list(entries.values()))
    assert (
        con.sql(f"SELECT * FROM '{tmp_path}/cells/*.parquet' ORDER BY ALL").fetchall()
        == con.sql("SELECT * FROM cells ORDER BY ALL").fetchall()
    )
    monkeypatch.setattr("gouji.publish.parquet._ROWS_AT_ONCE", 26)  # of cells: two parts by a query, then the others
    assert write_parquet(con, tmp_path / "by-few") == list(entries.values())
    by_few = contents(tmp_path / "by-few")
    assert by_few == {path: (tmp_path / path).read_bytes() for path in by_few}


def test_parts_are_as_short_as_their_agencies_allow() -> None:
    agencies = {"110101": 60, "110102": 30, "120101": 99, "1201": 5, "200000": 700}
    assert parts._prefixes(agencies, 100) == {
        "110101": "11", "110102": "11", "1201": "1201", "120101": "12010", "200000": "2",
    }  # fmt: skip


@pytest.mark.usefixtures("divided")
def test_only_files_whose_rows_changed_are_written(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    register_in_three_districts(con)
    first, second, anew = (tmp_path / name for name in ("first", "second", "anew"))
    entries = {entry["name"]: entry for entry in write_parquet(con, first)}
    con.execute(
        "UPDATE cells SET raw = '7' WHERE report_year = 2024 AND cell = 'applications.new.total' AND value = 0.5"
    )
    damaged, gone = "cells/2025-51.parquet", "cells/2025-500101.parquet"
    kept_bytes = (first / damaged).read_bytes()
    (first / damaged).write_bytes(kept_bytes[:-9] + b"x" + kept_bytes[-8:])
    (first / gone).unlink()
    with new_warehouse() as nothing_changed:
        again = write_parquet(con, second, last=LastVersion(first, entries, {}, nothing_changed))
    assert again == write_parquet(con, anew)
    assert contents(second) == contents(anew)
    written = {
        name for name in contents(second) if not (first / name).exists() or not (first / name).samefile(second / name)
    }
    by_reports = {name for name in written if not name.startswith("cells/")}
    assert written - by_reports == {"cells/2024-500101.parquet", damaged, gone}
    assert by_reports == {"figures/2024-500101.parquet"}


def warehouse_of(con: duckdb.DuckDBPyConnection, district: str) -> duckdb.DuckDBPyConnection:
    """What a run on top of a version makes of the district that changed."""
    of_it = f"agency_code IN (SELECT agency_code FROM agencies WHERE district_code = '{district}')"
    new = new_warehouse()
    for table in ("agencies", "reports", "cells"):
        insert_rows(new, table, con.sql(f"FROM {table} WHERE {of_it}").to_arrow_table())
    return new


@pytest.mark.usefixtures("divided")
def test_districts_without_a_change_are_not_looked_at(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    register_in_three_districts(con, every_one=True)
    folders = [tmp_path / str(number) for number in range(6)]
    entries = {entry["name"]: entry for entry in write_parquet(con, folders[0])}
    change = "UPDATE cells SET value = 41, raw = '41' WHERE report_year = 2024 AND cell = 'applications.new.total' AND "
    con.execute(change + "value = 0.5")  # in 500101
    with warehouse_of(con, "500101") as changed:
        last = LastVersion(folders[0], entries, {}, changed)
        assert write_parquet(con, folders[1], last=last) == write_parquet(con, folders[2])
        assert contents(folders[1]) == contents(folders[2])

        # a change that no run makes, in a district said to be as it was, shows in the rows of no year alone
        con.execute(change + "agency_code IN (SELECT agency_code FROM agencies WHERE district_code = '510100')")
        con.execute("UPDATE cells SET raw = '41' WHERE report_year IS NULL")
        write_parquet(con, folders[3], last=last)
        for name in ("cells", "figures", "applications"):
            kept = folders[3] / name / "2024-51.parquet"
            assert kept.samefile(folders[0] / name / "2024-51.parquet")
        assert set(pq.read_table(folders[3] / "cells" / "unknown.parquet")["raw"].to_pylist()) == {"41"}

        # where one of these files is lost, or the list of agencies is another, every row is looked at
        lost = folders[0] / "figures" / "2025-51.parquet"
        lost_bytes = lost.read_bytes()
        lost.unlink()
        write_parquet(con, folders[4], last=last)
        lost.write_bytes(lost_bytes)
        con.execute("UPDATE agencies SET short_names = ['丁'] WHERE district_code = '500101'")
        write_parquet(con, folders[5], last=last)
        for folder in folders[4:]:
            assert "41" in pq.read_table(folder / "figures" / "2024-51.parquet")["raw"].to_pylist()


@pytest.mark.usefixtures("divided")
def test_a_district_without_a_report_any_more_leaves_no_empty_file(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    register_in_three_districts(con, every_one=True)
    con.execute("DELETE FROM cells WHERE report_year IS NULL")
    entries = {entry["name"]: entry for entry in write_parquet(con, tmp_path / "first")}
    for table in (*IN_REPORTS, "reports"):
        con.execute(
            f"DELETE FROM {table} WHERE agency_code IN (FROM agencies SELECT agency_code WHERE district_code = '500101')"
        )
    with warehouse_of(con, "500101") as changed:
        last = LastVersion(tmp_path / "first", entries, {}, changed)
        assert write_parquet(con, tmp_path / "on-top", last=last) == write_parquet(con, tmp_path / "anew")
    assert contents(tmp_path / "on-top") == contents(tmp_path / "anew")
