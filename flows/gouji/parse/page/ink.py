"""How what stands on a page is drawn: in which order, in which colour, over what."""

from typing import NamedTuple

Colour = tuple[float, float, float]  # red, green, blue, each 0 to 1

BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)
MIN_OPAQUE_ALPHA = 0.95  # opacity from which nothing shows through


class Ink(NamedTuple):
    """How the characters of one text object are drawn. `at`: its place in the order of drawing, from 1; 0: unknown.

    `alpha`: opacity, 0 to 1. `is_hidden`: no mark is left on the page. `is_slanted`: neither level nor upright.
    """

    at: int = 0
    colour: Colour = BLACK
    alpha: float = 1.0
    is_hidden: bool = False
    is_slanted: bool = False

    def over(self, ground: Colour) -> Colour:
        """The colour that is seen on a ground."""
        r, g, b = (self.alpha * own + (1 - self.alpha) * below for own, below in zip(self.colour, ground, strict=True))
        return r, g, b


PLAIN = Ink()


class Cover(NamedTuple):
    """An opaque box; lengths in points from the page's upper left corner. `at`: its place in the order of drawing."""

    at: int
    x0: float
    top: float
    x1: float
    bottom: float
    colour: Colour

    def holds(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


def contrast(a: Colour, b: Colour) -> float:
    """How far two colours are apart: 0 alike, 1 black on white."""
    return max(abs(p - q) for p, q in zip(a, b, strict=True))


def luminance(colour: Colour) -> float:
    """How light a colour is, 0 to 1 (ITU-R BT.601)."""
    r, g, b = colour
    return 0.299 * r + 0.587 * g + 0.114 * b
