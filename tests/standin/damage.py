"""Damage to a home: each kind of file, each way to lose it, and whether the next run makes it whole."""

import hashlib
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from gouji.publish.versions import latest
from gouji.publish.wholeness import damage_of

LEFT_BEHIND = "work/running.json"  # there while a run is at work, and after one that was killed
# A pattern below the home for each kind of file; {version} is the published one.
KINDS = MappingProxyType(
    {
        "archive": "archive/??/*",
        "log": "archive/log.jsonl",
        "desk": "desk.db",
        "desk copy": "desk.jsonl",
        "readings, notes": "readings/*/documents/*.json",
        "readings, cells": "readings/*/cells/*.arrow",
        "warehouse": "warehouse/{version}.duckdb",
        "runs": "warehouse/runs.jsonl",
        "pointer": "public/latest.json",
        "manifest": "public/{version}/manifest.json",
        "parquet": "public/{version}/cells/*.parquet",
        "csv": "public/{version}/csv/*.csv",
        "paper": "public/{version}/papers/*/*.docx",
        "workbook": "public/{version}/papers/*/*.xlsx",
        "notice": "public/{version}/papers/*/*/*.docx",
        "link": "warehouse/gouji.duckdb",
        "lock": "work/lock",
        "who holds the lock": LEFT_BEHIND,
        "the version": "public/{version}",
        "inbox index": "work/inbox.json",
        "proof": "work/proof.json",
    }
)


def cut(path: Path) -> None:
    """The second half is lost."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    """Nothing is left but the name."""
    path.write_bytes(b"")


def flip(path: Path) -> None:
    """One bit in the middle is another."""
    data = bytearray(path.read_bytes() or b"\0")
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def folder(path: Path) -> None:
    """A folder of its name stands in its place."""
    path.unlink()
    path.mkdir()


DAMAGES: Mapping[str, Callable[[Path], None]] = MappingProxyType(
    {"cut": cut, "emptied": empty, "flipped": flip, "deleted": Path.unlink, "a folder": folder}
)


def damage(home: Path, kind: str, how: str) -> Path:
    """Damage the first file of a kind; returns which. A folder can only be lost, with or without its name."""
    current = latest(home)
    assert current is not None
    (home / LEFT_BEHIND).write_text('{"run_id": "20260101T060000-1", "pid": 1}')
    place = min(home.glob(KINDS[kind].format(**current)))
    if place.is_dir():
        shutil.rmtree(place)
        if how == "a folder":
            place.mkdir()
        return place
    if place.is_symlink() and how not in ("deleted", "a folder"):  # the link itself, not what it leads to
        content = place.read_bytes()
        place.unlink()
        place.write_bytes(content)
    if not place.is_symlink():
        place.chmod(0o644)
    DAMAGES[how](place)
    return place


def published_bytes(home: Path) -> dict[str, str]:
    """sha256 of every file of the published version, by path; fails where it is not whole."""
    current = latest(home)
    assert current is not None
    version = home / "public" / current["version"]
    assert damage_of(version, current["manifest_sha256"]) == []
    files = sorted(path for path in version.rglob("*") if path.is_file())
    return {p.relative_to(home).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def copy_home(home: Path, target: Path) -> Path:
    """A copy with all times, as a run takes a database younger than its publication for a changed one."""
    shutil.copytree(home, target, symlinks=True)
    return target
