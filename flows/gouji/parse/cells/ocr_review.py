"""Cells recognised in a picture: which to look at again, and which not to believe.

The identities of the form only say where to look. A figure is taken from what the recogniser reads, surely and more
than once, or not at all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from gouji.core.forms import FormCell, load_forms
from gouji.core.model import ABSENT, BLANK, NOT_APPLICABLE, REPORTED, UNREADABLE, Cell
from gouji.parse.document import Box, Grid

from .figures import read_figure, read_recognised
from .tables import TableReading

MIN_CONFIDENCE = 0.9  # least confidence of a figure's least sure character
NEAR_LOST_ROWS = 2  # rows above and below
MIN_SIGN_CONFIDENCE = 0.75  # of a dash or slash that every look has read
MAX_REREAD_CELLS = 120  # cells looked at again; more of them are no question of single cells
MIN_AGREEING = 3  # readings of one cell, the first included, that must agree
MAX_LOST_SHARE = 0.1  # of a table's cells; where more are lost, only a cell of a sum that holds is believed
MAX_LOST_SHARE_IN_SUMS = 0.18  # where more still are lost, only a cell all of whose sums hold
MAX_NAMED = 12  # cells that a warning names


def settle(reading: TableReading, grids: Iterable[Grid], form: str) -> TableReading:
    """The reading with every doubtful cell read again or marked unreadable; unchanged where nothing was recognised."""
    if all(cell.confidence is None for cell in reading.cells):
        return reading
    grids = list(grids)
    looks = {grid.index: grid.look_again for grid in grids}
    lost = _lost(reading.cells, grids)
    cells = {cell.cell: _emptied(_whole(cell, form), lost) for cell in reading.cells}
    again = [name for name in _in_doubt(cells, form) if cells[name].confidence is not None]
    for count, name in enumerate(again):
        cell = cells[name]
        look = looks.get(cell.table or 0) if count < MAX_REREAD_CELLS else None
        seen = look(cell.row, cell.column) if look and cell.row and cell.column else []
        cells[name] = _settled(cell, seen, _known(form)[name].unit)
    settled = _confirmed(cells, form)
    return reading._replace(cells=settled, warnings=[*reading.warnings, *_warnings(settled, form)])


def _whole(cell: Cell, form: str) -> Cell:
    """A recognised figure as what was recognised may mean: a count has no decimals."""
    if cell.confidence is None or cell.state != REPORTED:
        return cell
    figure = read_recognised(cell.raw, _known(form)[cell.cell].unit)
    return cell._replace(value=figure.value, state=figure.state)


def _lost(cells: list[Cell], grids: list[Grid]) -> set[tuple[int | None, int | None]]:
    """(table, row) near figures that became no cell: a rule was overlooked there, or a page ended, and rows are torn."""
    used = {(cell.table, cell.row, cell.column) for cell in cells if cell.state != ABSENT}
    rows = [(grid, boxes) for grid in grids for boxes in grid.rows]
    return {
        (grid.index, boxes[0].row)
        for k, (_, lost) in enumerate(rows)
        if any(
            box.confidence is not None and (rows[k][0].index, box.row, box.column) not in used and _is_figure(box.text)
            for box in lost
        )
        for grid, boxes in rows[max(k - NEAR_LOST_ROWS, 0) : k + NEAR_LOST_ROWS + 1]
    }


def _is_figure(text: str) -> bool:
    return text.isascii() and read_figure(text).state == REPORTED


def _emptied(cell: Cell, lost: set[tuple[int | None, int | None]]) -> Cell:
    """A blank cell near lost figures may be theirs: it is not known to be blank."""
    is_lost = cell.state == BLANK and (cell.table, cell.row) in lost
    return cell._replace(state=UNREADABLE, confidence=0.0) if is_lost else cell


def _in_doubt(cells: dict[str, Cell], form: str) -> list[str]:
    """Cells not surely recognised, those of sums that do not hold, and those no sum would betray; these first."""
    summed = {name for names in sums_within(form).values() for name, _ in names}
    broken = {name for names in _broken(cells, form) for name in names}
    unsure = [
        name
        for name, cell in cells.items()
        if cell.confidence is not None and (cell.confidence < MIN_CONFIDENCE or cell.state == UNREADABLE)
    ]
    alone = [name for name in cells if name not in summed]
    return list(dict.fromkeys([*alone, *unsure, *sorted(broken)]))


def _settled(cell: Cell, seen: list[Box], unit: str) -> Cell:
    """The cell as most of its readings have it, or unreadable."""
    readings = [(cell.raw, cell.confidence or 0.0), *((box.text, box.confidence or 0.0) for box in seen)]
    votes: dict[tuple[str, Decimal | None], list[float]] = defaultdict(list)
    for text, sure in readings:
        figure = read_recognised(text, unit)
        votes[figure.state, figure.value].append(sure)
    (state, value), best = max(votes.items(), key=lambda item: (_is_known(item[0][0]), len(item[1]), max(item[1])))
    rivals = [sure for key, found in votes.items() if key != (state, value) and _is_known(key[0]) for sure in found]
    confidence = max(best)
    enough = len(best) >= MIN_AGREEING and not any(sure >= MIN_CONFIDENCE for sure in rivals) if seen else True
    least = MIN_CONFIDENCE if state == REPORTED or len(best) < len(readings) else MIN_SIGN_CONFIDENCE
    if enough and confidence >= least and _is_known(state):
        return cell._replace(value=value, state=state, confidence=confidence)
    if cell.state in (BLANK, ABSENT):
        return cell
    return cell._replace(value=None, state=UNREADABLE, confidence=min(sure for _, sure in readings))


def _confirmed(cells: dict[str, Cell], form: str) -> list[Cell]:
    """The cells; of a scanned table of which many cannot be read, only those of which a sum holds, and where they are
    very many every sum: that of a row alone would also hold where lines were taken for one another."""
    confirmed: set[str] = set()
    unsure: set[str] = set()
    for names, holds in _judged(cells, form):
        (confirmed if holds and len(names) > 1 else unsure).update(names)
    believed = dict(cells)
    for table in load_forms()[form].tables:
        names = [name for name in cells if name.startswith(f"{table.code}.")]
        lost = _share_lost([cells[name] for name in names if not _known(form)[name].optional])
        sure = names if lost <= MAX_LOST_SHARE else confirmed if lost <= MAX_LOST_SHARE_IN_SUMS else confirmed - unsure
        for name in set(names).difference(sure):
            if cells[name].confidence is not None and cells[name].state == REPORTED:
                believed[name] = cells[name]._replace(value=None, state=UNREADABLE)
    return list(believed.values())


def _share_lost(cells: list[Cell]) -> float:
    """Of the cells of a table from the first to the last that was found, as a page may show a part."""
    found = [i for i, cell in enumerate(cells) if cell.state != ABSENT]
    there = cells[found[0] : found[-1] + 1] if found else []
    return sum(cell.state in (UNREADABLE, ABSENT) for cell in there) / max(len(there), 1)


def _is_known(state: str) -> bool:
    return state in (REPORTED, NOT_APPLICABLE)


def _broken(cells: dict[str, Cell], form: str) -> list[list[str]]:
    """The cells of each sum that does not hold; not of those with an unknown term."""
    return [names for names, holds in _judged(cells, form) if holds is False]


def _judged(cells: dict[str, Cell], form: str) -> Iterator[tuple[list[str], bool | None]]:
    """The cells of each sum and whether it holds, blanks counted as nothing; None with an unknown term."""
    for terms in sums_within(form).values():
        known = [(cells[name], factor) for name, factor in terms if name in cells and cells[name].state != ABSENT]
        names = [cell.cell for cell, _ in known]
        if any(cell.state == UNREADABLE for cell, _ in known):
            yield names, None
        else:
            yield names, not sum(((cell.value or Decimal(0)) * factor for cell, factor in known), Decimal(0))


@cache
def sums_within(form: str) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """The identities within one report: (cell, coefficient) of each."""
    sums: dict[str, list[tuple[str, int]]] = defaultdict(list)
    across_years = {term.identity for term in load_forms()[form].terms if term.years_back}
    for term in load_forms()[form].terms:
        if term.identity not in across_years:
            sums[term.identity].append((term.cell, term.coefficient))
    return MappingProxyType({identity: tuple(terms) for identity, terms in sums.items()})


@cache
def _known(form: str) -> Mapping[str, FormCell]:
    return MappingProxyType({cell.cell: cell for cell in load_forms()[form].cells})


def _warnings(cells: list[Cell], form: str) -> list[str]:
    unsure = [c for c in cells if c.confidence is not None and c.state == UNREADABLE]
    warnings = [_named(found, form, "辨认不清，记为无法辨认") for found in _by_page(unsure)]
    counts = Counter(name for names in _broken({cell.cell: cell for cell in cells}, form) for name in names)
    suspects = [c for c in cells if c.cell in counts and c.confidence is not None]
    crossed = [c for c in suspects if counts[c.cell] > 1]  # where a row and a column meet that both do not hold
    warnings += [
        _named(found, form, "所在的勾稽关系不成立，可能是识别有误，也可能是原件有误")
        for found in _by_page(crossed or sorted(suspects, key=lambda c: c.confidence or 0)[:MAX_NAMED])
    ]
    return warnings


def _by_page(cells: list[Cell]) -> list[list[Cell]]:
    pages: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        pages[cell.page or 0].append(cell)
    return [pages[page] for page in sorted(pages)]


def _named(cells: list[Cell], form: str, what: str) -> str:
    named = [
        f"第{c.table}张表第{c.row}行第{c.column}列「{_known(form)[c.cell].row_label[:16]}·{_known(form)[c.cell].column_label}」{c.raw}"
        for c in cells[:MAX_NAMED]
    ]
    more = f" 等 {len(cells)} 格" if len(cells) > MAX_NAMED else ""
    return f"请人工核对第 {cells[0].page} 页：{'；'.join(named)}{more}{what}"
