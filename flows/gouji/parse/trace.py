"""What the recogniser decided and why, for whoever listens: `gouji parse --explain`, and the log at debug level.

A module says `trace = Trace(__name__)` and, at a decision, `if trace: trace(RowsAssigned(...))`: nothing is built
where nobody listens. An event is plain data that can be pickled; `words` is what the log says of it.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date
from typing import NamedTuple, Protocol

from gouji.core.model import Cell, Statement, plain_number
from gouji.core.visible_text import visible

from .document import Grid

MAX_EVENTS = 20_000  # of one document; a report has some hundred
MAX_SCORES = 3  # rows of the form that a line is compared with, best first


class Event(Protocol):
    """A decision. `words`: one line, Chinese with English beside it."""

    def words(self) -> str: ...


class DocumentRead(NamedTuple):
    """A document was opened by a reader: the file itself, or one that came with it."""

    name: str
    media_type: str
    paragraphs: int
    grids: int
    links: list[tuple[str, str]]  # kind, name

    def words(self) -> str:
        return (
            f"读入 {visible(self.name)}（{self.media_type}）：{self.paragraphs} 段、{self.grids} 张表、"
            f"{len(self.links)} 个链接 document read"
        )


class PageDrawn(NamedTuple):
    """A page as drawn, in points from its upper left corner: ruling lines (x0, y0, x1, y1), the cells that they part
    (x0, top, x1, bottom), and words, parted by wide gaps, with their boxes."""

    number: int
    width: float
    height: float
    rules: list[tuple[float, float, float, float]]
    cells: list[tuple[float, float, float, float]]
    texts: list[tuple[str, float, float, float, float]]

    def words(self) -> str:
        return (
            f"第{self.number}页：{len(self.rules)} 条线、{len(self.cells)} 个格、{len(self.texts)} 处文字 page as drawn"
        )


class ReportBegun(NamedTuple):
    """A report's paragraphs and grids in order, each with the section it stands in (None: before the first)."""

    blocks: list[str | Grid]
    sections: list[int | None]

    def words(self) -> str:
        grids = sum(isinstance(block, Grid) for block in self.blocks)
        return f"一份报告：{len(self.blocks) - grids} 段、{grids} 张表 a report's blocks"


class Heading(NamedTuple):
    block: int
    number: int
    text: str
    weight: float
    chosen: bool


class HeadingsFound(NamedTuple):
    candidates: list[Heading]

    def words(self) -> str:
        told = "；".join(
            f"{'取' if h.chosen else '不取'} 第{h.number}部分「{visible(h.text, 40)}」权重 {h.weight:.1f}"
            for h in self.candidates
        )
        return f"部分标题 headings：{told or '无 none'}"


class TitleCandidate(NamedTuple):
    text: str
    agency: str | None
    year: int | None


class IdentityFound(NamedTuple):
    """Titles as they were asked, best first, and what was taken; `rule` says from where."""

    candidates: list[TitleCandidate]
    title: str | None
    agency: str | None
    year: int | None
    speaker: str | None
    rule: str

    def words(self) -> str:
        return (
            f"机关「{visible(self.agency or self.speaker or '未识别')}」、年度 {self.year or '未识别'}：{self.rule}；"
            f"标题「{visible(self.title or '无')}」，共 {len(self.candidates)} 个可能的标题 agency and year"
        )


class DateFound(NamedTuple):
    day: date | None
    rule: str

    def words(self) -> str:
        return f"公布日期 {self.day or '未识别'}：{self.rule} date of publication"


class FormShare(NamedTuple):
    """How much of a form the grids hold: rows whose very label stands there, and labels that no other form has."""

    form: str
    rows_found: int
    rows: int
    own_labels: int


class FormChosen(NamedTuple):
    form: str
    shares: list[FormShare]
    rule: str

    def words(self) -> str:
        told = "；".join(f"{s.form}：{s.rows_found}/{s.rows} 行，独有标签 {s.own_labels} 处" for s in self.shares)
        return f"格式 {self.form}：{self.rule}（{told}） form"


class RowRead(NamedTuple):
    """A row of a grid: `header_of` is the table whose header it is; `lines` are (label, figures, table or None)."""

    grid: int
    row: int
    header_of: str | None
    lines: list[tuple[str, int, str | None]]

    def words(self) -> str:
        place = f"第{self.grid}张表第{self.row}行"
        if not self.lines:
            return f"{place}没有数字{f'，是 {self.header_of} 的表头 header' if self.header_of else ' no figures'}"
        told = "；".join(f"「{visible(label, 30)}」{n} 格 -> {table or '无 none'}" for label, n, table in self.lines)
        return f"{place}：{told} printed row"


