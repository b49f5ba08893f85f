"""A finished build -> a published version: Parquet, manifest, record of runs, switch."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from ..load.build import Loaded
from ..resources import resource
from ..settings import Settings
from .manifest import build_manifest, other_files, project_digests, version_name, write_manifest
from .parquet import write_parquet
from .runs import PUBLISHED, load_runs
from .versions import BuildPaths, Published, publish


def release(build: BuildPaths, settings: Settings, loaded: Loaded) -> Published:
    """Write the Parquet files and the manifest, verify them, and switch to the new version.

    The version is named by the day and by all that went in, so the same inputs give the same version. Raises
    NotPublished, with nothing switched.
    """
    with duckdb.connect(str(build.database)) as con:
        inputs = _rows(con, "SELECT source, document_id AS sha256 FROM documents ORDER BY source, document_id")
        digests = project_digests(registry=[settings.registry, *resource("data", "registry").glob("*.csv")])
        version = version_name(settings.as_of, loaded.report_year, inputs, digests)
        tables = write_parquet(con, build.public)
        years = [row["report_year"] for row in _rows(con, "SELECT DISTINCT report_year FROM expected_reports")]
        manifest = build_manifest(
            version, settings.as_of, loaded.report_year, years, tables, inputs, digests,
            other_files(build.public, tables),
        )  # fmt: skip
        write_manifest(build.public, manifest)
        now = datetime.now(UTC)
        load_runs(con, settings.home, state=PUBLISHED, ended_at=now, version=version, **counts(con, loaded))
        con.execute("CHECKPOINT")
    return publish(settings.home, build, version, now)


def counts(con: duckdb.DuckDBPyConnection, loaded: Loaded) -> dict[str, int]:
    """What the record of runs says of a run."""
    findings = con.sql("SELECT count(*) FROM findings").fetchall()[0][0]
    return {
        "report_year": loaded.report_year,
        "documents": loaded.documents,
        "reports": loaded.reports,
        "findings": findings,
    }


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    return con.sql(query).to_arrow_table().to_pylist()


def published_paths(home: Path, version: str) -> dict[str, str]:
    """Where a user finds a version."""
    return {
        "warehouse": str(home / "warehouse" / "gouji.duckdb"),
        "public": str(home / "public" / version),
        "manifest": str(home / "public" / version / "manifest.json"),
    }
