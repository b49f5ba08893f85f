"""How fast the reader is: whole reports (cells, locators, sections, statements) from Word-pasted pages.

    python bench/reading.py [--pages 300]

Pages of about 130 KB come from the demo district, so what each cell must be is known; every one is compared.
pandas.read_html, which only extracts the tables, is measured beside it when it is installed.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from gouji.core.forms import load_forms
from gouji.demo.district import write_district
from gouji.parse.reports import parse

SIZE = 130_000  # bytes of a page
PASSES = 3  # the best one counts: the machine may be busy with other things


def make_pages(folder: Path, count: int) -> list[tuple[bytes, dict[str, Any]]]:
    """`count` Word-pasted pages in UTF-8 of about SIZE bytes, each with its truth."""
    years = 3
    write_district(folder, agencies=max(20, count * 2), years=years)
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    pages = []
    for document in truth["documents"]:
        if document["layout"] == "word_html" and len(pages) < count:
            data = (folder / document["path"]).read_bytes()
            pages.append((_sized(data), document))
    return pages


def _sized(data: bytes) -> bytes:
    """The page brought down to SIZE by leaving out some of the style attributes that Word writes into every cell."""
    for style in (b"mso-border-alt:solid windowtext .5pt;", b"padding:0cm 1.5pt 0cm 1.5pt;"):
        data = data.replace(style, b"", max(0, (len(data) - SIZE) // len(style)))
    return data


def wrong_cells(data: bytes, truth: dict[str, Any]) -> int:
    """Cells of a page that are not read as the truth says."""
    (report,) = parse(data, truth["path"])
    read = {cell.cell: cell for cell in report.cells}
    undivided = any(".other_undivided." in cell for cell in truth["cells"])
    replaced = {code for t in load_forms()["2021"].tables for row in t.rows for code in row.instead_of}
    wrong = 0
    for cell in load_forms()[truth["form"]].cells:
        if (cell.optional and not undivided) or (undivided and cell.row in replaced):
            continue
        told = truth["cells"].get(cell.cell, 0)
        state = told if isinstance(told, str) else "blank" if told is None else "reported"
        got = read.get(cell.cell)
        right = got is not None and got.state == state
        if right and state == "reported":
            assert got is not None
            assert got.value is not None
            right = abs(float(got.value) - told) < 1e-9
        wrong += not right
    return wrong


def best_seconds(read: Callable[[bytes], object], pages: Iterable[bytes]) -> tuple[float, float]:
    """Seconds of the wall and of the processor for all pages, of the best pass each."""
    pages = list(pages)
    for page in pages[:5]:
        read(page)
    walls, cpus = [], []
    for _ in range(PASSES):
        wall, cpu = time.perf_counter(), time.process_time()
        for page in pages:
            read(page)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return min(walls), min(cpus)


def measure(name: str, read: Callable[[bytes], object], pages: Iterable[bytes]) -> str:
    """A row of the result: pages a second by the wall and by the processor, megabytes a second."""
    pages = list(pages)
    wall, cpu = best_seconds(read, pages)
    mb = sum(map(len, pages)) / 1e6
    return f"| {name} | {len(pages) / wall:,.0f} | {len(pages) / cpu:,.0f} | {mb / cpu:,.0f} | {1000 * cpu / len(pages):.2f} |"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=300)
    count = arguments.parse_args().pages
    with tempfile.TemporaryDirectory() as folder:
        pages = make_pages(Path(folder), count)
    data = [page for page, _ in pages]
    wrong = sum(wrong_cells(page, truth) for page, truth in pages)
    print(f"{len(pages)} pages of {sum(map(len, data)) / len(data) / 1000:.0f} KB, wrong cells: {wrong}\n")
    print("| reader | pages/s (wall) | pages/s (process time, one core) | MB/s | ms a page |")
    print("|---|---:|---:|---:|---:|")
    print(measure("gouji.parse.reports (cells, locators, sections, statements)", parse, data))
    try:
        import pandas  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        print("| pandas.read_html (tables only) | not installed | | | |")
        return
    print(measure("pandas.read_html (tables only)", lambda page: pandas.read_html(BytesIO(page)), data[:20]))


if __name__ == "__main__":
    main()
