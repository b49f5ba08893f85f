"""The warehouse that a run begins with: tables, forms, macros and views, and nothing of any report."""

import os
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from gouji.core.forms import MORE_FORMS
from gouji.load.form_tables import warehouse_with_forms
from gouji.load.warehouse import CONFIG, attach, look_in_internal

from .run import build_views


def new_warehouse(path: Path | None = None, *, for_reading: bool = True) -> duckdb.DuckDBPyConnection:
    """A new warehouse at `path`, or in memory, to be loaded and checked. Its thousand statements take a second: a process
    that makes another copies the first.

    `for_reading`: with descriptions and wide views. Raises FileExistsError when the file is there already.
    """
    empty = _empty(for_reading, os.environ.get(MORE_FORMS))
    if path is None:
        return _copy_in_memory(empty)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(empty)
    con = duckdb.connect(str(path), config=CONFIG)
    look_in_internal(con)
    return con


def make_ahead() -> None:
    """Make the first of this process now, where there is something else to wait for."""
    _empty(True, os.environ.get(MORE_FORMS))


def _copy_in_memory(empty: bytes) -> duckdb.DuckDBPyConnection:
    with TemporaryDirectory(prefix="gouji-") as folder:
        file = Path(folder) / "empty.duckdb"
        file.write_bytes(empty)
        con = duckdb.connect(config=CONFIG)
        attach(con, file, "empty")
        con.execute("COPY FROM DATABASE empty TO memory")
        con.execute("DETACH empty")
    look_in_internal(con)
    return con


@cache
def _empty(for_reading: bool, _more_forms: str | None) -> bytes:
    with TemporaryDirectory(prefix="gouji-") as folder:
        file = Path(folder) / "empty.duckdb"
        with warehouse_with_forms(file, for_reading=for_reading) as con:
            build_views(con, for_reading=for_reading)
        return file.read_bytes()
