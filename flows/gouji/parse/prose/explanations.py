"""What a report itself says on why something does not agree, by the patterns of data/forms/explanations.toml."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from gouji.core.characters import simplified
from gouji.core.forms import Form, load_forms
from gouji.core.model import Explanation, Section
from gouji.parse.cells.numerals import from_chinese

from .explanation_patterns import (
    FIGURE,
    MATTER,
    YEAR,
    Kind,
    explanation_kinds,
    figure_patterns,
    last_year,
    marked_things,
    matter_cells,
    may_be_about,
    may_explain,
    of_whole_report,
    plans,
)
from .outlines import plain_text

_SEGMENT = re.compile(r"[^。；;\n]+[。；;]?")
_QUOTES = re.compile('[“”‘’"「」『』]')
_CLAUSE = re.compile(r"[^,;。:]+[,;。:]?")
Figures = dict[str, Decimal]  # role (old, new, difference) -> number


class _Seen(NamedTuple):
    """A sentence as its patterns see it: numbers, years and matters marked, and what each mark stands for, in order."""

    text: str
    numbers: list[Decimal]
    years: list[int | None]
    matters: list[str]

    def before(self, mark: str, place: int) -> int:
        """How many of a mark stand before a place."""
        return self.text.count(mark, 0, place)


def read_explanations(
    sections: Sequence[Section], notes: Sequence[Section], form: str | None, report_year: int | None
) -> list[Explanation]:
    """The explanations of a report in order of place, numbered from 1.

    `notes`: what stands in rows of the tables, with the section of the table as their number. `form`: in which the
    cells that an explanation is about are named; None: none are. Sentences in a row that are about the same are one.
    """
    found: list[Explanation] = []
    for section, in_text in [*((s, True) for s in sections), *((s, False) for s in notes)]:
        if may_explain().search(simplified(section.text)):
            reader = _Reader(section, form, report_year)
            for line in re.finditer(r"[^\n]+", section.text):
                found += reader.read(line.group(), line.start() if in_text else None)
    return [explanation._replace(ordinal=i) for i, explanation in enumerate(found, 1)]


def figures_of_other_years(
    explanations: Sequence[Explanation], report_year: int | None
) -> list[tuple[int, str, set[Decimal]]]:
    """(section, sentences, numbers): the numbers in explanations that are no figures of this year."""
    told = []
    for each in explanations:
        numbers = {each.old, each.difference and abs(each.difference)}
        if each.year != report_year:
            numbers.add(each.new)
        told.append((each.section, each.text, {number for number in numbers if number is not None}))
    return told


class _Reader:
    """Reads the lines of one section."""

    def __init__(self, section: Section, form: str | None, report_year: int | None) -> None:
        self.section, self.report_year = section, report_year
        self.form: Form | None = load_forms()[form] if form else None

    def read(self, line: str, starts_at: int | None) -> list[Explanation]:
        found: list[Explanation] = []
        before, matters = "", list[str]()  # the sentence before, and what it is about where that was looked at
        for match in _SEGMENT.finditer(line):
            last, before = before, match.group()
            plain = simplified(before)
            if not may_explain().search(plain) or not may_be_about().search(plain):
                matters = []
                continue
            seen = self._seen(before)
            inherited = not seen.matters
            about = seen.matters or matters or self._seen(last).matters
            place = None if starts_at is None else starts_at + match.start() + 1
            told = list(self._explained(seen, about, before.strip(), place))
            for each in told:
                one = found[-1] if found and found[-1].text.endswith(last.strip()) else None
                if one and (inherited or one.cells == each.cells) and (merged := _merged(one, each)):
                    found[-1] = merged
                else:
                    found.append(each)
            matters = about if told else []
        return found

    def _seen(self, sentence: str) -> _Seen:
        """A sentence, without the clauses that tell of plans."""
        plain = _QUOTES.sub("", plain_text(simplified(sentence)))
        return self._marked("".join(clause for clause in _CLAUSE.findall(plain) if not plans().search(clause)))

    def _marked(self, plain: str) -> _Seen:
        numbers: list[Decimal] = []
        years: list[int | None] = []
        matters: list[str] = []

        def mark(match: re.Match[str]) -> str:
            kind = match.lastgroup or ""
            if kind == "skip":
                return match.group()
            if kind == "number":
                try:
                    digits = match["number"]
                    numbers.append(Decimal(digits) if digits[0].isascii() else from_chinese(digits))
                except ValueError:
                    return match.group()
                return FIGURE
            if kind in ("year", "last", "this"):
                this = self.report_year
                years.append(int(match["year"]) if kind == "year" else this and (this - 1 if kind == "last" else this))
                return YEAR
            matters.append(kind)
            if not last_year().match(match.group()):
                return MATTER
            years.append(None)  # 上年结转 is a figure of this year that speaks of last year's
            return YEAR + MATTER

        return _Seen(marked_things().sub(mark, plain), numbers, years, matters)

    def _explained(self, seen: _Seen, matters: list[str], text: str, place: int | None) -> Iterator[Explanation]:
        """The explanation of a sentence; one for each matter, where several have figures of their own."""
        by_matter = _figures(seen, self.report_year)
        kind = next((kind for kind in explanation_kinds() if self._is_of(kind, seen, matters, bool(by_matter))), None)
        if kind is None:
            return
        if len(by_matter) < 2:
            by_matter = {"": next(iter(by_matter.values()), ({}, None))}
        for matter, (figures, at) in by_matter.items():
            cells = self._cells([matter] if matter else [m for m in matters if not kind.matters or m in kind.matters])
            if kind.needs in ("matter", "figure") and not cells and self.form:
                continue
            yield Explanation(
                kind=kind.kind,
                section=self.section.number,
                text=text,
                cells=cells,
                year=None if kind.any_year else self._year(seen, at),
                old=figures.get("old"),
                new=figures.get("new"),
                difference=figures.get("difference"),
                starts_at=place,
            )

    def _is_of(self, kind: Kind, seen: _Seen, matters: list[str], has_figures: bool) -> bool:
        if kind.needs == "figure" and not has_figures:
            return False
        if kind.matters and not kind.matters.intersection(matters):
            return False
        if kind.needs == "report" and not seen.matters and not of_whole_report().search(seen.text):
            return False
        return all(pattern.search(seen.text) for pattern in kind.every)

    def _cells(self, matters: list[str]) -> list[str]:
        """What the matters are of; where none is named, the lines of the section's own table."""
        if self.form is None:
            return []
        named = [cell for matter in dict.fromkeys(matters) if matter for cell in matter_cells(self.form)[matter]]
        tables = [] if named else [table.code for table in self.form.tables if table.section == self.section.number]
        lines = {f"{c.table}.{c.row}": c.cell for c in self.form.cells if c.table in tables}
        return named or list(lines.values())

    def _year(self, seen: _Seen, at: int | None) -> int | None:
        """The year of the figure at a place; without one last year where it is named, else this year, else any."""
        named = [year for year in seen.years[: seen.before(YEAR, at)] if year] if at is not None else []
        if named:
            return named[-1]
        every = {year for year in seen.years if year}
        this = self.report_year or 0
        return next((year for year in (this - 1, this) if year in every), max(every, default=None))


