"""Rows -> one Parquet file by PyArrow, of fixed row groups: the same rows, the same bytes."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

# Rows a row group: the cells of 500 reports.
ROW_GROUP = 100_000


def write_file(
    con: duckdb.DuckDBPyConnection, query: str, path: Path, name: str, comment: str, descriptions: dict[str, str]
) -> int:
    """Stream the query into one file; returns its number of rows."""
    reader = con.sql(query).to_arrow_reader(ROW_GROUP)
    return write_batches(reader, path, file_schema(reader.schema, name, comment, descriptions))


def file_schema(schema: Any, name: str, comment: str, descriptions: dict[str, str]) -> Any:
    """The schema of a query's rows with the descriptions that stand in the file."""
    fields = [field.with_metadata({"description": descriptions[field.name]}) for field in schema]
    return pa.schema(fields, metadata={"table": name, "description": comment})


def write_batches(batches: Iterable[Any], path: Path, schema: Any) -> int:
    """Write record batches, wherever they were cut, into one file; returns its number of rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = 0
    with pq.ParquetWriter(
        path, schema, compression="zstd", compression_level=3, version="2.6", write_page_checksum=True
    ) as writer:
        for table in _even(batches, schema):
            writer.write_table(table, row_group_size=ROW_GROUP)
            rows += table.num_rows
    return rows


def _even(batches: Iterable[Any], schema: Any) -> Iterator[Any]:
    """Tables of exactly ROW_GROUP rows and one chunk a column (the last shorter): where DuckDB cut its batches
    must not show in the bytes."""
    waiting: list[Any] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        while rows >= ROW_GROUP:
            table = pa.Table.from_batches(waiting)
            yield table.slice(0, ROW_GROUP).combine_chunks().cast(schema)
            waiting = table.slice(ROW_GROUP).to_batches()
            rows -= ROW_GROUP
    if rows:
        yield pa.Table.from_batches(waiting).combine_chunks().cast(schema)
