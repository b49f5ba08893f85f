"""Files that come by a page, into the inbox: whole or not at all, and nothing there is ever replaced."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from gouji.core.digest import file_digest
from gouji.core.disk import sync_folder
from gouji.core.errors import refusal

from .inbox_files import find_files, may_be_report, source_name
from .intake import MAX_FILE_BYTES

MAX_NAME_BYTES = 200  # in UTF-8: systems take 255, and a number may be added
_PIECE_BYTES = 1_000_000
_UNFIT = re.compile(r'[\\/:*?"<>|%\x00-\x1f\x7f]')
# What Windows keeps for devices, whatever the ending.
_DEVICE = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")

KEPT, RENAMED, KNOWN, REFUSED = "kept", "renamed", "known", "refused"


class Arrival(NamedTuple):
    """What became of a file: `name` as it was sent, `kept_as` its source in the inbox (of `known`: of the same bytes that
    are there), `state` one of the above, `told` why it was not kept."""

    name: str
    kept_as: str
    state: str
    told: str = ""


def take_uploads(inbox: Path, files: Iterable[tuple[str, BinaryIO]], most_bytes: int = MAX_FILE_BYTES) -> list[Arrival]:
    """Put files that were sent, with their names, into the inbox. The same bytes under any name are not kept twice; other
    bytes under a name that is there are kept beside it, as 名（2）."""
    inbox.mkdir(parents=True, exist_ok=True)
    sizes: dict[int, list[Path]] = {}
    for path in find_files(inbox):
        with suppress(OSError):  # told by whoever reads it
            sizes.setdefault(path.stat().st_size, []).append(path)
    return [_take(inbox, name, file, most_bytes, sizes) for name, file in files]


def _take(inbox: Path, name: str, file: BinaryIO, most_bytes: int, sizes: dict[int, list[Path]]) -> Arrival:
    bare = safe_name(name)
    if not may_be_report(bare):
        told = "这个名称留给登记表等文件，收件不收；登记表请在“登记”页上传。"
        return Arrival(bare, "", REFUSED, told)
    part = inbox / f".upload-{os.getpid()}-{os.urandom(6).hex()}.part"
    try:
        digest, size = _copy(file, part, most_bytes)
        if size == 0:
            return Arrival(bare, "", REFUSED, "是空文件，没有收，请核对后再传。")
        if size > most_bytes:
            return Arrival(bare, "", REFUSED, f"超过 {most_bytes // 1_000_000:,} MB，不像一份年度报告，没有收。")
        if (same := _same_bytes(sizes.get(size, []), digest)) is not None:
            return Arrival(bare, source_name(inbox, same), KNOWN)
        kept = _place(part, inbox, bare)
        sizes.setdefault(size, []).append(kept)
    except OSError as error:
        return Arrival(bare, "", REFUSED, f"没有收：{refusal(error)}")
    finally:
        part.unlink(missing_ok=True)
    return Arrival(bare, kept.name, KEPT if kept.name == bare else RENAMED)


def safe_name(name: str) -> str:
    """A name that any system takes for a visible file, without folders; its ending stays."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    shown = "".join(
        c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    )
    bare = _UNFIT.sub("-", shown).strip().lstrip(".~").rstrip(". ")
    if _DEVICE.match(bare):
        bare = f"文件-{bare}"
    stem, dot, ending = bare.rpartition(".")
    end = f".{ending}" if dot and len(ending) <= 10 and ending.isascii() else ""
    return (_cut(stem if end else bare, MAX_NAME_BYTES - len(end)) or "文件") + end


def _cut(text: str, most_bytes: int) -> str:
    return text.encode()[:most_bytes].decode(errors="ignore").rstrip()


def _copy(file: BinaryIO, part: Path, most_bytes: int) -> tuple[str, int]:
    """Write the bytes as far as they are wanted; their sha256 and number."""
    digest, size = hashlib.sha256(), 0
    with part.open("xb") as target:
        while size <= most_bytes and (piece := file.read(_PIECE_BYTES)):
            target.write(piece)
            digest.update(piece)
            size += len(piece)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest(), size


def _same_bytes(candidates: list[Path], digest: str) -> Path | None:
    """The file among those of the same size that has the same bytes."""
    for path in candidates:
        with suppress(OSError):
            if file_digest(path) == digest:
                return path
    return None


def _place(part: Path, inbox: Path, name: str) -> Path:
    """Give a finished file its name, or the next one that is free, in one step that replaces nothing."""
    stem, dot, ending = name.rpartition(".")
    number = 1
    while True:
        beside = "" if number == 1 else f"（{number}）"
        target = inbox / (f"{stem}{beside}.{ending}" if dot else f"{name}{beside}")
        try:
            _link(part, target)
        except FileExistsError:
            number += 1
            continue
        sync_folder(inbox)
        return target


def _link(part: Path, target: Path) -> None:
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        os.close(os.open(target, os.O_CREAT | os.O_EXCL, 0o644))
        part.replace(target)
