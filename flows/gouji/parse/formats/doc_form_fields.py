"""What the form controls of a DOC show: the data of a field, kept in the Data stream. Sections are those of [MS-DOC]."""

import struct

from gouji.parse.document import UNTOLD_SHAPE

_PICTURE, _OBJECT, _IS_DATA = 0x6A03, 0x680E, 0x0806  # sprmCPicLocation, sprmCObjLocation, sprmCFData
TEXT, CHECK_BOX, DROP_DOWN = range(3)  # iType of 2.9.78 FFDataBits
_NOT_CHOSEN = 25  # iRes: the default counts
_VERSION = b"\xff" * 4
_HEAD_OF_DATA = 68  # bytes before a form field's data (2.9.165 NilPICFAndBinData)
CHECKED, UNCHECKED = "☑", "☐"


def shown_by_control(modifiers: dict[int, bytes], data: bytes) -> str | None:
    """What a drop-down or check box shows whose mark (U+0001) has these modifiers; None for anything else."""
    if modifiers.get(_IS_DATA) != b"\1" or _PICTURE not in modifiers:
        return None
    (at,) = struct.unpack("<I", modifiers[_PICTURE])
    size, head = struct.unpack_from("<IH", data, at)
    field = data[at + head : at + size]
    if head != _HEAD_OF_DATA or field[:4] != _VERSION:  # that of a link
        return None
    try:
        return _shown(field)
    except struct.error:
        return UNTOLD_SHAPE


def is_picture(modifiers: dict[int, bytes]) -> bool:
    """Whether a mark (U+0001) with these modifiers stands for a picture or an embedded object (2.4.1)."""
    return modifiers.get(_IS_DATA) != b"\1" and (_PICTURE in modifiers or _OBJECT in modifiers)


def _shown(field: bytes) -> str | None:
    """2.9.78 FFData."""
    _, bits = struct.unpack_from("<IH", field)
    kind, chosen = bits & 3, bits >> 2 & 31
    if kind == TEXT:
        return None
    _, at = _text(field, 10, 2)  # its name
    (default,) = struct.unpack_from("<H", field, at)
    at += 2
    if chosen == _NOT_CHOSEN:
        chosen = default
    if kind == CHECK_BOX:
        return CHECKED if chosen else UNCHECKED
    for _ in range(5):  # format, help, status, macros of entry and exit
        _, at = _text(field, at, 2)
    _, count, extra = struct.unpack_from("<HHH", field, at)  # 2.2.4 STTB
    at += 6
    entries = []
    for _ in range(min(count, chosen + 1)):
        entry, at = _text(field, at, 0)
        entries.append(entry)
        at += extra
    return entries[chosen] if chosen < len(entries) else UNTOLD_SHAPE


def _text(field: bytes, at: int, end: int) -> tuple[str, int]:
    """A text that says its length, and the place past it and its `end` bytes."""
    (length,) = struct.unpack_from("<H", field, at)
    past = at + 2 + 2 * length
    return field[at + 2 : past].decode("utf-16-le", "replace"), past + end
