"""Is the truth within the bounds of a district's figures? Districts whose true figures are known, with gaps planted.

Every district has 24 agencies with two years of true figures. Of the second year some reports are missing, one has a
table left blank, some have blank cells, some print one row for several, and some have one wrong cell. The warehouse sees
only what was written; repairs are found and the district's figures added up as in a run. Then for every cell: is the
truth within the hard bounds, and, where reports are missing, within the 90 % interval of the estimate?

    python -m bench.bounds [--districts 1000] [--seed 2]

Prints Markdown tables; exit code 1 when a hard bound does not hold. The method was chosen with seed 1.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from random import Random
from typing import Any, NamedTuple

import duckdb
import polars as pl

from gouji.check.repair.fill import fill_repairs
from gouji.check.run import build_rollups, build_views, run_checks
from gouji.core.forms import Form, load_forms
from gouji.demo.figures import Figures, sum_figures, undivided, yearly_figures
from gouji.demo.form_cells import own_form
from gouji.load.form_tables import load_forms_tables
from gouji.load.warehouse import create_warehouse, insert_rows

YEARS = [2024, 2025]
KINDS = {"镇": 12, "街道": 4, "部门": 8}
LARGE = 30  # a true district figure from here on: at small numbers an interval of whole numbers covers more than 90 %
BLANK = "blank"


class Truth(NamedTuple):
    """What the agencies of one district really did in the second year, added up."""

    district: str
    figures: Figures


class Outcome(NamedTuple):
    """Over all cells of all districts: how many there are, those outside of the hard bounds, and, by cell, how many
    intervals there are for large figures and how many of them hold the truth."""

    cells: int
    outside: list[tuple[str, str]]
    intervals: dict[str, int]
    held: dict[str, int]

    @property
    def coverage(self) -> float:
        return sum(self.held.values()) / sum(self.intervals.values())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--districts", type=int, default=1000)
    options.add_argument("--seed", type=int, default=2)
    given = options.parse_args()
    outcome = simulate(given.districts, given.seed)
    print("| | |\n|---|---:|")
    print(f"| districts | {given.districts:,} |\n| figures of districts | {outcome.cells:,} |")
    print(f"| outside of the hard bounds | {len(outcome.outside)} |")
    print(f"| intervals of 90 %, figures from {LARGE} | {sum(outcome.intervals.values()):,} |")
    print(f"| with the truth inside | {outcome.coverage:.1%} |")
    print("\n| figure | intervals | inside |\n|---|---:|---:|")
    for cell, count in sorted(outcome.intervals.items(), key=lambda item: -item[1])[:12]:
        print(f"| {cell} | {count:,} | {outcome.held[cell] / count:.1%} |")
    for district, cell in outcome.outside[:20]:
        print(f"\n{district} {cell} is outside")
    sys.exit(bool(outcome.outside))


def simulate(districts: int, seed: int) -> Outcome:
    """Districts written, checked, repaired and added up; the truth held against what came of it."""
    con = create_warehouse(for_reading=False)
    load_forms_tables(con)
    build_views(con, for_reading=False)
    rng = Random(seed)
    truths = [write_district(con, f"{number:06}", rng) for number in range(districts)]
    run_checks(con)
    fill_repairs(con)
    build_rollups(con)
    return compare(con, truths)


def write_district(con: duckdb.DuckDBPyConnection, district: str, rng: Random) -> Truth:
    """The registry and the reports of one district, with gaps in the second year."""
    form = own_form()
    kinds = [kind for kind, count in KINDS.items() for _ in range(count)]
    codes = [f"{district}{number:03}" for number in range(len(kinds))]
    true = [yearly_figures(kind, YEARS, rng, frozenset(), frozenset()) for kind in kinds]
    gaps = planted(len(kinds), rng)
    insert_rows(con, "districts", [{"district_code": district, "name": "示例区"}])
    insert_rows(
        con, "agencies",
        [
            {"agency_code": code, "district_code": district, "name": code, "full_name": code, "kind": kind,
             "peer_group": kind, "rule_making_power": True, "former_names": [], "short_names": [], "registered": True}
            for code, kind in zip(codes, kinds, strict=True)
        ],
    )  # fmt: skip
    owed = [(code, year) for code in codes for year in YEARS]
    con.executemany(
        "INSERT INTO expected_reports BY NAME SELECT ? AS agency_code, ? AS report_year, ?::DATE AS deadline,"
        " '模拟' AS deadline_basis, true AS is_due, 'law' AS deadline_set_by",
        [(code, year, date(year + 1, 1, 31)) for code, year in owed],
    )
    written: list[dict[str, Any]] = []
    reports = []
    for code, by_year, gap in zip(codes, true, gaps, strict=True):
        for year in YEARS:
            if year == YEARS[-1] and gap == "missing":
                continue
            reports.append((f"{code}-{year}", code, year, form.code))
            figures = as_written(form, by_year[year], gap if year == YEARS[-1] else "", rng)
            written += [
                {"report_id": f"{code}-{year}", "agency_code": code, "report_year": year, "cell": cell,
                 "value": None if value == BLANK else float(value), "state": BLANK if value == BLANK else "reported", "raw": ""}
                for cell, value in figures
            ]  # fmt: skip
    con.executemany(
        "INSERT INTO reports BY NAME SELECT ? AS report_id, report_id AS document_id, 1 AS ordinal, ? AS agency_code,"
        " ? AS report_year, ? AS form, 1 AS version, true AS is_current, 'current' AS status, [] AS warnings",
        reports,
    )
    con.register("written", pl.DataFrame(written, schema_overrides={"value": pl.Float64}))
    con.execute("INSERT INTO cells BY NAME FROM written")
    return Truth(district, sum_figures(by_year[YEARS[-1]] for by_year in true))


def planted(agencies: int, rng: Random) -> list[str]:
    """The gap of each agency, by chance: one to three reports missing, and a few of each other kind."""
    gaps = ["missing"] * rng.randint(1, 3) + ["table blank", "blanks", "blanks", "undivided", "wrong", "wrong"]
    rng.shuffle(gaps)
    return rng.sample([*gaps, *[""] * (agencies - len(gaps))], agencies)


def as_written(form: Form, true: Figures, gap: str, rng: Random) -> Iterator[tuple[str, Any]]:
    """What stands in the cells of a report with this gap."""
    figures = undivided(true) if gap == "undivided" else dict(true)
    printed = [c for c in form.cells if (c.cell in figures if c.optional else figures.get(c.cell) != "absent")]
    blank: Iterable[str] = ()
    if gap == "blanks":
        blank = {cell.cell for cell in rng.sample(printed, rng.randint(1, 5))}
    if gap == "table blank":
        table = rng.choice(form.tables).code
        blank = {cell.cell for cell in printed if cell.cell.startswith(f"{table}.")}
    if gap == "wrong":
        summed = sorted({term.cell for term in form.terms if not term.years_back} & {cell.cell for cell in printed})
        cell = rng.choice(
            [
                c
                for c in summed
                if c.split(".")[0] in {t.cell.split(".")[0] for t in form.terms if t.rule == "row_total"}
            ]
        )
        figures[cell] = max(0, int(figures.get(cell, 0)) + rng.choice([-3, -2, -1, 1, 2, 3, 10]))
    for each in printed:
        yield each.cell, BLANK if each.cell in blank else figures.get(each.cell, 0)


def compare(con: duckdb.DuckDBPyConnection, truths: list[Truth]) -> Outcome:
    """The figures of all districts against the truth."""
    true = {truth.district: truth.figures for truth in truths}
    optional = {cell.cell for form in load_forms().values() for cell in form.cells if cell.optional}
    outside, intervals, held, cells = [], defaultdict[str, int](int), defaultdict[str, int](int), 0
    for district, cell, least, most, low, high in con.execute(
        "SELECT district_code, cell, least, most, estimate_low, estimate_high FROM district_reported_sums"
        f" WHERE kind = 'all' AND report_year = {YEARS[-1]} ORDER BY ALL"
    ).fetchall():
        if cell in optional:
            continue  # what it holds is told again in the rows that it stands for
        value = true[district].get(cell, 0)
        cells += 1
        if (least is not None and value < least) or (most is not None and value > most):
            outside.append((district, cell))
        if low is not None and value >= LARGE:
            intervals[cell] += 1
            held[cell] += low <= value <= high
    return Outcome(cells, outside, dict(intervals), dict(held))


if __name__ == "__main__":
    main()
