"""A clerk's check of single documents: an in-memory DuckDB and the very same SQL as the yearly run."""

import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, cast

import duckdb

from gouji.collect.archive import Archived
from gouji.collect.inbox import archive_document
from gouji.collect.inbox_files import find_files
from gouji.collect.intake import Untakable
from gouji.core.forms import last_year_of
from gouji.core.lineage import Change, Lineage
from gouji.core.model import JSON_SCHEMA, FoundReport, plain_number
from gouji.core.registry import Agency, Registry
from gouji.core.rows import CellRow, DocumentRow, FaultRow, FindingRow, RepairRow
from gouji.core.settings import today
from gouji.desk.waivers import read_waivers, waiver_files
from gouji.load.expected import agency_rows, change_rows, district_rows, expected_row
from gouji.load.placement import Assumptions, Origin, Placement, place_reports, reported_years, year_told
from gouji.load.warehouse import fetch_rows, load_documents, load_registry, load_reports
from gouji.read.stage import crashed_document, stage_documents
from gouji.workers.pool import WorkerPool

from .explanations import apply_explanations
from .faults import fill_faults
from .new_warehouse import new_warehouse
from .repair.fill import fill_repairs
from .run import charge_points, compare_reports, run_checks
from .unregistered import stand_ins
from .waivers import apply_waivers

_FINDINGS = """
SELECT fault_id, rule, dimension, severity, outcome, cells, reported, expected, message, waived
FROM findings WHERE report_id = $report
  -- what is checked before publishing has no date of publication yet
  AND NOT (rule = 'report_late' AND outcome = 'cannot_tell') AND rule <> 'date_unknown'
  -- nobody wrote the year: what depends on it is not judged
  AND ($is_year_known OR NOT list_contains($of_year, rule))
ORDER BY outcome DESC, severity, rule, finding_id
"""


_RULES_OF_YEAR = ["form_outdated", "wrong_year", "report_late"]
_FAULTS = """
SELECT fault_id, fault_kind, dimension, severity, outcome, title, explanation, cells, points, waived, policy_source
FROM faults WHERE report_id = $report ORDER BY points DESC, outcome DESC, severity, fault_id
"""
_REPAIRS = "SELECT * FROM repairs WHERE report_id = $report ORDER BY candidate, cell"
FULL_SCORE = 100
_FINDING_KEYS = ("rule", "outcome", "cells", "reported", "expected", "message", "waived")
_CELLS = "SELECT cell, value, state, raw FROM cells WHERE report_id = $report"


@dataclass
class Checked:
    """One report's answer: `faults`, `findings`, `repairs` and `cells` are rows of the tables of those names."""

    source: str
    agency: str | None
    agency_code: str | None  # of the registry, or of the agency that stands in for one that is in none
    report_year: int | None
    form: str | None
    faults: list[FaultRow]
    findings: list[FindingRow]
    repairs: list[RepairRow]
    cells: list[CellRow]
    warnings: list[str]
    checked_with: list[int]  # the other years of the agency among the files
    superseded: str | None = None  # why another of the files, of the same agency and year, was checked instead

    @property
    def has_errors(self) -> bool:
        return any(f["outcome"] == "fail" and f["severity"] == "error" and not f["waived"] for f in self.findings)

    def as_json(self) -> dict[str, Any]:
        """An element of what `gouji check --json` prints."""
        return {
            "schema": JSON_SCHEMA,
            "source": self.source,
            "agency": self.agency,
            "report_year": self.report_year,
            "checked_with": self.checked_with,
            "score": plain_number(FULL_SCORE - self.points_lost),
            "points_lost": plain_number(self.points_lost),
            "faults": [self._fault_json(fault) for fault in self.faults],
            "warnings": self.warnings,
            "error": None,
        }

    @property
    def points_lost(self) -> Decimal:
        return sum((fault["points"] for fault in self.faults), Decimal(0))

    def _fault_json(self, fault: FaultRow) -> dict[str, Any]:
        """A fault with its findings, and the repairs that touch its cells and clear them."""
        findings = [f for f in self.findings if f["fault_id"] == fault["fault_id"]]
        rules, cells = {f["rule"] for f in findings}, {cell for f in findings for cell in f["cells"]}
        candidates = [list(rows) for _, rows in groupby(self.repairs, itemgetter("candidate"))]
        repairs = [
            rows for rows in candidates
            if rules & set(rows[0]["clears"]) and (not rows[0]["cell"] or cells & {row["cell"] for row in rows})
        ]  # fmt: skip
        return {
            "fault": fault["fault_kind"],
            "title": fault["title"],
            "dimension": fault["dimension"],
            "severity": fault["severity"],
            "outcome": fault["outcome"],
            "points": plain_number(fault["points"]),
            "policy_source": fault["policy_source"],
            "waived": fault["waived"],
            "cells": fault["cells"],
            "findings": [{key: f[key] for key in _FINDING_KEYS} for f in findings],  # type: ignore[literal-required]
            "repairs": [_repair_json(rows) for rows in repairs],
            "explanation": fault["explanation"],
        }


