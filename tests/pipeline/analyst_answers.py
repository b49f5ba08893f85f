"""What the twenty-five questions of docs/analysts.md must answer, worked out from truth.json and the registry alone:
plain sums over the figures that stand in the demo's current reports, no database.

An answer is (columns, rows): the rows of those columns of the query, in any order. `holds`: rows that must be among them.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

from gouji.core.forms import load_forms

YEAR = 2025
NEW, FEES = "applications.new.total", "disclosure.fees.amount"
NO_OUTCOME = ("new", "carried_in", "handled_total", "carried_out")


class Answer(NamedTuple):
    columns: str
    rows: list[tuple[Any, ...]]
    holds: bool = False  # these rows are among those of the query; else they are all of them


class Demo:
    """The demo's reports as its truth.json tells them; `of` leaves out the district's own reports."""

    def __init__(self, truth: dict[str, Any], registry: Path) -> None:
        self.truth = truth
        with registry.open(encoding="utf-8-sig", newline="") as file:
            self.kinds = {row["code"]: row["kind"] for row in csv.DictReader(file)}
        self.all = [d for d in truth["documents"] if d["current"]]
        self.of = [d for d in self.all if self.kinds[d["agency_code"]] != "district"]
        self.by_place = {(d["agency_code"], d["report_year"]): d for d in self.of}

    def in_year(self, year: int) -> list[dict[str, Any]]:
        return [d for d in self.of if d["report_year"] == year]

    def sums(self, cell: str) -> dict[int, Decimal]:
        return {year: sum((figure(d, cell) for d in self.in_year(year)), Decimal(0)) for year in self.truth["years"]}

    def pairs(self) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """(this year's, last year's) report of each agency."""
        last = ((d, self.by_place.get((d["agency_code"], d["report_year"] - 1))) for d in self.of)
        return [(now, before) for now, before in last if before]

    def planted(self, *faults: str) -> list[dict[str, Any]]:
        return [f for f in self.truth["faults"] if f["fault"] in faults]

    def is_figure(self, document: dict[str, Any], cell: str) -> bool:
        """Whether a figure stands in the cell: no table is missing, no text or blank stands there."""
        place = (document["agency_code"], document["report_year"])
        silent = self.planted("table_missing", "cell_blank", "not_read")
        return all((f["agency_code"], f["report_year"]) != place or not _hides(f, cell) for f in silent)


def figure(document: dict[str, Any], cell: str) -> Decimal:
    """The figure as it stands in the document, 0 where it has none."""
    try:
        return Decimal(str(document["cells"].get(cell, 0)))
    except InvalidOperation:  # text, or nothing
        return Decimal(0)


def _hides(fault: dict[str, Any], cell: str) -> bool:
    return not fault["cells"] or cell in fault["cells"]


def requests(demo: Demo) -> Answer:
    return Answer("report_year, reported", [*demo.sums(NEW).items()])


def fees(demo: Demo) -> Answer:
    slips = {(f["agency_code"], f["report_year"]) for f in demo.planted("fee_unit")}  # yuan in a cell of 万元
    right: dict[int, Decimal] = defaultdict(Decimal)
    for d in demo.of:
        is_slip = (d["agency_code"], d["report_year"]) in slips
        right[d["report_year"]] += figure(d, FEES) / (10_000 if is_slip else 1)
    return Answer("report_year, likeliest, still_in_doubt", [(year, value, 0) for year, value in right.items()])


def doubtful(demo: Demo) -> Answer:
    wrong = demo.planted("fee_unit", "row_total", "handled_total", "balance", "dispute_total")
    return Answer("agency_code, report_year, cell", [
        (f["agency_code"], f["report_year"], f["cells"][0]) for f in wrong
    ], holds=True)  # fmt: skip


def outcomes(demo: Demo) -> Answer:
    granted, handled = defaultdict(Decimal), defaultdict(Decimal)
    for d in demo.of:
        for cell in d["cells"]:
            table, row, column = cell.split(".")
            if table == "applications" and column == "total" and row not in NO_OUTCOME:
                handled[d["report_year"]] += figure(d, cell)
                granted[d["report_year"]] += figure(d, cell) if row in ("granted", "granted_partial") else 0
    return Answer("report_year, granted, handled", [(year, granted[year], handled[year]) for year in handled])


def by_kind(demo: Demo) -> Answer:
    reports, sums = Counter[tuple[int, str]](), defaultdict(Decimal)
    for d in demo.of:
        key = (d["report_year"], demo.kinds[d["agency_code"]])
        reports[key] += 1
        sums[key] += figure(d, NEW)
    return Answer("report_year, kind, reports, requests", [(*key, reports[key], sums[key]) for key in reports])


def most_requests(demo: Demo) -> Answer:
    rows = sorted((-figure(d, NEW), d["agency_code"]) for d in demo.in_year(YEAR))[:10]
    return Answer("agency_code, new_total", [(code, -value) for value, code in rows])


def greatest_changes(demo: Demo) -> Answer:
    pairs = [(now, before) for now, before in demo.pairs() if all(demo.is_figure(d, NEW) for d in (now, before))]
    rows = [(n["agency_code"], n["report_year"], figure(n, NEW) - figure(b, NEW)) for n, b in pairs]
    rows.sort(key=lambda row: (-abs(row[2]), row[0], row[1]))
    return Answer("agency_code, report_year, change", rows[:10])


def who_asks(demo: Demo) -> Answer:
    columns = ("natural_person", "business", "research", "nonprofit", "legal_service", "other_organisation")
    return Answer("column_code, requests", [
        (c, demo.sums(f"applications.new.{c}")[YEAR]) for c in columns
    ])  # fmt: skip


def refusals(demo: Demo) -> Answer:
    refused, agencies = Counter[str](), Counter[str]()
    for d in demo.in_year(YEAR):
        for cell in d["cells"]:
            row = cell.split(".")[1]
            if row.startswith("denied_") and cell.endswith(".total"):
                refused[row] += figure(d, cell)
                agencies[row] += figure(d, cell) > 0
    return Answer("row_code, refused, agencies", [(row, refused[row], agencies[row]) for row in refused], holds=True)


def missing(demo: Demo) -> Answer:
    return Answer("agency_code", [(f["agency_code"],) for f in demo.planted("report_missing")])


def late(demo: Demo) -> Answer:
    return Answer("agency_code", [(f["agency_code"],) for f in demo.planted("report_late") if f["report_year"] == YEAR])


def by_check(demo: Demo) -> Answer:
    found = Counter((f["rule"], f["outcome"]) for f in demo.truth["findings"] if f["report_year"] == YEAR)
    return Answer("rule, outcome, findings", [(*key, count) for key, count in found.items()])


def rules_broken(demo: Demo) -> Answer:
    rules = defaultdict(set)
    for f in demo.truth["findings"]:
        if f["report_year"] == YEAR and f["outcome"] == "fail":
            rules[f["agency_code"]].add(f["rule"])
    return Answer("agency_code, rules", [(code, sorted(found)) for code, found in rules.items()])


def spotless(demo: Demo) -> Answer:
    """Who has no failure has a full score, in the first place."""
    failed = {f["agency_code"] for f in demo.truth["findings"] if f["report_year"] == YEAR and f["outcome"] == "fail"}
    owed = {d["agency_code"] for d in demo.in_year(YEAR)}
    return Answer("agency_code, rank, score", [(code, 1, 100) for code in owed - failed], holds=True)


def own_report(demo: Demo) -> Answer:
    """What the own report's form has no cell for (an agency still uses the form of 2019) can be compared with nothing."""
    forms = {d["report_year"]: d["form"] for d in demo.all if d not in demo.of}
    asked = {
        year: {cell.cell for cell in load_forms()[form].cells if not cell.optional} for year, form in forms.items()
    }
    gaps = [g for g in demo.truth["district_gaps"] if g["cell"] in asked[g["report_year"]]]
    rows = [(g["report_year"], g["cell"], *(Decimal(str(g[who])) for who in ("district", "agencies"))) for g in gaps]
    return Answer("report_year, cell, own, agencies", rows)


