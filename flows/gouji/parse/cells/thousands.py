"""Figures with a blank between thousands (1 234) in one cell: one figure where the sums of the form say so.

The blank may also part two figures that ran together, so that without a sum that holds the cell stays unreadable.
"""

import re
from collections import defaultdict
from decimal import Decimal

from gouji.core.model import BLANK, NOT_APPLICABLE, REPORTED, UNREADABLE, Cell

from .ocr_review import sums_within
from .tables import TableReading

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[ \xa0\u3000\u2000-\u200a\u202f]\d{3})+")
MAX_CHANGED = 60  # cells of a report; more are another way of writing its tables


def settle_thousands(reading: TableReading, form: str) -> TableReading:
    """The reading, cells with grouped digits read as one figure where all their sums that can be worked out hold."""
    cells = reading.cells
    meant = {
        cell.cell: Decimal(re.sub(r"\D", "", cell.raw))
        for cell in cells
        if cell.state == UNREADABLE and cell.confidence is None and _GROUPED.fullmatch(cell.raw.strip())
    }
    if not 0 < len(meant) <= MAX_CHANGED:
        return reading
    values = {cell.cell: _value(cell) for cell in cells} | meant
    held: dict[str, list[bool]] = defaultdict(list)
    for terms in sums_within(form).values():
        known = [(amount, times) for name, times in terms if (amount := values.get(name)) is not None]
        if len(known) == len(terms):
            holds = sum((amount * times for amount, times in known), Decimal(0)) == 0
            for name, _ in terms:
                held[name].append(holds)
    sure = {name: figure for name, figure in meant.items() if held[name] and all(held[name])}
    if not sure:
        return reading
    settled = {_place(cell): cell for cell in cells if cell.cell in sure}
    warnings = [text for text in reading.warnings if not text.startswith(tuple(settled))]
    warnings += [
        f"{place}{cell.raw.strip()}」：空格隔开的是千位，读作 {sure[cell.cell]}，与合计相符"
        for place, cell in settled.items()
    ]
    return reading._replace(
        cells=[cell._replace(value=sure[cell.cell], state=REPORTED) if cell.cell in sure else cell for cell in cells],
        warnings=warnings,
    )


def _place(cell: Cell) -> str:
    return f"第{cell.table}张表第{cell.row}行第{cell.column}列「"


def _value(cell: Cell) -> Decimal | None:
    """What a cell adds to a sum; None where that is not known."""
    if cell.state in (BLANK, NOT_APPLICABLE):
        return Decimal(0)
    return cell.value if cell.state == REPORTED else None
