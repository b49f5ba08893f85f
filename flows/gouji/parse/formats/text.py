"""Text files -> paragraphs and grids: flattened reports, and the sheets of CSV.

Offices paste reports as text in four manners: pipe tables, one row a line; pipes with one cell a line, a row opened
by a line that is only a pipe; tabs; and bare words and figures, in which an empty cell leaves no trace (a flat grid).
"""

import csv
import re
from collections import Counter
from functools import cache
from io import StringIO
from itertools import pairwise

from gouji.core.characters import fold
from gouji.core.forms import load_forms
from gouji.core.model import UNREADABLE, UnreadableDocument
from gouji.parse.cells.figures import read_figure
from gouji.parse.cells.labels import (
    CHINESE_NUMERAL,
    header_mark,
    is_column_label,
    match_any_row,
    normalise,
    tables_printed,
    tables_with_row,
    tells_forms_apart,
)
from gouji.parse.document import Box, Document, Grid
from gouji.parse.files.media_types import decode
from gouji.parse.formats.list_tables import listed_rows, listed_tables
from gouji.parse.prose.identity import is_title, year_in
from gouji.parse.prose.sections import find_headings, section_of_blocks

MAX_BYTES = 2_000_000
MAX_REPORTS = 100  # in one document; more titles make a list
MAX_FIGURES = 5_000  # a report has 200 in its tables and some in its prose
_FIGURES = re.compile(r"\d+")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)  # in the cells of Markdown tables
# Markdown's own marks: # before a heading, ** around bold words, \\ before punctuation.
_HEADING_MARK = re.compile(r"^ {0,3}#{1,6}[ \u3000]+(?=\S)", re.MULTILINE)
_BOLD = re.compile(r"\*\*(?=[^\s*])([^\n*]+?)(?<=\S)\*\*")
_ESCAPE = re.compile(r"\\(?=[.\-*_#()+\[\]])")
_PIPES = str.maketrans("｜│┃", "|||")
_RULE = re.compile(r"[\s|:+=-]*")
_TOKEN = re.compile(r"[^\s|]+")
# A figure glued to words on either side (行政许可134第二十条), but no numbering (1.属于), year or bracketed note.
_GLUED = re.compile(r"(?<=[\u4e00-\u9fff)）”])([+-]?\d[\d,]*(?:\.\d+)?)(?![\d.、．)）年])")
_BARE_FIGURE = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?(?:万元|元|件|项)?|/|-|—|--|无")
_ZEROS = re.compile(r"0{2,}")
_FEWEST_ROWS, _FEWEST_COLUMNS = 30, 5  # of a CSV with a report in it
_MAX_LABEL_LENGTH = 8  # tokens a broken label may be spread over
_LONG_LINE = 500  # characters of a line that may hold several sections
_MIN_IN_LINE = 3  # figures that make a line with a label a row of a table


def _break_at_headings(line: str) -> list[str]:
    """A long line with several headings of sections in it, broken before and after each."""
    places = list(_heading_in_line().finditer(line)) if len(line) > _LONG_LINE else []
    if len(places) < 3:
        return [line]
    cuts = [0, *(cut for match in places for cut in match.span()), len(line)]
    return [line[a:b] for a, b in pairwise(cuts)]


@cache
def _heading_in_line() -> re.Pattern[str]:
    labels = {section.label for form in load_forms().values() for section in form.sections}
    return re.compile(rf"[{CHINESE_NUMERAL}]、\s*(?:{'|'.join(sorted(labels, key=len, reverse=True))})")


def read_text(data: bytes) -> Document:
    """Paragraphs (lines) and tables of a text file; UnreadableDocument for one too long to be a report."""
    text, charset = decode(data)
    figures = sum(1 for _ in _FIGURES.finditer(text))
    if len(data) > MAX_BYTES or figures > MAX_FIGURES:
        raise UnreadableDocument(
            f"文本过长（{len(data):,} 字节，{figures:,} 个数；上限 {MAX_BYTES:,} 字节、{MAX_FIGURES:,} 个），"
            "不像一份年度报告，请核对所收文件。 Text too long to be a report."
        )
    if sheet := _comma_separated(text):
        from .hidden_sheets import NOTHING
        from .xlsx import Merges, sheet_blocks

        return Document(sheet_blocks(sheet, Merges(set(), {}), NOTHING, 0))
    text = _without_markdown(_LINE_BREAK.sub(" ", text.translate(_PIPES)))
    document = Document(blocks=find_tables(text.splitlines()))
    if "\ufffd" in text:
        document.warnings.append(f"按 {charset} 解码时有 {text.count(chr(0xFFFD))} 个字符无法识别")
    document.titles = [line for line in document.blocks[:5] if isinstance(line, str)]
    return document


