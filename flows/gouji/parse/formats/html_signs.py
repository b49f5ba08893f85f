"""Whether a web page may hide, strike or raise text at all, told from its bare text: most pages do not, and need no
style sheet read."""

import re
from collections.abc import Iterable

_COLOURS = ("color", "background", "background-color", "background-image", "-webkit-text-fill-color")
_PLACES = ("position", "left", "top", "right", "margin-left", "margin-top", "transform")
_SIZES = ("overflow", "overflow-x", "overflow-y", "height", "width", "max-height", "max-width", "display", "position")
_FONT = ("font-size", "font")
# What a page must say for a property to matter: a word, which is looked for first for it is found at once, and how it
# goes on; and which properties then matter.
_SIGNS: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (word, re.compile(re.escape(word) + rest), properties)
    for word, rest, properties in (
        ("display", r"\s*:\s*none", ("display",)),
        ("visibility", r"\s*:\s*(?:hidden|collapse)", ("visibility", "content-visibility")),
        ("mso-hide", r"\s*:\s*all", ("mso-hide",)),
        ("opacity", r"\s*[:(]\s*\.?0", ("opacity", "filter")),
        ("font-size", r"\s*:\s*[.01](?!\d)", _FONT),
        ("font:", r"\s*(?:[^;\"'}]{0,100}\s)?0(?![.\d])", _FONT),
        ("line-through", "", ("text-decoration", "text-decoration-line")),
        ("vertical-align", r"\s*:\s*(?:s|[-+.\d])", ("vertical-align", "display", *_FONT)),
        ("vertical-align", r"\s*:\s*(?:t|bo)(?=[^\"}]{0,300}font)", ("vertical-align", "display", *_FONT)),
        ("font-variant-position", "", ("font-variant-position",)),
        ("relative", r"[^\"'}]{0,300}(?:top|bottom)\s*:", ("position", "top", "bottom", *_FONT)),
        ("-", r"\d{3,}[\d.]*\s*(?:px|pt|em|rem|in|cm|%)", (*_PLACES, "text-indent")),
        ("clip", r"(?:-path)?\s*:\s*[a-z]", ("clip", "clip-path", "position")),
        ("scale", r"\w*\(\s*0", ("transform",)),
        ("scale", r"\s*:\s*0", ("scale",)),
        ("zoom", r"\s*:\s*0", ("zoom",)),
        ("text-fill-color", "", ("-webkit-text-fill-color", *_COLOURS)),
        ("unicode-bidi", "", ("unicode-bidi", "direction")),
    )
)
ALL_PROPERTIES = frozenset(name for *_, properties in _SIGNS for name in properties) | {*_COLOURS, *_PLACES, *_SIZES}
_CLIPS = re.compile(r"overflow(?:-[xy])?\s*:\s*(?:hidden|clip)")
_ZERO_SIZE = re.compile(r"(?:height|width)\s*:\s*[01](?:\.\d+)?(?:px|pt|em|rem|%)?\s*[;\"'}!]")
_COLOUR_VALUE = re.compile(r"\s*[:=]\s*[\"']?\s*([^;\"'<>}!]{1,40})")
_GROUND = re.compile(r"(?:background(?:-color)?\s*:|bgcolor\s*=\s*[\"']?)\s*([^;\"'<>}!]{1,60})")
_DARK = re.compile(r"black|windowtext|auto|inherit|#[0-9a-d][0-9a-f]{2}|#(?:[0-9a-d][0-9a-f]){3}")
_PAPER = re.compile(r"none|transparent|inherit|initial|white|#f{3}|#f{6}|")
_STRUCK = ("<del", "<s>", "<s ", "<strike")
_RAISED = ("<sup", "<sub")
_UNSHOWN = ("<details", "<dialog", "<bdo")
_GENERATES = re.compile(r"content\s*:\s*(?:attr|counter|url|\"[^\"]|'[^'])")
_SET_FREE = re.compile(
    r"position\s*:\s*(?:absolute|fixed|relative[^\"'}]{0,300}(?:left|right)\s*:\s*-?[.\d]*[1-9])"
    r"|(?:left|right)\s*:\s*-?[.\d]*[1-9][^\"'}]{0,300}position\s*:\s*relative"
)
_HIDDEN = re.compile(r"hidden(?<=\shidden)(?=[\s=>/])")


def has_struck_markup(text: str) -> bool:
    """Whether a page, in small letters, has elements that strike out text."""
    return _has_any(text, _STRUCK)


def has_hiding_markup(text: str) -> bool:
    """Whether a page, in small letters, has elements that are hidden without any style."""
    return _has_any(text, _UNSHOWN) or ("hidden" in text and _HIDDEN.search(text) is not None)


def has_generated_text(text: str) -> bool:
    """Whether a page, in small letters, or a style sheet may show text before or behind elements."""
    return "content" in text and _GENERATES.search(text) is not None and (":before" in text or ":after" in text)


def has_overlays(text: str) -> bool:
    """Whether a page, in small letters, or a style sheet may lay elements over others."""
    return "position" in text and _SET_FREE.search(text) is not None


def _has_raised_markup(text: str) -> bool:
    return _has_any(text, _RAISED)


def _has_any(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


# What markup hides, strikes or raises, a style may show as it is: markup, what the style names, what then matters.
_UNDONE = (
    (has_hiding_markup, "display", ("display",)),
    (has_struck_markup, "text-decoration", ("text-decoration", "text-decoration-line")),
    (_has_raised_markup, "vertical-align", ("vertical-align", "display", *_FONT)),
)


def properties_that_matter(text: str, sheets: Iterable[str] = ()) -> frozenset[str]:
    """The properties by which a page may hide, strike or raise text; none on most pages.

    `text`: the page in small letters; `sheets`: style sheets that came with it, too.
    """
    found: set[str] = set()
    for has_markup, name, shown_by in _UNDONE:
        if name in text and has_markup(text):
            found.update(shown_by)
    for part in (text, *sheets):
        for word, sign, properties in _SIGNS:
            if word in part and sign.search(part):
                found.update(properties)
        if "overflow" in part and _CLIPS.search(part) and _ZERO_SIZE.search(part):
            found.update(_SIZES)
        if _may_hide_by_colour(part):
            found.update(_COLOURS)
        if "var(" in part:
            found.update(_COLOURS, _SIZES, *(properties for *_, properties in _SIGNS))
    return frozenset(found)


def _may_hide_by_colour(text: str) -> bool:
    """Whether some text of the page may have the colour of its ground: all text dark and all ground paper, it has not."""
    written = set()
    before = ""
    for piece in text.split("color"):
        # not border-color, bgcolor
        if before and not (before[-1].isalnum() or before[-1] == "-") and (match := _COLOUR_VALUE.match(piece)):
            written.add(match[1].strip())
        before = piece
    pale = [value for value in written if not _DARK.fullmatch(value)]
    grounds = {value.strip() for value in _GROUND.findall(text)}
    coloured = [value for value in grounds if not _PAPER.fullmatch(value)]
    if not pale and not (coloured and (written or "black" in coloured)):
        return False
    from .css_values import any_unseen  # its library is loaded for the pages that need it

    return any_unseen(written, grounds)
