"""Text files -> paragraphs and grids: flattened reports (text_tables.py), and the sheets of CSV."""

import re

from gouji.core.model import UnreadableDocument
from gouji.parse.cells.marks import LINE_BREAK
from gouji.parse.document import Document
from gouji.parse.files.media_types import decode

from .csv_sheet import read_csv
from .text_tables import find_tables

MAX_BYTES = 2_000_000
MAX_FIGURES = 5_000  # a report has 200 in its tables and some in its prose
_FIGURES = re.compile(r"\d+")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)  # in the cells of Markdown tables
# Markdown's own marks: # before a heading, ** around bold words, \\ before punctuation.
_HEADING_MARK = re.compile(r"^ {0,3}#{1,6}[ \u3000]+(?=\S)", re.MULTILINE)
_BOLD = re.compile(r"\*\*(?=[^\s*])([^\n*]+?)(?<=\S)\*\*")
_ESCAPE = re.compile(r"\\(?=[.\-*_#()+\[\]])")
_PIPES = re.compile("[｜│┃]")


def read_text(data: bytes) -> Document:
    """Paragraphs (lines) and tables of a text file; UnreadableDocument for one too long to be a report."""
    text, charset = decode(data)
    figures = sum(1 for _ in _FIGURES.finditer(text))
    if len(data) > MAX_BYTES or figures > MAX_FIGURES:
        raise UnreadableDocument(
            f"文本过长（{len(data):,} 字节，{figures:,} 个数；上限 {MAX_BYTES:,} 字节、{MAX_FIGURES:,} 个），"
            "不像一份年度报告，请核对所收文件。 Text too long to be a report."
        )
    if document := read_csv(text):
        return document
    text = _without_markdown(_PIPES.sub("|", text))
    document = Document(find_tables([_broken(line) for line in text.splitlines()]))
    if "\ufffd" in text:
        document.warnings.append(f"按 {charset} 解码时有 {text.count(chr(0xFFFD))} 个字符无法识别")
    document.titles = [line for line in document.blocks[:5] if isinstance(line, str)]
    return document


def _broken(line: str) -> str:
    """The line with its <br> as breaks that end no row, where it is one."""
    return _LINE_BREAK.sub(LINE_BREAK if "|" in line else " ", line) if "<" in line else line


def _without_markdown(text: str) -> str:
    if "**" in text:
        text = _BOLD.sub(r"\1", text)
    if "#" in text:
        text = _HEADING_MARK.sub("", text)
    return _ESCAPE.sub("", text) if "\\" in text else text
