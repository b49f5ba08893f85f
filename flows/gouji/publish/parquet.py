"""The tables of a build -> Parquet by PyArrow, which alone keeps the descriptions of columns.

Layout: ``<table>.parquet``, or for a table with report_year ``<table>/<year>.parquet``, in a home of many agencies
``<table>/<year>-<part>.parquet`` (parts.py); rows whose year is unknown are in ``<table>/unknown.parquet``, and a table
without any row has one file, empty. ``read_parquet('<table>/*.parquet')`` therefore always finds the table. Same tables,
same bytes, with any number of threads.
"""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.compute as pc

from gouji.core.digest import file_digest

from .last_version import OF_DISTRICTS, OF_REPORTS, LastVersion
from .parquet_check import contents_of, verify_table
from .parquet_file import ROW_GROUP, file_schema, write_batches
from .parts import UNPLACED, Content, Division, FileEntry, FileKey, TableEntry, division, fill_file_parts, in_order
from .published_tables import IN_ORDER, IN_REPORTS, ORDER, descriptions, published_tables, table_rows

_ROWS_AT_ONCE = 200_000  # of the parts of a year: what is sorted and kept in memory together
_ENCODERS = 2

_PLACES = f"""
CREATE OR REPLACE TEMP TABLE report_places AS
SELECT report_id, row_number() OVER (ORDER BY {ORDER["reports"]}) AS place FROM reports
"""


def write_parquet(
    con: duckdb.DuckDBPyConnection, folder: Path, verify: bool = True, last: LastVersion | None = None
) -> list[TableEntry]:
    """Write every published table below `folder`; returns their manifest entries.

    TableEntry: {name, description, files: [{path, report_year, part, rows, content, bytes, sha256}], schema: [{name,
    type, description}]}, by name; `path` is relative to `folder` with "/"; `report_year` is null for unknown years and
    left out for tables without one, `part` is left out where a table is not divided; `content` is a checksum of the
    rows. `last`: the version the build stands on, of which files are taken over whose content is the same. What is
    written is read back and compared unless `verify` is off; raises NotPublished when it differs.
    """
    con.execute(_PLACES)
    is_divided = fill_file_parts(con)
    touched: dict[str, set[str]] = {}
    entries, about = [], descriptions(con)
    if last and is_divided:
        agencies = contents_of(con, "agencies", "main.agencies", about["agencies"][1], is_divided)
        touched = last.touched_parts(con, agencies)
    for name in published_tables(con):
        comment, columns = about[name]
        entry: TableEntry = {"name": name, "description": comment, "files": [], "schema": columns}
        into = division(name, [column["name"] for column in columns], is_divided)
        kept: dict[FileKey, FileEntry] = {}
        only: set[str | None] | None = None
        if last and name in OF_DISTRICTS and into.column in touched:
            kept = last.keep(entry, touched[into.column], folder)
        if kept:
            only = {*touched[into.column], *(() if name in OF_REPORTS else (UNPLACED, None))}
        with table_rows(con, name, last, only) as source:
            contents = contents_of(con, name, source, columns, is_divided, only)
            kept |= last.take_over(entry, contents, folder) if last else {}
            wanted = {key: content for key, content in contents.items() if key not in kept}
            written = dict(_write(con, entry, source, wanted, into, folder))
        if verify:
            verify_table(con, entry, list(written.values()), contents, folder)
        files = kept | {key: file | {"content": contents[key][1]} for key, file in written.items()}
        entry["files"] = [files[key] for key in in_order(files)]
        entries.append(entry)
    return entries


