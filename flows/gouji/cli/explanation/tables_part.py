"""The part of the page about tables: the grids as read, the lines and their rows, the cells."""

from collections import defaultdict
from itertools import groupby

from gouji.core.forms import Form, load_forms
from gouji.core.model import ABSENT, UNREADABLE, Cell
from gouji.core.wording import plain
from gouji.parse.cells.labels import ENOUGH
from gouji.parse.document import Box, Grid
from gouji.parse.trace import AssignedLine

from .markup import bilingual, folded, left_out, link, none, row, table, text
from .report_traces import ReportTrace

MAX_GRIDS, MAX_GRID_ROWS, MAX_ROW_BOXES = 40, 200, 40
MAX_LINES = 200  # printed lines of one table of the form
MAX_BOX_LENGTH = 80  # characters of a box
STATES = {
    "reported": "有数|reported",
    "blank": "空白|blank",
    "not_applicable": "不适用|not applicable",
    "unreadable": "非数字|unreadable",
    "absent": "缺|absent",
}


def form_part(report: ReportTrace) -> str:
    """Which form won, by how much."""
    if report.form is None:
        return none()
    rows = [
        row(
            [
                f"{text(share.form)}{' ✓' if share.form == report.form.form else ''}",
                f'<meter max="{share.rows}" value="{share.rows_found}"></meter> {share.rows_found}/{share.rows}',
                str(share.own_labels),
            ],
            "chosen" if share.form == report.form.form else "",
        )
        for share in report.form.shares
    ]
    head = ["格式|form", "原样印出的行|rows whose very label is printed", "独有标签|labels no other form has"]
    return f"<p>{text(report.form.rule)}</p>{table(head, rows)}"


def grids_part(report: ReportTrace) -> str:
    """Every grid as read, each box with what became of it, each row with the row of the form it was given."""
    grids = [block for block in report.begun.blocks if isinstance(block, Grid)]
    marks = _Marks(report)
    shown = [_grid(grid, report, marks) for grid in grids[:MAX_GRIDS]]
    return "\n".join(shown) + left_out(len(grids) - MAX_GRIDS, "张表|grids") or none()


class _Marks:
    """What became of the rows and boxes of a report's grids, by their places."""

    def __init__(self, report: ReportTrace) -> None:
        self.cells: dict[tuple[int | None, int | None, int | None], list[Cell]] = defaultdict(list)
        for cell in report.read.cells if report.read else []:
            if cell.state != ABSENT:
                self.cells[cell.table, cell.row, cell.column].append(cell)
        self.lines: dict[tuple[int, int], list[tuple[str, AssignedLine]]] = defaultdict(list)
        for assigned in report.assigned:
            for line in assigned.lines:
                self.lines[line.grid, line.row].append((assigned.table, line))
        self.rows = {(read.grid, read.row): read for read in report.rows}
        self.unused = {(u.grid, u.row, column) for u in report.unused for column, _ in u.boxes}
        self.taken = {place[0] for place, lines in self.lines.items() if any(line.given for _, line in lines)}

    def box(self, grid: int, box: Box) -> tuple[str, str]:
        """Class of a box and what it says when pointed at."""
        place = grid, box.row, box.column
        where = f"第{box.row}行第{box.column}列 row {box.row}, column {box.column}"
        if cells := self.cells.get(place):
            kind = "bad" if cells[0].state == UNREADABLE else "used"
            return kind, f"{where}: {'、'.join(cell.cell for cell in cells)}"
        if place in self.unused:
            return "unused", f"{where}: 未采用 not used"
        if any(box.text == line.label for _, line in self.lines.get((grid, box.row), ())):
            return "label", f"{where}: 行的标签 label of the row"
        return "", where

    def fate(self, grid: int, number: int) -> str:
        """What a row was taken for, as markup."""
        lines = self.lines.get((grid, number), [])
        if given := [f"{code}.{line.given}" for code, line in lines if line.given]:
            return "<br>".join(f'<b class="given">{text(name)}</b>' for name in given)
        read = self.rows.get((grid, number))
        if lines and not any(figure.strip() for _, line in lines for figure in line.figures):
            return bilingual("只有空格，未归入任何一行|blank boxes only, no row of the form")
        if lines or (read and read.lines):
            return f'<span class="lost">{bilingual("有数字而未归入任何一行|figures, but no row of the form")}</span>'
        if read and read.header_of:
            return bilingual(f"{read.header_of} 的表头|header")
        return bilingual("没有数字|no figures")


