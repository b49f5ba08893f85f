"""A registry that was uploaded and is looked at before it is taken; and the operator's, made the office's own."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from gouji.core.changes_file import changes_files
from gouji.core.disk import write_whole
from gouji.core.registry_table import RegistryTable, read_registry_table, registry_columns

from .errors import DeskError
from .policy_files import POLICY_FILE
from .registry_edits import install_registry, registry_path
from .store import Desk

MAX_UPLOAD_BYTES = 8_000_000  # 40,000 agencies as CSV are 5 MB
FOLDER = "registry-uploads"  # in the home
MAX_UPLOADS = 10  # kept to be looked at: those of two people do not push each other out


class Difference(NamedTuple):
    """A line that an upload adds, leaves out or changes: its code and name; of a change, (title, before, after)."""

    kind: str
    code: str
    name: str
    columns: list[tuple[str, str, str]]


ADDED, REMOVED, CHANGED = "added", "removed", "changed"


def keep_upload(home: Path, data: bytes) -> str:
    """Keep an upload to be looked at; its digest is its name. Raises DeskError where it is too large or empty."""
    if not data:
        raise DeskError("还没有选文件，或文件是空的：请选择登记表（XLSX 或 CSV）。 Nothing was uploaded.")
    if len(data) > MAX_UPLOAD_BYTES:
        raise DeskError(f"登记表超过 {MAX_UPLOAD_BYTES // 1_000_000} MB，请只留名单再上传。 The file is too large.")
    digest = hashlib.sha256(data).hexdigest()
    folder = home / FOLDER
    write_whole(folder / f"{digest}.bin", data)
    for old in sorted(folder.glob("*.bin"), key=lambda file: file.stat().st_mtime_ns)[:-MAX_UPLOADS]:
        old.unlink(missing_ok=True)
    return digest


def kept_upload(home: Path, digest: str) -> bytes:
    """The bytes of an upload. Raises DeskError where it is not there any more."""
    known = {file.stem: file for file in (home / FOLDER).glob("*.bin")}
    if digest not in known:
        raise DeskError("这次上传已不在（后来又传过许多别的，或已采用），请重新上传。 Upload it again.")
    return known[digest].read_bytes()


def forget_upload(home: Path, digest: str) -> None:
    """Remove an upload that was taken."""
    for file in (home / FOLDER).glob("*.bin"):
        if file.stem == digest:
            file.unlink(missing_ok=True)


def differences(before: RegistryTable | None, after: RegistryTable) -> list[Difference]:
    """What taking `after` would change: lines left out first, then those changed, then those added. A column that
    `after` does not have counts as emptied."""
    old = _by_code(before)
    new = _by_code(after)
    removed = [Difference(REMOVED, code, row.get("name", ""), []) for code, row in old.items() if code not in new]
    added = [Difference(ADDED, code, row.get("name", ""), []) for code, row in new.items() if code not in old]
    changed = [
        Difference(CHANGED, code, row.get("name", ""), columns)
        for code, row in new.items()
        if code in old and (columns := _changed(old[code], row))
    ]
    return [*removed, *changed, *added]


def take_over(desk: Desk, who: str, used: Path | None) -> None:
    """Make the registry that runs have used until now the office's own, with the files of changes and the policy
    beside it; nothing where the office has one, or none was used. Raises DeskError."""
    if take_beside(desk.home, used) and used is not None:
        install_registry(desk, who, used.read_bytes())


def take_beside(home: Path, used: Path | None) -> bool:
    """Copy what stands beside the registry that runs have used, not the registry, which is about to be replaced and may
    be unusable. False, and nothing done, where the office has its own, or none was used."""
    own = registry_path(home)
    if own.exists() or used is None or used.resolve() == own.resolve():
        return False
    for file in changes_files(used):
        name = file.name.replace(f"_{used.stem}.", ".")
        if not (own.parent / name).exists():
            write_whole(own.parent / name, file.read_bytes())
    policy = used.parent / POLICY_FILE
    if policy.is_file() and not (own.parent / POLICY_FILE).exists():
        write_whole(own.parent / POLICY_FILE, policy.read_bytes())
    return True


def table_of(path: Path | None) -> RegistryTable | None:
    """The rows of a registry as they stand in its file; None where there is none. Raises ValueError."""
    return read_registry_table(path.read_bytes()) if path and path.is_file() else None


def _by_code(table: RegistryTable | None) -> Mapping[str, Mapping[str, str]]:
    return {row.values.get("code", ""): row.values for row in table.rows} if table else {}


def _changed(old: Mapping[str, str], new: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [
        (column.title, old.get(name, ""), new.get(name, ""))
        for name, column in registry_columns().items()
        if (old.get(name) or "") != (new.get(name) or "")
    ]
