"""The copies of one statutory table in a document: which rows belong to which copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby

from gouji.core.forms import Form, FormTable
from gouji.core.model import REPORTED
from gouji.parse.document import Box, Grid

from .captions import NOTHING, Caption, caption_in, halves, header_caption, is_comparison
from .figures import read_figure
from .labels import CERTAIN, match_rows
from .rows import PrintedRow, in_one_line

MIN_REPEATED = 3  # rows printed again, one after the other, that begin a second copy within one grid
ALL_ROWS = "*"  # stands for the rows of a table printed side by side


@dataclass(slots=True)
class Copy:
    """One copy of a table, from one grid or from several that go on with each other."""

    caption: Caption
    lines: list[PrintedRow]
    rows: set[str]
    is_comparison: bool = False
    grids: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self.grids = {line.grid.index for line in self.lines}

    def add(self, other: "Copy") -> None:
        self.lines = [*self.lines, *other.lines]
        self.rows |= other.rows
        self.grids |= other.grids

    @property
    def figures(self) -> list[Box]:
        return [box for line in self.lines for box in line.figures]


def copies_of(
    form: Form, table: FormTable, lines: list[PrintedRow], captions: Mapping[int, Caption], report_year: int | None
) -> list[Copy]:
    """The copies of a table, in order; tables of differences that use its labels are marked as comparisons.

    `captions`: by the id() of a grid. A grid whose rows are not yet there goes on with the copy before it: a table is
    often cut by a page or printed as one grid a row.
    """
    copies: list[Copy] = []
    for _, run in groupby(lines, key=lambda line: id(line.grid)):
        for part in _parts(form, table, list(run), captions, report_year):
            home = None if part.is_comparison else _goes_on_with(copies, part)
            if home is None:
                copies.append(part)
            else:
                home.add(part)
    return _without_single_repeats(copies)


def _goes_on_with(copies: list[Copy], part: Copy) -> Copy | None:
    """The copy that a part continues: the last with the same caption that has none of its rows, or, where no copy has
    them, the last whose caption says nothing else."""
    whole = [copy for copy in reversed(copies) if not copy.is_comparison]
    alike = [copy for copy in whole if copy.caption.is_like(part.caption) and not copy.rows & part.rows]
    if not alike and not any(copy.rows & part.rows for copy in whole):
        alike = [copy for copy in whole if copy.caption.agrees_with(part.caption)]
    return alike[0] if alike else None


def _without_single_repeats(copies: list[Copy]) -> list[Copy]:
    """Copies that share a row at most and each have others put together: a page break has repeated a row, or a label
    is misprinted, which the order of the rows settles."""
    kept: list[Copy] = []
    for copy in copies:
        last = kept[-1] if kept else None
        if (
            last is not None
            and not last.is_comparison
            and not copy.is_comparison
            and last.caption.is_like(copy.caption)
            and len(last.rows & copy.rows) <= 1
            and len(last.rows | copy.rows) > max(len(last.rows), len(copy.rows))
        ):
            last.add(copy)
        else:
            kept.append(copy)
    return kept


def _parts(
    form: Form, table: FormTable, run: list[PrintedRow], captions: Mapping[int, Caption], report_year: int | None
) -> list[Copy]:
    """The copies that one grid holds, above each other or side by side."""
    grid = run[0].grid
    said = captions.get(id(grid), NOTHING)
    rows = [row_of(form, table, line) for line in run]
    starts = _starts(rows, len(table.rows))
    parts = []
    for start, end in zip(starts, [*starts[1:], len(run)], strict=True):
        lines, named = run[start:end], rows[start:end]
        first = next((i for i, row in enumerate(named) if row), 0)
        header = _above(grid, lines[first], run[start - 1] if start else None)
        sides = _side_by_side(table, lines, named, header, report_year)
        if sides:
            parts += [Copy(said.below(side), half, {row for row in named if row}) for side, half in sides]
            continue
        of_header, compares = _said_by(tuple(tuple(box.text for box in row) for row in header), report_year)
        parts.append(Copy(said.below(of_header), lines, {row for row in named if row}, compares))
    return parts


def row_of(form: Form, table: FormTable, line: PrintedRow) -> str | None:
    """The one row of the form that a line's label surely names; ALL_ROWS for a line with figures for every row."""
    if in_one_line(table) and len(line.figures) >= len(table.rows) * len(table.columns):
        return ALL_ROWS if any(read_figure(box.text).state == REPORTED for box in line.figures) else None
    return _surely_named(form.code, table.code, line.label)


@lru_cache(maxsize=16_384)
def _surely_named(form: str, table: str, label: str) -> str | None:
    certain = [match.row for match in match_rows(form, table, label) if match.score == CERTAIN]
    return certain[0] if len(certain) == 1 else None


def _starts(rows: Sequence[str | None], size: int) -> list[int]:
    """Where in the rows of a grid a copy begins: at a row that was there, followed by others that were. A grid with no
    more rows than the table has one copy, whatever its labels."""
    starts = [0]
    seen: set[str] = set()
    named = [row for row in rows if row is not None]
    if len(set(named)) == len(named):  # none was there before
        return starts
    may_repeat = len(named) > size
    for i, row in enumerate(rows):
        if row is None:
            continue
        ahead = [each for each in rows[i:] if each][:MIN_REPEATED]
        again = may_repeat and len(set(ahead)) == MIN_REPEATED and seen.issuperset(ahead)
        if row in seen and (again or row == ALL_ROWS):
            starts.append(i)
            seen = set()
        seen.add(row)
    return starts


def _above(grid: Grid, line: PrintedRow, before: PrintedRow | None) -> list[list[Box]]:
    """The rows of a grid over a line, its header and caption, up to the last with figures or to the line `before`;
    and what stands in its own row in front of its label."""
    top = before.figures[0].row if before else 0
    first, at = line.figures[0].row, line.figures[0].column
    found: list[list[Box]] = []
    own: list[Box] = []
    for row in reversed(grid.rows):
        number = row[0].row if row else first + 1
        if number == first:
            own = row
        elif number <= top or (number < first and any(_is_figure(box.text) for box in row)):
            break
        elif number < first:
            found.append(row)
    return [*found[::-1], [box for box in own if box.column < at and box.text.strip() != line.label.strip()]]


@lru_cache(maxsize=4096)
def _is_figure(text: str) -> bool:
    return read_figure(text).state == REPORTED and caption_in(text, None).year is None


@lru_cache(maxsize=1024)
def _said_by(header: tuple[tuple[str, ...], ...], report_year: int | None) -> tuple[Caption, bool]:
    """What the texts of a header say of all columns, and whether they head a table of differences."""
    return header_caption(header, report_year), is_comparison(header)


def _side_by_side(
    table: FormTable,
    lines: list[PrintedRow],
    rows: list[str | None],
    header: list[list[Box]],
    report_year: int | None,
) -> list[tuple[Caption, list[PrintedRow]]]:
    """The two halves of a grid with twice the figures in every row, whose header says of what each half is."""
    widths = {row.code: len(row.columns) for row in table.rows} | {ALL_ROWS: len(table.rows) * len(table.columns)}
    sides = [2 * widths[row] == len(line.figures) for line, row in zip(lines, rows, strict=True) if row]
    if not sides or not all(sides) or (said := halves(header, report_year)) is None:
        return []
    left = [line._replace(figures=line.figures[: len(line.figures) // 2]) for line in lines]
    right = [line._replace(figures=line.figures[len(line.figures) // 2 :]) for line in lines]
    return [(said[0], left), (said[1], right)]
