"""How often repairs are right: tables of applications that hold, broken in one, two or three cells.

    python -m bench.repairs [TABLES]        default 2,000, fixed seed

Realistic figures: few requests for most agencies, many for some, most cells 0. A third of the tables is broken by
adding or taking away 1 to 9, a third by a slip of digits (one changed, two swapped, a 0 more or less, the figure of
the cell beside), a third by leaving the figure out (0). `unique`: one repair is told and it is the truth;
`among`: the truth is one of the repairs found; `first`: it is the one told first. ms of one core: all of `decode`, one report at
a time. Then the single-cell case
as the one DuckDB query of sql/repairs/one_cell.sql.
"""

import sys
import time
from collections import Counter
from random import Random
from statistics import mean, median

import numpy as np

from bench.checks import timed
from gouji.check.repair.decode import decode
from gouji.check.repair.equations import Figures, blocks
from gouji.check.repair.ranking import repairs_of
from gouji.check.run import build_views
from gouji.core.resources import resource
from gouji.load.form_tables import load_forms_tables
from gouji.load.warehouse import create_warehouse

BLOCK = blocks("2021")["applications"]
PRINTED = np.array([not cell.optional for cell in BLOCK.cells])
PLACE = {(cell.row, cell.column): i for i, cell in enumerate(BLOCK.cells)}
COLUMNS = list(dict.fromkeys(column for _, column in PLACE))
ROWS = list(dict.fromkeys(row for row, _ in PLACE))
# Shares of the applicants and of the outcomes, about as in published reports of counties.
APPLICANTS = dict(zip(COLUMNS, (0.83, 0.11, 0.01, 0.01, 0.02, 0.02), strict=False))
OUTCOMES = {
    "granted": 45, "granted_partial": 8, "denied_state_secret": 0.2, "denied_prohibited_by_law": 0.5,
    "denied_security_stability": 0.3, "denied_third_party": 1, "denied_internal_affairs": 1,
    "denied_process_information": 2, "denied_enforcement_file": 2, "denied_administrative_query": 1,
    "unavailable_not_held": 22, "unavailable_needs_creation": 2, "unavailable_still_unclear": 2,
    "rejected_petition": 4, "rejected_repeat": 1.5, "rejected_publication": 0.3, "rejected_excessive": 0.3,
    "rejected_reissue": 0.2, "other_not_corrected": 3, "other_fee_unpaid": 0.1, "other_other": 3,
}  # fmt: skip
MODELS = ("delta", "digits", "left out")


def true_table(rng: Random) -> np.ndarray:
    """One agency's table 三; its volume is log-normal around 25 requests."""
    counts: Counter[tuple[str, str]] = Counter()
    for _ in range(min(int(rng.lognormvariate(3.2, 1.3)) + 1, 3000)):
        column = rng.choices(list(APPLICANTS), list(APPLICANTS.values()))[0]
        counts["carried_in" if rng.random() < 0.07 else "new", column] += 1
        if rng.random() < 0.07:
            counts["carried_out", column] += 1
        else:
            counts[rng.choices(list(OUTCOMES), list(OUTCOMES.values()))[0], column] += 1
            counts["handled_total", column] += 1
    for (row, column), count in list(counts.items()):
        counts[row, "total"] += count if column != "total" else 0
    return np.array([counts[row, column] for row, column in PLACE], np.int64)


def broken(true: np.ndarray, cells: int, model: str, rng: Random) -> np.ndarray | None:
    """The table with so many cells wrong; None when it has not as many cells that can be."""
    pool = np.flatnonzero(PRINTED & (true > 0) if model != "delta" else PRINTED).tolist()
    if len(pool) < cells:
        return None
    wrong = true.copy()
    for cell in rng.sample(pool, cells):
        old = int(true[cell])
        choices = {"delta": _deltas, "digits": _digit_slips, "left out": lambda *_: [0]}[model](old, cell, true)
        wrong[cell] = rng.choice([new for new in choices if new != old])
    return wrong


def _deltas(old: int, *_: object) -> list[int]:
    return [old + by for by in range(-9, 10) if old + by >= 0]


