"""Whether a published version is what its manifest says, and the pointer to it when that was lost."""

import hashlib
import json
from pathlib import Path
from typing import Any

from gouji.core.digest import file_digest
from gouji.core.disk import sync_folder, write_whole

from .manifest import MANIFEST


def damage_of(folder: Path, manifest_sha256: str | None) -> list[Path]:
    """The files of a version that are missing or not what the manifest says: the manifest itself where it is not the
    one of that sha256 (None: any) or cannot be read."""
    try:
        content = (folder / MANIFEST).read_bytes()
        if manifest_sha256 and hashlib.sha256(content).hexdigest() != manifest_sha256:
            return [folder / MANIFEST]
        files = manifest_files(json.loads(content))
    except (OSError, ValueError, KeyError, TypeError):
        return [folder / MANIFEST]
    return [
        path for name, digest in files.items() if not is_file_whole(path := folder.joinpath(*name.split("/")), digest)
    ]


def manifest_files(manifest: dict[str, Any]) -> dict[str, str]:
    """sha256 of every file of a manifest, by path."""
    listed = [file for table in manifest["tables"] for file in table["files"]]
    return {file["path"]: file["sha256"] for file in (*listed, *manifest["papers"], *manifest["files"])}


def is_table_whole(folder: Path, table: str) -> bool:
    """Whether every file of a version's table is there and is what the manifest says."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        (entry,) = [each for each in manifest["tables"] if each["name"] == table]
        return all(is_file_whole(folder.joinpath(*f["path"].split("/")), f["sha256"]) for f in entry["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def is_file_whole(path: Path, sha256: str | None) -> bool:
    """Whether a file is there and has this sha256 (None: any)."""
    try:
        return path.is_file() and (sha256 is None or file_digest(path) == sha256)
    except OSError:
        return False


def read_pointer(home: Path) -> dict[str, Any] | None:
    """public/latest.json; None where it is missing or cannot be read."""
    try:
        pointer = json.loads((home / "public" / "latest.json").read_bytes())
        names = ("version", "manifest", "manifest_sha256")
        return pointer if all(isinstance(pointer[name], str) for name in names) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_pointer(home: Path, pointer: dict[str, Any]) -> None:
    """Put public/latest.json on disk in one step."""
    path = home / "public" / "latest.json"
    write_whole(path, (json.dumps(pointer, indent=1) + "\n").encode())
    sync_folder(path.parent)


def pointer_again(home: Path, published: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What latest.json said, from the record of the runs that published and the newest whole version among theirs."""
    for run in reversed(published):
        folder = home / "public" / str(run["version"])
        if not damage_of(folder, None):
            content = (folder / MANIFEST).read_bytes()
            return {
                "version": run["version"],
                "previous": json.loads(content)["previous"],
                "manifest": f"{run['version']}/{MANIFEST}",
                "manifest_sha256": hashlib.sha256(content).hexdigest(),
                "published_at": run["ended_at"].isoformat(timespec="seconds"),
            }
    return None
