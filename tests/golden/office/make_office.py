"""Writes the HTML pages that LibreOffice turns into the DOC and RTF of this folder, and what they say (README.md).

PYTHONPATH=. python tests/golden/office/make_office.py FOLDER
"""

import json
import re
import sys
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from gouji.core.forms import load_forms
from gouji.core.model import BLANK
from gouji.demo.draft import Draft, make_draft
from gouji.demo.figures import yearly_figures
from gouji.demo.html import html_page
from gouji.demo.roster import make_district
from gouji.demo.wording import words

YEAR, SEED = 2024, 7
LAYOUTS = {layout["name"]: layout for layout in words("layouts")["layouts"]}


def draft(number: int, layout: str, form: str) -> Draft:
    """A faultless document of agency `number` of the demo district."""
    agencies = make_district(0, 20, [YEAR], SEED).agencies
    agency, neighbour = agencies[number], agencies[number - 1]
    figures = yearly_figures(agency.kind, [YEAR], Random(f"office/{number}"), frozenset(), frozenset())[YEAR]
    made = make_draft(agency, YEAR, load_forms()[form], figures, f"office/{number}", neighbour, [])
    return replace(
        made,
        layout=LAYOUTS[layout],
        date_in="visible",
        number_style="plain",
        date_style="发布时间：{date:%Y-%m-%d}",
        raw={},
    )


def numbered() -> Draft:
    """Each cell another number: 1, 2, 3 ... (fees with two decimals): a figure read from a neighbour is seen."""
    page = draft(0, "word_html", "2021")
    cells = [cell for cell in page.form.cells if not cell.optional]
    page.figures = {cell.cell: n + (Decimal("0.25") if cell.unit == "万元" else 0) for n, cell in enumerate(cells, 1)}
    page.undivided = False
    return page


def blanks() -> Draft:
    """Every third cell blank, the others 0 or a number."""
    page = draft(1, "clean_gb2312", "2021")
    cells = [cell.cell for cell in page.form.cells if not cell.optional]
    page.figures = {cell: BLANK if n % 3 == 0 else n % 5 for n, cell in enumerate(cells)}
    page.undivided = False
    return page


def nested() -> Draft:
    """The form of 2019, its tables within a cell of a table that frames the page."""
    return draft(3, "clean_html", "2019")


def framed(page: bytes) -> bytes:
    """The page's body in the second row of a table."""
    start = re.search(rb"<body[^>]*>", page)
    assert start is not None
    head, body, end = page[: start.end()], *page[start.end() :].split(b"</body>")
    frame = "<table border=1><tr><td>首页 | 年度报告</td></tr><tr><td>".encode()
    return head + frame + body + b"</td></tr></table></body>" + end


def truth(page: Draft) -> dict[str, Any]:
    """What the document says: figures (null: blank; 0 is not listed) and the paragraphs of each section."""
    sections: dict[str, list[str]] = defaultdict(list)
    number = ""
    for kind, text in page.parts():
        if kind == "heading":
            number = str(len(sections) + 1)
            sections[number] = []
        elif kind == "paragraph":
            sections[number].append(text)
    return {
        "form": page.form.code,
        "title": page.title.replace("\n", ""),
        "report_year": page.year,
        "published_on": page.published.isoformat(),
        "cells": {cell: None if value == BLANK else float(value) for cell, value in page.figures.items() if value != 0},
        "sections": sections,
    }


if __name__ == "__main__":
    target = Path(sys.argv[1])
    for make in (numbered, blanks, nested):
        page = make()
        html = html_page(page)
        (target / f"{make.__name__}.html").write_bytes(framed(html) if make is nested else html)
        (target / f"{make.__name__}.json").write_text(
            json.dumps(truth(page), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