def _digit_slips(old: int, cell: int, true: np.ndarray) -> list[int]:
    text = str(old)
    slips = {old * 10, old // 10, int(text[::-1]), int(true[cell - 1])}
    slips |= {int(text[:i] + digit + text[i + 1 :]) for i in range(len(text)) for digit in "0123456789"}
    return sorted(slips - {old})


def figures_of(values: np.ndarray) -> Figures:
    equations = len(BLOCK.identities)
    return Figures(BLOCK, values, PRINTED, PRINTED, np.zeros(equations, np.int64), np.ones(equations, bool))


def rates(tables: int) -> None:
    print("| cells | broken by | tables | unique and right | unique and wrong | among | first | ms median | ms mean |")
    print("|---:|---|---:|---:|---:|---:|---:|---:|---:|")
    for cells in (1, 2, 3):
        every: Counter[str] = Counter()
        all_seconds: list[float] = []
        for model in MODELS:
            rng = Random(f"{cells} {model}")
            told: Counter[str] = Counter()
            seconds: list[float] = []
            while told["tables"] < tables / len(MODELS):
                measure_one(cells, model, rng, told, seconds)
            print(row(cells, model, told, seconds))
            every += told
            all_seconds += seconds
        print(row(cells, "**all**", every, all_seconds))


def row(cells: int, model: str, told: Counter[str], seconds: list[float]) -> str:
    shares = " | ".join(f"{100 * told[what] / told['tables']:.2f} %" for what in ("right", "wrong", "among", "first"))
    return f"| {cells} | {model} | {told['tables']:,} | {shares} | {1000 * median(seconds):.2f} | {1000 * mean(seconds):.2f} |"


def measure_one(cells: int, model: str, rng: Random, told: Counter[str], seconds: list[float]) -> None:
    """Break one table; skipped when the errors cancel out and no equation fails."""
    true = true_table(rng)
    wrong = broken(true, cells, model, rng)
    if wrong is None or not figures_of(wrong).residual().any():
        return
    start = time.process_time()
    found = decode(figures_of(wrong)).proposals
    seconds.append(time.process_time() - start)
    truth = {int(cell): int(true[cell]) for cell in (true != wrong).nonzero()[0]}
    told["tables"] += 1
    told["right"] += found == [truth]
    told["wrong"] += len(found) == 1 and found != [truth]
    told["among"] += truth in found
    if len(found) == 1:
        told["first"] += found == [truth]
    else:
        best = repairs_of(figures_of(wrong), [])
        told["first"] += best is not None and best.listed[0].proposal == truth


def one_query(reports: int = 20_000) -> None:
    """`reports` reports with one wrong cell each, repaired by one query."""
    rng = Random("one query")
    con = create_warehouse()
    load_forms_tables(con)
    build_views(con)
    tables = [true_table(rng) for _ in range(500)]
    cells = [cell.cell for cell in BLOCK.cells]
    printed = PRINTED.nonzero()[0].tolist()
    slips = [(i, rng.choice(printed), rng.randint(1, 9)) for i in range(reports)]
    con.execute("CREATE TABLE true_cells (number INTEGER, position INTEGER, cell VARCHAR, value INTEGER)")
    rows = [(n, p, cells[p], int(table[p])) for n, table in enumerate(tables) for p in printed]
    insert(con, "true_cells", ("number", "position", "cell", "value"), rows)
    con.execute("CREATE TABLE slips (report INTEGER, position INTEGER, added INTEGER)")
    insert(con, "slips", ("report", "position", "added"), slips)
    con.execute(f"""
        INSERT INTO reports BY NAME
        SELECT i::VARCHAR AS report_id, i::VARCHAR AS document_id, 1 AS ordinal, i::VARCHAR AS agency_code,
            2023 AS report_year, '2021' AS form, true AS is_current, 'current' AS status, [] AS warnings
        FROM range({reports}) r(i);
        INSERT INTO cells BY NAME
        SELECT report::VARCHAR AS report_id, report::VARCHAR AS agency_code, 2023 AS report_year, cell,
            value + CASE WHEN s.position = t.position THEN added ELSE 0 END AS value, 'reported' AS state, '' AS raw
        FROM slips s JOIN true_cells t ON t.number = s.report % 500 ORDER BY report, t.position;
        CREATE TEMP TABLE troubled AS SELECT rowid AS report_key, report_id, form FROM reports;
    """)
    sql = resource("sql", "repairs", "one_cell.sql").read_text(encoding="utf-8")
    seconds = [timed(lambda: con.execute(f"CREATE OR REPLACE TEMP TABLE told AS {sql}")) for _ in range(3)]
    right = con.execute("""
        SELECT count(*) FROM told JOIN slips ON report = report_key
        JOIN true_cells t ON t.number = report % 500 AND t.position = slips.position
        WHERE told.cell = t.cell AND told.proposed = t.value
    """).fetchall()[0][0]
    rows = con.execute("SELECT count(*) FROM told").fetchall()[0][0]
    print(f"\nOne query, {reports:,} reports with one wrong cell: {median(seconds):.1f} s (median of 3);"
          f" {rows:,} repairs, {right:,} right")  # fmt: skip


def insert(con, table: str, columns: tuple[str, ...], rows: list[tuple]) -> None:  # type: ignore[no-untyped-def]
    import pyarrow as pa

    con.register("rows", pa.table(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True))))
    con.execute(f"INSERT INTO {table} SELECT * FROM rows")
    con.unregister("rows")


def main(tables: int = 2_000) -> None:
    rates(tables)
    one_query()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