class Unread(NamedTuple):
    """A document of which nothing was read, and why."""

    source: str
    problem: str

    def as_json(self) -> dict[str, Any]:
        """An element of what `gouji check --json` prints."""
        return Checked(self.source, None, None, None, None, [], [], [], [], [], []).as_json() | {"error": self.problem}


def _repair_json(rows: list[RepairRow]) -> dict[str, Any]:
    """One candidate of the table `repairs`."""
    first = rows[0]
    shared = {
        "class": first["class"], "block": first["block"], "candidates": first["candidates"],
        "hypothesis": first["hypothesis"], "basis": first["basis"],
    }  # fmt: skip
    cells = [
        {"cell": r["cell"], "reported": plain_number(r["reported"]), "proposed": plain_number(r["proposed"]),
         "certain": r["certain"]}
        for r in rows if r["cell"]
    ]  # fmt: skip
    return shared | {"cells": cells, "clears": rows[0]["clears"], "why": rows[0]["why"]}


def check_files(
    paths: list[Path], last_year: Path | None = None, registry: Registry | None = None, policies: Sequence[Path] = ()
) -> tuple[list[Checked], list[Unread]]:
    """Check documents, and those in folders, without any home folder; (answers in order of the files, those
    that could not be read).

    Agencies that are in no registry are checked all the same. Which of several reports of one agency and year counts
    is what the yearly run would say; the earlier years given (by `last_year`, or among the files) serve the checks
    across years. `policies`: the files of districts' own rules (desk/policy_files.py).
    """
    given = given_files(paths)
    if not given:
        return [], []
    with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
        home = Path(folder)
        folders = {str(file): str(of) for file, of in given.items()}
        asked = set(folders)
        if last_year:
            folders.setdefault(str(last_year), str(last_year.parent))
        sources = list(folders)
        documents: dict[str, Archived] = {}
        untaken: list[Unread] = []
        for file in map(Path, sources):
            try:
                item = archive_document(file, file.parent, home, str)
            except Untakable as error:
                untaken.append(Unread(str(file), f"{file} {error}."))
            else:
                documents.setdefault(item.document_id, item)
        read = partial(stage_documents, home, home / "staged")
        with WorkerPool(read, crashed_document, 1) as workers, ThreadPoolExecutor(1) as beside:
            reading = beside.submit(workers.run, list(documents.values()))
            con = new_warehouse(for_reading=False)  # while the documents are read
            con.execute("SET threads = 1")  # statements over a few reports: a second thread costs more than it brings
            parts = reading.result()
        rows = [row for part in parts for row in part.documents]
        unread = [*untaken, *(Unread(row["source"], row["problem"]) for row in rows if row["problem"])]
        found = sorted((f for part in parts for f in part.found), key=lambda f: sources.index(f.source))
        registry = registry or Registry([], [])
        placed, agencies = place_given(found, registry, folders, str(last_year) if last_year else None)
        with con:
            _load(con, home / "staged", rows, placed, _with_neighbours(agencies, registry))
            compare_reports(con)
            run_checks(con, policies=policies)
            apply_explanations(con)
            fill_repairs(con)
            fill_faults(con)
            apply_waivers(con, read_waivers(waiver_files()), today())
            charge_points(con)
            by_report = {place.report_id: place for place in placed}
            years = {f.report_id: year_told(f, folders[f.source]) for f in found}
            return [
                _answer(con, f, by_report[f.report_id], years[f.report_id], placed) for f in found if f.source in asked
            ], unread


