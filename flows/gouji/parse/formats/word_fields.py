"""Fields of a Word document in XML: what of them is on the page, and what form controls among them show.

A field is begin, instruction, separate, result, end (ECMA-376 part 1, 17.16.18). What stands in an instruction, also
the result of a field nested there, is not on the page.
"""

import re

from lxml import etree

from gouji.parse.document import UNTOLD_SHAPE
from gouji.parse.files.zip_package import attribute

from .word_elements import child_of, is_on, local, value_of

CHECKED, UNCHECKED = "☑", "☐"
# Fields that show what their instruction describes, or works out: without a result that is not known.
_WORKED_OUT = re.compile(r"\s*(?:=|(?:EQ|SYMBOL|QUOTE|IF)\b)", re.IGNORECASE)


class OpenFields:
    """The fields open where a reader of the text is."""

    def __init__(self, body: etree._Element) -> None:
        self._unpaired = _unpaired(body)
        self._open: list[_Field] = []

    @property
    def is_shown(self) -> bool:
        return not self._open or not any(field.is_instruction for field in self._open)

    def instruction(self, text: str) -> None:
        if self._open:
            self._open[-1].code += text

    def mark(self, mark: etree._Element) -> str:
        """Takes a w:fldChar; what it puts on the page."""
        kind = attribute(mark, "fldCharType")
        if mark in self._unpaired:
            return ""
        if kind == "begin":
            shown = self.is_shown
            control = _control(mark)
            self._open.append(_Field(control is not None))
            return control or "" if shown else ""
        if not self._open:
            return ""
        if kind == "separate":
            self._open[-1].has_result = True
            return ""
        field = self._open.pop()
        is_untold = not field.has_result and _WORKED_OUT.match(field.code)
        return UNTOLD_SHAPE if is_untold and self.is_shown else ""


class _Field:
    """`is_control`: it shows a choice, which counts whatever stands as its result."""

    def __init__(self, is_control: bool) -> None:
        self.is_control, self.has_result, self.code = is_control, False, ""

    @property
    def is_instruction(self) -> bool:
        return self.is_control or not self.has_result


def _control(begin: etree._Element) -> str | None:
    """What a drop-down or check box of a form shows; None for other fields (17.16.17)."""
    data = child_of(begin, "ffData")
    if data is None:
        return None
    if (choices := child_of(data, "ddList")) is not None:
        entries = [value_of(entry) or "" for entry in choices if local(entry.tag) == "listEntry"]
        chosen = child_of(choices, "result")
        if chosen is None:
            chosen = child_of(choices, "default")
        number = (None if chosen is None else value_of(chosen)) or "0"
        return entries[int(number)] if number.isdecimal() and int(number) < len(entries) else UNTOLD_SHAPE
    if (box := child_of(data, "checkBox")) is not None:
        state = child_of(box, "checked")
        return CHECKED if is_on(child_of(box, "default") if state is None else state) else UNCHECKED
    return None


def _unpaired(body: etree._Element) -> set[etree._Element]:
    """Marks of fields without end, or with the end in another cell: they hide nothing."""
    unpaired: set[etree._Element] = set()
    open_fields: list[list[etree._Element]] = []
    for mark in body.iter("{*}fldChar"):
        kind = attribute(mark, "fldCharType")
        if kind == "begin":
            open_fields.append([mark])
        elif not open_fields:
            unpaired.add(mark)
        elif kind == "separate":
            open_fields[-1].append(mark)
        else:
            marks = [*open_fields.pop(), mark]
            if len({next(each.iterancestors("{*}tc"), None) for each in marks}) > 1:
                unpaired.update(marks)
    return unpaired.union(*open_fields)
