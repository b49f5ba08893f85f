"""Printed rows -> rows of the form, by meaning and order together."""

from itertools import pairwise

from gouji.core.characters import fold
from gouji.core.forms import Form, FormTable
from gouji.core.model import BLANK, UNREADABLE
from gouji.parse.trace import MAX_SCORES, AssignedLine, RowsAssigned, Trace

from .figures import read_figure
from .labels import CERTAIN, is_column_label, match_rows, nearest_rows, strip_numbering
from .rows import PrintedRow

trace = Trace(__name__)
# Why a line was given its row, or none.
_CERTAIN = "各行标签都确定且次序相符 every label certain and in order"
_ALIGNED = "词义与次序合计得分最高 best total of meaning and order"
_OUT_OF_ORDER = "次序不符而标签确定 out of order, label certain"
_GAP = "标签无法辨认，按前后两行补入 label lost, between two known rows"
_RIVAL = "所像的行归了别的行或次序不符 its rows went to others, or out of order"
_UNKNOWN = "与格式的各行都不像 like no row of the form"


def align(scores: list[dict[int, float]], size: int) -> list[int | None]:
    """The order-keeping assignment of lines to `size` form rows with the greatest total score.

    `scores[i]` maps the form rows line i may mean to how surely. Returns the form row of each line, or None.
    """
    best = [[0.0] * (size + 1) for _ in range(len(scores) + 1)]
    for i in range(len(scores) - 1, -1, -1):
        here, below = best[i], best[i + 1]
        for j in range(size - 1, -1, -1):
            value = max(below[j], here[j + 1])
            if (score := scores[i].get(j)) is not None:
                value = max(value, score + below[j + 1])
            here[j] = value
    assigned: list[int | None] = []
    j = 0
    for i, candidates in enumerate(scores):
        row = None
        for k in range(j, size):
            if best[i][j] == best[i + 1][j]:
                break  # leaving this line out loses nothing
            score = candidates.get(k)
            if score is not None and best[i][j] == score + best[i + 1][k + 1]:
                row = k
                break
        assigned.append(row)
        if row is not None:
            j = row + 1
    return assigned


def assign_rows(form: Form, table: FormTable, lines: list[PrintedRow]) -> list[int | None]:
    position = {row.code: i for i, row in enumerate(table.rows)}
    scores = [{position[m.row]: m.score for m in match_rows(form.code, table.code, line.label)} for line in lines]
    certain = [next((j for j, score in s.items() if score == CERTAIN), None) for s in scores]
    known = [row for row in certain if row is not None]
    if len(known) == len(lines) and all(a < b for a, b in pairwise(known)):
        _tell(form, table, lines, scores, dict.fromkeys(range(len(lines)), _CERTAIN), certain)
        return certain
    weighed = [{j: score * _weight(line) for j, score in s.items()} for line, s in zip(lines, scores, strict=True)]
    assigned = align(weighed, len(table.rows))
    why = {i: _ALIGNED for i, row in enumerate(assigned) if row is not None}
    for i, (line, row) in enumerate(zip(lines, certain, strict=True)):
        # Out of order, but its label leaves no doubt.
        if assigned[i] is None and row is not None and row not in assigned and not _may_head_column(line.label):
            assigned[i] = row
            why[i] = _OUT_OF_ORDER
    _fill_gaps(table, lines, scores, assigned)
    _tell(form, table, lines, scores, why, assigned)
    return assigned


def _tell(
    form: Form,
    table: FormTable,
    lines: list[PrintedRow],
    scores: list[dict[int, float]],
    why: dict[int, str],
    assigned: list[int | None],
) -> None:
    """Trace which row each line was given, and why."""
    if not trace:
        return
    told = []
    for i, (line, row) in enumerate(zip(lines, assigned, strict=True)):
        best = nearest_rows(form.code, table.code, line.label, MAX_SCORES)
        reason = why.get(i, _GAP) if row is not None else _RIVAL if scores[i] else _UNKNOWN
        given = None if row is None else table.rows[row].code
        texts = tuple(box.text for box in line.figures)
        place = line.grid.index, line.figures[0].row
        told.append(AssignedLine(*place, line.label, texts, tuple(best), given, reason))
    trace(RowsAssigned(form.code, table.code, told))


def join_cut(form: Form, table: FormTable, lines: list[PrintedRow]) -> list[PrintedRow]:
    """The lines, one that a page break has cut in two put together: half of its label above, half below, and its
    figures on one side with as many blanks on the other."""
    joined: list[PrintedRow] = []
    for line in lines:
        whole = _whole(form, table, joined[-1], line) if joined else None
        if whole is None:
            joined.append(line)
        else:
            joined[-1] = whole
    return joined


def _whole(form: Form, table: FormTable, above: PrintedRow, below: PrintedRow) -> PrintedRow | None:
    def row(label: str) -> str | None:
        return next((m.row for m in match_rows(form.code, table.code, label)[:1] if m.score == CERTAIN), None)

    if not above.label.strip() or row(above.label) is not None or len(above.figures) != len(below.figures):
        return None
    label = above.label + below.label
    whole = row(label)
    if whole is None or row(below.label) not in (None, whole):
        return None
    for line, other in ((above, below), (below, above)):
        if all(read_figure(box.text).state == BLANK for box in other.figures):
            return line._replace(label=label)
    return None


def _weight(line: PrintedRow) -> float:
    """Words alone behind a label are less of a row than figures: a repeated header is no rival to the row it heads."""
    return 0.9 if all(read_figure(box.text).state == UNREADABLE for box in line.figures) else 1.0


def _may_head_column(label: str) -> bool:
    """总计 heads a column, （七）总计 does not."""
    return is_column_label(label) and strip_numbering(fold(label)) == fold(label).strip()


def _fill_gaps(
    table: FormTable, lines: list[PrintedRow], scores: list[dict[int, float]], assigned: list[int | None]
) -> None:
    """Rows whose label was lost, between two recognised rows: taken when as many lines as form rows are left there. In
    a scan also those whose label was misread for a little like another's, and the first and last rows of the form
    where they adjoin a recognised one."""
    anchors = [-1, *(i for i, row in enumerate(assigned) if row is not None), len(lines)]
    for before, after in pairwise(anchors):
        low = -1 if before < 0 else assigned[before]
        high = len(table.rows) if after == len(lines) else assigned[after]
        assert low is not None
        assert high is not None
        free = [j for j in range(low + 1, high) if j not in assigned and not table.rows[j].instead_of]
        gap = [
            i for i in range(before + 1, after)
            if len(lines[i].figures) >= len(table.columns)
            and (not scores[i] or (_is_recognised(lines[i]) and CERTAIN not in scores[i].values()))
        ]  # fmt: skip
        is_open = before < 0 or after == len(lines)
        if is_open and not _adjoin([lines[i] for i in (before, *gap, after) if 0 <= i < len(lines)]):
            continue
        if free and len(gap) == len(free):
            for i, j in zip(gap, free, strict=True):
                assigned[i] = j


def _adjoin(lines: list[PrintedRow]) -> bool:
    """Whether lines of a scan stand one below the other in one grid."""
    places = [(line.grid.index, line.figures[0].row) for line in lines]
    return all(map(_is_recognised, lines)) and all(b == (index, row + 1) for (index, row), b in pairwise(places))


def _is_recognised(line: PrintedRow) -> bool:
    return any(box.confidence is not None for box in line.figures)
