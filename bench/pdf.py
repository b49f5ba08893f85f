"""Text PDF: cells right of cells and milliseconds a document, by how the tables are drawn.

    python bench/pdf.py [--passes 5] [FILE…]

The reports are written by the tests' own PDF writer, so what each cell must be is known; of FILEs only the time is
measured. pdfplumber's own tables are measured beside it when it is installed: figures that stand alone in some cell.
"""

import argparse
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "unit" / "parse"))

from pdf_writer import report
from writers import numbered

from flows.demo.paged import Style
from flows.model import ABSENT, REPORTED, UNREADABLE
from flows.parse import parse

VARIANTS = {
    "rules as lines": Style(),
    "a rule for each side of each cell": Style(rules="pieces"),
    "rules as thin rectangles": Style(rules="thin"),
    "cells as rectangles": Style(rules="boxes"),
    "double rules": Style(rules="double"),
    "dotted rules": Style(rules="dotted"),
    "drawn in a form object": Style(rules="form"),
    "cut over pages, no rule at the cut": Style(rows_a_page=7, open_break=True),
    "header repeated on each page": Style(rows_a_page=12, repeat_header=3),
    "turned page": Style(turn=1),
    "bold by printing twice": Style(bold=True),
    "letter-spaced": Style(spacing=3),
    "figures broken in narrow columns": Style(size=16),
    "no rules": Style(rules="none"),
    "no rules, cut over pages": Style(rules="none", rows_a_page=9),
    "no rules, close lines": Style(rules="none", pad=1, size=9),
    "no rules, letter-spaced": Style(rules="none", spacing=3, size=9),
    "no rules, figures broken in narrow columns": Style(rules="none", size=20),
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
