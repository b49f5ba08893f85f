"""The styles of a Word document in XML: what they make of characters, and the grounds of paragraphs and cells.

A level of styles (document defaults, table, paragraph, character) is one mapping of marks, its chain of `basedOn`
followed. Sections are those of ECMA-376 part 1.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from gouji.parse.files.zip_package import attribute

from .looks import MIN_RAISED_POINTS, PALETTE, PALETTE_NAMES, PLAIN, Look
from .word_colours import Theme
from .word_elements import child_of, is_on, local, value_of

MAX_STYLE_CHAIN = 40  # styles based on one another
POINTS_OF_WORD = 10.0  # points: the size where no style says one (17.3.2.38)
_HALF_POINTS = 0.5  # points
_TOGGLES = ("vanish", "strike")  # of the toggle properties (17.7.3) those that decide what is seen
_SWITCHES = (*_TOGGLES, "dstrike", "emboss", "imprint")
_OF_CHARACTERS = frozenset(
    [*_SWITCHES, "rStyle", "vertAlign", "position", "sz", "color", "highlight", "shd", "textFill"]
)
_UNITS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pc": 12.0, "pi": 12.0}

Marks = Mapping[str, object]  # of characters: by the name of the property, only what is said


class Style(NamedTuple):
    kind: str
    based_on: str | None
    element: etree._Element


class Styles:
    """`part`: w:styles, where the document has them."""

    def __init__(self, part: etree._Element | None = None, theme: Theme | None = None) -> None:
        self.theme = theme or Theme()
        self._styles: dict[str, Style] = {}
        self._defaults: dict[str, str] = {}  # by kind
        self._levels: dict[tuple[str, str | None], Marks] = {}
        self._below: dict[tuple[object, ...], Marks] = {}
        self._looks: dict[tuple[object, ...], Look] = {}
        self._grounds: dict[str | None, int | None] = {}
        self._document: Marks = {}
        for element in () if part is None else part:
            if local(element.tag) == "docDefaults":
                self._document = self._marks_in(child_of(element, "rPrDefault"))
            elif local(element.tag) == "style" and (name := attribute(element, "styleId")):
                self._add(name, element)

    def _add(self, name: str, element: etree._Element) -> None:
        kind = attribute(element, "type") or "paragraph"
        based_on = child_of(element, "basedOn")
        self._styles[name] = Style(kind, None if based_on is None else value_of(based_on), element)
        if attribute(element, "default") in ("1", "true", "on"):
            self._defaults.setdefault(kind, name)

    def chain(self, kind: str, name: str | None) -> list[etree._Element]:
        """The style of a name and kind and those it is based on, nearest first; without a name the default one."""
        found: list[etree._Element] = []
        at = name if name in self._styles and self._styles[name].kind == kind else self._defaults.get(kind)
        while at in self._styles and len(found) < MAX_STYLE_CHAIN:
            style = self._styles[at]
            if style.kind != kind:
                break
            found.append(style.element)
            at = style.based_on
        return found

    def level(self, kind: str, name: str | None) -> Marks:
        """What a paragraph or character style makes of characters."""
        key = kind, name
        if key not in self._levels:
            marks: dict[str, object] = {}
            for element in reversed(self.chain(kind, name)):
                marks.update(self._marks_in(element))
            self._levels[key] = marks
        return self._levels[key]

    def ground(self, paragraph: str | None) -> int | None:
        """The ground that a paragraph style gives its paragraphs."""
        if paragraph not in self._grounds:
            properties = (child_of(style, "pPr") for style in self.chain("paragraph", paragraph))
            shades = (child_of(each, "shd") for each in properties if each is not None)
            nearest = next((shade for shade in shades if shade is not None), None)
            self._grounds[paragraph] = None if nearest is None else self.theme.shade(nearest)
        return self._grounds[paragraph]

    def table(self, name: str | None) -> list[etree._Element]:
        """The chain of a table style, nearest last; none where it changes neither characters nor grounds."""
        chain = self.chain("table", name)[::-1]
        return chain if any(next(style.iter("{*}shd", "{*}rPr"), None) is not None for style in chain) else []

    # --- characters --------------------------------------------------------------------------------------------------

    def look(self, paragraph: str | None, character: str | None, table: Marks, direct: Marks) -> Look:
        """How characters look in styles of these names, in a table whose style makes `table` of them."""
        key = paragraph, character, *table.items(), *direct.items()
        if key not in self._looks:
            self._looks[key] = look_of({**self.below(paragraph, character, table), **direct})
        return self._looks[key]

    def hides_marks(self, paragraph: str | None, table: Marks) -> bool:
        """Whether the mark at the end of a paragraph is hidden by its style."""
        return bool(self.below(paragraph, None, table)["vanish"])

    def below(self, paragraph: str | None, character: str | None, table: Marks) -> Marks:
        """All levels of styles together; a toggle property is on where an odd number of them switches it on (17.7.3)."""
        key = paragraph, character, *table.items()
        if key not in self._below:
            levels = [table, self.level("paragraph", paragraph), self.level("character", character)]
            marks: dict[str, object] = {**self._document}
            for level in levels:
                marks.update(level)
            for toggle in _TOGGLES:
                odd = sum(bool(level.get(toggle)) for level in levels) % 2 == 1
                marks[toggle] = bool(self._document.get(toggle)) or odd
            self._below[key] = marks
        return self._below[key]

    def _marks_in(self, element: etree._Element | None) -> Marks:
        return {} if element is None else self.marks(child_of(element, "rPr"))

    def marks(self, properties: etree._Element | None) -> dict[str, object]:
        """What w:rPr says, of what decides whether text is seen; as "rStyle" the name of its character style."""
        found: dict[str, object] = {}
        for each in () if properties is None else properties:
            name = local(each.tag)
            if name not in _OF_CHARACTERS:
                continue
            if name in _SWITCHES:
                found[name] = is_on(each)
            elif name == "rStyle":
                found[name] = value_of(each)
            elif name == "vertAlign":
                found[name] = value_of(each) in ("superscript", "subscript")
            elif name in ("position", "sz"):
                found[name] = _points(value_of(each))
            elif name == "color":
                found[name] = self.theme.text(each)
            elif name == "highlight":
                found[name] = _palette(value_of(each))
            elif name == "shd":
                found[name] = self.theme.shade(each)
            elif name == "textFill" and child_of(each, "noFill") is not None:
                found["clear"] = True
        return found


def look_of(marks: Marks) -> Look:
    colour, ground = marks.get("color"), marks.get("highlight")
    if ground is None:
        ground = marks.get("shd")
    points, off_line = marks.get("sz"), marks.get("position") or 0.0
    in_relief = bool(marks.get("emboss")) or bool(marks.get("imprint"))  # the shadow shows
    assert isinstance(off_line, float)
    look = Look(
        hidden=bool(marks.get("vanish")) or (bool(marks.get("clear")) and not in_relief),
        struck=bool(marks.get("strike")) or bool(marks.get("dstrike")),
        raised=bool(marks.get("vertAlign")) or abs(off_line) >= MIN_RAISED_POINTS,
        points=points if isinstance(points, float) else POINTS_OF_WORD,
        colour=None if in_relief or not isinstance(colour, int) else colour,
        ground=ground if isinstance(ground, int) else None,
    )
    return PLAIN if look._replace(points=PLAIN.points) == PLAIN and look.points > MIN_RAISED_POINTS else look


@lru_cache(maxsize=1024)
def _points(value: str | None) -> float | None:
    """A size in half-points, or, as the strict standard writes it, with its unit."""
    number, unit = (value[:-2], value[-2:]) if value and value[-2:] in _UNITS else (value, "")
    try:
        return float(number or "") * _UNITS.get(unit, _HALF_POINTS)
    except ValueError:
        return None


def _palette(name: str | None) -> int | None:
    name = (name or "none").lower().replace("-", "")
    return PALETTE[PALETTE_NAMES.index(name)] if name in PALETTE_NAMES else None
