"""A finished build -> a published version: Parquet, manifest, record of runs, switch."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from gouji.core.settings import Settings
from gouji.load.build import Loaded
from gouji.load.warehouse import fetch_rows, open_warehouse
from gouji.publish.papers.registry import titles
from gouji.publish.papers.write import Paper, too_many_for_papers

from .build import BuildPaths
from .data_package import write_package
from .exports import write_csv
from .last_version import last_version
from .manifest import build_manifest, other_files, write_manifest
from .parquet import write_parquet
from .release_notes import write_notes
from .runs import PUBLISHED, load_runs
from .version_name import VersionName
from .versions import Published, publish

NO_PAPERS = (
    f"机关较多，未随本次运行写出{titles()}；需要时按区县写出：gouji papers --district 代码"
    " / too many agencies to write every paper: write those of a district with gouji papers"
)


def release(
    build: BuildPaths,
    settings: Settings,
    loaded: Loaded,
    edition: VersionName,
    papers: Sequence[Paper] = (),
    close: Callable[[], None] = lambda: None,
) -> Published:
    """Write the Parquet files and the manifest, verify them, and switch to the new version.

    `papers`: what has been written below the build's public folder already; `close`: what the caller holds open of
    the build's databases. Raises NotPublished, with nothing switched.
    """
    with open_warehouse(build.database) as con:
        version = edition.version
        stands_on = last_version(settings.home, loaded.database) if loaded.database != build.database else nullcontext()
        with stands_on as last:
            tables = write_parquet(con, build.public, last=last)
            write_csv(con, build.public, tables, last=last)
        write_package(build.public, tables, version, settings.as_of.isoformat())
        write_notes(con, build.public, settings.home, edition)
        years = [row["report_year"] for row in _rows(con, "SELECT DISTINCT report_year FROM expected_reports")]
        manifest = build_manifest(
            version, settings.as_of, loaded.report_year, years, tables, edition.inputs, edition.digests,
            other_files(build.public, tables), [paper._asdict() for paper in papers], edition.previous,
        )  # fmt: skip
        write_manifest(build.public, manifest)
        now = datetime.now(UTC)
        load_runs(con, settings.home, state=PUBLISHED, ended_at=now, version=version, **counts(con, loaded))
        con.execute("CHECKPOINT")
        no_papers = too_many_for_papers(con, loaded.report_year, settings.paper_agencies)
    close()
    published = publish(settings.home, build, version, now)
    return published._replace(notes=[*published.notes, *([NO_PAPERS] if no_papers else [])])


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
    return fetch_rows(con, query)


def published_paths(home: Path, version: str) -> dict[str, str]:
    """Where a user finds a version; `papers` only where it has any."""
    folder = home / "public" / version
    papers = {"papers": str(folder / "papers")} if (folder / "papers").is_dir() else {}
    return {
        "warehouse": str(home / "warehouse" / "gouji.duckdb"),
        "public": str(folder),
        "manifest": str(folder / "manifest.json"),
    } | papers