def archived(demo: Demo) -> Answer:
    most = max(demo.all, key=lambda d: figure(d, FEES))
    return Answer("source, value", [(most["path"], figure(most, FEES))])


def disputes(demo: Demo) -> Answer:
    ways = ("review", "litigation_direct", "litigation_after_review")
    sums = {(way, column): demo.sums(f"disputes.{way}.{column}") for way in ways for column in ("total", "corrected")}
    return Answer("report_year, way, cases, corrected", [
        (year, way, sums[way, "total"][year], sums[way, "corrected"][year]) for year in demo.truth["years"] for way in ways
    ])  # fmt: skip


def carried(demo: Demo) -> Answer:
    out, into = "applications.carried_out.total", "applications.carried_in.total"
    rows = [(n["agency_code"], n["report_year"], figure(b, out), figure(n, into)) for n, b in demo.pairs()
            if demo.is_figure(n, into) and demo.is_figure(b, out)]  # fmt: skip
    return Answer("agency_code, report_year, carried_out, carried_in", [row for row in rows if row[2] != row[3]])


def no_figures(demo: Demo) -> Answer:
    [fault] = demo.planted("not_read")
    return Answer(
        "report_year, table_code, state, cells", [(fault["report_year"], "applications", "unreadable", 1)], holds=True
    )


