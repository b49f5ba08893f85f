"""A grey image -> an even, upright one: light, skew, quarter turns, two pages side by side.

Lengths named `px` are pixels a point (1/72 inch).
"""

from typing import Any

import cv2
import numpy as np

from .seal import seal_ink, without_seal_ink

A4_POINTS = (595.0, 842.0)  # points: A4, what a scan of unknown resolution is taken for
MAX_DPI = 220.0  # dots an inch: more says nothing more and costs time
MEASURED_PIXELS_PER_POINT = 1.0  # pixels a point at which skew and light are measured
MAX_SKEW_DEGREES = 8.0  # degrees of skew that are looked for
MAX_GUTTER_OFFSET_SHARE = 0.1  # of the width: how far from its middle the gap between two pages is looked for
MIN_BLOT_POINTS = 7.0  # points: no stroke of a character is so thick
WHITE_LEVEL = 250.0  # of an even image: what is lighter is paper
BLACK_LEVEL = 140.0  # print as dark is made black whatever the paper
MIN_CONTRAST_DEVIATIONS = 6.0  # standard deviations of the paper's grain from paper to print
INK_LEVEL = 150  # of an even image: darker is ink


def resolution(image: Any, dpi: float | None) -> float:
    """Pixels a point: by what the file says, else as if it were a sheet of A4, or of print of the usual size."""
    if dpi:
        return dpi / 72
    high, wide = image.shape
    longest, shortest = max(high, wide), min(high, wide)
    return float(longest / A4_POINTS[1] if 1.2 < longest / shortest < 1.65 else text_height(image) / 9.0)


def text_height(image: Any) -> float:
    """Pixels from top to bottom of the usual character."""
    ink = (cv2.adaptiveThreshold(image, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 20)).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    wide, high = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    letters = high[(high > 5) & (wide > 3) & (high < 3 * wide) & (wide < 3 * high) & (high < image.shape[0] / 10)]
    return float(np.median(letters)) if len(letters) else 9.0 * max(image.shape) / A4_POINTS[1]


def normalised(image: Any, px: float) -> Any:
    """Paper 255 and ink 0, whatever the light, the shade and the toner; dark areas (edges of the glass, holes) are paper."""
    small = cv2.resize(
        image, None, fx=MEASURED_PIXELS_PER_POINT / px, fy=MEASURED_PIXELS_PER_POINT / px, interpolation=cv2.INTER_AREA
    )
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((23, 23), np.uint8))
    paper = cv2.GaussianBlur(cv2.medianBlur(paper, 21), (0, 0), 5)
    paper = cv2.resize(paper, image.shape[::-1], interpolation=cv2.INTER_LINEAR)
    even = cv2.divide(image, np.maximum(paper, 16), scale=255)
    seal = seal_ink(even, px)
    even = without_seal_ink(even, seal, px)
    side = round(MIN_BLOT_POINTS * px)
    blots = cv2.morphologyEx(
        ((image < 110) & (seal == 0)).astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8)
    )
    even[cv2.dilate(blots, np.ones((side // 2, side // 2), np.uint8)) > 0] = 255
    threshold, _ = cv2.threshold(even, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    dark = even[even < threshold]
    # Pale print is made black as far as the grain of the paper stays light.
    palest = max(BLACK_LEVEL, WHITE_LEVEL - MIN_CONTRAST_DEVIATIONS * _grain(even))
    black = min(float(dark.mean()), palest) if dark.size else 0.0
    return np.clip((even.astype(np.float32) - black) * (255 / (WHITE_LEVEL - black)), 0, 255).astype(np.uint8)


def _grain(even: Any) -> float:
    """Standard deviation of the paper, which is most of a page."""
    sample = even[::3, ::3]
    return 1.4826 * float(np.median(np.abs(sample.astype(np.float32) - np.median(sample))))


def skew_of(even: Any, px: float) -> float:
    """Degrees by which lines of text and rules fall from left to right, to 0.05."""
    scale = 1.5 * MEASURED_PIXELS_PER_POINT / px
    small = 255 - cv2.resize(even, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = np.where(small > 60, small, 0).astype(np.float32)
    best, step = 0.0, MAX_SKEW_DEGREES / 8
    while step > 0.04:
        around = [best + step * k for k in range(-8, 9)] if step > 0.9 else [best - step, best, best + step]
        best = max(around, key=lambda angle: _sharpness(ink, angle))
        step /= 2
    return best


def _sharpness(ink: Any, angle: float) -> float:
    """How unlike the sums of neighbouring rows are when the image is turned by `angle`."""
    rows = rotated(ink, angle, 0).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())


def rotated(image: Any, angle: float, fill: int = 255) -> Any:
    """Turned by `angle` degrees counterclockwise around its middle, size kept."""
    high, wide = image.shape
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1)
    return cv2.warpAffine(image, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderValue=fill)


def split_pages(even: Any, px: float) -> list[Any]:
    """The pages of an image: two where it is broad and nothing crosses a gap near its middle."""
    high, wide = even.shape
    if wide < 1.2 * high or wide < 600 * px:
        return [even]
    left, right = round(wide * (0.5 - MAX_GUTTER_OFFSET_SHARE)), round(wide * (0.5 + MAX_GUTTER_OFFSET_SHARE))
    columns = (even[:, left:right] < INK_LEVEL).sum(axis=0)
    empty = np.flatnonzero(columns <= high * 0.002)
    runs = np.split(empty, np.flatnonzero(np.diff(empty) > 1) + 1) if empty.size else []
    gap = max(runs, key=len, default=empty)
    if len(gap) < 20 * px:
        return [even]
    at = left + int(gap[len(gap) // 2])
    return [np.ascontiguousarray(even[:, :at]), np.ascontiguousarray(even[:, at:])]