def _comma_separated(text: str) -> list[list[str]]:
    """The rows of a CSV as Excel writes a sheet, all of one width; none where it is no CSV."""
    if text.count(",") < _FEWEST_ROWS * (_FEWEST_COLUMNS - 1):
        return []
    try:
        rows = list(csv.reader(StringIO(text)))
    except csv.Error:
        return []
    width, alike = Counter(map(len, rows)).most_common(1)[0]
    return rows if width >= _FEWEST_COLUMNS and alike >= max(_FEWEST_ROWS, 0.9 * len(rows)) else []


def _without_markdown(text: str) -> str:
    if "**" in text:
        text = _BOLD.sub(r"\1", text)
    if "#" in text:
        text = _HEADING_MARK.sub("", text)
    return _ESCAPE.sub("", text) if "\\" in text else text


def find_tables(lines: list[str]) -> list[str | Grid]:
    """Lines of text as paragraphs, and as grids where they are the rows or cells of tables."""
    lines = [part for line in lines for part in _break_at_headings(line)]
    blocks: list[str | Grid] = []
    tables = 0
    for part in _split_reports(lines):
        at = 0
        for start, end, listed in _regions(part):
            blocks += _paragraphs(part[at:start])
            tables += 1
            lines_of_table = part[start:end]
            blocks.append(
                Grid(tables, _boxes(listed_rows(lines_of_table))) if listed else _grid(lines_of_table, tables)
            )
            at = end
        blocks += _paragraphs(part[at:])
    return blocks


def _split_reports(lines: list[str]) -> list[list[str]]:
    """The lines of each report: a title begins another one when the last section with a table stands before it and the first section after."""
    titles = [i for i, line in enumerate(lines) if i and is_title(line) and year_in(line)]
    cuts = [0]
    for i in titles[:MAX_REPORTS] if titles and find_headings([*lines]) else ():
        before, after = find_headings([*lines[cuts[-1] : i]]), find_headings([*lines[i:]])
        if any(h.number >= max(_table_sections()) for h in before) and any(h.number == 1 for h in after):
            cuts.append(i)
    return [lines[a:b] for a, b in pairwise([*cuts, len(lines)])]


def _paragraphs(lines: list[str]) -> list[str | Grid]:
    return [line.strip(" \t\u3000\xa0|") for line in lines if line.strip(" \t\u3000\xa0|")]


def _regions(lines: list[str]) -> list[tuple[int, int, bool]]:
    """Half-open ranges of lines that are tables, and whether they are printed as a list: within the sections that have
    tables, from the first tabular line to the last; a list below its title."""
    table_sections = _table_sections()
    listed = listed_tables(lines)
    in_list = {i for start, end in listed for i in range(start, end)}  # where headings are those of groups of rows
    tabular = [i not in in_list and _is_tabular(line) for i, line in enumerate(lines)]
    blocks: list[str | Grid] = [
        "" if i in in_list else line.strip(" \t\u3000\xa0|") for i, line in enumerate(lines)
    ]
    headings = find_headings(blocks)
    sections = section_of_blocks(blocks, headings)
    starts = {heading.block for heading in headings}
    if not listed and not any(section in table_sections for section in sections):
        sections = [min(table_sections)] * len(lines)  # no headings: any run of tabular lines
    regions: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if i in starts or not tabular[i] or sections[i] not in table_sections:
            continue
        if regions and sections[i] == sections[i - 1] and _joins(lines, regions[-1][1], i, starts):
            regions[-1] = (regions[-1][0], i + 1)
        elif line.strip():
            regions.append((i, i + 1))
    return sorted([(*region, False) for region in regions] + [(*region, True) for region in listed])


@cache
def _table_sections() -> frozenset[int]:
    """Numbers of the sections in which a form has a table."""
    return frozenset(table.section for form in load_forms().values() for table in form.tables if table.section)


def _joins(lines: list[str], end: int, here: int, headings: set[int]) -> bool:
    """Whether the untabular lines between two tabular ones are only broken labels."""
    between = range(end, here)
    return not any(i in headings for i in between) and sum(len(lines[i].strip()) for i in between) <= 80


def _is_tabular(line: str) -> bool:
    stripped = line.strip()
    if not stripped:
        return False
    if "|" in stripped or "\t" in stripped:
        return True
    tokens = _tokens(stripped)
    figures = sum(_is_figure(token) for token in tokens)
    if figures == len(tokens):
        return True
    if any(_is_form_word(token) for token in tokens):
        return len(stripped) <= 80 or figures >= _MIN_IN_LINE
    return figures >= _MIN_IN_LINE and match_any_row(tokens[0]) is not None


def _is_form_word(token: str) -> bool:
    return bool(tables_with_row(token) or tells_forms_apart(token) or (len(token) <= 40 and header_mark(token)))


def _grid(lines: list[str], index: int) -> Grid:
    if any(line.strip() == "|" for line in lines):
        return Grid(index, _boxes(_cells_by_line(lines)))
    for separator in ("|", "\t"):
        split = [line for line in lines if line.count(separator) >= _MIN_IN_LINE]
        if any(any(_is_figure(cell.strip()) for cell in line.split(separator)) for line in split):
            return Grid(index, _boxes(_cells_by_row(lines, separator)))
    return Grid(index, _flat_rows(lines), flat=True)


