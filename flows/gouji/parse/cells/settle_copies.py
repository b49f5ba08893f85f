"""Which copy of a table counts, and why: by what is written over it, by what the prose says, by place and fullness."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from gouji.core.forms import FormTable, load_statement_cells
from gouji.core.model import REPORTED, UNREADABLE, Cell, Statement

from .captions import OWN, UNKNOWN_YEAR, WHOLE, has_word, words
from .copies import Copy
from .figures import read_figure

MAX_NAMED = 6  # cells that a warning names
UNSETTLED = "无法确定以哪张为准"  # the check table_twice looks for these words in the warnings of a report
Losers = dict[int, str]  # place among the copies: why it is not taken


class Claim(NamedTuple):
    """A figure that prose states for the year: between `lowest` and `highest` is the sum of `cells`."""

    cells: tuple[str, ...]
    lowest: Decimal
    highest: Decimal


class Whose(NamedTuple):
    """What is known of the report before its tables are read."""

    report_year: int | None = None
    title: str = ""
    agency: str = ""
    claims: tuple[Claim, ...] = ()


class Settled(NamedTuple):
    """`copy` counts; `rivals` may count as well; `warnings` say what was not taken and why; of `equals`, which say the
    same, nothing is said."""

    copy: Copy
    rivals: list[Copy]
    warnings: list[str]
    equals: list[Copy]


def claims_of(form_code: str, statements: Sequence[Statement], report_year: int | None) -> tuple[Claim, ...]:
    """What prose states for the whole year of the report, of cells of the form."""
    of_year = [s for s in statements if s.scope == "year" and s.year in (None, report_year)]
    if not of_year:
        return ()
    cells = _cells_by_kind(form_code)
    return tuple(Claim(cells[s.kind], s.lowest, s.highest) for s in of_year if s.kind in cells)


@cache
def _cells_by_kind(form_code: str) -> Mapping[str, tuple[str, ...]]:
    cells: dict[str, tuple[str, ...]] = {}
    for form, kind, _, cell in load_statement_cells():
        if form == form_code:
            cells[kind] = (*cells.get(kind, ()), cell)
    return MappingProxyType(cells)


def settle(table: FormTable, copies: Sequence[Copy], whose: Whose, read: Callable[[Copy], list[Cell]]) -> Settled:
    """One copy of several; `read` gives the cells of one."""
    left = list(copies)
    dropped: list[tuple[Copy, str]] = []
    steps: list[Callable[[], Losers]] = [
        lambda: _samples(left),
        lambda: _of_other_years(left, whose),
        lambda: _of_other_level(left, whose),
        lambda: _fragments(left),
        lambda: _against_prose(left, whose, read),
        lambda: _elsewhere(left, table),
        lambda: _empty(left),
        lambda: _without_caption(left, whose),
    ]
    left = _without_equals(left, read)
    equals = [copy for copy in copies if not any(copy is other for other in left)]
    for step in steps:
        if len(left) < 2 or any(copy.caption.is_correction for copy in left):
            break  # what a correction replaces is for a person to say
        losers = step()
        if len(losers) < len(left):
            dropped += [(left[i], why) for i, why in losers.items()]
            left = [copy for i, copy in enumerate(left) if i not in losers]
    taken, *rivals = left
    warnings = [
        f"表{table.number}「{table.label}」出现不止一次，采用{_where(taken)}；{_where(copy)}未采用：{why}"
        for copy, why in dropped
    ]
    return Settled(taken, rivals, warnings, equals)


def merged(table: FormTable, copies: Sequence[Copy], readings: Sequence[list[Cell]]) -> tuple[list[Cell], list[str]]:
    """The cells of copies of which any may count: what they agree on; else unreadable, with all values named."""
    cells: list[Cell] = []
    disputed: list[str] = []
    labels = {f"{table.code}.{row.code}.{c.code}": f"{row.name}·{c.label}" for row in table.rows for c in row.columns}
    for versions in zip(*readings, strict=True):
        there = [cell for cell in versions if cell.table is not None]
        first = there[0] if there else versions[0]
        if len({(cell.value, cell.state) for cell in there}) > 1:
            said = "／".join(cell.raw.strip() or "空白" for cell in there)
            disputed.append(f"{labels[first.cell]} {said}")
            first = first._replace(value=None, state=UNREADABLE, raw=said)
        cells.append(first)
    if not disputed:
        return cells, []
    more = f" 等 {len(disputed)} 格" if len(disputed) > MAX_NAMED else ""
    named = "；".join(disputed[:MAX_NAMED])
    places = "、".join(_where(copy) for copy in copies)
    return cells, [
        f"表{table.number}「{table.label}」出现 {len(copies)} 次（{places}），{UNSETTLED}，"
        f"不同的数记为无法辨认：{named}{more}；请人工核对，并请报送单位写明各表的年度与口径"
    ]


def _where(copy: Copy) -> str:
    grids = "、".join(map(str, sorted(copy.grids)))
    said = f"（「{copy.caption.text[:30]}」）" if copy.caption.says_something and copy.caption.text else ""
    return f"第{grids}张表{said}"


def _without_equals(copies: list[Copy], read: Callable[[Copy], list[Cell]]) -> list[Copy]:
    """Copies without those that say nothing else than one before: a table printed again, exactly."""
    kept: list[Copy] = []
    told: list[Mapping[str, tuple[Decimal | None, str]]] = []
    for copy in copies:
        said = {cell.cell: (cell.value, cell.state) for cell in read(copy) if cell.table is not None}
        if not said or not any(said.items() <= other.items() for other in told):
            kept.append(copy)
            told.append(said)
    return kept


def _samples(copies: list[Copy]) -> Losers:
    return {i: "写明是样表或空表" for i, copy in enumerate(copies) if copy.caption.is_sample}


def _of_other_years(copies: list[Copy], whose: Whose) -> Losers:
    own = whose.report_year or UNKNOWN_YEAR
    others = {i: copy.caption.year for i, copy in enumerate(copies) if copy.caption.year not in (None, own)}
    return {i: f"写明是{'上年' if year == UNKNOWN_YEAR - 1 else f' {year} 年'}的数" for i, year in others.items()}


def _of_other_level(copies: list[Copy], whose: Whose) -> Losers:
    levels = {copy.caption.level for copy in copies}
    if not levels - {None}:
        return {}
    if has_word(whose.title, OWN):
        wanted = OWN
    elif whose.agency.endswith(words()["government"]) or not whose.agency or any(c.caption.is_part for c in copies):
        wanted = WHOLE
    else:
        return {}  # a department's report: whose figures the form wants is not for the reader to say
    other, why = (OWN, "只是本级的数，本报告报全域") if wanted == WHOLE else (WHOLE, "是全域的数，本报告报本级")
    losers = {i: why for i, copy in enumerate(copies) if copy.caption.level == other}
    if wanted in levels:
        losers |= {i: "没有写明口径，另有写明的" for i, copy in enumerate(copies) if copy.caption.level is None}
    return losers


def _fragments(copies: list[Copy]) -> Losers:
    """Copies with fewer than half of the rows of another: lists of some figures."""
    most = max(copies, key=lambda copy: len(copy.rows))
    return {
        i: "只列了其中几行"
        for i, copy in enumerate(copies)
        if copy.rows < most.rows and 2 * len(copy.rows) < len(most.rows)
    }


def _against_prose(copies: list[Copy], whose: Whose, read: Callable[[Copy], list[Cell]]) -> Losers:
    """Copies that differ from what the text says, where another agrees with all of it."""
    told = [_agreement({c.cell: c.value for c in read(copy) if c.state == REPORTED}, whose.claims) for copy in copies]
    if not any(agree and not differ for agree, differ in told):
        return {}
    return {i: f"与正文所说的数不一致（{differ} 处）" for i, (_, differ) in enumerate(told) if differ}


def _agreement(values: Mapping[str, Decimal | None], claims: Sequence[Claim]) -> tuple[int, int]:
    agree = differ = 0
    for claim in claims:
        if all(cell in values for cell in claim.cells):
            total = sum((values[cell] or Decimal(0) for cell in claim.cells), Decimal(0))
            holds = claim.lowest <= total <= claim.highest
            agree, differ = agree + holds, differ + (not holds)
    return agree, differ


def _elsewhere(copies: list[Copy], table: FormTable) -> Losers:
    """Copies in an annex, or outside the section the table belongs to; not where the one inside says nothing."""
    home = [not copy.caption.in_annex and copy.caption.section == table.section for copy in copies]
    if not any(inside and _is_filled(copy) for inside, copy in zip(home, copies, strict=True)):
        return {}
    return {
        i: "在附件里" if copies[i].caption.in_annex else f"不在第{table.number}部分"
        for i, inside in enumerate(home)
        if not inside
    }


def _empty(copies: list[Copy]) -> Losers:
    blank = {
        i: "是没有填写的空表"
        for i, copy in enumerate(copies)
        if not any(read_figure(box.text).state == REPORTED for box in copy.figures)
    }
    if blank or not any(_is_filled(copy) for copy in copies):
        return blank
    return {
        i: "全是 0，且不在正文"
        for i, copy in enumerate(copies)
        if not _is_filled(copy) and (copy.caption.in_annex or copy.caption.section is None)
    }


def _is_filled(copy: Copy) -> bool:
    return any(read_figure(box.text).value for box in copy.figures)


def _without_caption(copies: list[Copy], whose: Whose) -> Losers:
    """Copies of which nobody wrote the year, where one is said to be of the report's."""
    own = whose.report_year or UNKNOWN_YEAR
    if not any(copy.caption.year == own for copy in copies):
        return {}
    return {i: "没有写明年度，另有写明本年的" for i, copy in enumerate(copies) if copy.caption.year is None}