def _grid(grid: Grid, report: ReportTrace, marks: _Marks) -> str:
    columns = sorted({box.column for boxes in grid.rows for box in boxes})[:MAX_ROW_BOXES]
    head = "".join(f"<th>{column}</th>" for column in columns)
    rows = [_grid_row(grid, boxes, columns, report, marks) for boxes in grid.rows[:MAX_GRID_ROWS] if boxes]
    is_taken = grid.index in marks.taken
    told = [
        f"第 {grid.index} 张表 table {grid.index}",
        f"第 {grid.page} 页 page {grid.page}" if grid.page else "",
        f"{len(grid.rows)} 行 rows",
        "由文字还原 recovered from text" if grid.flat else "",
        text(grid.attachment) if grid.attachment else "",
        "" if is_taken else "不是格式中的表 no table of the form",
    ]
    body = (
        f'<div class="wide"><table class="grid"><thead><tr><th>行\\列</th>{head}<th>{bilingual("归入|taken for")}</th></tr>'
        f"</thead><tbody>\n{chr(10).join(rows)}\n</tbody></table></div>"
        + left_out(len(grid.rows) - MAX_GRID_ROWS, "行|rows")
    )
    return folded("　".join(filter(None, told)), body, is_open=is_taken)


def _grid_row(grid: Grid, boxes: list[Box], columns: list[int], report: ReportTrace, marks: _Marks) -> str:
    """The boxes at their columns; a box is as wide as the room to the next one, and what a cell of a row above covers
    stays empty."""
    number = boxes[0].row
    place = {column: i for i, column in enumerate(columns)}
    shown = [box for box in boxes if box.column in place]
    cells = []
    at = 0
    for i, box in enumerate(shown):
        start = place[box.column]
        end = place[shown[i + 1].column] if i + 1 < len(shown) else max(start + 1, at + 1)
        if start > at:
            cells.append(f'<td class="above" colspan="{start - at}"></td>')
        kind, words = marks.box(grid.index, box)
        span = f' colspan="{end - start}"' if end - start > 1 else ""
        anchor = report.anchor(grid.index, box.row, box.column)
        sure = f" <small>{box.confidence:.2f}</small>" if box.confidence is not None else ""
        cells.append(
            f'<td id="{anchor}" class="{kind}"{span} title="{text(words)}">{text(box.text, MAX_BOX_LENGTH)}{sure}</td>'
        )
        at = max(end, start + 1)
    if at < len(columns):
        cells.append(f'<td class="above" colspan="{len(columns) - at}"></td>')
    fate = f'<td class="fate">{marks.fate(grid.index, number)}</td>'
    return f"<tr><th>{number}</th>{''.join(cells)}{fate}</tr>"


def lines_part(report: ReportTrace) -> str:
    """Each printed line, its best scores, the row it was given and why; the rows of the form that got none."""
    parts = []
    for assigned in report.assigned:
        form = load_forms()[assigned.form]
        names = {each.code: each.name for each in form.table(assigned.table).rows}
        rows = [_line(line, names, report) for line in assigned.lines[:MAX_LINES]]
        head = [
            "位置|place", "所印标签|label as printed", "其后的格|boxes after it", f"与各行的相似度（{ENOUGH} 起算）|scores, from {ENOUGH} on",
            "归入的行|row given", "理由|why",
        ]  # fmt: skip
        given = {line.given for line in assigned.lines}
        without = [f"{text(name)} <code>{code}</code>" for code, name in names.items() if code not in given]
        told = f"<p>{bilingual('没有印出的行|rows without a line')}：{'、'.join(without) or '无 none'}</p>"
        title = f"{bilingual(_table_title(form, assigned.table))}　{len(given - {None})}/{len(names)}"
        parts.append(folded(title, table(head, rows) + left_out(len(assigned.lines) - MAX_LINES, "行|lines") + told))
    return "\n".join(parts) or none()