class AssignedLine(NamedTuple):
    """A printed line, its best scores against the rows of the form, and the row it was given (None: none)."""

    grid: int
    row: int
    label: str
    figures: tuple[str, ...]
    scores: tuple[tuple[float, str], ...]
    given: str | None
    why: str

    def words(self) -> str:
        scores = "、".join(f"{row} {score:.2f}" for score, row in self.scores)
        return (
            f"第{self.grid}张表第{self.row}行「{visible(self.label, 30)}」-> {self.given or '无 none'}："
            f"{self.why}（{scores or '与各行都不像 like no row'}）"
        )


class RowsAssigned(NamedTuple):
    form: str
    table: str
    lines: list[AssignedLine]

    def words(self) -> str:
        told = "；".join(line.words() for line in self.lines)
        return f"{self.table} 的 {len(self.lines)} 行 rows of the form：{told or '无 none'}"


class FiguresPlaced(NamedTuple):
    """A row whose boxes are not as many as its columns: by which rule they were given to columns, if they were."""

    grid: int
    row: int
    label: str
    wanted: int
    found: int
    placed: bool
    rule: str

    def words(self) -> str:
        return (
            f"第{self.grid}张表第{self.row}行「{visible(self.label, 30)}」应有 {self.wanted} 个数，实有 {self.found} 个："
            f"{self.rule} figures to columns"
        )


class CellsSettled(NamedTuple):
    """Recognised cells that were read again or are not believed: (as first read, as settled)."""

    changes: list[tuple[Cell, Cell]]

    def words(self) -> str:
        told = "；".join(
            f"{old.cell} {plain_number(old.value)} -> {plain_number(new.value)} {new.state}"
            for old, new in self.changes
        )
        return f"扫描件复核 recognised cells looked at again：{told or '无改动 none'}"


class FiguresUnused(NamedTuple):
    """Figures of a grid's row that became no cell: (column, text)."""

    grid: int
    row: int
    boxes: list[tuple[int, str]]

    def words(self) -> str:
        told = "、".join(f"第{column}列「{visible(text, 40)}」" for column, text in self.boxes)
        return f"第{self.grid}张表第{self.row}行 {told} 不属于任何一格，未采用 figures of no cell"


class FiredPattern(NamedTuple):
    """A pattern of statements.toml and the words it stands on; `why_not`: empty where it made the statement."""

    kinds: tuple[str, ...]
    words: str
    pattern: str
    why_not: str


class SentenceRead(NamedTuple):
    """A sentence that may state figures: patterns in order, statements made, counts that became no statement."""

    section: int
    text: str
    fired: list[FiredPattern]
    statements: list[Statement]
    unclaimed: list[str]

    def words(self) -> str:
        fired = "；".join(
            f"{'/'.join(p.kinds)} 中于 on「{visible(p.words, 60)}」{p.why_not and f'，未用：{p.why_not}'}"
            for p in self.fired
        )
        made = "；".join(
            f"{s.ordinal}. {s.kind} = {plain_number(s.value)}{s.unit} {s.scope}"
            + (f"，属第 {s.part_of} 条 part of" if s.part_of else "")
            for s in self.statements
        )
        left = "、".join(self.unclaimed)
        return (
            f"第{self.section}部分「{visible(self.text, 60)}」句式 patterns：{fired or '无 none'}；"
            f"所述 statements：{made or '无 none'}；未用的数 counts of no statement：{left or '无 none'}"
        )


class ReportRead(NamedTuple):
    """A report's cells and warnings as read from one document, before its attachments complete it."""

    form: str | None
    cells: list[Cell]
    warnings: list[str]

    def words(self) -> str:
        return f"读得 {len(self.cells)} 格、{len(self.warnings)} 条提示 report read"


_listening: ContextVar[list[Event] | None] = ContextVar("gouji_trace", default=None)


class Trace:
    """A module's way to tell its decisions. False while nobody listens."""

    def __init__(self, module: str) -> None:
        self._log = logging.getLogger(module)

    def __bool__(self) -> bool:
        return _listening.get() is not None or self._log.isEnabledFor(logging.DEBUG)

    def __call__(self, event: Event) -> None:
        self._log.debug("%s", _Words(event))
        events = _listening.get()
        if events is not None and len(events) < MAX_EVENTS:
            events.append(event)


class _Words:
    """An event's words, put together only where a handler writes them."""

    def __init__(self, event: Event) -> None:
        self._event = event

    def __str__(self) -> str:
        return self._event.words()


@contextmanager
def listening() -> Iterator[list[Event]]:
    """The events of what is parsed inside, in order; at most MAX_EVENTS."""
    events: list[Event] = []
    token = _listening.set(events)
    try:
        yield events
    finally:
        _listening.reset(token)


def plain_blocks(blocks: Sequence[str | Grid]) -> list[str | Grid]:
    """Blocks that can be pickled: grids of scans without the way back to their picture."""
    return [block if isinstance(block, str) else replace(block, look_again=None) for block in blocks]
