"""Drawn tables -> their rules: dashed, faint, low, and of paper that did not lie flat."""

from typing import Any

import pytest

cv2 = pytest.importorskip("cv2")
np = pytest.importorskip("numpy")

from gouji.parse.page.ruled_tables import find_frames  # noqa: E402
from gouji.parse.scan.dewarp import dewarped  # noqa: E402
from gouji.parse.scan.page_reader import _in_lines  # noqa: E402
from gouji.parse.scan.ruling import find_rules  # noqa: E402

PX = 200 / 72
COLUMNS, ROWS = 8, 6


def drawn(high: float = 20, dash: float = 0, shade: int = 0, words: str = "110") -> Any:
    """A table of rows `high` points high on paper of 460 by 260 points, each cell with a word."""
    image = np.full((round(260 * PX), round(460 * PX)), 255, np.uint8)
    xs = [round((30 + 50 * i) * PX) for i in range(COLUMNS + 1)]
    ys = [round((30 + high * j) * PX) for j in range(ROWS + 1)]
    for x in xs:
        cv2.line(image, (x, ys[0]), (x, ys[-1]), shade, 2)
    for y in ys:
        cv2.line(image, (xs[0], y), (xs[-1], y), shade, 2)
    if dash:
        gap = (np.indices(image.shape).sum(axis=0) // round(dash * PX)) % 2 == 0
        image[gap] = 255
    for x in xs[:-1]:
        for y in ys[:-1]:
            at = round(x + 8 * PX), round(y + (high - 3.5) * PX)
            cv2.putText(image, words, at, cv2.FONT_HERSHEY_SIMPLEX, min(high - 6, 9) / 22 * PX, 0, 2)
    return image


def shape(image: Any) -> list[tuple[int, int, int]]:
    """(columns, rows, cells) of each table found."""
    ruling = find_rules(image, PX)
    frames = find_frames(ruling.horizontals, ruling.verticals)
    return [(len(frame.xs) - 1, len(frame.ys) - 1, len(frame.regions)) for frame in frames]


WHOLE = [(COLUMNS, ROWS, COLUMNS * ROWS)]


@pytest.mark.parametrize(
    "image",
    [drawn(), drawn(high=12.5), drawn(dash=2.5), drawn(high=30, shade=150), drawn(words="")],
    ids=["plain", "low rows", "dashed", "faint", "empty"],
)
def test_every_cell_is_found(image: Any) -> None:
    assert shape(image) == WHOLE


def test_an_open_row_at_the_end_of_a_page_is_one() -> None:
    """Its rules down go on a little beyond the last one across, less far than a character's stroke might."""
    image = drawn()
    image[round(105 * PX) :] = 255  # the last rule across that is left is at 90
    assert shape(image) == [(COLUMNS, 4, COLUMNS * 4)]


def test_a_rule_does_not_go_on_to_the_edge_of_the_paper() -> None:
    """Beside the rows of 三、本年度办理结果 nothing crosses the outermost rule before the edge does."""
    image = drawn(words="")
    image[round(52 * PX) :, round(32 * PX) : round(79 * PX)] = 255
    image[round(149 * PX) :] = 255
    cv2.line(image, (0, round(190 * PX)), (round(300 * PX), round(190 * PX)), 0, 3)
    ruling = find_rules(image, PX)
    assert 140 < max(rule.end for rule in ruling.verticals) < 155


def test_strokes_over_two_lines_of_print_are_no_rules() -> None:
    image = drawn(high=24, words="")
    for x, y in ((45, 30), (95, 54), (148, 102)):  # one below the other, with other strokes beside them
        left, top = round(x * PX), round(y * PX)
        cv2.line(image, (left, top), (left, top + round(23 * PX)), 0, 2)
        for at in (top + 10, top + 40):
            image[at : at + 14, left + round(1.3 * PX) : left + round(6 * PX)] = 0
    assert shape(image) == WHOLE


def test_a_rule_that_print_touches_goes_on() -> None:
    image = drawn(high=13, words="")
    for x in (80, 130, 230):  # a figure close to its rule, in the last row
        left, top = round((x + 1.2) * PX), round((30 + 13 * (ROWS - 1) + 3) * PX)
        image[top : round((30 + 13 * ROWS - 3) * PX), left : left + 6] = 0
    assert shape(image) == WHOLE


def test_a_row_alone_is_a_table() -> None:
    image = drawn()
    image[round(52 * PX) :] = 255  # as at the end of a page
    assert shape(image) == [(COLUMNS, 1, COLUMNS)]


@pytest.mark.parametrize("high", [8.0, 8.6, 12.0])
def test_rules_of_low_rows_between_undivided_ones_are_found(high: float) -> None:
    """As in table 二: rows of one cell, and between them rows of two whose rule is no longer than a character."""
    image = np.full((round(260 * PX), round(460 * PX)), 255, np.uint8)
    ys = [round((30 + high * j) * PX) for j in range(10)]
    for y in ys:
        cv2.line(image, (round(30 * PX), y), (round(430 * PX), y), 0, 2)
    for x in (30, 430):
        cv2.line(image, (round(x * PX), ys[0]), (round(x * PX), ys[-1]), 0, 2)
    for top in (1, 2, 4, 5, 7, 8):
        cv2.line(image, (round(180 * PX), ys[top]), (round(180 * PX), ys[top + 1]), 0, 2)
        cv2.putText(image, "158", (round(300 * PX), ys[top + 1] - 5), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 0, 1)
    rng = np.random.default_rng(1)
    grain = np.clip(image + rng.normal(0, 30, image.shape), 0, 255).astype(np.uint8)
    assert shape(image) == shape(grain) == [(2, 9, 3 + 2 * 6)]


def test_bent_paper_is_flattened() -> None:
    image = drawn()
    high, wide = image.shape
    rows, columns = np.mgrid[0:high, 0:wide].astype(np.float32)
    wave = 3 * PX * np.sin(np.pi * columns / wide) + 0.015 * (rows - high / 2) * columns / wide
    bent = cv2.remap(image, columns + 0.02 * (rows - high / 2), rows + wave.astype(np.float32), cv2.INTER_CUBIC)
    bent[bent < 20] = 0
    assert shape(bent) != WHOLE
    assert shape(dewarped(bent, PX)) == WHOLE


def test_flat_paper_is_left_alone() -> None:
    image = drawn()
    assert dewarped(image, PX) is image


def test_lines_of_text_go_across() -> None:
    image = np.full((800, 800), 255, np.uint8)
    for y in range(100, 700, 60):
        cv2.putText(image, "text from side to side", (60, y), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3)
    assert _in_lines(image, PX) > 3 * _in_lines(np.ascontiguousarray(image.T), PX)
