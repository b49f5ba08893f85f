"""Text PDF: cells right of cells and milliseconds a document, by how the tables are drawn.

    python bench/pdf.py [--passes 5] [FILE…]

The reports are written by the tests' own PDF writer, so what each cell must be is known; of FILEs only the time is
measured. pdfplumber's own tables are measured beside it when it is installed: figures that stand alone in some cell.
"""

import argparse
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from gouji.core.model import ABSENT, REPORTED, UNREADABLE
from gouji.demo.page_surface import PageStyle
from gouji.parse.reports import parse
from tests.parse.pdf_writer import report
from tests.parse.writers import numbered

VARIANTS = {
    "rules as lines": PageStyle(),
    "a rule for each side of each cell": PageStyle(rules="pieces"),
    "rules as thin rectangles": PageStyle(rules="thin"),
    "cells as rectangles": PageStyle(rules="boxes"),
    "double rules": PageStyle(rules="double"),
    "dotted rules": PageStyle(rules="dotted"),
    "drawn in a form object": PageStyle(rules="form"),
    "cut over pages, no rule at the cut": PageStyle(rows_a_page=7, open_break=True),
    "header repeated on each page": PageStyle(rows_a_page=12, repeat_header=3),
    "turned page": PageStyle(turn=1),
    "bold by printing twice": PageStyle(bold=True),
    "letter-spaced": PageStyle(spacing=3),
    "figures broken in narrow columns": PageStyle(size=16),
    "no rules": PageStyle(rules="none"),
    "no rules, cut over pages": PageStyle(rules="none", rows_a_page=9),
    "no rules, close lines": PageStyle(rules="none", pad=1, size=9),
    "no rules, letter-spaced": PageStyle(rules="none", spacing=3, size=9),
    "no rules, figures broken in narrow columns": PageStyle(rules="none", size=20),
}


def fastest(read: Callable[[bytes], object], data: bytes, passes: int) -> float:
    """Milliseconds of the best of some passes."""
    times = []
    for _ in range(passes):
        start = time.perf_counter()
        read(data)
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def score(data: bytes, figures: dict[str, str]) -> tuple[int, int]:
    """(cells read as they are, cells read wrong without a word)."""
    (found,) = parse(data)
    right = sum(cell.state == REPORTED and str(cell.value) == figures.get(cell.cell) for cell in found.cells)
    unsure = sum(cell.state in (UNREADABLE, ABSENT) for cell in found.cells)
    return right, len(found.cells) - right - unsure


def plumbed(data: bytes) -> list[str]:
    import pdfplumber  # type: ignore[import-not-found,unused-ignore]

    with pdfplumber.open(BytesIO(data)) as pdf:
        return [text or "" for page in pdf.pages for table in page.extract_tables() for row in table for text in row]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--passes", type=int, default=5)
    arguments.add_argument("files", nargs="*", type=Path)
    options = arguments.parse_args()
    try:
        plumbed(report(numbered()))
        beside = True
    except ImportError:
        beside = False
    print("| PDF | cells right | wrong unmarked | ms | pdfplumber: figures found | ms |")
    print("|---|---:|---:|---:|---:|---:|")
    figures = numbered()
    for name, style in VARIANTS.items():
        data = report(figures, style)
        right, wrong = score(data, figures)
        row = f"| {name} | {right} of {len(figures)} | {wrong} | {fastest(parse, data, options.passes):.0f} |"
        if beside:
            there = set(plumbed(data))
            found = sum(figure in there for figure in figures.values())
            row += f" {found} of {len(figures)} | {fastest(plumbed, data, options.passes):.0f} |"
        print(row if beside else f"{row} not installed | |")
    for file in options.files:
        data = file.read_bytes()
        print(f"| {file.name} | | | {fastest(parse, data, options.passes):.0f} | | |")


if __name__ == "__main__":
    main()
