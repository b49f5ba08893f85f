"""How well unusual changes are told: recall and the share of false notes, in simulated districts with planted changes.

    python -m bench.unusual [DISTRICTS]

Each district has 50 agencies in three peer groups with counts from 0 to some thousands in two years; in each peer group a
cell or two change for all. Six changes are planted a district, two of counts below 50. The natural change of an agency
is Poisson alone (the bound then holds by proof) or has a log-normal part besides, as real figures have. `before`: the
rule up to November 2026 (fivefold, at least 50, six spreads from the peers' median on the square-root scale).
"""

import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from gouji.check.run import build_views
from gouji.core.forms import form_for_year, load_forms
from gouji.load.form_tables import load_forms_tables
from gouji.load.warehouse import create_warehouse

AGENCIES, GROUPS, PLANTED = 50, ("A", "B", "C"), 6
YEAR = 2025
SEED = 20261129

_BEFORE = """
WITH peers AS (
    SELECT
        district_code, peer_group, place, count(*) AS others, median(change) AS middle,
        1.4826 * mad(change) AS spread
    FROM changed GROUP BY ALL
)
SELECT c.report_key, c.cell_key
FROM changed c JOIN peers p USING (district_code, peer_group, place)
WHERE greatest(now, before) >= 50 AND greatest(now, before) >= 5 * least(now, before)
  AND abs(change - CASE WHEN others >= 5 THEN middle ELSE 0 END)
    >= 6 * greatest(sqrt(2), CASE WHEN others >= 5 THEN spread ELSE 0 END)
"""
_CHANGED = """
CREATE OR REPLACE TEMP TABLE changed AS
SELECT *, 2 * (sqrt(now + 0.375) - sqrt(before + 0.375)) AS change FROM yearly_changes
"""
_NOW = """
SELECT r.rowid, f.rowid
FROM figure_jumps j
JOIN reports r ON r.report_id = j.report_id
JOIN form_cells f ON f.form = r.form AND f.cell = j.cell
"""


class Told(NamedTuple):
    """Of one way to tell: planted changes found and planted, of them small ones, and false notes a district."""

    found: int
    found_small: int
    false_share: float
    false_notes: float


def main(districts: int = 200) -> None:
    print("| natural change | rule | found | of small counts | false share | false notes a district |")
    print("|---|---|---:|---:|---:|---:|")
    for spread in (0.0, 0.2, 0.4):
        with create_warehouse(for_reading=False) as con:
            load_forms_tables(con)
            build_views(con, for_reading=False)
            planted = simulate(con, districts, spread)
            con.execute("CREATE OR REPLACE TEMP TABLE current_figures AS FROM main.current_figures")
            con.execute(_CHANGED)
            small = sum(is_small for is_small in planted.values())
            for name, query in (("before", _BEFORE), ("now", _NOW)):
                told = judge(con, query, planted, districts)
                print(
                    f"| {'Poisson' if not spread else f'and ±{spread:.0%}'} | {name} | {told.found / len(planted):.1%}"
                    f" | {told.found_small / small:.1%} | {told.false_share:.1%} | {told.false_notes:.2f} |"
                )


