"""Faults: findings gathered by their cause, so that one mistake is told and charged once.

Findings are of one fault where one correction of a figure would clear them together (the smallest repair says which
cells), where a check names the same cause (a sentence, a section, a copied text), or where they cannot be told because
of cells of which another finding says that they are blank. A change between two years stands in the totals too: it is
one fault with the figure that it comes from.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import duckdb

from gouji.core.forms import load_forms
from gouji.load.warehouse import fetch_rows, insert_rows

from .fault_titles import title_of
from .rules import FIGURES, dimensions_about

FAIL, EXPLAINED = "fail", "explained"
WRONG = (FAIL, EXPLAINED)  # an explained failure is of the fault that it would be of unexplained
Finding = dict[str, Any]

_FINDINGS = """
SELECT
    f.finding_id, f.rule, f.dimension, f.severity, f.agency_code, f.report_year, f.report_id, f.outcome, f.cells,
    f.reported, f.expected, f.message, f.cause, e.text AS explanation, f.policy_source, c.fault_kind, c.price, p.form
FROM findings f
JOIN finding_prices c ON c.finding_id = f.finding_id
LEFT JOIN reports p ON p.report_id = f.report_id
LEFT JOIN (SELECT DISTINCT explanation_id, text FROM explanations) e ON e.explanation_id = f.explanation_id
ORDER BY f.agency_code, f.report_year, f.finding_id
"""
_REPAIRS = """
SELECT report_id, block, candidate, class, hypothesis, candidates, clears, why, cell, reported, proposed
FROM repairs WHERE class <> 'beyond search' ORDER BY report_id, candidate, cell
"""


class Correction(NamedTuple):
    """The likeliest repair of one block of equations: what each of its cells should be. `is_one_slip`: one slip
    explains them all (a line left out, two cells swapped). `candidates`: how many smallest repairs there are; `clears`:
    the rules it satisfies. `is_prose_only`: the table agrees with itself and only the prose says otherwise, so that
    neither is presumed right."""

    block: str
    cells: dict[str, tuple[Any, Any]]  # (reported, proposed)
    is_one_slip: bool
    candidates: int
    why: str
    clears: frozenset[str]
    is_prose_only: bool = False


def fill_faults(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `faults` from `findings` and `repairs`, name each finding's fault; points are charged after it
    (run.charge_points)."""
    repairs = {key: list(rows) for key, rows in groupby(fetch_rows(con, _REPAIRS), itemgetter("report_id"))}
    faults: list[dict[str, Any]] = []
    places: list[dict[str, str]] = []
    gaps: dict[tuple[str, int], dict[str, float]] = {}
    for (agency, year), found in groupby(fetch_rows(con, _FINDINGS), itemgetter("agency_code", "report_year")):
        findings = list(found)
        gaps[agency, year] = _gaps(findings)
        for report_id, rows in groupby(sorted(findings, key=_report_of), key=_report_of):
            known = _Known(list(rows), repairs.get(report_id, []), gaps.get((agency, year - 1), {}))
            for members, corrected in _gathered(known):
                fault = _fault(members, corrected, known)
                faults.append(fault)
                places += [{"finding_id": f["finding_id"], "fault_id": fault["fault_id"]} for f in members]
    con.execute("DELETE FROM faults")
    if faults:
        insert_rows(con, "faults", faults)
        con.execute("CREATE OR REPLACE TEMP TABLE fault_places (finding_id VARCHAR, fault_id VARCHAR)")
        insert_rows(con, "fault_places", places)
        con.execute(
            "UPDATE findings SET fault_id = p.fault_id FROM fault_places p WHERE p.finding_id = findings.finding_id"
        )
        con.execute("DROP TABLE fault_places")


class _Known:
    """What is known of one report: its findings and corrections, and by how much last year's chains were broken."""

    def __init__(self, findings: list[Finding], repairs: list[dict[str, Any]], last_gaps: dict[str, float]) -> None:
        self.findings, self.last_gaps = findings, last_gaps
        self.form = next((f["form"] for f in findings if f["form"]), None)
        self.corrections = _corrections(repairs)
        self.wrong_last_year = {rule for row in repairs if row["hypothesis"] == "last_year" for rule in row["clears"]}
        about_figures = dimensions_about(FIGURES)
        self.figures = [f for f in findings if f["dimension"] in about_figures and f["cells"]]
        self.others = [f for f in findings if f["dimension"] not in about_figures or not f["cells"]]


def _report_of(finding: Finding) -> str:
    return finding["report_id"] or ""


