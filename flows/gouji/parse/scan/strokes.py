"""What the shape of the ink itself says about a figure: an upright stroke is no slash, digits a width apart are one."""

import re
from itertools import pairwise
from typing import Any

import numpy as np

from .deskew import INK_LEVEL
from .recogniser import RecognisedLine
from .words import MAX_FULL_WIDTH_PITCH_HEIGHTS, RecognisedWord

MAX_DIGIT_SLANT = 0.13  # columns a stroke moves to the left a row down, of a digit at most
MIN_SLASH_SLANT = 0.24  # of a slash at least
DOUBTFUL_CONFIDENCE = 0.5
_PARTED = re.compile(r"\d(?: \d)+")


def checked_slash(line: RecognisedLine, image: Any, word: RecognisedWord) -> RecognisedLine:
    """A 1 that leans like a slash is one; a leaning neither of both is not sure."""
    if line.text not in ("1", "/"):
        return line
    lean = _slant(image[word.top : word.bottom, word.x0 : word.x1])
    if lean is None or (line.text == "1" and lean <= MAX_DIGIT_SLANT) or (line.text == "/" and lean >= MIN_SLASH_SLANT):
        return line
    if lean >= MIN_SLASH_SLANT:
        return line._replace(text="/")
    return line._replace(sure=[min(DOUBTFUL_CONFIDENCE, line.confidence)])


def without_gaps(line: RecognisedLine, wide: float, high: float) -> RecognisedLine:
    """Full-width digits, which the recogniser parts by spaces, are one number. `wide`: of the line's image, and
    `high`: of its ink, in pixels."""
    digits = [i for i, char in enumerate(line.text) if char != " "]
    if not _PARTED.fullmatch(line.text) or any(
        (line.at[b] - line.at[a]) * wide > MAX_FULL_WIDTH_PITCH_HEIGHTS * high for a, b in pairwise(digits)
    ):
        return line
    return RecognisedLine(
        "".join(line.text[i] for i in digits), [line.sure[i] for i in digits], [line.at[i] for i in digits]
    )


def _slant(image: Any) -> float | None:
    """Columns to the left a row down, of the straight line through the ink; None without ink."""
    rows, columns = np.nonzero(image < INK_LEVEL)
    if len(set(rows.tolist())) < 5:
        return None
    middles = [columns[rows == row].mean() for row in np.unique(rows)]
    slope, _ = np.polyfit(np.unique(rows), middles, 1)
    return -float(slope)
