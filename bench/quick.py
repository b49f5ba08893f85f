"""The measures of the page: what the files of bench/ measure, on little data. Each yields Rows, or says what is not there."""

import contextlib
import importlib
import io
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
from lxml import etree
from selectolax.lexbor import LexborHTMLParser

import bench.alike
import bench.checks
import bench.compare_formats as compared
import bench.keys
import bench.load
import bench.reading
import bench.run
from bench.formats import layout_documents
from bench.page import Row
from gouji.core.digest import file_digest
from gouji.demo.district import write_district
from gouji.demo.wording import words
from gouji.load.form_tables import load_forms_tables
from gouji.load.warehouse import create_warehouse
from gouji.publish.published_tables import published_tables
from gouji.read.staged_tables import STAGED, open_staged

PASSES = 3  # the best one counts
Found = Iterator[Row | str]


def reading() -> Found:
    """HTML: against the reader of tables that most would pick, and the bare parser."""
    with tempfile.TemporaryDirectory() as folder:
        pages = [page for page, _ in bench.reading.make_pages(Path(folder), 20)]
    if not (pandas := _installed("pandas", "lxml")):
        yield "pandas"

    def seconds(read: Callable[[bytes], object]) -> float:
        return bench.reading.best_seconds(read, pages)[1] / len(pages)

    yield Row(
        "一页 130 KB 网页，整份读出 a page of 130 KB, read whole",
        seconds(bench.reading.parse),
        "python -m bench.reading",
        "pandas.read_html（只取表格 tables only）",
        seconds(lambda page: pandas.read_html(BytesIO(page))) if pandas else None,
        "lexbor 只解析 bare parsing",
        seconds(LexborHTMLParser),
    )


# layout: (reader that one would otherwise pick, what any reader must do, in words, and done)
_FORMATS: dict[str, tuple[str, str, Callable[[bytes], object]]] = {
    "docx": ("python-docx", "解压并解析 XML unpack and parse", lambda data: _parse_xml(data)),
    "xlsx": ("pandas.read_excel (openpyxl)", "解压并解析 XML unpack and parse", lambda data: _parse_xml(data)),
    "pdf": ("pdfplumber", "PDFium 取出文字 its text by PDFium", lambda data: _pdf_text(data)),
}


def formats() -> Found:
    """DOCX, XLSX and PDF: against the library that one would otherwise pick, its tables mapped to the form."""
    layouts = {layout["name"]: layout for layout in words("layouts")["layouts"]}
    for name, (other, limit, least) in _FORMATS.items():
        with tempfile.TemporaryDirectory() as folder:
            documents = layout_documents(Path(folder) / name, 3, layouts[name])
        reader, needs, _ = compared.READERS[other]
        compared.judge(compared.by_gouji, documents[:1])
        ours = min(statistics.median(compared.judge(compared.by_gouji, documents).milliseconds) for _ in range(PASSES))
        others = None
        if _installed(needs):
            others = statistics.median(compared.judge(reader, documents).milliseconds) / 1000
        else:
            yield other
        limits = statistics.median(_cpu(least, data) for data, *_ in documents)
        yield Row(
            f"一份 a {name.upper()}", ours / 1000, "python -m bench.compare_formats", other, others, limit, limits
        )


def loading() -> Found:
    """1,000 reports into DuckDB and out as Parquet."""
    with tempfile.TemporaryDirectory() as name:
        folder, lines = Path(name), list[bench.load.Line]()
        bench.load.run(1_000, 100, folder, lines)
        took = {what: value for what, value, _ in lines}
        with duckdb.connect(str(folder / "bare.duckdb")) as bare:
            start = time.perf_counter()
            for table in STAGED:
                staged = open_staged(folder / "staging", table)  # noqa: F841, by its name in the query
                bare.execute(f"CREATE TABLE {table} AS FROM staged")
            bare.execute("CHECKPOINT")
            limit = time.perf_counter() - start
        yield Row(
            "一千份入库，核对主键 1,000 reports into DuckDB, keys verified",
            took["load into DuckDB, keys verified"], "python -m bench.load",
            limit="原样建表 the same rows as they are", limits=limit,
        )  # fmt: skip
        with duckdb.connect(str(folder / "bench.duckdb"), read_only=True) as con:
            start = time.perf_counter()
            for table in published_tables(con):
                con.execute(f"COPY (FROM {table}) TO '{folder / 'copy.parquet'}' (FORMAT parquet, COMPRESSION zstd)")
            others = time.perf_counter() - start
        start = time.perf_counter()
        for path in (folder / "public").rglob("*.parquet"):
            shutil.copyfile(path, folder / "copy.parquet")
            file_digest(path)
        yield Row(
            "一千份发布为 Parquet 并读回核对 1,000 reports as Parquet, read back",
            took["write Parquet, all tables and views"] + took["verify Parquet by reading back"], "python -m bench.load",
            "DuckDB COPY（列无说明，不核对 neither described nor verified）", others,
            "写这些字节并算 sha256 the bytes and their sha256", time.perf_counter() - start,
        )  # fmt: skip