def given_files(paths: list[Path]) -> dict[Path, Path]:
    """Each file given, or in a folder given -> the folder by which it was given; each file once."""
    files: dict[Path, Path] = {}
    for path in paths:
        for file in find_files(path) if path.is_dir() else [path]:
            files.setdefault(file, path if path.is_dir() else path.parent)
    return files


def place_given(
    found: list[FoundReport], registry: Registry, folders: dict[str, str], last_year: str | None = None
) -> tuple[list[Placement], list[Agency]]:
    """As the yearly run would place them (load.placement), and what it would place nowhere all the same: (placements,
    their agencies). `folders`: the folder by which each source was given."""
    origins = {report.report_id: Origin(folder=folders[report.source]) for report in found}
    stand_in, made = stand_ins(found, registry, folders, last_year)
    this_year = today().year  # a draft may be of the year that is not over
    assumed = Assumptions(stand_in, lambda report: last_year_of(report.form, this_year - 1))
    placed = place_reports(found, registry, this_year - 1, this_year, origins, assumed)
    known = {agency.code: agency for agency in (*registry.agencies, *made)}
    return placed, [known[code] for code in dict.fromkeys(place.agency_code for place in placed) if code]


def _with_neighbours(agencies: list[Agency], registry: Registry) -> Registry:
    """The agencies checked, and those of their districts, by whose names a text copied from elsewhere is known."""
    codes = {agency.code for agency in agencies}
    districts = {agency.district_code for agency in agencies}
    others = [a for a in registry.agencies if a.district_code in districts and a.code not in codes]
    lineage = Lineage(change for change in registry.lineage.changes if _is_of(change, codes | {a.code for a in others}))
    return Registry([d for d in registry.districts if d.code in districts], [*agencies, *others], lineage)


def _is_of(change: Change, codes: set[str]) -> bool:
    return {change.before, change.after} - {None} <= codes


def _load(
    con: duckdb.DuckDBPyConnection,
    staging: Path,
    documents: list[DocumentRow],
    placed: list[Placement],
    registry: Registry,
) -> None:
    known = {agency.code: agency for agency in registry.agencies}
    owed = {(p.agency_code, p.report_year) for p in placed if p.agency_code and p.report_year}
    expected = [expected_row(known[code], year, today()) for code, year in sorted(owed)]
    changes = change_rows(registry.after(reported_years(placed)).lineage)
    load_registry(con, district_rows(registry), agency_rows(registry), expected, changes)
    load_documents(con, documents)
    load_reports(con, staging, placed)


def _answer(
    con: duckdb.DuckDBPyConnection, found: FoundReport, place: Placement, year: int | None, placed: list[Placement]
) -> Checked:
    """`year`: the one that is written; where none is, what depends on it is not judged."""
    ((form, warnings),) = con.execute(
        "SELECT form, warnings FROM reports WHERE report_id = $1", [found.report_id]
    ).fetchall()
    this = {"report": found.report_id}
    faults = cast(list[FaultRow], fetch_rows(con, _FAULTS, this))
    asked = this | {"is_year_known": year is not None, "of_year": _RULES_OF_YEAR}
    findings = cast(list[FindingRow], fetch_rows(con, _FINDINGS, asked))
    told = {finding["fault_id"] for finding in findings}
    faults = [fault for fault in faults if fault["fault_id"] in told]
    repairs = cast(list[RepairRow], fetch_rows(con, _REPAIRS, this))
    cells = cast(list[CellRow], fetch_rows(con, _CELLS, this))
    years = {other.report_year for other in placed if other.is_current and other.agency_code == place.agency_code}
    source = f"{found.source}/{found.member}" if found.member else found.source
    superseded = None if place.is_current else place.problem
    if place.is_current and place.problem:
        warnings = [place.problem, *warnings]
    return Checked(
        source, found.agency or found.speaker, place.agency_code,
        year, form, faults, findings, repairs, cells,
        warnings, sorted(year for year in years if year and year != place.report_year), superseded,
    )  # fmt: skip