def _boxes(rows: list[list[str]]) -> list[list[Box]]:
    return [[Box(text, r, c) for c, text in enumerate(row, 1)] for r, row in enumerate(rows, 1)]


def _cells_by_line(lines: list[str]) -> list[list[str]]:
    """One cell a line, each closed by a pipe. A line that is only a pipe opens a row, or is an empty cell: in a row
    just opened or with a label or figure, when a figure or another such line follows."""
    rows: list[list[str]] = [[]]
    for i, line in enumerate(lines):
        text = line.strip()
        if text == "|":
            following = lines[i + 1].strip() if i + 1 < len(lines) else ""
            opened = _is_open(rows[-1]) or (not rows[-1] and len(rows) > 1)
            if opened and read_figure(following.split("|")[0]).state != UNREADABLE:
                rows[-1].append("|")
            else:
                rows.append([])
        elif text:
            rows[-1].append(text)
    cells = [" ".join(row).split("|") for row in rows if row]
    return [[c.strip() for c in (row[:-1] if not row[-1].strip() else row)] for row in cells]


def _is_open(row: list[str]) -> bool:
    """Whether a row of the form has begun: it holds a label or figure of its own and is no row of column labels."""
    cells = [text.removesuffix("|").strip() for text in row]
    if sum(is_column_label(cell) for cell in cells) > 1 or any(header_mark(cell) for cell in cells):
        return False
    return any(tables_with_row(cell) or _is_figure(cell) for cell in cells)


def _cells_by_row(lines: list[str], separator: str) -> list[list[str]]:
    """One row a line; words on a line without separators may go on with the words of the cell before."""
    rows: list[list[str]] = []
    for line in lines:
        stripped = line.strip(" \u3000\xa0\r\n")
        if not stripped or (separator == "|" and _RULE.fullmatch(stripped) and "-" in stripped):
            continue
        if separator not in stripped and rows and _goes_on(rows[-1][-1], stripped):
            rows[-1][-1] += stripped
            continue
        if separator == "|":
            stripped = stripped.removeprefix("|").removesuffix("|")
        rows.append([cell.strip() for cell in stripped.split(separator)])
    return rows


def _goes_on(cell: str, line: str) -> bool:
    words = (cell, line)
    return bool(cell) and not any(read_figure(text).state != UNREADABLE or _is_form_word(text) for text in words)


def _flat_rows(lines: list[str]) -> list[list[Box]]:
    """Rows of words and figures only: a row is a run of words, of which the last name it, and the figures after it.

    A row label with no figures behind it gives a row with one empty box.
    """
    rows: list[list[str]] = []
    words: list[str] = []
    figures: list[str] = []

    def end_row() -> None:
        size = _label_size(words) if figures else 0
        rows.extend(_rows_without_figures(words[: len(words) - size]))
        if figures:
            rows.append(["".join(words[len(words) - size :]), *figures])
        words.clear()
        figures.clear()

    for token in (token for line in lines for token in _tokens(line)):
        if _is_figure(token):
            figures += list(token) if _ZEROS.fullmatch(token) else [token]
        else:
            if figures:
                end_row()
            words.append(token)
    end_row()
    return _boxes(rows)


def _rows_without_figures(words: list[str]) -> list[list[str]]:
    """Row labels nothing was filled in for, each with one empty box; the other words in rows between them."""
    rows: list[list[str]] = []
    others: list[str] = []
    at = 0
    while at < len(words):
        sizes = range(1, _MAX_LABEL_LENGTH + 1)
        size = next((n for n in sizes if _names_a_row_alone("".join(words[at : at + n]))), None)
        if size is None:
            others.append(words[at])
            at += 1
            continue
        if others:
            rows.append(others)
            others = []
        rows.append(["".join(words[at : at + size]), ""])
        at += size
    return [*rows, others] if others else rows


def _tokens(line: str) -> list[str]:
    """Words and figures of a line; a figure glued to words is set apart, one with a note in brackets is not."""
    tokens: list[str] = []
    for token in _TOKEN.findall(fold(line)):
        tokens += [token] if _is_figure(token) else _GLUED.sub(r" \1 ", token).split()
    return tokens


def _is_figure(token: str) -> bool:
    return _BARE_FIGURE.fullmatch(token) is not None or ("其中" in token and read_figure(token).value is not None)


def _label_size(words: list[str]) -> int:
    """How many of the last tokens make up the row's label: the fewest that name a row, else those most like one."""
    most = min(len(words), _MAX_LABEL_LENGTH)
    for size in range(1, most + 1):
        if tables_with_row("".join(words[-size:])):
            return size
    likeness = [(match_any_row("".join(words[-size:])) or 0.0, -size) for size in range(1, most + 1)]
    return -max(likeness)[1] if likeness else 1


def _names_a_row_alone(text: str) -> bool:
    """A label long enough to be no column label, outside tables printed across, whose row labels stand in their header."""
    return len(normalise(text)) >= 4 and bool(tables_with_row(text) - tables_printed("across"))
