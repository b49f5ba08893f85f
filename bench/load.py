"""Loading and publishing: synthetic reports of 200 cells (10,000 of them), from Report values to verified Parquet.

    python -m bench.load [--reports N] [--batch N] [--folder DIR]

Prints one Markdown table. Reports are made before the clock starts; a batch is staged by as many processes as
there are processors, as the flow does.
"""

import argparse
import hashlib
import os
import random
import resource as limits
import shutil
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from gouji.check.new_warehouse import new_warehouse
from gouji.core.forms import load_forms
from gouji.core.model import ABSENT, BLANK, REPORTED, Cell, Report, Section, Statement
from gouji.load.warehouse import MATCH_COLUMNS, load_registry, load_reports
from gouji.publish.parquet import write_parquet
from gouji.publish.parquet_check import verify_parquet
from gouji.read.report_names import make_report_id
from gouji.read.staged_tables import to_arrow, write_batch

Line = tuple[str, float, str]  # what, how much, of which unit
YEARS = (2021, 2022, 2023, 2024, 2025)


def synthetic_report(number: int) -> tuple[str, int, Report]:
    """One report of the 2021 form: 70 % zeros, 18 % counts, some fees, 10 % blank, 1 % absent."""
    rng = random.Random(number)
    document = hashlib.sha256(str(number).encode()).hexdigest()
    form = load_forms()["2021"]
    cells = []
    for place, cell in enumerate(cell for cell in form.cells if not cell.optional):
        where = (None, 1 + place // 70, 2 + place % 70 // 7, 1 + place % 7)
        draw = rng.random()
        if draw < 0.7:
            cells.append(Cell(cell.cell, Decimal(0), REPORTED, "0", *where))
        elif draw < 0.88:
            raw = str(rng.randrange(500))
            cells.append(Cell(cell.cell, Decimal(raw), REPORTED, raw, *where))
        elif draw < 0.89:
            raw = f"{rng.randrange(900000)}.5"
            cells.append(Cell(cell.cell, Decimal(raw), REPORTED, raw, *where))
        elif draw < 0.99:
            cells.append(Cell(cell.cell, None, BLANK, "", *where))
        else:
            cells.append(Cell(cell.cell, None, ABSENT, ""))
    text = "本机关认真贯彻落实《中华人民共和国政府信息公开条例》。" + "".join(
        rng.choices("政府信息公开工作年报", k=300)
    )
    figure = Decimal(number % 50)
    return (
        make_report_id(document, 1),
        1,
        Report(
            document=document,
            media_type="text/html",
            title="政府信息公开工作年度报告",
            agency=f"{number // len(YEARS)}镇人民政府",
            report_year=YEARS[number % len(YEARS)],
            form="2021",
            cells=cells,
            sections=[Section(n, s.label, text) for n, s in enumerate(form.sections, 1)],
            statements=[Statement("new", figure, "件", 1, f"共收到申请{figure}件。", figure, figure)] * 3,
        ),
    )


def stage(folder: str, batch: int, size: int) -> tuple[float, float]:
    """Processor seconds to make the Arrow tables of one batch and to write them."""
    reports = [synthetic_report(number) for number in range(batch * size, (batch + 1) * size)]
    start = time.process_time()
    tables = to_arrow(reports)
    made = time.process_time()
    write_batch(Path(folder), f"{batch:06d}", tables)
    return made - start, time.process_time() - made


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--reports", type=int, default=10_000)
    options.add_argument("--batch", type=int, default=100)
    options.add_argument("--folder", type=Path, default=None)
    args = options.parse_args()
    folder = args.folder or Path(tempfile.mkdtemp(prefix="gouji-bench-"))
    lines: list[Line] = []
    try:
        run(args.reports, args.batch, folder, lines)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"| {args.reports:,} reports, {os.cpu_count()} processors | |\n|---|---:|")
    for what, value, unit in lines:
        print(f"| {what} | {value:.2f} {unit} |")


def run(count: int, size: int, folder: Path, lines: list[Line]) -> None:
    staging = folder / "staging"
    batches = range(count // size)
    with ProcessPoolExecutor() as pool:
        times = list(pool.map(stage, [str(staging)] * len(batches), batches, [size] * len(batches)))
    lines.append(("Cell values to Arrow, processor seconds", sum(made for made, _ in times), "s"))
    lines.append(("write staged batches, processor seconds", sum(wrote for _, wrote in times), "s"))
    lines.append(("staged on disk", size_of(staging) / 1e6, "MB"))

    con = new_warehouse(folder / "bench.duckdb")
    codes = [f"{500000000000 + i}" for i in range(count // len(YEARS) + 1)]
    agencies = [
        (code, "500101", f"{i}镇", f"{i}镇人民政府", "镇", "镇乡", False, [], [], True) for i, code in enumerate(codes)
    ]
    load_registry(con, [("500101", "重庆市万州区")], agencies, [])
    ids = [make_report_id(hashlib.sha256(str(number).encode()).hexdigest(), 1) for number in range(len(batches) * size)]
    owners = [codes[number // len(YEARS)] for number in range(len(ids))]
    years = [YEARS[number % len(YEARS)] for number in range(len(ids))]
    columns = [ids, owners, years, [1] * len(ids), [True] * len(ids), ["current"] * len(ids)]
    rest = [
        pa.nulls(len(ids), pa.string()),
        pa.nulls(len(ids), pa.date32()),
        pa.array([[]] * len(ids), pa.list_(pa.string())),
    ]
    matches = pa.table([*map(pa.array, columns), *rest], names=list(MATCH_COLUMNS))
    start = time.perf_counter()
    load_reports(con, staging, matches)
    lines.append(("load into DuckDB, keys verified", time.perf_counter() - start, "s"))
    for view in ("disclosure", "applications", "disputes"):
        start = time.perf_counter()
        rows = con.sql(f"SELECT * FROM {view}").to_arrow_table().num_rows
        lines.append((f"view {view}, {rows:,} rows", time.perf_counter() - start, "s"))
    start = time.perf_counter()
    con.sql(f"SELECT * FROM applications WHERE agency_code = '{codes[1]}'").to_arrow_table()
    lines.append(("view applications, one agency", time.perf_counter() - start, "s"))
    start = time.perf_counter()
    entries = write_parquet(con, folder / "public", verify=False)
    lines.append(("write Parquet, all tables and views", time.perf_counter() - start, "s"))
    start = time.perf_counter()
    verify_parquet(con, folder / "public", entries)
    lines.append(("verify Parquet by reading back", time.perf_counter() - start, "s"))
    con.close()
    lines.append(("Parquet on disk", size_of(folder / "public") / 1e6, "MB"))
    lines.append(("DuckDB file", (folder / "bench.duckdb").stat().st_size / 1e6, "MB"))
    peak = limits.getrusage(limits.RUSAGE_SELF).ru_maxrss / 1e6
    lines.append(("peak memory of the loading process", peak, "GB"))


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main()
