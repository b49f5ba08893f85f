"""Readers that a library can second-guess, compared with it: every figure that either finds in a file and the other does not.

    python -m bench.oracles [FOLDER…]

Files: the golden ones of tests/golden, and a demo district for the formats that these lack; FOLDERs are added. DOC by
msdoc2docx and python-docx, RTF by striprtf, OFD by easyofd, tables of PDF by pdfplumber, of web pages by pandas. Figures
are counted as numbers: 1,234 is 1234 and 25.10 is 25.1.
"""

import contextlib
import io
import logging
import re
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from gouji.demo.district import write_district
from gouji.parse.document import Document, Grid
from gouji.parse.files.media_types import decode, media_type
from gouji.parse.format_registry import DOC, OFD, PDF
from gouji.parse.reports import reader_of

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "golden"
# Why the two differ, where they do; the files that lack a reason are to be looked at.
REASONS = (
    ("No tables found", "the page has no table: it is in an attached file"),
    ("pdf/browser.pdf", "its table has no rules: pdfplumber looks for rules"),
    (".ofd", "numbers of pages, which Gouji leaves out as furniture of the page"),
)
NESTED = re.compile(rb"<t[dh][^>]*>(?:(?!</t[dh]>).)*<table", re.DOTALL | re.IGNORECASE)
MAX_SHOWN = 6  # differing figures of a file
FIGURE = re.compile(r"\d[\d,，.]*")


class Oracle(NamedTuple):
    name: str
    texts: Callable[[bytes], Iterable[str]]
    tables_only: bool  # else its text is that of the whole document
    repeats: bool = False  # it repeats a box in each row and column that it spans: what is nowhere else is told
    by_digit: bool = False  # it gives text as it was drawn, each letter by itself: digits are counted


def doc_texts(data: bytes) -> Iterator[str]:
    from doc2docx import convert
    from docx import Document as Docx
    from docx.oxml.ns import qn

    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "a.doc"), Path(folder, "a.docx")
        source.write_bytes(data)
        convert(source, target)
        body = Docx(str(target)).element.body
    for paragraph in body.iter(qn("w:p")):
        yield "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def rtf_texts(data: bytes) -> list[str]:
    from striprtf.striprtf import rtf_to_text

    return re.split(r"[|\n]", rtf_to_text(data.decode("latin-1"), errors="replace"))


def ofd_texts(data: bytes) -> list[str]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        from easyofd import ofd
        from loguru import logger

        logger.remove()
        reader = ofd.OFD()
        reader.read(data, fmt="binary")
    pages = (page for part in reader.data for page in part["page_info"].values())
    return [text["text"] for page in pages for text in page["text_list"]]


def pdf_tables(data: bytes) -> list[str]:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [cell or "" for page in pdf.pages for table in page.extract_tables() for row in table for cell in row]


def html_tables(data: bytes) -> list[str]:
    import pandas as pd

    tables = pd.read_html(io.StringIO(decode(data)[0]), thousands=None, keep_default_na=False)
    rows = [row for table in tables for row in [_header(table), *table.to_numpy()]]
    return [
        part for row in rows for cell in row for part in (map(str, cell) if isinstance(cell, tuple) else [str(cell)])
    ]


def _header(table: Any) -> list[object]:
    """What stands in the header; without one pandas numbers the columns."""
    return [cell for cell in table.columns if not isinstance(cell, int)]


ORACLES = {
    DOC: Oracle("msdoc2docx", doc_texts, False),
    "application/rtf": Oracle("striprtf", rtf_texts, False),
    OFD: Oracle("easyofd", ofd_texts, False, by_digit=True),
    PDF: Oracle("pdfplumber", pdf_tables, True),
    "text/html": Oracle("pandas", html_tables, True, repeats=True),
}


def our_texts(document: Document, tables_only: bool) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Grid):
            yield from (box.text for row in block.rows for box in row)
        elif not tables_only:
            yield block


def figures(texts: Iterable[str], by_digit: bool = False) -> Counter[str]:
    """{figure: how often it stands}; `by_digit`: of each digit."""
    if by_digit:
        return Counter(character for text in texts for character in text if character in "0123456789")
    found = (match for text in texts for match in FIGURE.findall(text))
    return Counter(_plain(figure.replace(",", "").replace("，", "")) for figure in found)


def _plain(figure: str) -> str:
    """Without zeros that say nothing: 25.10 is 25.1."""
    whole, point, rest = figure.rstrip(".").partition(".")
    return f"{whole.lstrip('0') or '0'}{point}{rest}".rstrip("0").rstrip(".") if point else whole.lstrip("0") or "0"


def files(folders: list[Path]) -> Iterator[tuple[str, bytes]]:
    for folder in (GOLDEN, *folders):
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".py"):
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def main() -> int:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as name:
        demo = Path(name)
        write_district(demo, agencies=50, years=3)
        compare(files([demo, *map(Path, sys.argv[1:])]))
    return 0


def compare(given: Iterator[tuple[str, bytes]]) -> None:
    """Print one line for each file in which the two differ, and one for each oracle."""
    totals: dict[str, Counter[str]] = {}
    print("| file | oracle | figures in both | only Gouji | only the oracle | why |\n|---|---|---:|---|---|---|")
    for name, data in given:
        kind, _ = media_type(data)
        oracle = ORACLES.get(kind or "")
        if oracle is None:
            continue
        total = totals.setdefault(oracle.name, Counter())
        total["files"] += 1
        try:
            theirs = figures(oracle.texts(data), oracle.by_digit)
        except Exception as error:  # an oracle may fail as it likes
            total["not read by the oracle"] += 1
            words = f"{type(error).__name__}: {str(error).splitlines()[0][:80]}"
            print(f"| {name} | {oracle.name} | | | {words} | {_reason(words, data)} |")
            continue
        read = reader_of(str(kind))
        assert read is not None
        document = read(data)
        ours = figures(our_texts(document, oracle.tables_only), oracle.by_digit)
        if oracle.tables_only:  # what Gouji has as prose is no difference: pages are laid out by tables
            outside = figures(our_texts(document, False), oracle.by_digit)
            theirs = (theirs & ours) + (theirs - outside)
        if oracle.repeats:
            theirs = Counter({f: n for f, n in theirs.items() if f not in ours}) + (ours & theirs)
        total["in both"] += (ours & theirs).total()
        total["only Gouji"] += (ours - theirs).total()
        total["only the oracle"] += (theirs - ours).total()
        total["files alike"] += ours == theirs
        if ours != theirs:
            print(
                f"| {name} | {oracle.name} | {(ours & theirs).total()} | {_shown(ours - theirs)} | {_shown(theirs - ours)} | {_reason(name, data)} |"
            )
    columns = ("files", "files alike", "not read by the oracle", "in both", "only Gouji", "only the oracle")
    print(f"\n| oracle | {' | '.join(columns)} |\n|---|{'---:|' * len(columns)}")
    for name, total in sorted(totals.items()):
        print(f"| {name} | {' | '.join(str(total[column]) for column in columns)} |")


def _reason(words: str, data: bytes) -> str:
    if NESTED.search(data) and ".htm" in words:
        return "tables within tables: pandas runs an inner one together in the box that holds it"
    return next((reason for found, reason in REASONS if found in words), "?")


def _shown(figures: Counter[str]) -> str:
    shown = [f"{figure}{f' ×{count}' if count > 1 else ''}" for figure, count in figures.most_common(MAX_SHOWN)]
    more = [f"… {figures.total()} in all"] if len(figures) > MAX_SHOWN else []
    return ", ".join([*shown, *more])


if __name__ == "__main__":
    raise SystemExit(main())
