"""The six sections: headings found among the paragraphs, and the prose between them."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from gouji.core.characters import fold
from gouji.core.forms import load_forms
from gouji.core.model import Section, Unread
from gouji.parse.cells.labels import dice, normalise
from gouji.parse.cells.rows import is_table_text
from gouji.parse.document import Box, Grid
from gouji.parse.trace import Heading, HeadingsFound, Trace

trace = Trace(__name__)
MAX_HEADING_LENGTH = 60
ALIKE = 0.65  # share of character pairs at which a numbered line is taken for a reworded heading
MIN_OF_PAGE = 3  # headings in one table that make it a whole page
NUMBERED = 1.0  # weight of a heading with its words and a number of the top level
SUB_ITEMS = (2, 3, 4)  # sections whose words also head sub-items of section 一
_SPACES = re.compile(r"\s+")
_TEMPLATE_NOTE = re.compile(r"\s*[(（][^()（）]{2,30}[)）]\s*$")  # （该部分以表格形式报告）
_TOP_LEVEL = re.compile(r"\s*(?:第?[一二三四五六七八九十]{1,2}(?:部分)?\s*[、.:,\s]|\d\s*[、.])")
_MAY_BE_NUMBERED = re.compile(r"\s*[第一二三四五六七八九十\d]")
_SUB_LEVEL = re.compile(r"\s*[(\[【](?:[一二三四五六七八九十]|\d)[)\]】]")
_NOTE = re.compile(r"[(（]?(?:附?注|说明|备注|※|\*)\d*[:：、.\s]")
_NUMERALS = "一二三四五六"
_NUMERAL = re.compile(rf"\s*第?([{_NUMERALS}])(?:部分)?\s*[、.:,\s]")
_SENTENCE_END = re.compile(r"[。:：；;\s]")


class FoundHeading(NamedTuple):
    """`block`: its place among the blocks; `rest`: text after the heading in the same paragraph."""

    block: int
    number: int
    text: str
    rest: str


def find_headings(blocks: list[str | Grid]) -> list[FoundHeading]:
    """The headings of the six sections, in order; each section at most once.

    A heading is known by its words. Sub-items such as （一）主动公开情况 use some of the same words, so a bracketed
    number counts for little, and what is chosen must keep the order of the form: the chain of headings with the
    greatest total weight, the later one where two chains weigh the same (a table of contents stands first).
    """
    found: list[tuple[float, FoundHeading]] = []
    for i, block in enumerate(blocks):
        if isinstance(block, str) and (match := _match(block)) is not None:
            weight, number, heading, rest = match
            found.append((weight, FoundHeading(i, number, heading, rest)))
    chain = _heaviest_chain(found)
    top = [h for h in chain if h.number not in SUB_ITEMS or not _SUB_LEVEL.match(fold(h.text))]
    chosen = top if len(top) >= 2 else chain
    if trace:
        trace(HeadingsFound([Heading(h.block, h.number, h.text, weight, h in chosen) for weight, h in found]))
    return chosen


def unread_headings(blocks: list[str | Grid], headings: list[FoundHeading]) -> list[Unread]:
    """Lines that bear the number of a section that was not found, where it should stand, and other words than its
    heading: it may be there under another name."""
    found = {heading.number: heading.block for heading in headings}
    doubtful = []
    for i, block in enumerate(blocks):
        if not isinstance(block, str) or len(block) > MAX_HEADING_LENGTH or not _MAY_BE_NUMBERED.match(block):
            continue
        match = _NUMERAL.match(fold(block))
        number = _NUMERALS.index(match[1]) + 1 if match else 0
        if number and number not in found and _in_order(number, i, found):
            doubtful.append(Unread(f"标题「{block.strip()}」", section=number))
    return doubtful


def _in_order(number: int, block: int, found: Mapping[int, int]) -> bool:
    """Whether a block stands behind the sections before this number, which must be there, and before those after it."""
    before = [at for other, at in found.items() if other < number]
    after = [at for other, at in found.items() if other > number]
    return bool(before or after) and max(before, default=-1) < block < min(after, default=block + 1)


def lift_headings(blocks: list[str | Grid]) -> list[str | Grid]:
    """Blocks in which a heading printed as a row of its table stands before that table, and so do the paragraphs of a
    page that is one table from top to bottom, as spreadsheets save it: its other rows of one text."""
    lifted: list[str | Grid] = []
    for block in blocks:
        if isinstance(block, str):
            lifted.append(block)
            continue
        alone = [_text_alone(row) for row in block.rows]
        is_heading = [_is_printed_heading(text) for text in alone]
        is_page = sum(is_heading) >= MIN_OF_PAGE
        rest: list[list[Box]] = []
        for row, text, heads in zip(block.rows, alone, is_heading, strict=True):
            if text and (heads or (is_page and not is_table_text(text))):
                if rest:
                    lifted.append(replace(block, rows=rest))
                lifted.append(text)
                rest = []
            else:
                rest.append(row)
        if rest:
            lifted.append(replace(block, rows=rest))
    return lifted


def _text_alone(row: list[Box]) -> str:
    """The text of a row that has but one."""
    texts = [box.text for box in row if box.text and not box.text.isspace()]
    return _SPACES.sub(" ", texts[0]).strip() if len(texts) == 1 else ""


def _is_printed_heading(text: str) -> bool:
    return 4 <= len(text) <= MAX_HEADING_LENGTH and (match := _match(text)) is not None and match[0] >= NUMBERED


def section_of_blocks(blocks: list[str | Grid], headings: list[FoundHeading]) -> list[int | None]:
    """The section each block stands in; None before the first heading."""
    starts = {heading.block: heading.number for heading in headings}
    sections: list[int | None] = []
    current: int | None = None
    for i in range(len(blocks)):
        current = starts.get(i, current)
        sections.append(current)
    return sections


def read_sections(blocks: list[str | Grid], headings: list[FoundHeading]) -> list[Section]:
    """Each section's prose: its paragraphs, one a line, up to the next heading."""
    ends = [*(heading.block for heading in headings), len(blocks)][1:]
    sections = []
    for heading, end in zip(headings, ends, strict=True):
        paragraphs = [heading.rest, *(b for b in blocks[heading.block + 1 : end] if isinstance(b, str))]
        sections.append(Section(heading.number, heading.text, "\n".join(p for p in paragraphs if p)))
    return sections


