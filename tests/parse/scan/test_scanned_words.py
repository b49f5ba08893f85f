"""Ink -> words: digits that came apart are one, lines of print are two."""

from typing import Any

import pytest

cv2 = pytest.importorskip("cv2")
np = pytest.importorskip("numpy")

from gouji.parse.scan.recogniser import RecognisedLine  # noqa: E402
from gouji.parse.scan.strokes import without_gaps  # noqa: E402
from gouji.parse.scan.words import find_words, lines_of_words  # noqa: E402

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


@pytest.mark.parametrize(
    ("text", "at", "joined"),
    [
        ("1 5", [0.2, 0.5, 0.8], "15"),  # full-width: as far apart as a character is wide
        ("1 5 0", [0.1, 0.3, 0.5, 0.7, 0.9], "150"),
        ("15 0", [0.2, 0.3, 0.6, 0.9], "15 0"),  # two numbers
    ],
)
def test_full_width_digits_are_one_number(text: str, at: list[float], joined: str) -> None:
    line = RecognisedLine(text, [0.99] * len(text), at)
    assert without_gaps(line, 30, 13).text == joined
    assert without_gaps(line, 90, 13).text == text  # of two columns


def test_full_width_digits_are_recognised_together() -> None:
    image = np.zeros((100, 200), np.uint8)
    for x in (20, 41, 120):
        image[30:44, x : x + 5] = 1
    words = lines_of_words(find_words(image, np.zeros_like(image), PX))
    assert [(word.x0, word.x1) for line in words for word in line] == [(20, 46), (120, 125)]
