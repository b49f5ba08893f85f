"""How far a figure of the district can be trusted: what it can be at least and at most, and what is estimated."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from gouji.core.form_model import MONEY
from gouji_web.wording import number

from .selection import Selection

_BOUNDS = """
SELECT cell, reported_sum AS value, least, most, estimate_low, estimate_high FROM district_reported_sums
WHERE district_code = ? AND report_year = ? AND kind = 'all'
"""
_WHOLE = Decimal(1)


def bounds(selection: Selection, year: int) -> dict[str, dict[str, Any]]:
    """Cell -> its row of `district_reported_sums`."""
    return {row["cell"]: row for row in selection.rows(_BOUNDS, selection.district, year)}


def bounds_words(row: dict[str, Any] | None, unit: str) -> tuple[str, str]:
    """(what is certain, what is estimated) of a figure; nothing where nothing is in doubt or missing."""
    if row is None or row["least"] is None or row["least"] == row["most"] == row["value"]:
        return "", ""
    certain = f"{number(row['least'])} 以上" if row["most"] is None else f"{number(row['least'])}–{number(row['most'])}"
    low, high = row["estimate_low"], row["estimate_high"]
    if low is None or high is None:
        return certain, ""
    if unit != MONEY:  # a count: no half of it
        low, high = max(low.quantize(_WHOLE, ROUND_FLOOR), row["least"]), high.quantize(_WHOLE, ROUND_CEILING)
    return certain, "" if low == high else f"{number(round(low, 2))}–{number(round(high, 2))}"
