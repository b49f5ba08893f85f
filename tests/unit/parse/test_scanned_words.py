"""Ink -> words: digits that came apart are one, lines of print are two."""

from typing import Any

import pytest

cv2 = pytest.importorskip("cv2")
np = pytest.importorskip("numpy")

from flows.parse.scan.words import find_words, lines_of_words  # noqa: E402

PX = 200 / 72


def lines(*boxes: tuple[float, float, float, float]) -> int:
    """How many lines of words there are in boxes of ink (left, top, width, height in points)."""
    ink = np.zeros((200, 300), np.uint8)
    for left, top, wide, high in boxes:
        x, y = round(left * PX), round(top * PX)
        ink[y : y + max(round(high * PX), 1), x : x + max(round(wide * PX), 1)] = 1
    return len(lines_of_words(find_words(ink, np.zeros_like(ink), PX)))


@pytest.mark.parametrize(
    "boxes",
    [
        [(20, 20, 3, 1.4), (20, 24, 3, 0.7)],  # a 2 without its neck
        [(21, 20, 1.8, 0.7), (22, 21.9, 1.5, 2.9)],  # a 5 without its shoulder
        [(20, 20, 7, 4.3), (26, 25.2, 1.8, 0.7)],  # the foot of one of several digits
    ],
)
def test_a_digit_that_came_apart_is_one(boxes: Any) -> None:
    assert lines(*boxes) == 1


@pytest.mark.parametrize("boxes", [[(20, 20, 20, 5.5), (20, 28, 20, 5.5)], [(20, 20, 7, 0.8), (20, 26, 20, 7)]])
def test_two_lines_of_print_are_two(boxes: Any) -> None:
    assert lines(*boxes) == 2
