"""Lines of text -> paragraphs and grids: which lines are a table, and of which report.

A long line may hold several sections, a file several reports.
"""

import re
from functools import cache
from html import unescape
from itertools import pairwise

from gouji.core.forms import load_forms
from gouji.parse.cells.captions import is_caption, opens_annex
from gouji.parse.cells.labels import CHINESE_NUMERAL, match_any_row
from gouji.parse.document import Grid
from gouji.parse.prose.identity import is_title, year_in
from gouji.parse.prose.sections import find_headings, section_of_blocks

from .flat_rows import is_figure, tokens_of
from .list_tables import listed_rows, listed_tables
from .text_cells import cell_text, split_at_pipes
from .text_rows import box_rows, grid_of, is_form_word

MAX_REPORTS = 100  # in one document; more titles make a list
ANNEX = 0  # stands for the number of a section
_MIN_ROW_FIGURES = 3  # figures that make a line with a label a row of a table
_RULE = re.compile(r":?-{3,}:?")  # below the header of a Markdown table
_MIN_LONG_LINE_LENGTH = 500  # characters of a line that may hold several sections


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
            of_table = part[start:end]
            blocks.append(Grid(tables, box_rows(listed_rows(of_table))) if listed else grid_of(of_table, tables))
            at = end
        blocks += _paragraphs(part[at:])
    return blocks


def _break_at_headings(line: str) -> list[str]:
    """A long line with several headings of sections in it, broken before and after each."""
    places = list(_heading_in_line().finditer(line)) if len(line) > _MIN_LONG_LINE_LENGTH else []
    if len(places) < 3:
        return [line]
    cuts = [0, *(cut for match in places for cut in match.span()), len(line)]
    return [line[a:b] for a, b in pairwise(cuts)]


@cache
def _heading_in_line() -> re.Pattern[str]:
    labels = {section.label for form in load_forms().values() for section in form.sections}
    return re.compile(rf"[{CHINESE_NUMERAL}]、\s*(?:{'|'.join(sorted(labels, key=len, reverse=True))})")


def _split_reports(lines: list[str]) -> list[list[str]]:
    """The lines of each report: a title begins another one when the last section with a table stands before it and the
    first section after."""
    titles = [i for i, line in enumerate(lines) if i and is_title(line) and year_in(line)]
    cuts = [0]
    for i in titles[:MAX_REPORTS] if titles and find_headings([*lines]) else ():
        before, after = find_headings([*lines[cuts[-1] : i]]), find_headings([*lines[i:]])
        if any(h.number >= max(_table_sections()) for h in before) and any(h.number == 1 for h in after):
            cuts.append(i)
    return [lines[a:b] for a, b in pairwise([*cuts, len(lines)])]


def _paragraphs(lines: list[str]) -> list[str | Grid]:
    return [shown for line in lines if (shown := _shown(line))]


def _shown(line: str) -> str:
    """The line as it is read: without the pipes, entities and empty cells of a table it may stand in."""
    if "|" not in line:
        return (unescape(line) if "&" in line else line).strip(" \t\u3000\xa0")
    return " ".join(text for cell in split_at_pipes(line) if (text := cell_text(cell)) and not _RULE.fullmatch(text))


def _regions(lines: list[str]) -> list[tuple[int, int, bool]]:
    """Half-open ranges of lines that are tables, and whether they are printed as a list: within the sections that have
    tables, from the first tabular line to the last; a list below its title."""
    table_sections = _table_sections() | {ANNEX}
    listed = listed_tables(lines)
    in_list = {i for start, end in listed for i in range(start, end)}  # where headings are those of groups of rows
    tabular = [i not in in_list and _is_tabular(line) for i, line in enumerate(lines)]
    blocks: list[str | Grid] = ["" if i in in_list else _shown(line) for i, line in enumerate(lines)]
    headings = find_headings(blocks)
    sections = section_of_blocks(blocks, headings)
    starts = {heading.block for heading in headings}
    starts |= _annexes(lines, sections, starts)
    if not listed and not any(section in table_sections for section in sections):
        sections = [min(_table_sections())] * len(lines)  # no headings: any run of tabular lines
    regions: list[tuple[int, int]] = []
    for i, line in enumerate(lines):
        if i in starts or not tabular[i] or sections[i] not in table_sections:
            continue
        if regions and sections[i] == sections[i - 1] and _joins(lines, regions[-1][1], i, starts):
            regions[-1] = (regions[-1][0], i + 1)
        elif line.strip():
            regions.append((i, i + 1))
    regions = [(start, _with_empty_lines(lines, end)) for start, end in regions]
    return sorted([(*region, False) for region in regions] + [(*region, True) for region in listed])


def _annexes(lines: list[str], sections: list[int | None], headings: set[int]) -> set[int]:
    """The lines with which annexes begin; up to the next heading their lines may be tables, whatever the section."""
    found = {i for i, line in enumerate(lines) if sections[i] is not None and is_caption(line) and opens_annex(line)}
    in_annex = False
    for i in range(len(lines)):
        in_annex = i in found or (in_annex and i not in headings)
        if in_annex and sections[i] not in _table_sections():
            sections[i] = ANNEX
    return found


def _with_empty_lines(lines: list[str], end: int) -> int:
    """The end of a table with the empty lines behind it, which may be its last cells."""
    while end < len(lines) and not lines[end].strip():
        end += 1
    return end


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
    if _is_sentence(stripped):
        return False
    tokens = tokens_of(stripped)
    figures = sum(is_figure(token) for token in tokens)
    if figures == len(tokens):
        return True
    if any(is_form_word(token) for token in tokens):
        return len(stripped) <= 80 or figures >= _MIN_ROW_FIGURES
    return figures >= _MIN_ROW_FIGURES and match_any_row(tokens[0]) is not None


def _is_sentence(line: str) -> bool:
    """Whether a line with words of the form is prose: sentences in which no figure stands by itself."""
    return "。" in line and not any(is_figure(token) for token in line.split())
