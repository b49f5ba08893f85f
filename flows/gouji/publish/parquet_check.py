"""Published Parquet files against the tables they were written from, and against their manifest entries."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from gouji.core.digest import file_digest
from gouji.core.errors import NotPublished

from .parts import Content, FileEntry, FileKey, TableEntry, division, file_key, fill_file_parts
from .published_tables import table_rows
from .quoting import quoted

_NOTHING: Content = (0, "0")


def contents_of(
    con: duckdb.DuckDBPyConnection,
    name: str,
    source: str,
    schema: Sequence[Mapping[str, str]],
    is_divided: bool,
    only: Collection[str | None] | None = None,
) -> dict[FileKey, Content]:
    """What the files of a table must hold, in their order, or those of `only` some parts, of which there may be none;
    fill_file_parts must have run."""
    columns = [column["name"] for column in schema]
    into = division(name, columns, is_divided)
    year = "t.report_year" if "report_year" in columns else "NULL::INTEGER"
    condition = "true" if only is None else into.condition(only)
    query = f"""
        SELECT {year}, {into.part}, {_checksum(schema)} FROM {source} t {into.join} WHERE {condition}
        GROUP BY ALL ORDER BY ALL
    """
    rows = con.execute(query).fetchall()
    found = {(year, part): _content(count, total) for year, part, count, total in rows}
    return found if found or only is not None else {(None, None): _NOTHING}


def verify_parquet(con: duckdb.DuckDBPyConnection, folder: Path, entries: list[TableEntry]) -> None:
    """Read every file back with DuckDB and compare rows, a checksum of their content, types and descriptions.

    Raises NotPublished naming the first file that differs from its table.
    """
    is_divided = fill_file_parts(con)
    for entry in entries:
        with table_rows(con, entry["name"]) as source:
            expected = contents_of(con, entry["name"], source, entry["schema"], is_divided)
        verify_table(con, entry, entry["files"], expected, folder)
        if missing := expected.keys() - {file_key(file) for file in entry["files"]}:
            raise NotPublished(
                f"{entry['name']} 缺少年度 {sorted(map(str, missing))} 的文件，请重新运行。 Years without a file: run again."
            )


def verify_table(
    con: duckdb.DuckDBPyConnection,
    entry: TableEntry,
    files: Sequence[FileEntry],
    expected: Mapping[FileKey, Content],
    folder: Path,
) -> None:
    """Read some files of a table back and compare them with what they must hold; raises NotPublished."""
    paths = {file["path"]: folder.joinpath(*file["path"].split("/")) for file in files}
    if not paths:
        return
    read = _read_back(con, entry, list(paths.values()))
    seen: Any = None
    for file in files:
        path = paths[file["path"]]
        if read[path] != expected.get(file_key(file), _NOTHING) or read[path][0] != file["rows"]:
            raise damaged(path, "行数或内容与数据库不符 / rows or content differ from the table")
        try:
            kept = pq.read_schema(path)
        except (OSError, pa.ArrowInvalid) as error:
            raise damaged(path, str(error)) from error
        if seen is None or not kept.equals(seen, check_metadata=True):
            _check_schema(con, entry, path, kept)
            seen = kept


def verify_files(folder: Path, entries: list[TableEntry]) -> None:
    """Compare size and sha256 of every file with its entry (no database needed); raises NotPublished."""
    for entry in entries:
        for file in entry["files"]:
            path = folder.joinpath(*file["path"].split("/"))
            if not path.is_file():
                raise damaged(path, "文件不存在 / missing")
            if path.stat().st_size != file["bytes"] or file_digest(path) != file["sha256"]:
                raise damaged(path, "与清单中的 sha256 不符 / not the bytes of the manifest")


def damaged(path: Path, what: str) -> NotPublished:
    return NotPublished(
        f"{path} 有误：{what}。已发布的版本未受影响，请检查磁盘后重新运行 gouji run。"
        " The written file is wrong; the published version is untouched: check the disk and run again."
    )


def _read_back(con: duckdb.DuckDBPyConnection, entry: TableEntry, paths: Sequence[Path]) -> dict[Path, Content]:
    """What files of a table hold; all are read by one query, as there may be hundreds."""
    listed = ", ".join(f"'{quoted(path)}'" for path in paths)
    query = (
        f"SELECT filename, {_checksum(entry['schema'])} FROM read_parquet([{listed}], filename = true) t GROUP BY ALL"
    )
    try:
        found = {Path(file): _content(count, total) for file, count, total in con.execute(query).fetchall()}
    except (duckdb.Error, OSError) as error:
        if len(paths) == 1:
            raise damaged(paths[0], str(error)) from error
        found = {}
        for path in paths:  # to name the one that cannot be read
            found |= _read_back(con, entry, [path])
    return dict.fromkeys(paths, _NOTHING) | found


def _check_schema(con: duckdb.DuckDBPyConnection, entry: TableEntry, path: Path, kept: Any) -> None:
    """Types as DuckDB reads them, and the descriptions of columns."""
    wanted = [(column["name"], column["type"]) for column in entry["schema"]]
    found = con.sql(f"FROM read_parquet('{quoted(path)}')")
    types = list(zip(found.columns, map(str, found.types), strict=True))
    if types != wanted:
        raise damaged(path, f"列与数据库不符 / columns differ: {sorted(set(types) ^ set(wanted))}")
    texts = [(kept.field(name).metadata or {}).get(b"description", b"").decode() for name, _ in wanted]
    if texts != [column["description"] for column in entry["schema"]]:
        raise damaged(path, "列说明缺失 / descriptions of columns are lost")


def _checksum(schema: Sequence[Mapping[str, str]]) -> str:
    """SQL of the number of rows and the sum of their hashes."""
    return "count(*), sum(hash({}))".format(", ".join(f't."{column["name"]}"' for column in schema))


def _content(rows: int, total: int | None) -> Content:
    return rows, f"{total or 0:x}"
