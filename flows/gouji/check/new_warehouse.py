"""The warehouse that a run begins with: tables, forms, macros and views, and nothing of any report.

Its thousand statements take a second or two, as long as all else that `gouji check` does with one report, and make the same
bytes until the SQL, the forms or DuckDB change. So they are kept: in the process, and on disk beside Python's bytecode.
"""

import hashlib
import logging
import os
import sys
from contextlib import suppress
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from gouji.core.disk import write_whole
from gouji.core.forms import MORE_FORMS
from gouji.core.resources import resource
from gouji.load.form_tables import warehouse_with_forms
from gouji.load.warehouse import CONFIG, attach, look_in_internal

from .rules import read_rules
from .run import build_views, check_columns

# What an empty warehouse follows from: the code that makes it, its SQL, the forms and the thresholds; and the checks, whose
# columns are looked at once, when it is made, as that costs as much as running them over a report.
_SOURCES = [
    Path(__file__).parent,
    *(Path(__file__).parents[1] / name for name in ("core", "load")),
    *(resource("sql", name) for name in ("schema", "macros", "internal", "views", "checks")),
    *(resource("data", name) for name in ("forms", "policy")),
]
_log = logging.getLogger(__name__)
_DIGEST_BYTES = hashlib.sha256().digest_size


def new_warehouse(path: Path | None = None, *, for_reading: bool = True) -> duckdb.DuckDBPyConnection:
    """A new warehouse at `path`, or in memory, to be loaded and checked.

    `for_reading`: for a run: with descriptions and wide views. Raises FileExistsError when the file is there already, and
    RuleError when a check has not the columns of a finding.
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
def _empty(for_reading: bool, more_forms: str | None) -> bytes:
    kept = None if more_forms else _kept_file(for_reading)  # those of an office's own forms are its own affair
    if kept and (content := _kept(kept)):
        return content
    with TemporaryDirectory(prefix="gouji-") as folder:
        file = Path(folder) / "empty.duckdb"
        with warehouse_with_forms(file, for_reading=for_reading) as con:
            build_views(con, for_reading=for_reading)
            for rule in read_rules() if for_reading else ():
                check_columns(con, rule)
        content = file.read_bytes()
    if kept:
        _keep(kept, content)
    return content


def _kept_file(for_reading: bool) -> Path:
    """Where this empty warehouse is kept. Its name holds the sources' sizes and times, by which Python, too, knows whether
    its bytecode is of today."""
    state = hashlib.sha256(f"{duckdb.__version__} {sys.version}".encode())
    for folder in _SOURCES:
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
            if entry.is_file():
                state.update(f"{entry.path} {entry.stat().st_size} {entry.stat().st_mtime_ns}\n".encode())
    kind = "published" if for_reading else "checking"
    return Path(cache_from_source(__file__)).with_name(f"empty-{kind}-{state.hexdigest()[:16]}.duckdb")


def _kept(file: Path) -> bytes | None:
    """What was kept; None where there is nothing, or not what was written."""
    try:
        digest, content = (data := file.read_bytes())[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    except OSError:
        return None
    return content if hashlib.sha256(content).digest() == digest else None


def _keep(file: Path, content: bytes) -> None:
    """Keep it in place of the one before; an installation that the user may not write to is none the worse."""
    before = file.name.rpartition("-")[0]
    try:
        write_whole(file, hashlib.sha256(content).digest() + content)
    except OSError as error:
        _log.debug("空库没有存下 the empty warehouse is not kept: %s", error)
        return
    for other in file.parent.glob(f"{before}-*.duckdb"):
        if other != file:
            with suppress(OSError):
                other.unlink()