def simulate(con: duckdb.DuckDBPyConnection, districts: int, spread: float) -> dict[tuple[str, str], bool]:
    """Fills agencies, reports and cells of two years; (report, cell) -> whether small, of what was planted."""
    rng = np.random.default_rng([SEED, int(spread * 100)])
    cells = [
        cell.cell for cell in load_forms()[form_for_year(YEAR).code].cells
        if cell.whole and not cell.signed and cell.unit != "万元" and cell.row_role != "carried_in"
    ]  # fmt: skip
    planted: dict[tuple[str, str], bool] = {}
    agencies, reports, rows = [], [], []
    for district in range(districts):
        groups = rng.integers(0, len(GROUPS), AGENCIES)
        level = np.exp(rng.uniform(np.log(0.2), np.log(3000), len(cells)) + rng.normal(0, 1.2, (AGENCIES, len(cells))))
        shared = np.where(rng.random((len(GROUPS), len(cells))) < 0.03, rng.choice([0.4, 3.0]), 1.0)[groups]
        before = rng.poisson(level * np.exp(rng.normal(0, spread, level.shape)))
        now = rng.poisson(level * shared * np.exp(rng.normal(0, spread, level.shape)))
        for agency, place, figure, is_small in plant(rng, before):
            now[agency, place] = figure
            planted[f"{district:04}-{agency:02}-{YEAR}", cells[place]] = is_small
        for agency in range(AGENCIES):
            code = f"{district:04}-{agency:02}"
            agencies.append((code, f"{district:04}", GROUPS[groups[agency]]))
            for year, figures in ((YEAR - 1, before[agency]), (YEAR, now[agency])):
                reports.append((f"{code}-{year}", code, year))
                rows.append(figures)
    _load(con, agencies, reports, rows, cells)
    return planted


def plant(rng: np.random.Generator, before: Any) -> Iterator[tuple[int, int, int, bool]]:
    """Changes at chance places where last year's figure suits: (agency, cell, new figure, of a small count)."""
    for kind in range(PLANTED):
        low, high = [(30, 400), (30, 400), (300, 4000), (30, 400), (5, 13), (0, 3)][kind]
        places = np.argwhere((before >= low) & (before <= high))
        agency, place = rng.choice(places)
        was = int(before[agency, place])
        factor = [10, 100, 0.1, 7, 3.6][kind] if kind < 5 else 0
        figure = round(was * factor) if factor else int(rng.integers(15, 45))
        yield int(agency), int(place), figure, max(was, figure) < 50


def _load(
    con: duckdb.DuckDBPyConnection, agencies: list[Any], reports: list[Any], rows: list[Any], cells: list[str]
) -> None:
    code, district, group = (pa.array(column) for column in zip(*agencies, strict=True))
    report, owner, year = (pa.array(column) for column in zip(*reports, strict=True))
    tables = {
        "told_agencies": pa.table({"code": code, "district": district, "peers": group}),
        "told_reports": pa.table({"report_id": report, "code": owner, "year": year}),
        "told_cells": pa.table({
            "report_id": np.repeat(report.to_numpy(zero_copy_only=False), len(cells)),
            "cell": np.tile(cells, len(reports)), "value": np.concatenate(rows),
        }),
    }  # fmt: skip
    for name, table in tables.items():
        con.register(name, table)
    con.execute(
        """
        INSERT INTO agencies SELECT code, district, code, code, '部门', peers, false, [], [], true FROM told_agencies;
        INSERT INTO reports BY NAME
        SELECT report_id, report_id AS document_id, 1 AS ordinal, code AS agency_code, year AS report_year,
            (SELECT form FROM prescribed_forms_of) AS form, 1 AS version, true AS is_current, 'current' AS status,
            [] AS warnings
        FROM told_reports;
        INSERT INTO cells BY NAME
        SELECT report_id, agency_code, report_year, cell, value, 'reported' AS state, '' AS raw
        FROM told_cells JOIN reports USING (report_id);
    """.replace("(SELECT form FROM prescribed_forms_of)", f"'{form_for_year(YEAR).code}'")
    )


def judge(con: duckdb.DuckDBPyConnection, query: str, planted: dict[tuple[str, str], bool], districts: int) -> Told:
    told = set(con.execute(
        f"SELECT r.report_id, f.cell FROM ({query}) t(report_key, cell_key)"
        " JOIN reports r ON r.rowid = t.report_key JOIN form_cells f ON f.rowid = t.cell_key"
    ).fetchall())  # fmt: skip
    found = told & planted.keys()
    shares, false = np.zeros(districts), 0
    for district in range(districts):
        here = {place for place in told if place[0].startswith(f"{district:04}-")}
        wrong = len(here - planted.keys())
        shares[district], false = wrong / max(1, len(here)), false + wrong
    return Told(len(found), sum(planted[place] for place in found), float(shares.mean()), false / districts)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