def twice(demo: Demo) -> Answer:
    counts = Counter((d["agency_code"], d["report_year"]) for d in demo.truth["documents"])
    rows = [d for d in demo.truth["documents"] if counts[d["agency_code"], d["report_year"]] > 1]
    return Answer("agency_code, report_year, is_current, source", [
        (d["agency_code"], d["report_year"], d["current"], d["path"]) for d in rows
    ])  # fmt: skip


def changed(demo: Demo) -> Answer:
    rows = []
    for old in (d for d in demo.truth["documents"] if not d["current"]):
        new = demo.by_place[old["agency_code"], old["report_year"]]
        cells = sorted(old["cells"].keys() | new["cells"].keys())
        place = (new["agency_code"], new["report_year"])
        pairs = [(cell, figure(old, cell), figure(new, cell)) for cell in cells]
        rows += [(*place, cell, str(before), str(after)) for cell, before, after in pairs if before != after]
    return Answer("agency_code, report_year, cell, before, after", rows)


def alike(demo: Demo) -> Answer:
    planted = [(f, "last_year") for f in demo.planted("alike_last_year")]
    planted += [(f, "peer") for f in demo.planted("alike_peer")] + [
        (f, "tables") for f in demo.planted("tables_copied")
    ]
    return Answer("agency_code, report_year, kind", [
        (f["agency_code"], f["report_year"], kind) for f, kind in planted
    ], holds=True)  # fmt: skip


def slips(demo: Demo) -> Answer:
    rows = [(f["agency_code"], f["report_year"], FEES) for f in demo.planted("fee_unit")]
    return Answer("agency_code, report_year, cell", rows, holds=True)


def bounds(demo: Demo) -> Answer:
    return Answer("report_year, reported_sum", [*demo.sums(NEW).items()])


def in_force(demo: Demo) -> Answer:
    stock, issued, repealed = (f"disclosure.normative_documents.{c}" for c in ("in_force", "issued", "repealed"))
    rows = []
    for now, before in demo.pairs():
        known = demo.is_figure(before, stock) and all(demo.is_figure(now, c) for c in (stock, issued, repealed))
        expected = figure(before, stock) + figure(now, issued) - figure(now, repealed)
        if known and now["form"] == before["form"] == "2021" and figure(now, stock) != expected:
            rows.append((now["agency_code"], now["report_year"], figure(now, stock), expected))
    return Answer("agency_code, report_year, in_force, expected", rows)


ANSWERS: list[Callable[[Demo], Answer]] = [
    requests, fees, doubtful, outcomes, by_kind, most_requests, greatest_changes, who_asks, refusals, missing, late,
    by_check, rules_broken, spotless, own_report, archived, disputes, carried, no_figures, twice, changed, alike, slips,
    bounds, in_force,
]  # fmt: skip
