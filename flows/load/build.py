"""One run's warehouse: everything read, loaded into a new DuckDB file."""

from pathlib import Path
from typing import NamedTuple

from ..registry import Registry
from ..settings import Settings
from .expected import agency_rows, district_rows, expected_rows, focus_year
from .match import place_reports
from .stage import Staged
from .warehouse import create_warehouse, load_documents, load_forms_tables, load_registry, load_reports


class Loaded(NamedTuple):
    """What the run is about, once its documents are known."""

    report_year: int  # in focus
    documents: int
    reports: int


def fill_warehouse(database: Path, readings: Path, staged: Staged, registry: Registry, settings: Settings) -> Loaded:
    """Create the run's DuckDB file and load forms, registry, documents and reports into it."""
    focus = settings.year or focus_year(registry, staged.found, settings.as_of)
    placed = place_reports(staged.found, registry, focus, settings.latest_year)
    with create_warehouse(database) as con:
        load_forms_tables(con)
        expected = expected_rows(registry, focus, settings.latest_year, settings.as_of)
        load_registry(con, district_rows(registry), agency_rows(registry), expected)
        load_documents(con, staged.documents)
        load_reports(con, readings, placed, staged.segments)
    return Loaded(focus, len(staged.documents), len(staged.found))
