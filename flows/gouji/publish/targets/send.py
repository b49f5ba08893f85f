"""The last version of a home to a target: its files, then its manifest, then latest.json in one step.

Until that step the target's last version stands, and after it the new one is whole: at whatever moment sending ends, a
reader that begins with latest.json finds every file. What was sent before is not sent again.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from gouji.core.errors import refusal
from gouji.publish.manifest import MANIFEST
from gouji.publish.versions import latest

from .target import POINTER, Kept, Seen, Target, TargetError

Item = TypeVar("Item")
Result = TypeVar("Result")

AT_ONCE = 8  # files on the way
_MAX_SWITCHES = 5  # of several publishers, each may be the quicker one
_TOLD = ("version", "previous", "manifest", "manifest_sha256", "published_at")  # of latest.json; the rest is the home's
SENT, SAME, NEWER_THERE = "sent", "unchanged", "newer_there"


class Sent(NamedTuple):
    """What sending did: `state` is "sent", "unchanged" or "newer_there" (another publisher's, which stays)."""

    state: str
    version: str
    files_sent: int = 0
    files_copied: int = 0  # within the target, from the version before
    bytes_sent: int = 0


class _File(NamedTuple):
    path: str
    size: int
    sha256: str


def send_version(home: Path, target: Target, progress: Callable[[str], None] | None = None) -> Sent:
    """Send the last published version; `progress` hears the name of each file before it is sent, of the manifest, and
    of latest.json.

    Raises TargetError, with the target's last version whole, where something cannot be sent, and ValueError where
    nothing has been published yet.
    """
    step = progress or (lambda _: None)
    pointer = latest(home)
    if pointer is None:
        raise ValueError("还没有发布过任何版本。 Nothing has been published.")
    version, folder = pointer["version"], home / "public" / pointer["version"]
    manifest = json.loads((folder / MANIFEST).read_bytes())
    seen = target.read(POINTER)
    if _is_newer(told := parsed_pointer(seen), pointer):
        return Sent(NEWER_THERE, version)
    _check_same(target, version, pointer["manifest_sha256"], told)
    wanted = files_of(manifest)
    there = target.kept(f"{version}/")
    missing = [
        file for file in each_at_once(lambda file: _lacks(target, version, file, there), wanted) if file is not None
    ]
    base = _digests_of(target, told) if missing else {}

    def bring(file: _File) -> bool:
        name = f"{version}/{file.path}"
        step(name)
        if file.sha256 in base and target.copy(base[file.sha256], name, file.sha256):
            return True
        target.put(name, folder.joinpath(*file.path.split("/")), file.sha256)
        return False

    copied = each_at_once(bring, missing)
    step(f"{version}/{MANIFEST}")
    # Also where it is there: its time says when the version became the last (tidy.py).
    is_last = told is not None and told["version"] == version
    if missing or not is_last or target.stored_digest(f"{version}/{MANIFEST}") != pointer["manifest_sha256"]:
        target.put(f"{version}/{MANIFEST}", folder / MANIFEST, pointer["manifest_sha256"])
    _check_all_there(target, version, wanted)
    step(POINTER)
    state = _switch(target, pointer, seen)
    size = sum(file.size for file, had in zip(missing, copied, strict=True) if not had)
    state = SENT if missing and state == SAME else state
    return Sent(state, version, len(missing) - sum(copied), sum(copied), size)


def _check_all_there(target: Target, version: str, wanted: list[_File]) -> None:
    """Raises TargetError where a file went or changed while the rest was sent: by another publisher's tidying of what
    looked abandoned, by a rule of the bucket, by hand."""
    there = target.kept(f"{version}/")
    for file in wanted:
        kept = there.get(name := f"{version}/{file.path}")
        if kept is None or kept.size != file.size:
            raise TargetError(
                f"{target.address}/{name} 送到之后又不见了或变了，没有切换；请查明谁在改动那里，再重新运行 gouji run。"
                " A file went or changed there: not switched."
            )


def files_of(manifest: Mapping[str, Any]) -> list[_File]:
    """Every file of a manifest, each once."""
    listed = [file for table in manifest["tables"] for file in table["files"]]
    entries = [*listed, *manifest["papers"], *manifest["files"]]
    return list({entry["path"]: _File(entry["path"], entry["bytes"], entry["sha256"]) for entry in entries}.values())


def _switch(target: Target, pointer: Mapping[str, Any], seen: Seen | None) -> str:
    """Point at the version unless a newer one is pointed at; again where another publisher was quicker."""
    content = (json.dumps({name: pointer[name] for name in _TOLD}, indent=1) + "\n").encode()
    for _ in range(_MAX_SWITCHES):
        told = parsed_pointer(seen)
        if told and all(told.get(name) == pointer[name] for name in ("version", "manifest_sha256")):
            return SAME
        if _is_newer(told, pointer):
            return NEWER_THERE
        if target.switch(content, seen.mark if seen else None):
            return SENT
        seen = target.read(POINTER)
    raise TargetError(
        f"{target.address}/{POINTER} 一直有别的程序在改，没有切换；请核对是否有几处同时发布，稍后重新运行。"
        " Others keep changing it: not switched."
    )


def _is_newer(told: Mapping[str, Any] | None, pointer: Mapping[str, Any]) -> bool:
    """Whether the target points at another version that was published after ours; of two of one second, the one of the
    greater name is taken for the later, so that two publishers do not switch back and forth."""
    if told is None or told["version"] == pointer["version"]:
        return False
    try:
        there, own = (datetime.fromisoformat(str(each["published_at"])) for each in (told, pointer))
        return (there, str(told["version"])) > (own, str(pointer["version"]))
    except (KeyError, ValueError, TypeError):
        return False


def parsed_pointer(seen: Seen | None) -> dict[str, Any] | None:
    """What latest.json says; None where there is none or it is damaged, and so is put anew."""
    try:
        told = json.loads(seen.content) if seen else None
        return told if told and all(isinstance(told[name], str) for name in ("version", "manifest_sha256")) else None
    except (ValueError, KeyError, TypeError):
        return None


def _check_same(target: Target, version: str, digest: str, told: Mapping[str, Any] | None) -> None:
    """Raises TargetError where the target has this version with other content; a damaged manifest is put anew."""
    seen = target.read(f"{version}/{MANIFEST}")
    if seen is None or hashlib.sha256(seen.content).hexdigest() == digest:
        return
    if told and (told["version"], told["manifest_sha256"]) == (version, digest):
        return
    try:
        is_other = json.loads(seen.content)["version"] == version
    except (ValueError, KeyError, TypeError):
        return
    if is_other:
        raise TargetError(
            f"{target.address}/{version}/{MANIFEST} 是同名而内容不同的版本。已发布的版本从不改写：请核对是否有别的产出目录也发布到这里，"
            "或将那里的这个版本移走后重新运行。 The version exists there with other content and is never rewritten."
        )


def _lacks(target: Target, version: str, file: _File, there: Mapping[str, Kept]) -> _File | None:
    """The file where the target does not have it as it is to be."""
    kept = there.get(name := f"{version}/{file.path}")
    if kept is not None and kept.size == file.size and target.stored_digest(name) == file.sha256:
        return None
    return file


def _digests_of(target: Target, told: Mapping[str, Any] | None) -> dict[str, str]:
    """{sha256: name} of the version that the target points at: what has not changed is copied there."""
    try:
        seen = target.read(f"{told['version']}/{MANIFEST}") if told else None
        manifest = json.loads(seen.content) if seen else None
        return {file.sha256: f"{manifest['version']}/{file.path}" for file in files_of(manifest)} if manifest else {}
    except (ValueError, KeyError, TypeError):  # damaged: everything is sent
        return {}


def each_at_once(work: Callable[[Item], Result], items: list[Item]) -> list[Result]:
    """The results of all, some at a time; the first error ends what was not begun and is raised."""
    with ThreadPoolExecutor(AT_ONCE) as threads:
        futures = [threads.submit(work, item) for item in items]
        try:
            return [future.result() for future in futures]
        except OSError as error:  # of a file here
            raise TargetError(f"没有送出：{refusal(error)} Not sent.") from error
        finally:
            for future in futures:
                future.cancel()