def _figures(seen: _Seen, report_year: int | None) -> dict[str, tuple[Figures, int | None]]:
    """The numbers by the matter named before them ("" where none is), each in its role, and the place of the first."""
    claimed: dict[int, tuple[str, Decimal]] = {}
    for pattern in figure_patterns():
        for match in pattern.expression.finditer(seen.text):
            at = seen.text.index(FIGURE, match.start())
            number = seen.numbers[seen.before(FIGURE, at)]
            role = pattern.role
            if role == "told":
                years = [year for year in seen.years[: seen.before(YEAR, at)] if year]
                role = "old" if years and report_year and years[-1] < report_year else "new"
            claimed.setdefault(at, (role, number * pattern.sign if role == "difference" else number))
    by_matter: dict[str, tuple[Figures, int | None]] = {}
    for at in sorted(claimed):
        named = seen.before(MATTER, at)
        matter = seen.matters[max(0, named - 1)] if seen.matters else ""
        figures, _ = by_matter.setdefault(matter, ({}, at))
        figures.setdefault(*claimed[at])
    return by_matter


def _merged(one: Explanation, other: Explanation) -> Explanation | None:
    """Two sentences about the same as one explanation; None where they say different numbers or years."""
    for name in ("year", "old", "new", "difference"):
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine is not None and theirs is not None and mine != theirs:
            return None
    return one._replace(
        text=one.text + other.text,
        cells=one.cells or other.cells,
        year=one.year if one.year is not None else other.year,
        old=one.old if one.old is not None else other.old,
        new=one.new if one.new is not None else other.new,
        difference=one.difference if one.difference is not None else other.difference,
    )