def checking() -> Found:
    """All checks over 800 reports; the identities alone against validation libraries."""
    with tempfile.TemporaryDirectory() as folder, create_warehouse(Path(folder) / "bench.duckdb") as con:
        load_forms_tables(con)
        bench.checks.invent(con, 800)
        bench.checks.build_views(con)
        ours = bench.checks.timed(lambda: bench.checks.run_checks(con))
        scan = "SELECT sum(hash(c)) FROM cells c"
        yield Row(
            "八百份的全部检查 every check of 800 reports", ours, "python -m bench.checks",
            limit="每格读一遍 every cell read once", limits=_best(lambda: con.execute(scan).fetchall()),
        )  # fmt: skip
    if not _installed("dataframely", "pandera", "pointblank"):
        yield "dataframely, pandera, pointblank"
        return
    identities = importlib.import_module("bench.identities")
    with contextlib.redirect_stdout(io.StringIO()):
        seconds = identities.measured(800)
    for name in ("dataframely", "pointblank", "pandera"):
        yield Row(
            f"42 项勾稽，八百份 42 identities, 800 reports（{name}）", seconds["gouji"], "python -m bench.identities",
            name, seconds[name],
        )  # fmt: skip


def alike() -> Found:
    """Copied prose among 1,000 reports."""
    rows, _ = bench.alike.invent(10)
    others = None
    if _installed("datasketch"):
        others, _found = bench.alike.minhash(rows)
    else:
        yield "datasketch"
    ours, _found = bench.alike.exact(rows)
    yield Row(
        "一千份两两比对文字 the prose of 1,000 reports compared", ours, "python -m bench.alike",
        "datasketch MinHash LSH", others,
    )  # fmt: skip


def running() -> Found:
    """A run of 150 agencies, a second one with one page changed, one check of a page, and what keys would cost."""
    with tempfile.TemporaryDirectory() as name:
        inbox, home = Path(name, "inbox"), Path(name, "home")
        write_district(inbox, 150, 1, pages=True)
        first, _ = bench.run.run(inbox, home)
        bench.run.change(inbox, 1)
        second, _ = bench.run.run(inbox, home)
        database = (home / "warehouse" / "gouji.duckdb").resolve()
        start = time.perf_counter()
        shutil.copyfile(database, Path(name, "copy.duckdb"))
        file_digest(database)
        copy = time.perf_counter() - start
        yield Row(
            "150 份中变了一份，再发布 one of 150 reports changed", second["seconds"]["work"], "python -m bench.run",
            "全部重做 everything anew", first["seconds"]["work"], "复制数据库并算 sha256 the database copied and hashed", copy,
        )  # fmt: skip
        page = next(iter(sorted(inbox.rglob("*.html"))))
        gouji = [sys.executable, "-m", "gouji", "check", str(page)]
        yield Row(
            "gouji check 一份 one report", min(_child_cpu(gouji) for _ in range(PASSES)), "gouji check FILE",
            limit="Python 启动 python -c pass", limits=min(_child_cpu([sys.executable, "-c", "pass"]) for _ in range(10)),
        )  # fmt: skip
        found = {
            key: min(bench.keys.load(database, Path(name, f"{key}{i}.duckdb"), sql, 10)[0] for i in range(PASSES))
            for key, sql in bench.keys.KEYS.items()
        }
        for key in ("primary", "foreign"):
            yield Row(
                f"入库不声明键 keys not declared（{key}）", found["none"], "python -m bench.keys", f"{key.upper()} KEY",
                found[key], paid=False,
            )  # fmt: skip


MEASURES: dict[str, Callable[[], Found]] = {
    "reading": reading, "formats": formats, "loading": loading, "checking": checking, "alike": alike, "running": running,
}  # fmt: skip


def _installed(*names: str) -> Any:
    """The first of the modules where all are installed, else None."""
    try:
        modules = [importlib.import_module(name) for name in names]
    except ImportError:
        return None
    return modules[0]


def _best(step: Callable[[], object]) -> float:
    """Seconds of the best pass."""

    def once() -> float:
        start = time.perf_counter()
        step()
        return time.perf_counter() - start

    return min(once() for _ in range(PASSES))


def _cpu(step: Callable[[bytes], object], data: bytes) -> float:
    """Seconds of processor time of the best pass."""
    times = []
    for _ in range(PASSES):
        start = time.process_time()
        step(data)
        times.append(time.process_time() - start)
    return min(times)


def _child_cpu(command: list[str]) -> float:
    """Seconds of processor time of a process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _parse_xml(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                etree.fromstring(archive.read(name))


def _pdf_text(data: bytes) -> None:
    import pypdfium2

    for page in pypdfium2.PdfDocument(data):
        page.get_textpage().get_text_bounded()