def _gathered(known: _Known) -> Iterator[tuple[list[Finding], Correction | None]]:
    """The findings of each fault, and the correction that would clear them."""
    causes, corrections = _causes(known)
    groups: dict[str, list[Finding]] = defaultdict(list)
    for finding in known.findings:
        groups[causes[finding["finding_id"]]].append(finding)
    for cause, members in groups.items():
        yield members, corrections.get(cause)


def _causes(known: _Known) -> tuple[dict[str, str], dict[str, Correction]]:
    """The cause of each finding, by the finding's id; and what corrects a cause."""
    causes, corrections = _wrong_cells(known)
    by_cell = {cell: cause for cause, correction in corrections.items() for cell in correction.cells}
    for finding in known.figures:
        if finding["outcome"] in WRONG and finding["finding_id"] not in causes:
            cell = next((cell for cell in finding["cells"] if cell in by_cell), None)
            cause = by_cell[cell] if cell else finding["cause"] or _line_of(finding, known)
            causes[finding["finding_id"]] = cause
            if len(finding["cells"]) == 1:
                by_cell.setdefault(finding["cells"][0], cause)
    lacking = {cell: finding["finding_id"] for finding in known.others for cell in finding["cells"]}
    for finding in known.figures:
        if finding["outcome"] not in WRONG:
            cell = next((cell for cell in finding["cells"] if cell in lacking), None)
            causes[finding["finding_id"]] = lacking[cell] if cell else _own_cause(finding)
    return causes | {finding["finding_id"]: _own_cause(finding) for finding in known.others}, corrections


def _own_cause(finding: Finding) -> str:
    return str(finding["cause"] or finding["finding_id"])


def _wrong_cells(known: _Known) -> tuple[dict[str, str], dict[str, Correction]]:
    """Sums within the report that fail, by the cell whose correction clears them: that of the likeliest smallest
    repair, and where there is none the cell that most of them share. Where every sum holds and the prose contradicts
    several cells, by the one slip that would explain it."""
    failing = [f for f in known.figures if f["outcome"] == FAIL and _is_sum(f, known)]
    causes: dict[str, str] = {}
    corrections: dict[str, Correction] = {}
    for correction in known.corrections:
        mine = [
            f for f in failing if f["finding_id"] not in causes and not correction.cells.keys().isdisjoint(f["cells"])
        ]
        if not mine and correction.is_one_slip:
            mine = _contradicted(known, correction, causes)
            correction = correction._replace(is_prose_only=True)
        if not mine:
            continue
        if correction.is_one_slip:
            cause = f"slip:{correction.block}"
            corrections[cause] = correction
            causes |= dict.fromkeys((f["finding_id"] for f in mine), cause)
            continue
        for cell, findings in _shared_out(mine, list(correction.cells)).items():
            corrections[f"cell:{cell}"] = correction._replace(cells={cell: correction.cells[cell]})
            causes |= dict.fromkeys((f["finding_id"] for f in findings), f"cell:{cell}")
    rest = [f for f in failing if f["finding_id"] not in causes]
    while rest:
        most = Counter(cell for f in rest for cell in f["cells"]).most_common()
        cell = min(cell for cell, times in most if times == most[0][1])
        causes |= {f["finding_id"]: f"sums:{cell}" for f in rest if cell in f["cells"]}
        rest = [f for f in rest if cell not in f["cells"]]
    return causes, corrections


def _contradicted(known: _Known, correction: Correction, causes: dict[str, str]) -> list[Finding]:
    """What one slip clears though no sum fails: several figures of the prose, or nothing (one is a fault by itself)."""
    found = [
        f
        for f in known.figures
        if f["outcome"] == FAIL
        and f["finding_id"] not in causes
        and f["rule"] in correction.clears - _chains(known.form)
        and not correction.cells.keys().isdisjoint(f["cells"])
    ]
    return found if len(found) > 1 else []


def _shared_out(findings: Sequence[Finding], cells: list[str]) -> dict[str, list[Finding]]:
    """Each finding to one of the cells it is about, so that as many cells as can be have one."""
    shares: dict[str, list[Finding]] = {cell: [] for cell in cells}
    for finding in sorted(findings, key=lambda f: (sum(cell in f["cells"] for cell in cells), f["finding_id"])):
        mine = [cell for cell in cells if cell in finding["cells"]]
        shares[min(mine, key=lambda cell: (len(shares[cell]), cells.index(cell)))].append(finding)
    return {cell: found for cell, found in shares.items() if found}


