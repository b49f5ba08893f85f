"""One run's warehouse: everything read, loaded into a new DuckDB file."""

from pathlib import Path
from typing import Any, NamedTuple

from ..registry import Registry
from ..settings import Settings
from .expected import agency_rows, district_rows, expected_rows, focus_year
from .match import Origin, place_reports
from .stage import Staged
from .tables import REPORT_DIGITS
from .warehouse import create_warehouse, insert_rows, load_documents, load_forms_tables, load_registry, load_reports


class Loaded(NamedTuple):
    """What the run is about, once its documents are known."""

    report_year: int  # in focus
    documents: int
    reports: int


def fill_warehouse(
    database: Path,
    readings: Path,
    staged: Staged,
    fetches: list[dict[str, Any]],
    registry: Registry,
    settings: Settings,
) -> Loaded:
    """Create the run's DuckDB file and load forms, registry, documents, reports and what the web showed into it."""
    focus = settings.year or focus_year(registry, staged.found, settings.as_of)
    placed = place_reports(staged.found, registry, focus, settings.latest_year, _origins(staged))
    with create_warehouse(database) as con:
        load_forms_tables(con)
        expected = expected_rows(registry, focus, settings.latest_year, settings.as_of)
        load_registry(con, district_rows(registry), agency_rows(registry), expected)
        load_documents(con, staged.documents)
        insert_rows(con, "fetches", fetches)
        load_reports(con, readings, placed, staged.segments)
    return Loaded(focus, len(staged.documents), len(staged.found))


def _origins(staged: Staged) -> dict[str, Origin]:
    """Where the document of each report came from, by report_id."""
    read = {row["document_id"][:REPORT_DIGITS]: row for row in staged.documents if row["state"] == "read"}
    return {
        report.report_id: Origin(*(row[name] for name in Origin._fields))
        for report in staged.found
        if (row := read.get(report.report_id[:REPORT_DIGITS]))
    }