def _line(line: AssignedLine, names: dict[str, str], report: ReportTrace) -> str:
    scores = "<br>".join(
        f"{'<b>' if code == line.given else ''}{score:.2f} {text(names.get(code, code))}{'</b>' if code == line.given else ''}"
        for score, code in line.scores
    )
    figures = " | ".join(text(figure, 20) or "·" for figure in line.figures[:MAX_ROW_BOXES])
    given = f"{text(names.get(line.given, line.given))}<br><code>{text(line.given)}</code>" if line.given else "—"
    place = f"表 {line.grid} 行 {line.row}"
    anchor = report.anchor(line.grid, line.row, _first_column(report, line))
    return row(
        [
            link(anchor, place),
            text(line.label),
            f'<span class="figures">{figures}</span>',
            scores or "—",
            given,
            text(line.why),
        ],
        "" if line.given else "lost",
    )


def _first_column(report: ReportTrace, line: AssignedLine) -> int | None:
    """Where the grid's row begins, to be linked to."""
    return next(
        (
            boxes[0].column
            for block in report.begun.blocks
            if isinstance(block, Grid) and block.index == line.grid
            for boxes in block.rows
            if boxes and boxes[0].row == line.row
        ),
        None,
    )


def cells_part(report: ReportTrace) -> str:
    """Each cell's value, state, raw text and place, by table of the form."""
    if report.read is None or report.read.form is None:
        return none("没有读到格式中的表|no table of the form was read")
    form = load_forms()[report.read.form]
    known = {cell.cell: cell for cell in form.cells}
    placed = {(p.grid, p.row): p for p in report.placed}
    parts = []
    for code, cells in groupby(report.read.cells, lambda cell: cell.cell.split(".")[0]):
        rows, read = [], list(cells)
        for cell in read:
            label = f"{known[cell.cell].row_name} · {known[cell.cell].column_label}"
            where = _where(report, cell)
            by = placed.get((cell.table or 0, cell.row or 0))
            note = f"应有 {by.wanted} 格，实有 {by.found} 格：{text(by.rule)}" if by and cell.state != ABSENT else ""
            state = bilingual(STATES[cell.state])
            raw = f"<q>{text(cell.raw, MAX_BOX_LENGTH)}</q>" if cell.state != ABSENT else ""
            kind = {UNREADABLE: "bad", ABSENT: "lost"}.get(cell.state, "")
            rows.append(
                row([text(label), f"<code>{text(cell.cell)}</code>", plain(cell.value), state, raw, where, note], kind)
            )
        head = ["格|cell", "代码|code", "数值|value", "状态|state", "原文|raw", "出处|place", "列的取法|how placed"]
        there = sum(cell.state != ABSENT for cell in read)
        title = f"{bilingual(_table_title(form, code))}　{there}/{len(read)}"
        parts.append(folded(title, table(head, rows, "cells")))
    return _settled(report) + "\n".join(parts)


def _where(report: ReportTrace, cell: Cell) -> str:
    if cell.table is None:
        return ""
    page = f"第{cell.page}页 " if cell.page else ""
    words = f"{page}表 {cell.table} 行 {cell.row} 列 {cell.column}"
    sure = f" <small>{cell.confidence:.2f}</small>" if cell.confidence is not None else ""
    return link(report.anchor(cell.table, cell.row, cell.column), words) + sure


def _settled(report: ReportTrace) -> str:
    if report.settled is None:
        return ""
    rows = [
        row([f"<code>{text(new.cell)}</code>", f"{plain(old.value)} {bilingual(STATES[old.state])}",
             f"{plain(new.value)} {bilingual(STATES[new.state])}"])
        for old, new in report.settled.changes
    ]  # fmt: skip
    return (
        "<p>"
        + bilingual("扫描件复核所改的格|recognised cells looked at again and changed")
        + "</p>"
        + table(["代码|code", "初读|first read", "复核后|settled"], rows)
    )


def _table_title(form: Form, code: str) -> str:
    found = form.table(code)
    return f"表{found.number} {found.label}|{code}"
