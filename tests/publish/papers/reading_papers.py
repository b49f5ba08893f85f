"""Papers read back, with the project's own readers and with those of the libraries."""

import io
import zipfile
from decimal import Decimal

import docx
from lxml import etree, html

from gouji.parse.reports import parse

SHEET_NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WORD_NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def text_of(document: bytes) -> str:
    """All text of a Word document, in order."""
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml"))
    return "".join(node.text or "" for node in root.iter(f"{WORD_NAMESPACE}t"))


def all_text(content: bytes) -> str:
    return text_of(content) if content.startswith(b"PK") else html.fromstring(content.decode("utf-8")).text_content()


def rows_under(content: bytes, label: str) -> list[list[list[str]]]:
    """Of every table with a column of this label, its rows below the labels."""
    if content.startswith(b"PK"):
        tables = [[[c.text for c in r.cells] for r in t.rows] for t in docx.Document(io.BytesIO(content)).tables]
    else:
        tables = [
            [[c.text_content() for c in r.iter("td")] for r in t.iter("tr")]
            for t in html.fromstring(content.decode("utf-8")).iter("table")
        ]
    return [rows[1:] for rows in tables if label in rows[0]]


def read_cells(content: bytes) -> dict[str, Decimal | None]:
    report = parse(content)[0]
    return {cell.cell: cell.value for cell in report.cells}


def district_tables(made, group: str) -> dict[str, Decimal]:
    with made.tables() as con:
        rows = con.execute(
            "SELECT cell, balanced_sum FROM district_balanced_sums WHERE peer_group = ? AND report_year = 2025", [group]
        )
        return dict(rows.fetchall())
