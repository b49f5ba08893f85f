"""What the shape of the ink itself says about a figure of one stroke: an upright one is no slash."""

from typing import Any

import numpy as np

from .model import Line
from .upright import INK
from .words import Word

UPRIGHT = 0.13  # columns a stroke moves to the left a row down, of a digit at most
LEANING = 0.24  # of a slash at least
DOUBTED = 0.5


def judged(line: Line, image: Any, word: Word) -> Line:
    """A 1 that leans like a slash is one; a leaning neither of both is not sure."""
    if line.text not in ("1", "/"):
        return line
    lean = _lean(image[word.top : word.bottom, word.x0 : word.x1])
    if lean is None or (line.text == "1" and lean <= UPRIGHT) or (line.text == "/" and lean >= LEANING):
        return line
    if lean >= LEANING:
        return line._replace(text="/")
    return line._replace(sure=[min(DOUBTED, line.confidence)])


def _lean(image: Any) -> float | None:
    """Columns to the left a row down, of the straight line through the ink; None without ink."""
    rows, columns = np.nonzero(image < INK)
    if len(set(rows.tolist())) < 5:
        return None
    middles = [columns[rows == row].mean() for row in np.unique(rows)]
    slope, _ = np.polyfit(np.unique(rows), middles, 1)
    return -float(slope)
