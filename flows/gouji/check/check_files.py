"""A clerk's check of single documents: an in-memory DuckDB and the very same SQL as the yearly run."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb

from gouji.collect.archive import Archived
from gouji.collect.inbox import archive_document
from gouji.core.model import FoundReport, plain_number
from gouji.core.registry import Agency, Registry, canonical, unregistered, without_suffix
from gouji.load.expected import agency_rows, district_rows, expected_row
from gouji.load.form_tables import load_forms_tables
from gouji.load.placement import CURRENT, SUPERSEDED, Placement
from gouji.load.warehouse import create_warehouse, load_documents, load_registry, load_reports
from gouji.read.stage import crashed_document, stage_documents
from gouji.workers.pool import WorkerPool

from .repair.fill import fill_repairs
from .run import build_views, compare_reports, run_checks
from .waivers import apply_waivers, read_waivers, waiver_files

_FINDINGS = """
SELECT rule, dimension, severity, outcome, cells, reported, expected, message, waived
FROM findings WHERE report_id = $report
  -- what is checked before publishing has no date of publication yet
  AND NOT (rule = 'report_late' AND outcome = 'cannot_tell') AND rule <> 'date_unknown'
ORDER BY outcome DESC, severity, rule, finding_id
"""


_REPAIRS = "SELECT * FROM repairs WHERE report_id = $report ORDER BY candidate, cell"
_CELLS = "SELECT cell, value, state, raw FROM cells WHERE report_id = $report"


@dataclass
class Checked:
    """One report's answer: `findings`, `repairs` and `cells` are rows of the tables of those names."""

    source: str
    agency: str | None
    agency_code: str | None  # of the registry, or of the agency that stands in for one that is in none
    report_year: int | None
    form: str | None
    findings: list[dict[str, Any]]
    repairs: list[dict[str, Any]]
    cells: list[dict[str, Any]]
    warnings: list[str]
    superseded: bool = False  # another of the files is of the same agency and year, and came later: it was checked

    @property
    def has_errors(self) -> bool:
        return any(f["outcome"] == "fail" and f["severity"] == "error" and not f["waived"] for f in self.findings)

    def as_json(self) -> dict[str, Any]:
        """The shape `gouji check --json` prints (DESIGN, Commands)."""
        return {
            "source": self.source,
            "agency": self.agency,
            "report_year": self.report_year,
            "findings": self.findings,
            "repairs": [_repair_json(list(rows)) for _, rows in groupby(self.repairs, itemgetter("candidate"))],
            "warnings": self.warnings,
        }


