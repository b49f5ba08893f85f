"""Programs inside Office files: never run here, and said, because the offices that pass such files on should know."""

from io import BytesIO

import olefile

from gouji.parse.format_registry import BY_MEDIA_TYPE, SELF_DECLARED

from .zip_package import entry_names

NOTE = "文件中带有宏，未运行；上报的报告不应带宏，请报送单位另存为不带宏的格式"
_STORAGES = ("Macros", "_VBA_PROJECT_CUR", "VBA")


def note_macros(data: bytes, media_type: str) -> list[str]:
    """A warning when the document carries macros."""
    return [NOTE] if _has_macros(data, media_type) else []


def _has_macros(data: bytes, media_type: str) -> bool:
    found = BY_MEDIA_TYPE[media_type]
    if found.streams:
        with olefile.OleFileIO(BytesIO(data)) as storage:
            return any(storage.exists(name) for name in _STORAGES)
    if found.entry == SELF_DECLARED:  # OpenDocument
        return any(name.startswith(("Basic/", "Scripts/")) for name in entry_names(data))
    if found.entry:
        return b"vbaProject" in data and any(name.lower().endswith("vbaproject.bin") for name in entry_names(data))
    return False
