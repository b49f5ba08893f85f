"""The database of a fresh Prefect home, from the schema that its migrations end with: they take five seconds of a processor.

`empty_database.sql` is of one version of Prefect, in its first line, and is used for no other: then Prefect makes its own.
`python -m gouji.flow.empty_database` writes it anew, after an upgrade; it holds a schema and the number of the last
migration, no row of anything.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, suppress
from importlib.metadata import version
from pathlib import Path

SCHEMA = Path(__file__).with_name("empty_database.sql")
_FIRST_LINE = "-- Prefect {}\n"
_ELSEWHERE = ("PREFECT_API_DATABASE_CONNECTION_URL", "PREFECT_SERVER_DATABASE_CONNECTION_URL")


def prefect_home() -> Path:
    """Where Prefect keeps its database."""
    return Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect").expanduser()


def put_empty_database(home: Path) -> None:
    """Give a Prefect home without a database an empty one; nothing where the operator has named another, where the schema is
    of another version, or where the disk refuses: Prefect then sees to it, and says so."""
    place = home / "prefect.db"
    if place.exists() or any(os.environ.get(name) for name in _ELSEWHERE):
        return
    sql = SCHEMA.read_text(encoding="utf-8")
    if not sql.startswith(_FIRST_LINE.format(version("prefect"))):
        return
    with suppress(OSError, sqlite3.Error):
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home, prefix=".new-") as folder:
            part = Path(folder) / "prefect.db"
            with closing(sqlite3.connect(part)) as con:
                con.executescript(sql)
            with suppress(FileExistsError):  # another start was faster
                os.link(part, place)


def schema_of(database: Path) -> str:
    """The schema and the number of the last migration of a database, as SQL. Raises ValueError where it holds more."""
    with closing(sqlite3.connect(database)) as con:
        rows = [line for line in con.iterdump() if line.startswith("INSERT") and "alembic_version" not in line]
        if rows:
            raise ValueError(
                f"{database} 里有数据，应取自全新的库。 It has rows: take it from a fresh home. {rows[0][:80]}"
            )
        return "\n".join(con.iterdump()) + "\n"


def main() -> None:
    """Write the schema of the installed version."""
    make = "import asyncio; from prefect.server.database import provide_database_interface as db; asyncio.run(db().create_db())"
    with tempfile.TemporaryDirectory() as home:
        subprocess.run([sys.executable, "-c", make], env=os.environ | {"PREFECT_HOME": home}, check=True)
        SCHEMA.write_text(
            _FIRST_LINE.format(version("prefect")) + schema_of(Path(home) / "prefect.db"), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