def _repair_json(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """One candidate of the table `repairs`."""
    shared = {name: rows[0][name] for name in ("class", "block", "candidates", "hypothesis", "basis")}
    cells = [
        {"cell": r["cell"], "reported": plain_number(r["reported"]), "proposed": plain_number(r["proposed"]),
         "certain": r["certain"]}
        for r in rows if r["cell"]
    ]  # fmt: skip
    return shared | {"cells": cells, "clears": rows[0]["clears"], "why": rows[0]["why"]}


def check_files(
    files: list[Path], last_year: Path | None = None, registry: Registry | None = None
) -> tuple[list[Checked], list[str]]:
    """Check documents without any home folder; (answers in order of the files, messages for unreadable ones).

    Agencies that are in no registry are checked all the same. Of one agency and year the last file counts; the
    earlier years given (by `last_year`, or among the files) serve the checks across years.
    """
    with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
        home = Path(folder)
        given = [*files, *([last_year] if last_year else [])]
        sources = [str(file) for file in given]
        documents: dict[str, Archived] = {}
        for file in given:
            item = archive_document(file, file.parent, home, str)
            documents.setdefault(item.document_id, item)
        read = partial(stage_documents, home, home / "staged")
        with WorkerPool(read, crashed_document, 1) as workers, ThreadPoolExecutor(1) as beside:
            reading = beside.submit(workers.run, list(documents.values()))
            con = create_warehouse(for_reading=False)  # while the documents are read
            load_forms_tables(con)
            build_views(con, for_reading=False)
            parts = reading.result()
        rows = [row for part in parts for row in part.documents]
        problems = [row["problem"] for row in rows if row["problem"]]
        found = sorted((f for part in parts for f in part.found), key=lambda f: sources.index(f.source))
        registry = registry or Registry([], [])
        placed, agencies = _place(found, registry, str(last_year) if last_year else None)
        with con:
            _load(con, home / "staged", rows, placed, _with_neighbours(agencies, registry))
            compare_reports(con)
            run_checks(con, trusted=True)
            fill_repairs(con)
            apply_waivers(con, read_waivers(waiver_files()), date.today())
            asked = {str(file) for file in files}
            by_report = {place.report_id: place for place in placed}
            answers = [_answer(con, f, by_report[f.report_id]) for f in found if f.source in asked]
            if registry.agencies:
                known = {agency.code for agency in agencies if agency.registered}
                for answer in answers:
                    if answer.agency_code not in known:
                        answer.warnings.append(
                            "机关不在所给登记表中，与邻近机关和上年的比较可能不全；请核对名称或登记表"
                        )
            return answers, problems


def _place(found: list[FoundReport], registry: Registry, last_year: str | None) -> tuple[list[Placement], list[Agency]]:
    """Every report with an agency and a year: a stand-in agency where none is known, last year where none is told.

    Last year's report is of the agency whose name it bears, with or without its district, else of the first.
    """
    names = {
        f.report_id: without_suffix(canonical(f.agency or f.speaker or f.title or Path(f.member or f.source).stem))
        for f in found
    }
    full = _full_names(set(names.values()))
    agencies: dict[str, Agency] = {}  # by full name
    placed: list[Placement] = []
    current: dict[tuple[str, int], int] = {}
    for number, report in enumerate(sorted(found, key=lambda report: report.source == last_year), 1):
        name = full[names[report.report_id]]
        agency = registry.match(report.agency, report.title, report.speaker).agency or agencies.get(name)
        if agency is None and report.source == last_year and agencies:
            agency = next(iter(agencies.values()))
        agency = agency or unregistered(report.agency or report.speaker or name, number)
        agencies.setdefault(name, agency)
        year = report.report_year or date.today().year - 1
        if (earlier := current.get((agency.code, year))) is not None:
            placed[earlier] = placed[earlier]._replace(is_current=False, status=SUPERSEDED)
        current[agency.code, year] = len(placed)
        placed.append(Placement(report.report_id, agency.code, year, number, True, CURRENT, None))
    return placed, list({agency.code: agency for agency in agencies.values()}.values())


def _full_names(names: set[str]) -> dict[str, str]:
    """Each name -> the longest that ends with it (梧桐镇 -> 某区梧桐镇), if all that do are one agency's."""
    full = {}
    for name in names:
        longer = sorted((other for other in names if other.endswith(name)), key=len)
        alike = all(long.endswith(short) for short, long in pairwise(longer))
        full[name] = longer[-1] if alike else name
    return full


def _with_neighbours(agencies: list[Agency], registry: Registry) -> Registry:
    """The agencies checked, and those of their districts, by whose names a text copied from elsewhere is known."""
    codes = {agency.code for agency in agencies}
    districts = {agency.district_code for agency in agencies}
    others = [a for a in registry.agencies if a.district_code in districts and a.code not in codes]
    return Registry([d for d in registry.districts if d.code in districts], [*agencies, *others])


def _load(
    con: duckdb.DuckDBPyConnection,
    staging: Path,
    documents: list[dict[str, Any]],
    placed: list[Placement],
    registry: Registry,
) -> None:
    known = {agency.code: agency for agency in registry.agencies}
    owed = {(p.agency_code, p.report_year) for p in placed if p.agency_code and p.report_year}
    expected = [expected_row(known[code], year, date.today()) for code, year in sorted(owed)]
    load_registry(con, district_rows(registry), agency_rows(registry), expected)
    load_documents(con, documents)
    load_reports(con, staging, placed)


def _answer(con: duckdb.DuckDBPyConnection, found: FoundReport, place: Placement) -> Checked:
    ((form, warnings),) = con.execute(
        "SELECT form, warnings FROM reports WHERE report_id = $1", [found.report_id]
    ).fetchall()
    findings, repairs, cells = (_rows(con, sql, found.report_id) for sql in (_FINDINGS, _REPAIRS, _CELLS))
    superseded = not place.is_current
    source = f"{found.source}/{found.member}" if found.member else found.source
    return Checked(
        source,
        found.agency or found.speaker,
        place.agency_code,
        place.report_year,
        form,
        findings,
        repairs,
        cells,
        warnings,
        superseded,
    )


def _rows(con: duckdb.DuckDBPyConnection, sql: str, report: str) -> list[dict[str, Any]]:
    cursor = con.execute(sql, {"report": report})
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
