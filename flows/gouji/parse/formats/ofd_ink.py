"""How an object of an OFD page is drawn: its colour and opacity, its own or of the drawing parameters it names."""

from collections.abc import Iterator, Mapping

from lxml import etree

from gouji.parse.page.ink import BLACK, MIN_OPAQUE_ALPHA, WHITE, Colour

from .odf import name_of

MAX_RELATED = 10  # drawing parameters that go on with others
Params = Mapping[str | None, etree._Element]
_NONE = ("false", "0")


def fill_of(element: etree._Element, params: Params, inherited: str | None) -> tuple[Colour, float]:
    """(colour, opacity) an object is filled with. `inherited`: the drawing parameters of its layer."""
    whole = _share(element.get("Alpha"))
    for each in _chain(element, params, inherited):
        for child in each:
            if name_of(child) == "FillColor":
                return _colour(child.get("Value")), whole * _share(child.get("Alpha"))
    return BLACK, whole


def is_filled(element: etree._Element) -> bool:
    """Whether text leaves a mark: filled, as it is unless told otherwise, or drawn by its outline."""
    return element.get("Fill") not in _NONE or element.get("Stroke") in ("true", "1")


def is_see_through(element: etree._Element) -> bool:
    """Whether something shows through an object as a whole."""
    return _share(element.get("Alpha")) < MIN_OPAQUE_ALPHA


def _chain(element: etree._Element, params: Params, inherited: str | None) -> Iterator[etree._Element]:
    yield element
    for name in (element.get("DrawParam"), inherited):
        for _ in range(MAX_RELATED):
            param = params.get(name) if name else None
            if param is None:
                break
            yield param
            name = param.get("Relative")


def _share(text: str | None) -> float:
    """0 to 255 -> 0 to 1; opaque where nothing is said."""
    try:
        return min(max(float(text) / 255, 0.0), 1.0) if text else 1.0
    except ValueError:
        return 1.0


def _colour(value: str | None) -> Colour:
    """Levels of 0 to 255 (or #hex) of grey, red green blue, or cyan magenta yellow black."""
    try:
        parts = [int(word[1:], 16) if word.startswith("#") else float(word) for word in (value or "").split()]
    except ValueError:
        return BLACK
    levels = [min(max(part / 255, 0.0), 1.0) for part in parts]
    if len(levels) == 4:
        levels = [(1 - ink) * (1 - levels[3]) for ink in levels[:3]]
    if len(levels) == 1:
        levels *= 3
    if len(levels) != 3:
        return BLACK
    red, green, blue = levels
    return WHITE if (red, green, blue) == WHITE else (red, green, blue)