def _corrections(repairs: list[dict[str, Any]]) -> list[Correction]:
    """The first candidate of each block; cells that only fill a blank correct nothing that was said."""
    found: dict[str, Correction] = {}
    for (block, _), rows in groupby(repairs, itemgetter("block", "candidate")):
        listed = list(rows)
        first = listed[0]
        cells = {row["cell"]: (row["reported"], row["proposed"]) for row in listed if row["cell"]}
        said = {cell: change for cell, change in cells.items() if change[0] is not None}
        one_slip = first["hypothesis"].startswith("line") or first["hypothesis"] == "cells_swapped"
        if block not in found and cells:
            found[block] = Correction(
                block, said or cells, one_slip, first["candidates"], first["why"], frozenset(first["clears"])
            )
    return list(found.values())


def _line_of(finding: Finding, known: _Known) -> str:
    """Where a figure between two years differs in a column and in the totals, that is one thing: the row."""
    if finding["rule"] in _chains(known.form) and all(cell in _totals(known.form) for cell in finding["cells"]):
        rows = {cell.rsplit(".", 1)[0] for cell in finding["cells"]}
        others = [
            f for f in known.figures if f["rule"] == finding["rule"] and f is not finding and f["outcome"] in WRONG
        ]
        for other in others:
            if rows & {cell.rsplit(".", 1)[0] for cell in other["cells"]}:
                return _own_cause(other)
    return str(finding["finding_id"])


_OUTCOMES = (FAIL, EXPLAINED, "cannot_tell")  # a fault has the first of those of its findings


def _fault(members: list[Finding], corrected: Correction | None, known: _Known) -> dict[str, Any]:
    lead = min(
        members, key=lambda f: (_OUTCOMES.index(f["outcome"]), f["severity"] == "note", -f["price"], f["finding_id"])
    )
    elsewhere = not corrected and lead["outcome"] == FAIL and all(_is_last_years(f, known) for f in members)
    cells = sorted(corrected.cells if corrected else {cell for f in members for cell in f["cells"]})
    return {
        "fault_id": lead["finding_id"],
        "fault_kind": lead["fault_kind"],
        "dimension": lead["dimension"],
        "severity": lead["severity"],
        "agency_code": lead["agency_code"],
        "report_year": lead["report_year"],
        "report_id": lead["report_id"],
        "outcome": lead["outcome"],
        "title": title_of(lead, len(members), corrected, cells, known.form, elsewhere=elsewhere),
        "explanation": lead["explanation"] if lead["outcome"] == EXPLAINED else None,
        "cells": cells,
        "findings": len(members),
        "is_charged": not elsewhere,
        "waived": False,
        "points": 0,
        "policy_source": lead["policy_source"],
        "impact": None,  # known when the district is added up
        "impact_cell": None,
        "impact_share": None,
    }


def _is_last_years(finding: Finding, known: _Known) -> bool:
    """Whether the figure that does not fit is last year's: its own report was found wrong there."""
    if finding["rule"] in known.wrong_last_year:
        return True
    gap = _gap(finding) if finding["rule"] in _chains(known.form) else None
    row = finding["cells"][0].rsplit(".", 1)[0] if finding["cells"] else ""
    return gap is not None and gap != 0 and known.last_gaps.get(f"{finding['rule']}|{row}") == -gap


def _gaps(findings: list[Finding]) -> dict[str, float]:
    """By how much the figures of each row fail to continue last year's: {rule|row: gap}. A stock that is wrong in one
    year breaks that year and the next by opposite amounts."""
    form = next((f["form"] for f in findings if f["form"]), None)
    gaps = {}
    for finding in findings:
        explained = finding["outcome"] == EXPLAINED
        if (
            not explained
            and finding["rule"] in _chains(form)
            and finding["cells"]
            and (gap := _gap(finding)) is not None
        ):
            gaps[f"{finding['rule']}|{finding['cells'][0].rsplit('.', 1)[0]}"] = gap
    return gaps


def _gap(finding: Finding) -> float | None:
    sides = [finding["reported"] or "", finding["expected"] or ""]
    if not all(re.fullmatch(r"-?\d+(\.\d+)?", side) for side in sides):
        return None
    return float(sides[0]) - float(sides[1])


def _is_sum(finding: Finding, known: _Known) -> bool:
    return finding["rule"] in _sums(known.form)


@cache
def _sums(form: str | None) -> frozenset[str]:
    """The rules of the identities within one report."""
    terms = load_forms()[form].terms if form else []
    return frozenset(term.rule for term in terms) - _chains(form)


@cache
def _chains(form: str | None) -> frozenset[str]:
    """The rules of the identities that go on from last year's report."""
    terms = load_forms()[form].terms if form else []
    return frozenset(term.rule for term in terms if term.years_back)


@cache
def _totals(form: str | None) -> frozenset[str]:
    cells = load_forms()[form].cells if form else []
    return frozenset(cell.cell for cell in cells if cell.column_role == "total")
