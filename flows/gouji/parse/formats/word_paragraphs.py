"""The paragraphs of a Word document: their runs of text, and the text boxes anchored in them."""

from typing import NamedTuple

from lxml import etree

from gouji.parse.document import UNTOLD_SHAPE, Run

from .looks import PLAIN, WHITE, Look, run_of
from .word_elements import SKIPPED, child_of, is_no_text, is_on, local, properties_of, value_of
from .word_fields import OpenFields
from .word_shapes import covers_text, is_picture
from .word_styles import Marks, Styles

_TEXT = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": UNTOLD_SHAPE}
_FLOATING = frozenset(["AlternateContent", "drawing", "object", "pict"])


class Setting(NamedTuple):
    """Where paragraphs stand: the colour behind them, what a table's style makes of their text, whether in a cell."""

    ground: int = WHITE
    marks: Marks = {}  # noqa: RUF012 - never changed
    in_cell: bool = False


class FloatingBox(NamedTuple):
    """A text box (w:txbxContent) and the drawing or VML it is in."""

    content: etree._Element
    shape: etree._Element


class ParagraphReader:
    """Goes through a paragraph once; `runs`: its text, `floating`: the text boxes anchored in it."""

    def __init__(self, paragraph: etree._Element, setting: Setting, styles: Styles, fields: OpenFields) -> None:
        self._styles, self._fields, self._setting = styles, fields, setting
        properties = properties_of(paragraph, "pPr")
        style = properties.get("pStyle")
        self._style = None if style is None else value_of(style)
        self._ground = self._ground_of(properties.get("shd"))
        self._mark = properties.get("rPr")
        self.runs: list[Run] = []
        self.floating: list[FloatingBox] = []
        self.covers = 0  # shapes and pictures in front of the text
        self.controls = 0  # of programs (ActiveX) in a cell, whose value is not in the text
        self._collect(paragraph, PLAIN)

    @property
    def goes_on(self) -> bool:
        """Whether its mark is hidden or deleted: then it is one with the next."""
        vanishes: bool | None = None
        for each in () if self._mark is None else self._mark:
            name = local(each.tag)
            if name in ("del", "moveFrom") or (name == "specVanish" and is_on(each)):
                return True
            if name == "vanish":
                vanishes = is_on(each)
        return self._styles.hides_marks(self._style, self._setting.marks) if vanishes is None else vanishes

    def _ground_of(self, own: etree._Element | None) -> int:
        ground = self._styles.ground(self._style) if own is None else self._styles.theme.shade(own)
        return self._setting.ground if ground is None else ground

    def _look(self, run: etree._Element) -> Look:
        properties = child_of(run, "rPr")
        if properties is None:
            return self._styles.look(self._style, None, self._setting.marks, {})
        marks = self._styles.marks(properties)
        name = marks.pop("rStyle", None)
        return self._styles.look(self._style, None if name is None else str(name), self._setting.marks, marks)

    def _say(self, text: str, look: Look) -> None:
        if text and self._fields.is_shown:
            self.runs.append(run_of(text, look, self._ground))

    def _collect(self, element: etree._Element, look: Look) -> None:
        for child in element:
            name = local(child.tag)
            if name == "t":
                self._say(child.text or "", look)
            elif name == "r":
                self._collect(child, self._look(child))
            elif name in _TEXT:
                self._say(_TEXT[name], look)
            elif name == "fldChar":
                shown = self._fields.mark(child)
                self.runs += [run_of(shown, look, self._ground)] if shown else []
            elif name == "instrText":
                self._fields.instruction(child.text or "")
            elif name in _FLOATING:
                if self._fields.is_shown and not look.hidden:
                    self._float(child, look)
            elif name not in SKIPPED and not name.startswith("drawn:") and not is_no_text(child):
                self._collect(child, look)

    def _float(self, element: etree._Element, look: Look) -> None:
        self.floating += _text_boxes(element, element)
        if self._setting.in_cell and next(element.iter("{*}control"), None) is not None:
            self.controls += 1
            self._say(UNTOLD_SHAPE, look)
        elif covers_text(element, with_pictures=self._setting.in_cell):
            self.covers += 1
            if self._setting.in_cell:
                self._say(UNTOLD_SHAPE, look)
        elif self._setting.in_cell and is_picture(element):
            self.runs.append(Run(UNTOLD_SHAPE, drawn=True))


def _text_boxes(element: etree._Element, shape: etree._Element) -> list[FloatingBox]:
    """The outermost text boxes of a drawing; of alternatives, the first that has any."""
    if local(element.tag) == "txbxContent":
        return [FloatingBox(element, shape)]
    if local(element.tag) == "AlternateContent":
        return next((found for choice in element if (found := _text_boxes(choice, choice))), [])
    is_shape = "}wsp" in str(element.tag) or element.get("fillcolor") is not None or element.get("filled") is not None
    return [box for child in element for box in _text_boxes(child, element if is_shape else shape)]
