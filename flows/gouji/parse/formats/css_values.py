"""Values of style sheets: lengths in px and colours."""

import re
from functools import lru_cache

from tinycss2 import color3, color4

Colour = tuple[float, float, float, float]  # red, green, blue, alpha: 0-1
WHITE: Colour = (1.0, 1.0, 1.0, 1.0)
BLACK: Colour = (0.0, 0.0, 0.0, 1.0)
MIN_CONTRAST = 1.1  # of text and its ground (WCAG 2.2, 1.4.3: 4.5 is well legible, 1 is the same colour)
MIN_ALPHA = 0.05  # text that lets more through cannot be seen
_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(px|pt|pc|in|cm|mm|q|em|rem|ex|ch|vw|vh|%)?")
_PIXELS = {
    None: 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6,
    "rem": 16.0, "vw": 12.8, "vh": 8.0,
}  # fmt: skip
_NAMED_SIZES = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
    "xxx-large": 48.0, "initial": 16.0,
}  # fmt: skip


@lru_cache(maxsize=4096)
def pixels(value: str, font_size: float = 16.0, whole: float = 0.0) -> float | None:
    """A length in px; `whole`: what 100 % is. None for what is no length."""
    match = _LENGTH.fullmatch(value.strip())
    if not match:
        return None
    number, unit = float(match[1]), match[2]
    if unit == "%":
        return number / 100 * whole
    if unit in ("em", "ex", "ch"):
        return number * font_size * (1.0 if unit == "em" else 0.5)
    return number * _PIXELS[unit]


def font_size(value: str, inherited: float) -> float:
    """The size of text in px, from font-size and what it inherits."""
    if value in ("smaller", "larger"):
        return inherited / 1.2 if value == "smaller" else inherited * 1.2
    if value in _NAMED_SIZES:
        return _NAMED_SIZES[value]
    size = pixels(value, inherited, inherited)
    return inherited if size is None or size < 0 else size


def size_in_font(value: str) -> str | None:
    """The size in the shorthand `font`: italic 12px/1.5 SimSun."""
    for word in value.replace("/", " / ").split():
        if word in _NAMED_SIZES and word != "initial":
            return word
        if word[0] in "0123456789." and not re.fullmatch(r"[1-9]00", word):
            return word
    return None


@lru_cache(maxsize=4096)
def colour(value: str) -> Colour | None:
    """None for what names no colour of its own (inherit, currentcolor, windowtext, a picture)."""
    value = value.strip()
    for text in (value, f"#{value}"):  # bgcolor=ffffff
        found = color3.parse_color(text) or color4.parse_color(text)
        if isinstance(found, color3.RGBA):
            return (found.red, found.green, found.blue, found.alpha)
        if isinstance(found, color4.Color) and found.space == "srgb":
            red, green, blue = (float(part or 0) for part in found.coordinates)
            return (red, green, blue, float(found.alpha))
    return None


@lru_cache(maxsize=4096)
def contrast(first: Colour, second: Colour) -> float:
    """Contrast of two colours, 1 (the same) to 21 (WCAG 2.2, relative luminance)."""
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(of: Colour) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in of[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def is_unseen(text: Colour, ground: Colour) -> bool:
    """Whether text of a colour cannot be told from its ground: nearly the same, not only as bright."""
    same = max(abs(a - b) for a, b in zip(text[:3], ground[:3], strict=True)) < 0.12
    return text[3] < MIN_ALPHA or (same and contrast(text, ground) < MIN_CONTRAST)


MAX_PAIRS = 40_000  # of colours that are compared before the page is looked at itself


def any_unseen(written: set[str], grounds: set[str]) -> bool:
    """Whether a colour of text is that of a ground, or of paper; grounds are values of `background`. A value that is
    none of a colour (a variable) may be any."""
    if len(written) * len(grounds) > MAX_PAIRS:
        return True
    colours = [BLACK, *(found for value in written if (found := colour(value)))]
    under = [WHITE, *(found for value in grounds for word in (value, *value.split()) if (found := colour(word)))]
    return any(is_unseen(each, ground) for each in colours for ground in under)
