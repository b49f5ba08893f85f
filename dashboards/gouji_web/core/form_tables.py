"""A report's tables in the statutory layout, for templates/macros/form_table.html: figures with last year's, marks and
the repair in the cell, each a link."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from gouji.check.marks import Mark
from gouji.core.form_layout import PLAIN, Wording, layout
from gouji.core.forms import FormTable
from gouji_web.wording import number

STATE = {"blank": "空", "not_applicable": "／", "unreadable": "？", "absent": "缺"}
SYMBOLS = {"wrong": "✕", "suspect": "△"}
RIGHT = 0.6  # of a row's width: what stands beyond opens its note to the left


class Figure(NamedTuple):
    """What stands in a cell. `kind`: wrong, suspect, unknown or ""; `before`: last year's; `notes`: what is said of it."""

    cell: str
    text: str
    kind: str = ""
    proposed: str | None = None
    before: str | None = None
    notes: tuple[str, ...] = ()
    address: str | None = None

    @property
    def symbol(self) -> str:
        return SYMBOLS.get(self.kind, "")


class Slot(NamedTuple):
    """A printed cell at its upper left corner: a label, or a figure."""

    text: str
    is_header: bool
    rowspan: int
    colspan: int
    figure: Figure | None
    opens_left: bool


def printed(table: FormTable, figures: Mapping[str, Figure], wording: Wording = PLAIN) -> list[list[Slot]]:
    """The rows of a table; a cell without a figure in `figures` is one that was not there."""
    rows = []
    for line in layout(table, wording):
        width, at, row = sum(slot.colspan for slot in line), 0, []
        for slot in line:
            at += slot.colspan
            figure = (figures.get(slot.cell) or Figure(slot.cell, STATE["absent"], "unknown")) if slot.cell else None
            row.append(Slot(slot.text, slot.header, slot.rowspan, slot.colspan, figure, at > RIGHT * width))
        rows.append(row)
    return rows


def figure_of(
    row: Mapping[str, Any],
    mark: Mark | None = None,
    messages: Iterable[str] = (),
    before: Mapping[str, Any] | None = None,
    address: str | None = None,
) -> Figure:
    """A row of `cells` as it is shown, with the mark that `mark_cells` gives it and the messages that name it."""
    state = row["state"]
    kind = mark.kind if mark is not None and mark.kind in SYMBOLS else ""
    if not kind and state not in ("reported", "not_applicable"):
        kind = "unknown"
    notes = [*messages, f"更正建议：{mark.why}" if mark is not None and mark.why else ""]
    if notes and row["raw"]:
        notes.insert(0, f"原文：{row['raw']}")
    return Figure(
        row["cell"],
        shown(row),
        kind,
        number(mark.proposed) if mark is not None and mark.proposed is not None else None,
        shown(before) if before is not None and not _both_zero(row, before) else None,
        tuple(note for note in notes if note) if mark is not None or len(notes) > 2 else (),
        address,
    )


def _both_zero(row: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Nothing in either year: said once."""
    return all(each["state"] == "reported" and not each["value"] for each in (row, before))


def shown(row: Mapping[str, Any]) -> str:
    """A figure, or the sign of why there is none."""
    return number(row["value"]) if row["state"] == "reported" else STATE[row["state"]]
