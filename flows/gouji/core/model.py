"""The vocabulary of the project: what is read from one document.

A report is one agency's document for one report year; a cell is one figure of the form, named
``table.row.column``; a statement is a figure claimed in prose; a fact is what no table has. Plain values, no behaviour beyond shape.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from .errors import GoujiError

JSON_SCHEMA = 1  # of the elements that `gouji parse --json` and `gouji check --json` print

# States of a cell. `value` is None unless REPORTED: a blank is never a zero.
REPORTED = "reported"  # a number stood there
BLANK = "blank"  # the cell is there and empty
NOT_APPLICABLE = "not_applicable"  # "/", "-", "无"
UNREADABLE = "unreadable"  # text that is no number
ABSENT = "absent"  # its row or table was not found: not in the document, unless it may be in what is `Unread`
STATES = (REPORTED, BLANK, NOT_APPLICABLE, UNREADABLE, ABSENT)


class Cell(NamedTuple):
    """One figure and where it stood.

    `page`, `table`, `row`, `column` count from 1 (page: PDF and scans only; table: in document order; row and
    column: of the grid with spans expanded, or for flattened text the line and the figure's place in it).
    All four are None for an absent cell. `attachment`: the picture or attached file it stood in, as the document
    names it; None for the document itself. `confidence` (0-1): how sure the recognition of a scan is of the text; None
    for digital text.
    """

    cell: str
    value: Decimal | None
    state: str
    raw: str
    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    attachment: str | None = None
    confidence: float | None = None

    def as_json(self) -> dict[str, Any]:
        told = {
            "cell": self.cell,
            "value": plain_number(self.value),
            "state": self.state,
            "raw": self.raw,
            "where": {
                "page": self.page,
                "table": self.table,
                "row": self.row,
                "column": self.column,
                "attachment": self.attachment,
            },
        }
        return told if self.confidence is None else told | {"confidence": round(self.confidence, 4)}


class Section(NamedTuple):
    """One of the six sections: its statutory number (1-6), its heading as printed, its prose without tables."""

    number: int
    heading: str
    text: str


class Statement(NamedTuple):
    """A figure claimed in prose; `text` is the sentence it stands in, `unit` as written (件, 条, 元 …; 万 is in the value).

    `lowest` to `highest` is what the wording may mean (370余 is 370 to 380); both are `value` for a plain figure.
    `scope`: `year`, `part` (of one channel, or one item of a list) or `other` (another time); `year`: the year the
    sentence names for it. `label`: what it is of, as written. `ordinal` counts from 1 over the report; `part_of` is the
    ordinal of the total it is a part of.
    """

    kind: str
    value: Decimal
    unit: str
    section: int
    text: str
    lowest: Decimal
    highest: Decimal
    scope: str = "year"
    year: int | None = None
    label: str = ""
    ordinal: int = 1
    part_of: int | None = None

    def as_json(self) -> dict[str, Any]:
        figures = {name: plain_number(getattr(self, name)) for name in ("value", "lowest", "highest")}
        return self._asdict() | figures


class Fact(NamedTuple):
    """What only the prose tells, by data/forms/facts.toml: a figure that no table has, or that there is something.

    `value` is None where no number stands; `channel` and `field` are codes, several joined by +, empty where none is
    named (all of them); `field` is `unknown` where the words name one that is not in the vocabulary, `kind` is where
    the whole is not. `text`: the sentence; `label`: the words it is told by. `scope`: `own`, `part_year` (half a year, a
    month), `other_year` or `wider` (another level's). `part_of`: ordinal of the fact it is a part of; `parts`: whether
    its own parts `add_up`, come to `less` or to `more`; empty where it has not two of them. `last_lowest` and
    `last_highest`: what last year's figure was by its own words (比上年增加27条), both None where nothing is said, the
    latter alone: without a bound. `is_whole`: told as all of its kind and channel in the year.
    """

    kind: str
    channel: str
    field: str
    value: Decimal | None
    unit: str
    section: int
    text: str
    label: str = ""
    lowest: Decimal | None = None
    highest: Decimal | None = None
    scope: str = "own"
    year: int | None = None
    ordinal: int = 1
    part_of: int | None = None
    parts: str = ""
    last_lowest: Decimal | None = None
    last_highest: Decimal | None = None
    is_whole: bool = False

    def as_json(self) -> dict[str, Any]:
        decimals = ("value", "lowest", "highest", "last_lowest", "last_highest")
        figures = {name: plain_number(getattr(self, name)) for name in decimals}
        return self._asdict() | figures


class Explanation(NamedTuple):
    """The report's own word on why something does not agree; `text`: the sentences, as they stand.

    `cells`: the figures it is about, one for each row of the form; none: the report as a whole. `year`: the year whose
    figures it speaks of, where it says so. `old`, `new`: what was reported before, and what it should have been or is
    now; `difference`: by how much this year's figure is more (or, below zero, less) than last year's report gives.
    `starts_at`: the character of the section's text where it begins, from 1; None in a row of a table.
    """

    kind: str
    section: int
    text: str
    cells: list[str]
    year: int | None = None
    old: Decimal | None = None
    new: Decimal | None = None
    difference: Decimal | None = None
    starts_at: int | None = None
    ordinal: int = 1

    def as_json(self) -> dict[str, Any]:
        return self._asdict() | {name: plain_number(getattr(self, name)) for name in ("old", "new", "difference")}


class Unread(NamedTuple):
    """Something that stands in the document and could not be read: what is missing in the report may be there.

    `place`: where, in words: page, table, row, picture or attachment. `table_code`, `section`: what it may hold; where
    both are None, anything.
    """

    place: str
    table_code: str | None = None
    section: int | None = None


@dataclass(slots=True)
class Report:
    """What one document says, read without knowing any registry."""

    document: str  # sha256 of the bytes
    media_type: str
    title: str | None = None
    agency: str | None = None  # the agency's name as printed in a title
    speaker: str | None = None  # where no title has one: who the text says it is
    report_year: int | None = None
    form: str | None = None  # "2021" or "2019"; None when no table of the form was found
    published_on: date | None = None
    cells: list[Cell] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    explanations: list[Explanation] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    member: str | None = None  # its path inside the archive it came in
    attachments: list[str] = field(default_factory=list)  # pictures and attached files it was read from, as named

    def as_json(self, source: str) -> dict[str, Any]:
        """An element of what `gouji parse --json` prints; `source`: the file, and its member where it is an archive."""
        return {
            "schema": JSON_SCHEMA,
            "document": self.document,
            "source": source,
            "media_type": self.media_type,
            "title": self.title,
            "agency": self.agency,
            "report_year": self.report_year,
            "form": self.form,
            "published_on": self.published_on.isoformat() if self.published_on else None,
            "cells": [cell.as_json() for cell in self.cells],
            "sections": [section._asdict() for section in self.sections],
            "statements": [statement.as_json() for statement in self.statements],
            "facts": [fact.as_json() for fact in self.facts],
            "explanations": [explanation.as_json() for explanation in self.explanations],
            "warnings": self.warnings,
            "unread": [unread._asdict() for unread in self.unread],
            "attachments": self.attachments,
            "error": None,
        }


def unreadable_as_json(source: str, document: str, problem: str) -> dict[str, Any]:
    """An element of what `gouji parse --json` prints, for a document of which nothing was read."""
    return Report(document, "").as_json(source) | {"media_type": None, "error": problem}


class UnreadableDocument(GoujiError):
    """A document that holds no report: the message says what was expected and what to do."""


def plain_number(value: Decimal | None) -> int | float | None:
    """A JSON number: whole when the figure is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


class FoundReport(NamedTuple):
    """A report as read, in the few words needed to place it."""

    report_id: str
    source: str  # file or address it came from
    title: str | None
    agency: str | None
    report_year: int | None
    published_on: date | None
    cells: int  # cells read with any content; 0 when the tables are missing
    speaker: str | None = None  # who the text says it is, where no title names an agency
    member: str | None = None  # its path inside the archive that the source is
    form: str | None = None  # the form its tables are in