def _write(
    con: duckdb.DuckDBPyConnection,
    entry: TableEntry,
    source: str,
    wanted: Mapping[FileKey, Content],
    into: Division,
    folder: Path,
) -> Iterator[tuple[FileKey, FileEntry]]:
    """Write the files of some years and parts of a table, of which is known what they must hold; several parts of a
    year by one query, encoded while the next one is answered."""
    name = entry["name"]
    descriptions = {column["name"]: column["description"] for column in entry["schema"]}
    by_year = "report_year" in descriptions

    def write(key: FileKey, batches: Iterable[Any], schema: Any) -> tuple[FileKey, FileEntry]:
        year, part = key
        file: FileEntry = {"path": _path(name, by_year, year, part)}
        file |= ({"report_year": year} if by_year else {}) | ({"part": part} if part else {})
        path = folder.joinpath(*file["path"].split("/"))
        rows = write_batches(batches, path, schema)
        return key, file | {"rows": rows, "bytes": path.stat().st_size, "sha256": file_digest(path)}

    with ThreadPoolExecutor(_ENCODERS) as encoders:
        waiting: list[Future[tuple[FileKey, FileEntry]]] = []
        for year, parts in _together(wanted):
            query = _query(name, source, by_year, year, into, parts)
            if parts == [None]:  # a file of any size
                reader = con.sql(query).to_arrow_reader(ROW_GROUP)
                schema = file_schema(reader.schema.remove(0), name, entry["description"], descriptions)
                yield write((year, None), (batch.remove_column(0) for batch in reader), schema)
                continue
            table = con.sql(query).to_arrow_table()
            schema = file_schema(table.schema.remove(0), name, entry["description"], descriptions)
            for future in waiting:  # so that no more than two answers are in memory
                yield future.result()
            waiting = [encoders.submit(write, (year, part), rows, schema) for part, rows in _by_part(table)]
            del table
        for future in waiting:
            yield future.result()


def _together(wanted: Mapping[FileKey, Content]) -> Iterator[tuple[int | None, list[str | None]]]:
    """The files in order, as (year, parts) of so many rows as are had at a time."""
    for year, keys in groupby(wanted, key=itemgetter(0)):
        parts: list[str | None] = []
        rows = 0
        for key in keys:
            if parts and (key[1] is None or rows + wanted[key][0] > _ROWS_AT_ONCE):
                yield year, parts
                parts, rows = [], 0
            parts.append(key[1])
            rows += wanted[key][0]
        yield year, parts


def _query(name: str, source: str, by_year: bool, year: int | None, into: Division, parts: list[str | None]) -> str:
    """The rows of some parts of a year, each with its part before it."""
    condition = "true"
    if by_year:
        condition = "t.report_year IS NULL" if year is None else f"t.report_year = {year}"
    places = "JOIN report_places r ON r.report_id = t.report_id" if name in IN_REPORTS or name == "figures" else ""
    if name == "figures":
        order = "place, position, cell"  # the order of their key, twice as fast as by its texts
    elif name in IN_REPORTS:
        order = "place, t.rowid"
    else:
        order = "t.rowid" if name in IN_ORDER else ORDER.get(name, "ALL")
    if into.join and order != "ALL":
        order = f"file_part_, {order}"
    return f"""
        SELECT {into.part} AS file_part_, t.* FROM {source} t {into.join} {places}
        WHERE {condition} AND {into.condition(parts)} ORDER BY {order}
    """


def _path(name: str, by_year: bool, year: int | None, part: str | None) -> str:
    if not by_year:
        return f"{name}.parquet"
    file = "unknown" if year is None else str(year)
    return f"{name}/{file}-{part}.parquet" if part else f"{name}/{file}.parquet"


def _by_part(table: Any) -> Iterator[tuple[str | None, list[Any]]]:
    """(part, record batches without the column of parts) of rows in order of parts."""
    found: dict[str | None, list[Any]] = {}
    for batch in table.to_batches():
        runs, rest = pc.run_end_encode(batch.column(0)), batch.remove_column(0)
        start = 0
        for end, part in zip(runs.run_ends.to_pylist(), runs.values.to_pylist(), strict=True):
            found.setdefault(part, []).append(rest.slice(start, end - start))
            start = end
    yield from found.items()
