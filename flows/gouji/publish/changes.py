"""Findings and figures against those of another published version."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from gouji.core.errors import NotPublished
from gouji.core.resources import resource
from gouji.load.fetch import rows_of

from .manifest import MANIFEST
from .quoting import quoted
from .wholeness import is_table_whole, read_pointer

if TYPE_CHECKING:
    from .version_name import VersionName

_COLUMNS = "finding_id, rule, agency_code, report_year, outcome, cells, reported, message, waived"


def fill_finding_changes(con: duckdb.DuckDBPyConnection, home: Path, edition: "VersionName") -> None:
    """Fill `finding_changes` against the version before this one; a run that changes nothing keeps what was said."""
    con.execute("DELETE FROM finding_changes")
    if edition.unchanged:
        con.execute(f"INSERT INTO finding_changes BY NAME FROM {published(home, edition.version, 'finding_changes')}")
    elif edition.previous:
        _previous_findings(con, home, edition.previous)
        con.execute(f"INSERT INTO finding_changes BY NAME {_changes()}")
        con.execute("DROP TABLE temp.previous_findings")


def fill_figure_changes(con: duckdb.DuckDBPyConnection, home: Path, edition: "VersionName") -> None:
    """Fill `figure_changes` against the version before this one; a run that changes nothing keeps what was said."""
    con.execute("DELETE FROM figure_changes")
    if edition.unchanged:
        con.execute(f"INSERT INTO figure_changes BY NAME FROM {published(home, edition.version, 'figure_changes')}")
    elif edition.previous:
        tables = {f"previous_{table}": published(home, edition.previous, table) for table in ("reports", "cells")}
        for name, rows in tables.items():
            con.execute(f"CREATE TEMP VIEW {name} AS FROM {rows}")
        reread = any(name in changed_inputs(home, edition) for name in ("code", "forms", "libraries"))
        parameters = {"reread": reread, "previous": edition.previous}
        con.execute(f"INSERT INTO figure_changes BY NAME {_sql('figure_changes.sql')}", parameters)
        for name in tables:
            con.execute(f"DROP VIEW temp.{name}")


def changed_inputs(home: Path, edition: "VersionName") -> list[str]:
    """What of an edition's inputs, documents apart, is not as it was for the version before; names as in the manifest."""
    manifest = json.loads((home / "public" / str(edition.previous) / MANIFEST).read_text(encoding="utf-8"))
    return [name for name, digest in edition.digests.items() if manifest["digests"].get(name) != digest]


def changes_between(home: Path, old: str, new: str) -> list[dict[str, Any]]:
    """Rows of `finding_changes` between any two published versions; NotPublished when one is not there."""
    with duckdb.connect() as con:
        con.execute(f"CREATE TEMP TABLE findings AS SELECT {_COLUMNS} FROM {published(home, new, 'findings')}")
        _previous_findings(con, home, old)
        return rows_of(con, _changes())


def figures_changed(home: Path, version: str) -> list[dict[str, Any]]:
    """Rows of `figure_changes` of a published version, against the one before it; NotPublished when it is not there."""
    with duckdb.connect() as con:
        return rows_of(
            con, f"FROM {published(home, version, 'figure_changes')} ORDER BY agency_code, report_year, cell"
        )


def remembered(home: Path) -> str | None:
    """The table `waivers` of the latest version, to select from: it remembers the figures each waiver was given for."""
    last = read_pointer(home)
    if last is None:
        return None
    places = (home / "public" / last["version"] / "waivers", home / "warehouse" / f"{last['version']}.duckdb")
    return published(home, last["version"], "waivers") if any(place.exists() for place in places) else None


def published(home: Path, version: str, table: str) -> str:
    """A table of a published version, to select from; where its files are damaged, from the version's DuckDB file.
    NotPublished when it is in neither."""
    folder = home / "public" / version / table
    if not is_table_whole(folder.parent, table) and (again := _from_database(home, version, table)):
        return f"read_parquet('{quoted(again)}')"
    if not folder.is_dir():
        raise NotPublished(
            f"{home} 下没有版本 {version} 的 {table}（可能已被清理）；现有版本见 public/。 No such published version."
        )
    return f"read_parquet('{quoted(folder)}/*.parquet', union_by_name = true)"


def _from_database(home: Path, version: str, table: str) -> Path | None:
    """A table of a version's DuckDB file as Parquet in the folder of work; None where that cannot be read either."""
    database, target = home / "warehouse" / f"{version}.duckdb", home / "work" / "restored" / f"{table}.parquet"
    try:
        with duckdb.connect(str(database), read_only=True) as con:
            target.parent.mkdir(parents=True, exist_ok=True)
            con.sql(f'FROM "{table}"').write_parquet(str(target))
    except (duckdb.Error, OSError):
        return None
    return target


def _previous_findings(con: duckdb.DuckDBPyConnection, home: Path, version: str) -> None:
    con.execute(f"""
        CREATE TEMP TABLE previous_findings AS
        SELECT {_COLUMNS}, '{version}' AS version FROM {published(home, version, "findings")}
    """)


def _changes() -> str:
    return _sql("finding_changes.sql")


def _sql(file: str) -> str:
    return resource("sql", "versions", file).read_text(encoding="utf-8")
