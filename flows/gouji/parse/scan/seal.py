"""A seal in a copy without colours: paler than print, so what it covers can be told from it."""

from typing import Any

import cv2
import numpy as np

SEAL_TONE_RANGE = (0.18, 0.7)  # of the way from print to paper: what is neither
MIN_RING_STROKE_POINTS = (
    1.4  # points: in print and rules nothing so broad is of such a tone, in a seal's ring and star it is
)
MIN_CHARACTER_STROKE_POINTS = 1.1  # of the characters in it; rules may be as broad
MIN_RULE_LENGTH_POINTS = 8.0  # points: straight for so long are rules
MAX_RING_GAP_POINTS = 2.5  # points by which print and rules that run over a seal part it
SEAL_DIAMETER_RANGE_MM = (24.0, 62.0)  # millimetres across: seals of agencies have 38 to 50
MAX_ASPECT_RATIO = 1.35  # the longer to the shorter side of its box
MAX_FILLED_SHARE = 0.4  # of its box: the most it covers; a shaded cell is all one tone
RING_RADIUS_RANGE = (0.8, 1.1)  # of its radius: where its ring is
MIN_RING_SHARE = 0.7  # of the way around: what of a ring is there at least; rules that cross or frame a cell have less
CLEARED_MARGIN_POINTS = 1.5  # points around its ink that are cleared with it
MIN_PAPER_LEVEL = 200  # of 255: paler is paper
MIN_PAPER_TONE_SHARE = 0.85  # of the seal's tone: as pale and paler is paper


def seal_ink(image: Any, px: float) -> Any:
    """1 where an image on even paper has the ink of a seal: a ring, and what of its tone is in it."""
    print_ = float(np.percentile(image[image < MIN_PAPER_LEVEL], 10)) if (image < MIN_PAPER_LEVEL).any() else 0.0
    darkest, palest = (print_ + share * (255 - print_) for share in SEAL_TONE_RANGE)
    tone = ((image > darkest) & (image < palest)).astype(np.uint8)
    long = round(MIN_RULE_LENGTH_POINTS * px)
    rules = _open(tone, np.ones((1, long), np.uint8)) | _open(tone, np.ones((long, 1), np.uint8))
    rules = cv2.dilate(rules, np.ones((3, 3), np.uint8))  # wholly, though they slope
    broad = _open(tone, np.ones((round(MIN_RING_STROKE_POINTS * px),) * 2, np.uint8)) | (
        _open(tone, _disk(MIN_CHARACTER_STROKE_POINTS * px)) & (1 - rules)
    )
    whole = cv2.morphologyEx(broad, cv2.MORPH_CLOSE, _disk(MAX_RING_GAP_POINTS * px))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=8)
    inside = np.zeros_like(whole)
    for number, (left, top, wide, high, area) in enumerate(stats[1:].tolist(), 1):
        box = labels[top : top + high, left : left + wide] == number
        if _is_ring(box, px) and area < MAX_FILLED_SHARE * wide * high:
            centre, half = (left + wide // 2, top + high // 2), (wide // 2 + 1, high // 2 + 1)
            cv2.ellipse(inside, centre, half, 0, 0, 360, 1, -1)
    return whole * cv2.dilate(inside, _disk(CLEARED_MARGIN_POINTS * px))


def without_seal_ink(image: Any, ink: Any, px: float) -> Any:
    """The image with a seal's ink as white as the paper; print under it stays dark, and so do rules that meet it."""
    under = image[(ink > 0) & (image < MIN_PAPER_LEVEL)]
    if not under.size:
        return image
    tone = MIN_PAPER_TONE_SHARE * max(float(np.median(under)), 16.0)
    beside = cv2.dilate(ink, _disk(CLEARED_MARGIN_POINTS * px))
    image = np.where((beside > ink) & (image > tone), 255, image).astype(np.uint8)
    return np.where(ink > 0, cv2.convertScaleAbs(image, alpha=255 / tone), image)


def _is_ring(ink: Any, px: float) -> bool:
    """Whether ink is as large as a seal and goes around the ellipse in its box."""
    high, wide = ink.shape
    least, most = (size / 25.4 * 72 * px for size in SEAL_DIAMETER_RANGE_MM)
    if not least < min(wide, high) <= max(wide, high) < min(most, MAX_ASPECT_RATIO * min(wide, high)):
        return False
    y, x = np.nonzero(ink)
    x, y = 2 * x / wide - 1, 2 * y / high - 1
    radius = np.hypot(x, y)
    degrees = np.degrees(np.arctan2(y, x))[(radius > RING_RADIUS_RANGE[0]) & (radius < RING_RADIUS_RANGE[1])]
    return len(np.unique(degrees // 10)) > MIN_RING_SHARE * 36


def _open(image: Any, kernel: Any) -> Any:
    return cv2.morphologyEx(image, cv2.MORPH_OPEN, kernel)


def _disk(across: float) -> Any:
    side = max(round(across) | 1, 3)
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