def table_notes(blocks: list[str | Grid], places: list[int | None]) -> list[Section]:
    """Notes printed as rows of a table (注：…), with the section that the table stands in as their number."""
    notes = []
    for block, section in zip(blocks, places, strict=True):
        if isinstance(block, Grid) and section is not None:
            texts = [text for row in block.rows if (text := _text_alone(row)) and _NOTE.match(text)]
            if texts:
                notes.append(Section(section, "", "\n".join(texts)))
    return notes


@lru_cache(maxsize=16_384)
def _match(block: str) -> tuple[float, int, str, str] | None:
    """(weight, section, heading, rest) when the paragraph is or begins with a section's heading."""
    heading, rest = block, ""
    if len(block) > MAX_HEADING_LENGTH and not _MAY_BE_NUMBERED.match(block):
        return None
    if len(block) > MAX_HEADING_LENGTH:
        folded = fold(block[:MAX_HEADING_LENGTH])
        if not _TOP_LEVEL.match(folded):
            return None
        end = _SENTENCE_END.search(block, 3)
        if end is None or end.start() > MAX_HEADING_LENGTH:
            return None
        heading, rest = block[: end.start()], block[end.end() :]
    words = normalise(_TEMPLATE_NOTE.sub("", heading))
    number = _names().get(words)
    if number is None and not rest:
        end = _SENTENCE_END.search(block.strip(), 3)
        if end is not None and end.end() < len(block.strip()):  # 一、总体情况 2024年…
            heading, rest = block.strip()[: end.start()], block.strip()[end.end() :]
            number = _names().get(normalise(heading))
    folded = fold(heading)
    if number is None:
        if not _TOP_LEVEL.match(folded):
            return None
        likeness, name = max((dice(words, name), name) for name in _names())
        if likeness < ALIKE:
            return None
        return 0.6, _names()[name], heading.strip(), rest.strip()
    weight = 0.3 if _SUB_LEVEL.match(folded) else NUMBERED if _TOP_LEVEL.match(folded) else 0.7
    return weight, number, heading.strip(), rest.strip()


@cache
def _names() -> Mapping[str, int]:
    names: dict[str, int] = {}
    for form in load_forms().values():
        for section in form.sections:
            for name in (section.label, *section.aliases):
                words = normalise(name)
                names.setdefault(words, section.number)
                for prefix in ("政府信息公开工作", "本年度", "本机关"):
                    names.setdefault(prefix + words, section.number)
    return MappingProxyType(names)


def _heaviest_chain(found: list[tuple[float, FoundHeading]]) -> list[FoundHeading]:
    best: list[tuple[float, int | None]] = []
    heaviest: dict[int, tuple[float, int]] = {}  # by the number a chain ends with: its weight and where it ends
    for i, (weight, heading) in enumerate(found):
        ahead = [chain for number, chain in heaviest.items() if number < heading.number]
        total, previous = max(ahead, default=(0.0, None))
        best.append((total + weight, previous))
        heaviest[heading.number] = max(heaviest.get(heading.number, (0.0, -1)), (total + weight, i))
    if not best:
        return []
    at: int | None = max(range(len(best)), key=lambda i: (best[i][0], i))
    chain = []
    while at is not None:
        chain.append(found[at][1])
        at = best[at][1]
    return chain[::-1]
