"""Fields and shapes of an RTF: what form controls show (RTF 1.9.1, Form Fields), and the fill of a text box."""

import re

from gouji.parse.document import UNTOLD_SHAPE

from .looks import UNTOLD, WHITE
from .rtf_tokens import group_end

CHECKED, UNCHECKED = "☑", "☐"
CHECK_BOX, DROP_DOWN = 1, 2  # \\fftypeN; 0 is a text, shown as the field's result
NOT_CHOSEN = 25  # \\ffresN: the default counts
MAX_SHAPE_BYTES = 8_000  # bytes of what is said of a shape before its text
MAX_ENTRY_BYTES = 2_000  # bytes of an entry of a list

_FORM_FIELD = re.compile(rb"\\\*\\formfield(?![a-z])")
_NUMBER = re.compile(rb"\\(fftype|ffres|ffdefres)([0-9]{1,3})")
_ENTRY = re.compile(rb"\{\\\*\\ffl ?")
_WORKED_OUT = re.compile(rb"(?:[{}\s]|\\[a-z]+-?[0-9]*|\\\*)*(?:=|(?:EQ|SYMBOL|QUOTE|IF)\b)", re.IGNORECASE)
_RESULT = re.compile(rb"[\s{}]*\\fldrslt(?![a-z])")
_MARKS = re.compile(rb"\\[a-z]+-?[0-9]* ?|\\\*|[{}\s]")
_CHARACTER = re.compile(
    rb"\\u(-?[0-9]{1,5}) ?(?:\\'[0-9a-f]{2}|\?)?|\\'([0-9a-f]{2})|\\[a-z]+-?[0-9]* ?|([^\\])", re.DOTALL
)
_PICTURE_MARKS = (b"\\sn pib}", b"\\pict")
_SHAPE_PROPERTY = re.compile(rb"\\sn (fFilled|fillColor|fillType|fBehindDocument)\}[\s]*\{\\sv (-?[0-9]{1,10})\}")


def shown_by_field(data: bytes, at: int, end: int) -> str | None:
    """What the control of a form shows whose instruction stands from `at` to `end`, or UNTOLD_SHAPE for a field that
    is worked out when it is shown and has no result; None for other fields."""
    form_field = _FORM_FIELD.search(data, at, end)
    if form_field is None:
        is_untold = _WORKED_OUT.match(data, at, end) and not _has_result(data, end)
        return UNTOLD_SHAPE if is_untold else None
    said = {word: int(number) for word, number in _NUMBER.findall(data, form_field.end(), end)}
    chosen = said.get(b"ffres", NOT_CHOSEN)
    if chosen == NOT_CHOSEN:
        chosen = said.get(b"ffdefres", 0)
    kind = said.get(b"fftype", 0)
    if kind == CHECK_BOX:
        return CHECKED if chosen else UNCHECKED
    if kind != DROP_DOWN:
        return None
    entries = [_entry(data, entry.end()) for entry in _ENTRY.finditer(data, form_field.end(), end)]
    return entries[chosen] if chosen < len(entries) else UNTOLD_SHAPE


def _has_result(data: bytes, at: int) -> bool:
    result = _RESULT.match(data, at)
    return result is not None and bool(_MARKS.sub(b"", data[result.end() : group_end(data, result.end())]))


def _entry(data: bytes, at: int) -> str:
    text, raw = "", bytearray()
    for character in _CHARACTER.finditer(data[at : min(group_end(data, at) - 1, at + MAX_ENTRY_BYTES)]):
        if character[1]:
            text += raw.decode("gb18030", "replace") + chr(int(character[1]) & 0xFFFF)
            raw.clear()
        elif character[2]:
            raw += bytes([int(character[2], 16)])
        elif character[3] and character[3] not in b"{}\r\n":
            raw += character[3]
    return text + raw.decode("gb18030", "replace")


def shows_picture(data: bytes, at: int) -> bool:
    """Whether the shape that began before `at` is a picture in front of the text, and no text box."""
    last = at + MAX_SHAPE_BYTES
    found = next((place for mark in _PICTURE_MARKS if (place := data.find(mark, at, last)) >= 0), -1)
    if found < 0:
        return False
    shape = data[at:last]
    shape = shape[: group_end(shape, 0)]
    if b"\\shptxt" in shape or found - at >= len(shape):
        return False
    return int(dict(_SHAPE_PROPERTY.findall(shape)).get(b"fBehindDocument", b"0")) == 0


def shape_fill(data: bytes, at: int) -> int:
    """The ground of the text box in the shape that began before `at`: UNTOLD for pictures and gradients."""
    end = data.find(b"\\shptxt", at, at + MAX_SHAPE_BYTES)
    said = dict(_SHAPE_PROPERTY.findall(data, at, end if end > 0 else at))
    if int(said.get(b"fFilled", b"1")) == 0:
        return WHITE
    if int(said.get(b"fillType", b"0")) != 0:
        return UNTOLD
    colour = int(said.get(b"fillColor", b"16777215"))
    return (colour & 255) << 16 | colour & 0xFF00 | colour >> 16 & 255
