"""One run's warehouse: everything read, loaded into a new DuckDB file, or into a copy of the last version's."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from duckdb import DuckDBPyConnection

from gouji.core.registry import Registry
from gouji.core.settings import Settings
from gouji.desk.inputs import NOTHING_DECIDED, DeskInput
from gouji.read.report_names import REPORT_DIGITS
from gouji.read.stage import Staged

from .decisions import decided_reports
from .expected import agency_rows, change_rows, district_rows, expected_rows, focus_year
from .form_tables import warehouse_with_forms
from .incremental import Inputs, copy_last
from .placement import Origin, place_reports, reported_years
from .warehouse import insert_rows, load_documents, load_registry, load_reports


class Loaded(NamedTuple):
    """What the run is about, once its documents are known."""

    report_year: int  # in focus
    documents: int
    reports: int
    database: Path  # with what is to be checked: the build's own, or beside it the changed districts alone (update.py)
    agencies: int  # in it


def fill_warehouse(
    database: Path,
    readings: Path,
    staged: Staged,
    fetches: list[dict[str, Any]],
    registry: Registry,
    settings: Settings,
    last: Path | None = None,
    desk: DeskInput = NOTHING_DECIDED,
    new: Callable[[Path], DuckDBPyConnection] = warehouse_with_forms,
) -> Loaded:
    """Create the run's DuckDB file and load forms, registry, documents, reports and what the web showed into it.

    `last`: the last version's file, where the run may stand on it: what did not change is taken from there, and
    the rest goes into a file of its own. `desk`: what the office decided. `new` makes the file.
    """
    decided = decided_reports(staged.found, staged.documents, desk.intake, registry)
    focus = settings.year or focus_year(registry, staged.found, settings.as_of)
    placed = place_reports(staged.found, registry, focus, settings.latest_year, _origins(staged), decided=decided)
    registry = registry.after(reported_years(placed))
    inputs = Inputs(
        district_rows(registry),
        agency_rows(registry),
        change_rows(registry.lineage),
        expected_rows(registry, focus, settings.latest_year, settings.as_of),
        staged.documents,
        fetches,
        placed,
    )
    changed = copy_last(database, last, inputs, desk.agencies) if last else None
    if changed is not None:
        inputs, database = inputs.only(changed), database.with_name("changed.duckdb")
    with new(database) as con:
        _fill(con, readings, inputs, staged.segments)
    return Loaded(focus, len(staged.documents), len(staged.found), database, len(inputs.agencies))


def _fill(con: DuckDBPyConnection, readings: Path, inputs: Inputs, segments: Mapping[str, Collection[str]]) -> None:
    reports = {place.report_id for place in inputs.placed}
    wanted = {name: [report for report in ids if report in reports] for name, ids in segments.items()}
    load_registry(con, inputs.districts, inputs.agencies, inputs.expected_reports, inputs.agency_changes)
    load_documents(con, inputs.documents)
    insert_rows(con, "fetches", inputs.fetches)
    load_reports(con, readings, inputs.placed, wanted)


def _origins(staged: Staged) -> dict[str, Origin]:
    """Where the document of each report came from, by report_id."""
    read = {
        row["document_id"][:REPORT_DIGITS]: row for row in staged.documents if row["document_state"] in ("read", "lost")
    }
    return {
        report.report_id: Origin(row["agency_code"], row["fetched_on"], row["version"], row["in_force"])
        for report in staged.found
        if (row := read.get(report.report_id[:REPORT_DIGITS]))
    }
