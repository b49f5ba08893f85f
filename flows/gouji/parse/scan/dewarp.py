"""An image whose rules are bent or run together, of curled paper or a telephone held at an angle -> one with straight rules."""

from typing import Any, NamedTuple

import cv2
import numpy as np

from .stroke_images import strokes_of

MIN_STROKE_LENGTHS_POINTS = (120.0, 60.0)  # points of a stroke that tells how a page is bent: across, down
MIN_STROKES = 3  # strokes
SAMPLE_STEP_POINTS = 12.0  # points along a stroke from one sample to the next
MIN_SHIFT_POINTS = 0.35  # points that strokes may stray before anything is done
GRID_STEP_PIXELS = 16  # pixels from one computed place to the next
MAX_SHIFT_POINTS = 40.0  # points they may be moved


class _Bend(NamedTuple):
    """Points by which what stands at (along, across) has strayed across: powers of along times powers of across."""

    factors: Any
    powers: tuple[tuple[int, int], ...]

    def at(self, along: Any, across: Any) -> Any:
        return sum(f * along**p * across**q for f, (p, q) in zip(self.factors, self.powers, strict=True))


def dewarped(even: Any, px: float) -> Any:
    """The image as if the paper had lain flat; the same where its rules are straight or too few to tell."""
    over = _bend(even, px, MIN_STROKE_LENGTHS_POINTS[0], ((1, 0), (2, 0), (3, 0), (4, 0), (1, 1), (2, 1)))
    down = _bend(np.ascontiguousarray(even.T), px, MIN_STROKE_LENGTHS_POINTS[1], ((1, 0), (2, 0), (1, 1), (2, 1)))
    high, wide = even.shape
    scale = max(high, wide)
    y, x = (
        (np.mgrid[0 : -(-high // GRID_STEP_PIXELS), 0 : -(-wide // GRID_STEP_PIXELS)] + 0.5) * GRID_STEP_PIXELS - 0.5
    ) / scale - 0.5
    moved = [
        bend.at(along, across) * scale if bend else np.zeros_like(x)
        for bend, along, across in ((down, y, x), (over, x, y))
    ]
    moved = [(by - by.mean()).astype(np.float32) for by in moved]
    if not MIN_SHIFT_POINTS < max(float(np.abs(by).max()) for by in moved) / px < MAX_SHIFT_POINTS:
        return even
    size = x.shape[1] * GRID_STEP_PIXELS, x.shape[0] * GRID_STEP_PIXELS
    by_x, by_y = (cv2.resize(by, size, interpolation=cv2.INTER_LINEAR)[:high, :wide] for by in moved)
    rows, columns = np.arange(high, dtype=np.float32)[:, None], np.arange(wide, dtype=np.float32)[None]
    return cv2.remap(even, columns + by_x, rows + by_y, cv2.INTER_CUBIC, borderValue=255)


def _bend(even: Any, px: float, long: float, powers: tuple[tuple[int, int], ...]) -> _Bend | None:
    """The bend that makes long horizontal strokes straight, lengths in shares of the image's longer side from its middle;
    None where they are too few."""
    scale = max(even.shape)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(strokes_of(even, px), connectivity=8)
    left, right, observed = [], [], []
    for k, (x0, top, wide, high, _) in enumerate(stats.tolist()):
        if k == 0 or wide < long * px or high > 0.1 * wide:
            continue
        rows, columns = np.nonzero(labels[top : top + high, x0 : x0 + wide] == k)
        bins = columns // round(SAMPLE_STEP_POINTS * px)
        counts = np.maximum(np.bincount(bins), 1)
        y = (np.bincount(bins, rows) / counts + top) / scale - 0.5
        x = (np.bincount(bins, columns) / counts + x0) / scale - 0.5
        terms = np.stack([x**p * y**q for p, q in powers], axis=1)
        left.append(terms - terms.mean(axis=0))
        right.append(y - y.mean())
        observed.append(len(y))
    if len(left) < MIN_STROKES:
        return None
    factors, *_ = np.linalg.lstsq(np.concatenate(left), np.concatenate(right), rcond=None)
    return _Bend(factors, powers)
