"""Fields and form controls of an OpenDocument text: what they show (OpenDocument 1.2 part 1, 7 and 13)."""

from lxml import etree

from gouji.parse.document import UNTOLD_SHAPE
from gouji.parse.files.zip_package import attribute

from .odf import name_of

CHECKED, UNCHECKED = "☑", "☐"
_TYPED = ("text", "textarea", "formatted-text", "number", "date", "time", "combobox", "password")


def selected(choices: etree._Element) -> str | None:
    """The entry of a drop-down field that is chosen; None where its text says it."""
    for label in choices.iterfind("{*}label"):
        if attribute(label, "current-selected") == "true":
            return attribute(label, "value") or ""
    return None


def shown_by_mark(mark: etree._Element) -> str:
    """What the control of a form shows that LibreOffice keeps from a Word document (field:fieldmark)."""
    kind = (attribute(mark, "type") or "").rpartition(".")[2]
    said = [(attribute(each, "name"), attribute(each, "value") or "") for each in mark.iterfind("{*}param")]
    if kind == "FORMCHECKBOX":
        return CHECKED if ("Checkbox_Checked", "true") in said else UNCHECKED
    if kind != "FORMDROPDOWN":
        return ""
    entries = [value for name, value in said if name == "Dropdown_ListEntry"]
    chosen = next((value for name, value in said if name == "Dropdown_Selected"), "0")
    return entries[int(chosen)] if chosen.isdecimal() and int(chosen) < len(entries) else UNTOLD_SHAPE


def controls_of(body: etree._Element) -> dict[str, str]:
    """What the controls of the document's forms show, by their marks."""
    return {
        mark: _shown_by(control)
        for forms in body.iterfind("{*}forms")
        for control in forms.iter()
        if isinstance(control.tag, str) and (mark := attribute(control, "id"))
    }


def _shown_by(control: etree._Element) -> str:
    kind = name_of(control)
    if kind in _TYPED:
        value = attribute(control, "current-value")
        text = (attribute(control, "value") or "") if value is None else value
        return text or "\n".join("".join(line.itertext()) for line in control.iterfind("{*}p"))
    if kind == "listbox":
        options = list(control.iterfind("{*}option"))
        for mark in ("current-selected", "selected"):
            if chosen := [attribute(each, "label") or "" for each in options if attribute(each, mark) == "true"]:
                return "、".join(chosen)
    if kind in ("checkbox", "radio"):
        state = attribute(control, "current-state") or attribute(control, "state")
        return CHECKED if state == "checked" or attribute(control, "current-selected") == "true" else UNCHECKED
    return ""
