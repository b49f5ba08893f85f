"""How text inside an element of a web page looks, from what it inherits and what its own styles say."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from .css_values import BLACK, MIN_ALPHA, WHITE, Colour, colour, font_size, is_unseen, pixels

MIN_FAR = 400  # px to the left of or above its place: out of the page, and out of a box that clips
MIN_FAR_RIGHT = 5_000  # px
MAX_HIDDEN_SIZE = 1.0  # px: text of this size, and a box of this size that clips, cannot be seen
MAX_SMALL = 0.85  # of the size around it: smaller text that is moved up or down is a mark
INLINE = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "ins", "label", "small", "span", "strong", "sub", "sup", "tt", "u"]
)
RAISED = frozenset(["sub", "sup"])
STRUCK = frozenset(["del", "s", "strike"])
_SMALLER = frozenset(["small", *RAISED])
_IN_TABLE = frozenset(["td", "th", "tr", "tbody", "thead", "tfoot", "table", "col", "colgroup"])
_BOXES = re.compile(r"(?:inline-)?(?:block|flex|grid)|flow-root")
_SHAPELESS = re.compile(r"inset\(\s*(?:50|100)%.*|circle\(\s*0.*|rect\((?:\s*[01]?(?:px)?\s*,?){4}\)")
_MOVED = re.compile(r"translate(?:x|y|3d)?\(([^)]*)\)")

Values = Mapping[str, str]


class Look(NamedTuple):
    """`ground`: None where it cannot be told (a picture). `is_paper`: nothing says what the ground is."""

    is_visible: bool = True
    size: float = 16.0  # px
    colour: Colour = BLACK
    ground: Colour | None = WHITE
    is_paper: bool = True
    is_far: bool = False  # its first line begins far outside
    is_raised: bool = False
    is_backwards: bool = False  # set from right to left, whatever its characters

    @property
    def is_seen(self) -> bool:
        plain = self.is_visible and self.size > MAX_HIDDEN_SIZE and self.colour[3] >= MIN_ALPHA and not self.is_far
        return plain and not self.has_colour_of_ground

    @property
    def has_colour_of_ground(self) -> bool:
        return self.ground is not None and is_unseen(self.colour, self.ground)


def look_of(tag: str, values: Values, attributes: Mapping[str, str | None], around: Look) -> Look:
    """The look inside an element, of what its styles and old attributes (bgcolor, color) say and what it inherits."""
    size = around.size / 1.2 if tag in _SMALLER else around.size
    size = font_size(values["font-size"], around.size) if "font-size" in values else size
    visibility = values.get("visibility", "")
    is_visible = around.is_visible if visibility in ("", "inherit") else visibility not in ("hidden", "collapse")
    written = (
        values.get("-webkit-text-fill-color")
        or values.get("color")
        or attributes.get("color" if tag == "font" else "text" if tag == "body" else "")
        or ""
    )
    if not written and tag == "a" and attributes.get("href"):
        written = "#0000ee"  # a link's own colour
    ground, is_paper = _ground(values, attributes, around)
    indent = values.get("text-indent")
    return Look(
        is_visible,
        size,
        colour(written.lower()) or around.colour,
        ground,
        is_paper,
        (pixels(indent, size) or 0) <= -MIN_FAR if indent else around.is_far,
        _is_raised(tag, values, size, around),
        _is_backwards(tag, values, attributes, around),
    )


def is_taken_away(tag: str, values: Values, attributes: Mapping[str, str | None]) -> bool:
    """Whether an element is not shown, with all that is in it."""
    display = values.get("display")
    if display == "none" or (
        display is None and ("hidden" in attributes or (tag == "dialog" and "open" not in attributes))
    ):
        return True
    return (
        values.get("mso-hide") == "all"
        or values.get("content-visibility") == "hidden"
        or (values.get("visibility") == "collapse" and tag in _IN_TABLE)
        or _is_clear(values)
        or _is_out_of_sight(values)
        or _is_clipped(tag, values)
    )


def is_struck(tag: str, values: Values) -> bool:
    return "line-through" in values["text-decoration"] if "text-decoration" in values else tag in STRUCK


def _ground(values: Values, attributes: Mapping[str, str | None], around: Look) -> tuple[Colour | None, bool]:
    picture = values.get("background-image", "")
    if "url(" in picture or "gradient(" in picture or (attributes.get("background") or "").strip():
        return None, False
    found = colour(values.get("background-color") or (attributes.get("bgcolor") or "").lower())
    if found is None or found[3] < 0.5:
        return around.ground, around.is_paper
    return found, False


def _is_backwards(tag: str, values: Values, attributes: Mapping[str, str | None], around: Look) -> bool:
    direction = values.get("direction") or (attributes.get("dir") or "").lower()
    if "override" in values.get("unicode-bidi", "") or (tag == "bdo" and direction):
        return direction == "rtl"
    return around.is_backwards


def _is_raised(tag: str, values: Values, size: float, around: Look) -> bool:
    """A mark above or below the line. What aligns a cell or a block raises nothing."""
    place = values.get("vertical-align", "")
    if around.is_raised or values.get("font-variant-position", "") in ("super", "sub"):
        return True
    if tag not in INLINE or (values.get("display") or "inline") not in ("inline", "inline-block", "contents"):
        return False
    if place in ("super", "sub"):
        return True
    is_small = size <= around.size * MAX_SMALL
    if place in ("top", "text-top", "bottom", "text-bottom"):
        return is_small
    if place:
        return bool(pixels(place, size, size)) or (tag in RAISED and place not in ("baseline", "initial", "unset"))
    moved = values.get("top") or values.get("bottom")
    if values.get("position") == "relative" and moved:
        return is_small and abs(pixels(moved, size) or 0) >= 1
    return tag in RAISED


def _is_clear(values: Values) -> bool:
    opacity = pixels(values["opacity"], 1, 1) if "opacity" in values else None
    return (opacity is not None and opacity <= MIN_ALPHA) or "opacity(0" in values.get("filter", "")


def _is_out_of_sight(values: Values) -> bool:
    moved = values.get("transform", "")
    if any(name in values and pixels(values[name], 1, 1) == 0 for name in ("scale", "zoom")):
        return True
    if re.search(r"scale\w*\(\s*0*(?:\.0*)?\s*[,)]", moved):
        return True
    steps = [step for match in _MOVED.findall(moved) for step in match.split(",")]
    steps += [values[side] for side in ("margin-left", "margin-top") if side in values]
    if values.get("position") in ("absolute", "fixed", "relative"):
        steps += [values[side] for side in ("left", "top") if side in values]
        if (pixels(values.get("right", "")) or 0) <= -MIN_FAR_RIGHT:
            return True
    far = [pixels(step, 16.0, 1000.0) or 0 for step in steps]
    return any(distance <= -MIN_FAR or distance >= MIN_FAR_RIGHT for distance in far)


def _is_clipped(tag: str, values: Values) -> bool:
    """Whether an element is a box without room for anything, or cut to nothing."""
    is_set_free = values.get("position") in ("absolute", "fixed")
    shape = values.get("clip-path", "") or (values.get("clip", "") if is_set_free else "")
    if _SHAPELESS.fullmatch(shape):
        return True
    display = values.get("display", "")
    is_box = is_set_free or _BOXES.fullmatch(display) or (not display and tag not in INLINE and tag not in _IN_TABLE)
    if not is_box or values.get("overflow", "") not in ("hidden", "clip"):
        return False
    sides = [pixels(values[side]) for side in ("height", "max-height", "width", "max-width") if side in values]
    return any(side is not None and side <= MAX_HIDDEN_SIZE for side in sides)
