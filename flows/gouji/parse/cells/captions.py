"""What stands over a table of whose figures it holds: year, level, a sample, an annex (data/forms/copies.toml)."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from gouji.core.characters import fold
from gouji.core.resources import resource
from gouji.parse.document import Box, Grid

from .labels import is_column_label

MAX_CAPTION = 48  # characters; a longer paragraph, or one with a full stop, is prose and no caption
WHOLE, OWN = "whole", "own"
UNKNOWN_YEAR = 0  # stands for the report's own year where nobody wrote it
_YEAR = re.compile(r"(20[0-4]\d)年")
_ONLY_YEAR = re.compile(r"(20[0-4]\d)年?度?")


class Caption(NamedTuple):
    """What is said of the figures of a table. `year`: as a number, also where 上年 says it; None where nothing does.
    `level`: WHOLE or OWN; `is_part`: the own level, said to be part of the whole. `text`: as printed."""

    year: int | None = None
    level: str | None = None
    is_part: bool = False
    is_sample: bool = False
    is_correction: bool = False
    in_annex: bool = False
    section: int | None = None
    text: str = ""

    def below(self, said: "Caption") -> "Caption":
        """This caption with what a nearer one says; what that leaves open stays."""
        return Caption(
            said.year if said.year is not None else self.year,
            said.level or self.level,
            said.is_part if said.level else self.is_part,
            said.is_sample or self.is_sample,
            said.is_correction or self.is_correction,
            said.in_annex or self.in_annex,
            said.section if said.section is not None else self.section,
            said.text if said.says_something else self.text,
        )

    @property
    def says_something(self) -> bool:
        return self[:_SAID] != NOTHING[:_SAID]

    def is_like(self, other: "Caption") -> bool:
        """Whether both say the same of their figures."""
        return self is other or self._replace(text="", section=None, is_part=False) == other._replace(
            text="", section=None, is_part=False
        )

    def agrees_with(self, other: "Caption") -> bool:
        """Whether neither says what the other denies."""
        return (
            (self.year is None or other.year is None or self.year == other.year)
            and (self.level is None or other.level is None or self.level == other.level)
            and self.is_sample == other.is_sample
        )


NOTHING = Caption()
_SAID = Caption._fields.index("section")  # the fields before it are what a caption says


@cache
def words() -> Mapping[str, tuple[str, ...]]:
    data = tomllib.loads(resource("data", "forms", "copies.toml").read_text(encoding="utf-8"))
    return MappingProxyType({key: tuple(entry) for key, entry in data.items()})


def has_word(text: str, kind: str) -> bool:
    return any(word in text for word in words()[kind])


def captions_of(blocks: Sequence[str | Grid], sections: Sequence[int | None], report_year: int | None) -> list[Caption]:
    """The caption of each grid, in order.

    A short line without a full stop speaks of all tables up to the next prose or heading of a section; an annex goes
    on to the next annex, or heading of a section. `sections`: the section of each block.
    """
    captions = []
    current = NOTHING
    last: int | None = None
    for block, section in zip(blocks, sections, strict=True):
        if isinstance(block, Grid):
            captions.append(current._replace(section=section))
            continue
        said = caption_in(block, report_year)
        if section != last or said.in_annex:
            current, last = said, section
        elif is_caption(block):
            current = current.below(said)
        elif current.in_annex:  # prose ends what a caption says, but no annex
            current = Caption(in_annex=True, is_sample=current.is_sample)
        else:
            current = NOTHING
    return captions


@lru_cache(maxsize=4096)
def caption_in(text: str, report_year: int | None) -> Caption:
    """What one line says."""
    plain = _plain(text)
    if not is_caption(plain):
        return NOTHING
    own = has_word(plain, OWN)
    return Caption(
        year=_year(plain, report_year),
        level=OWN if own else WHOLE if has_word(plain, WHOLE) else None,
        is_part=own and has_word(plain, "part_of_whole"),
        is_sample=has_word(plain, "sample"),
        is_correction=has_word(plain, "correction"),
        in_annex=opens_annex(plain),
        text=" ".join(text.split()),
    )


def opens_annex(text: str) -> bool:
    return _plain(text).startswith(words()["annex"])


def is_caption(text: str) -> bool:
    return 0 < len(text) <= MAX_CAPTION and "。" not in text


def header_caption(rows: Iterable[Sequence[str]], report_year: int | None) -> Caption:
    """What the texts of the rows of a grid above its figures say."""
    found = NOTHING
    for text in (text for row in rows for text in row if not is_column_label(text)):
        said = caption_in(text, report_year)
        if said.in_annex:
            said = said._replace(in_annex=False)
        if said.says_something:
            found = found.below(said)
    return found


def is_comparison(rows: Iterable[Sequence[str]]) -> bool:
    """Whether these rows, the texts of a grid's header, head the columns of a table of differences and none of the
    form."""
    for row in rows:
        plain = [_plain(text) for text in row]
        years = [text for text in plain if _ONLY_YEAR.fullmatch(text) or text in words()["year_columns"]]
        differs = any(_ONLY_YEAR.sub("", text).strip("()") in words()["comparison"] for text in plain)
        official = sum(map(is_column_label, row))
        if (differs and years) or (len(set(years)) > 1 and official < len(years)) or (differs and not official):
            return True
    return False


def halves(rows: Iterable[Sequence[Box]], report_year: int | None) -> tuple[Caption, Caption] | None:
    """What heads the left and the right half of a grid in which two tables stand side by side, each with its columns."""
    rows = list(rows)
    if not any(sum(is_column_label(box.text) for box in row) > 1 for row in rows):
        return None
    for row in rows:
        said = [caption_in(box.text, report_year) for box in row]
        said = [each for each in said if each.year is not None or each.level]
        if len(said) == 2 and not said[0].is_like(said[1]):
            return said[0], said[1]
    return None


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    return "".join(fold(text).split())


def _year(plain: str, report_year: int | None) -> int | None:
    """The one year that a line names; None where it names none or several."""
    this = report_year or UNKNOWN_YEAR
    years = {int(year) for year in _YEAR.findall(plain)}
    if match := _ONLY_YEAR.fullmatch(plain.strip("()[]表:")):
        years.add(int(match[1]))
    for kind, year in (("last_year", this - 1), ("this_year", this)):
        for word in words()[kind]:
            if word in plain and not years and not re.search(rf"{word}(?:度|新|结转|制|废|处|收|增|办)", plain):
                years.add(year)
    return years.pop() if len(years) == 1 else None
