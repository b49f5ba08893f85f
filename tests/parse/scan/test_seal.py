"""A seal in a grey copy: gone, and what it covers still there."""

from typing import Any

import pytest

cv2 = pytest.importorskip("cv2")
np = pytest.importorskip("numpy")

from gouji.parse.scan.deskew import INK_LEVEL  # noqa: E402
from gouji.parse.scan.seal import seal_ink, without_seal_ink  # noqa: E402

PX = 200 / 72


def printed() -> Any:
    """A ruled page with figures."""
    image = np.full((900, 900), 255, np.uint8)
    for at in range(100, 900, 100):
        cv2.line(image, (50, at), (850, at), 0, 2)
        cv2.line(image, (at, 50), (at, 850), 0, 2)
        for across in range(100, 800, 100):
            cv2.putText(image, str(at + across), (across + 20, at + 60), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    return cv2.GaussianBlur(image, (0, 0), 0.6)


def stamped(image: Any, tone: int) -> Any:
    """With a round seal of 42 mm over it, ink over ink."""
    seal = np.full_like(image, 255)
    cv2.circle(seal, (450, 450), 165, tone, 8, cv2.LINE_AA)
    cv2.circle(seal, (450, 450), 40, tone, -1, cv2.LINE_AA)
    for x in range(380, 540, 40):
        cv2.rectangle(seal, (x, 340), (x + 20, 345), tone, -1)
        cv2.rectangle(seal, (x + 8, 330), (x + 12, 360), tone, -1)
    return (image.astype(np.float32) * seal / 255).astype(np.uint8)


@pytest.mark.parametrize("tone", [75, 100, 125])
def test_print_under_a_grey_seal_stays_and_the_seal_goes(tone: int) -> None:
    image = stamped(printed(), tone)
    clear = without_seal_ink(image, seal_ink(image, PX), PX)
    before, after, without = (each < INK_LEVEL for each in (image, clear, printed()))
    assert (before != without).mean() > 0.01
    assert (after != without).mean() < 0.002
    assert (without & ~after).sum() < 0.01 * without.sum()  # next to nothing of the print


def test_a_page_without_a_seal_is_left_as_it_is() -> None:
    image = printed()
    assert not seal_ink(image, PX).any()
    assert without_seal_ink(image, seal_ink(image, PX), PX) is image
    pale = np.full((900, 900), 255, np.uint8)  # rules paler than print, that cross and frame
    for at in (300, 450, 600):
        cv2.line(pale, (300, at), (600, at), 110, 5)
        cv2.line(pale, (at, 300), (at, 600), 110, 5)
    cv2.putText(pale, "2025", (320, 400), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    for image in (pale, pale[:, 290:]):
        assert not seal_ink(np.ascontiguousarray(image), PX).any()
    cross = pale.copy()
    cross[:, 590:] = cross[590:] = cross[:310] = cross[:, :310] = 255
    assert not seal_ink(cross, PX).any()
    bold = np.full((900, 900), 255, np.uint8)
    cv2.rectangle(bold, (100, 100), (300, 300), 200, -1)  # a shaded cell
    cv2.putText(bold, "2025", (100, 600), cv2.FONT_HERSHEY_SIMPLEX, 6, 90, 30)  # a title in grey
    assert not seal_ink(bold, PX).any()
