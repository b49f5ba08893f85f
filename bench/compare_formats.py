"""The same reports read by Gouji and by what a user would otherwise pick: cells right of cells,
milliseconds of processor time a document.

    make bench, or: .venv-bench/bin/python -m bench.compare_formats [--agencies 3]

The others give tables of text, so one mapper, generous to all, finds the form's rows in them: by label, or by order
where as many rows came out as the form has. Figures are read by Gouji's own reader of figures, for all alike.
"""

import argparse
import importlib
import re
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from bench.formats import Document, expected, layout_documents
from gouji.core.forms import FormTable, load_forms
from gouji.core.model import BLANK, UNREADABLE
from gouji.demo.wording import words
from gouji.parse.cells.figures import read_figure
from gouji.parse.reports import parse

LAYOUTS = ("clean_html", "word_html", "docx", "xlsx", "pdf", "pdf_thin")
Rows = list[list[str]]
Read = dict[str, tuple[str, float | None]]


# --- from tables of text to cells -------------------------------------------------------------------------------


def mapped(rows: Rows, form: str) -> Read:
    """The form's cells in rows of text, whichever tables they came from."""
    rows = [[_plain(text) for text in row] for row in rows]
    found: Read = {}
    for table in load_forms()[form].tables:
        width = len(table.columns)
        if len(table.rows) * width <= 20 and table.rows[0].columns == table.columns:  # 表四 stands in one line
            for row in rows:
                figures = row[-width * len(table.rows) :]
                if len(figures) == width * len(table.rows) and all(map(_is_figure, figures)) and any(figures):
                    for k, each in enumerate(table.rows):
                        _take(found, table, k, each.code, figures[k * width : (k + 1) * width])
        elif all(row.columns == table.rows[0].columns for row in table.rows):
            _by_order_or_label(found, table, rows, width)
        else:
            for number, row in enumerate(table.rows):
                names = {_plain(name) for name in (row.label, *row.aliases)}
                line = next((each for each in rows if names & set(each[:2])), [])
                at = next((i for i, text in enumerate(line) if text in names), 0)
                rest = line[at + 1 :]
                while rest and rest[0] in names:  # a merged cell repeated
                    rest.pop(0)
                _take(found, table, number, row.code, rest[: len(row.columns)])
    return found


def _by_order_or_label(found: Read, table: FormTable, rows: Rows, width: int) -> None:
    lines = [
        row
        for row in rows
        if all(map(_is_figure, row[-width:])) and not all(map(_is_figure, row[:-width])) and any(row[-width:])
    ]
    wanted = [row for row in table.rows if not row.instead_of]
    if len(lines) == len(wanted):
        for row, line in zip(wanted, lines, strict=True):
            _take(found, table, table.rows.index(row), row.code, line[-width:])
        return
    for number, row in enumerate(table.rows):
        names = {_plain(name) for name in (row.label, *row.aliases)}
        line = next((each for each in lines if names & set(each[:-width])), None)
        if line is not None:
            _take(found, table, number, row.code, line[-width:])


def _take(found: Read, table: FormTable, number: int, code: str, figures: list[str]) -> None:
    for column, text in zip(table.rows[number].columns, figures, strict=False):
        figure = read_figure(text, column.unit)
        found[f"{table.code}.{code}.{column.code}"] = (
            figure.state,
            None if figure.value is None else float(figure.value),
        )


def _plain(text: Any) -> str:
    if text is None or text != text or text in ("NaN", " NaN "):  # what pandas makes of a blank cell
        return ""
    return re.sub(r"\s+|<br>|\\", "", str(text).removesuffix(".0"))


def _is_figure(text: str) -> bool:
    return read_figure(text).state != UNREADABLE or not text


# --- the readers ------------------------------------------------------------------------------------------------


def by_gouji(document: Document, _: str) -> Read:
    data, name, _truth = document
    return {c.cell: (c.state, None if c.value is None else float(c.value)) for c in parse(data, name)[0].cells}


def by_pandas_html(document: Document, form: str) -> Read:
    import pandas

    tables = pandas.read_html(BytesIO(document[0]), header=None)
    return mapped([list(row) for table in tables for row in _filled(table)], form)


def by_pandas_excel(document: Document, form: str) -> Read:
    import pandas

    sheets = pandas.read_excel(BytesIO(document[0]), sheet_name=None, header=None, dtype=str, engine="openpyxl")
    return mapped([list(row) for sheet in sheets.values() for row in _filled(sheet)], form)


def _filled(sheet: Any) -> list[list[Any]]:
    """Rows up to their last cell that is no NaN: a frame is as wide as its widest row."""
    rows = []
    for row in sheet.itertuples(index=False, name=None):
        last = max((i for i, text in enumerate(row) if text == text), default=-1)
        rows.append(list(row[: last + 1]))
    return rows


