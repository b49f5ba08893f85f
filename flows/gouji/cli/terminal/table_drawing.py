"""The statutory tables on a terminal, with the cells to look at marked; plain signs where there is no colour."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table as Drawing
from rich.text import Text

from gouji.check.marks import SUSPECT, WRONG, Mark
from gouji.core.forms import FormColumn, FormRow, FormTable
from gouji.core.model import ABSENT, BLANK, NOT_APPLICABLE, UNREADABLE
from gouji.core.wording import plain

SIGNS = {WRONG: "▲", SUSPECT: "?"}
UNFILLED = {BLANK: "[ ]", UNREADABLE: "[非数字]", ABSENT: "[缺]"}
STYLES = {WRONG: "bold red", SUSPECT: "yellow", BLANK: "magenta", UNREADABLE: "magenta", ABSENT: "magenta"}
LEGEND = "▲ 应改　? 存疑　[ ] 未填数　→ 建议"
_ROOMY = 100  # columns a terminal must have for every column of a table


def draw_table(
    table: FormTable, cells: Mapping[str, Mapping[str, Any]], marks: Mapping[str, Mark], width: int
) -> Drawing:
    """One statutory table as a grid of its rows and columns.

    Rows that are 0 throughout and not marked are left out, in a narrow terminal such columns too; the caption says
    so. `cells`: rows of the table `cells` by cell.
    """

    def is_plain(row: FormRow, column: FormColumn) -> bool:
        cell = f"{table.code}.{row.code}.{column.code}"
        return cell not in cells or (cell not in marks and not cells[cell]["value"])

    printed = [row for row in table.rows if any(f"{table.code}.{row.code}.{c.code}" in cells for c in row.columns)]
    rows = [row for row in printed if not all(is_plain(row, column) for column in row.columns)]
    columns = list(table.columns)
    if width < _ROOMY:
        columns = [c for c in columns if c.total or not all(c not in row.columns or is_plain(row, c) for row in rows)]
    drawing = Drawing(
        title=f"表{table.number} {table.label}", title_justify="left", title_style="bold", caption_justify="left",
        caption=_caption(len(printed) - len(rows), len(table.columns) - len(columns)),
    )  # fmt: skip
    drawing.add_column("", overflow="fold")
    for column in columns:
        drawing.add_column(column.label, justify="right", overflow="fold")
    for row in rows:
        figures = [_figure(table, row, column, cells, marks) for column in columns]
        drawing.add_row(row.name, *figures)
    return drawing


def _figure(
    table: FormTable,
    row: FormRow,
    column: FormColumn,
    cells: Mapping[str, Mapping[str, Any]],
    marks: Mapping[str, Mark],
) -> Text:
    cell = f"{table.code}.{row.code}.{column.code}"
    if cell not in cells:
        return Text("")
    state, value, mark = cells[cell]["state"], cells[cell]["value"], marks.get(cell)
    shown = UNFILLED.get(state) or ("/" if state == NOT_APPLICABLE else plain(value))
    if mark is None:
        return Text(shown, style="dim" if not value else "")
    proposed = f"→{plain(mark.proposed)}" if mark.proposed is not None else ""
    return Text(f"{SIGNS.get(mark.kind, '')}{shown}{proposed}", style=STYLES[mark.kind])


def _caption(rows: int, columns: int) -> str:
    omitted = [f"{count} {word}" for count, word in ((rows, "行"), (columns, "列")) if count]
    return LEGEND + (f"　（另有 {'、'.join(omitted)}均为 0，从略）" if omitted else "")