def by_python_docx(document: Document, form: str) -> Read:
    import docx

    tables = docx.Document(BytesIO(document[0])).tables
    return mapped([[cell.text for cell in row.cells] for table in tables for row in table.rows], form)


def by_markitdown(document: Document, form: str) -> Read:
    from markitdown import MarkItDown, StreamInfo

    data, name, _ = document
    text = MarkItDown().convert_stream(BytesIO(data), stream_info=StreamInfo(extension=Path(name).suffix)).markdown
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("|")]
    rows = [re.sub(r"(?: NaN \|)+$", "", line).strip("|").split("|") for line in lines]  # as wide as the widest row
    return mapped([row for row in rows if not all(set(cell.strip()) <= {"-", ":"} for cell in row)], form)


def by_pdfplumber(document: Document, form: str) -> Read:
    import pdfplumber

    with pdfplumber.open(BytesIO(document[0])) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    return mapped([[text or "" for text in row if text is not None] for table in tables for row in table], form)


def by_camelot(flavour: str) -> Callable[[Document, str], Read]:
    def read(document: Document, form: str) -> Read:
        import camelot

        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            file.write(document[0])
            file.flush()
            tables = camelot.read_pdf(file.name, pages="all", flavor=flavour)
            return mapped([list(row) for table in tables for row in table.df.itertuples(index=False, name=None)], form)

    return read


# (reader, needs, suffixes it is for)
READERS: dict[str, tuple[Callable[[Document, str], Read], str, tuple[str, ...]]] = {
    "Gouji": (by_gouji, "flows", (".html", ".htm", ".docx", ".xlsx", ".pdf")),
    "pandas.read_html": (by_pandas_html, "pandas", (".html", ".htm")),
    "pandas.read_excel (openpyxl)": (by_pandas_excel, "pandas", (".xlsx",)),
    "python-docx": (by_python_docx, "docx", (".docx",)),
    "markitdown": (by_markitdown, "markitdown", (".html", ".htm", ".docx", ".xlsx", ".pdf")),
    "pdfplumber": (by_pdfplumber, "pdfplumber", (".pdf",)),
    "camelot lattice": (by_camelot("lattice"), "camelot", (".pdf",)),
    "camelot stream": (by_camelot("stream"), "camelot", (".pdf",)),
}


class Judged(NamedTuple):
    """What a reader made of documents: cells right and in all, other figures, milliseconds of processor time each, and
    the errors of those that it could not read."""

    right: int
    cells: int
    wrong: int
    milliseconds: list[float]
    errors: list[str]


def judge(reader: Callable[[Document, str], Read], documents: list[Document]) -> Judged:
    """Let a reader read documents whose truth is known."""
    right = cells = wrong = 0
    times, errors = [], []
    for document in documents:
        wanted = expected(document[2])
        cells += len(wanted)
        start = time.process_time()
        try:
            read = reader(document, document[2]["form"])
        except Exception as error:  # what a library raises counts as nothing read
            errors.append(type(error).__name__)
            continue
        times.append(1000 * (time.process_time() - start))
        right += sum(read.get(cell) == value for cell, value in wanted.items())
        wrong += sum(
            cell in read and read[cell] != value and read[cell][0] not in (UNREADABLE, BLANK, "absent")
            for cell, value in wanted.items()
        )
    return Judged(right, cells, wrong, times, errors)


def measure(reader: Callable[[Document, str], Read], documents: list[Document]) -> str:
    right, cells, wrong, times, errors = judge(reader, documents)
    speed = f"{statistics.median(times):.0f}" if times else errors[-1]
    note = f" ({len(errors)} not read)" if errors and times else ""
    return f"{right:,} of {cells:,} | {100 * right / cells:.1f} % | {wrong:,} | {speed}{note}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--agencies", type=int, default=3)
    chosen = arguments.parse_args()
    warnings.simplefilter("ignore")
    print("| documents | read by | cells right | | another figure | CPU ms a document |")
    print("|---|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as folder:
        for layout in words("layouts")["layouts"]:
            if layout["name"] not in LAYOUTS:
                continue
            documents = layout_documents(Path(folder) / layout["name"], chosen.agencies, layout)
            for name, (reader, needs, suffixes) in READERS.items():
                if Path(documents[0][1]).suffix not in suffixes:
                    continue
                try:
                    importlib.import_module(needs)
                except ImportError:
                    print(f"| {layout['name']} | {name} | not installed: make bench | | | |", flush=True)
                    continue
                print(f"| {layout['name']} | {name} | {measure(reader, documents)} |", flush=True)


if __name__ == "__main__":
    main()
