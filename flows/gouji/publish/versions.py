"""Versions: a run builds in private, and only a finished build is moved to its place and pointed at.

    home/work/<run_id>/            the build: public/, gouji.duckdb (removed by the next run)
    home/public/<version>/         Parquet and manifest.json, never changed again
    home/public/latest.json        {"version", "previous", "manifest", "manifest_sha256", "published_at"}
    home/warehouse/<version>.duckdb   the database, read-only
    home/warehouse/gouji.duckdb    link to the newest

Order of a publication: public folder, database, latest.json, link. Whatever moment a run is killed at, latest.json
and the link each name a whole version; publishing the same version again completes what is missing.
"""

import hashlib
import json
import stat
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from gouji.collect.log import back_up_log
from gouji.core.digest import file_digest
from gouji.core.disk import in_time, move_whole, remove_path, set_aside, sync_file, sync_tree
from gouji.core.errors import NotPublished, refusal
from gouji.desk.healing import desk_end

from .build import BuildPaths
from .database_link import LINK, point_at, wal_of
from .manifest import MANIFEST
from .wholeness import damage_of, is_file_whole, read_pointer, write_pointer


class Published(NamedTuple):
    """What a publication did: state "published" or "unchanged"; `link` is "symlink", "hard link", "copy" or
    "in use" (the link could not be switched); `notes` are for the user."""

    state: str
    version: str
    link: str
    manifest_sha256: str
    notes: list[str]


def latest(home: Path) -> dict[str, Any] | None:
    """The current version {"version", "previous", "manifest", "manifest_sha256", "published_at", "database_sha256",
    "log", "desk"}, or None before the first; the last three since 2026, "desk" where there is one."""
    return read_pointer(home)


def publish(
    home: Path,
    build: BuildPaths,
    version: str,
    published_at: datetime,
    progress: Callable[[str], None] | None = None,
) -> Published:
    """Move a finished build to its place and switch to it; `progress` hears each step before it is done.

    The database must be closed and the manifest written. A version that is there already with the same manifest is
    left as it is ("unchanged") and only pointed at; files of it that were damaged since are replaced. Raises
    NotPublished, with nothing switched, when the build is unfinished or the version exists with another manifest.
    """
    step = progress or (lambda _: None)
    digest, previous = _check_build(build, version)
    warehouse = home / "warehouse"
    target, database = home / "public" / version, warehouse / f"{version}.duckdb"
    for folder in (target.parent, warehouse):
        folder.mkdir(parents=True, exist_ok=True)
    current = latest(home)
    if current and (current["version"], current["manifest_sha256"]) != (version, digest):
        current = None  # another version, or other content
    mended = _make_room(target, version, digest, is_current=current is not None)
    is_new = not target.exists()
    if is_new:
        sync_tree(build.public)
        step("public")
        in_time(lambda: move_whole(build.public, target))
    if not is_file_whole(database, current.get("database_sha256") if current else None):
        if set_aside(database, home / "set-aside"):
            mended.append(f"{database.name} 曾损坏，已重做 / made again")
        is_new = True
        sync_file(build.database)
        build.database.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
        step("database")
        in_time(lambda: move_whole(build.database, database))
    step("latest")
    if is_new or current is None or "log" not in current:
        pointer = {
            "version": version,
            "previous": previous,
            "manifest": f"{version}/{MANIFEST}",
            "manifest_sha256": digest,
            "published_at": published_at.isoformat(timespec="seconds"),
            "database_sha256": file_digest(database),
            "log": back_up_log(home)._asdict(),
        }
        if (end := desk_end(home)) is not None:
            pointer["desk"] = end._asdict()
        mended += _switch(home, pointer)
    step("link")
    try:
        link, notes = point_at(warehouse / LINK, database)
    except OSError as error:
        link, notes = (
            "in use",
            [f"已发布；{LINK} 未能切换，下次运行时再切换：{refusal(error)} / switched by the next run"],
        )
    step("done")
    remove_path(_damaged(target))
    return Published("published" if is_new else "unchanged", version, link, digest, [*mended, *notes])


def _make_room(target: Path, version: str, digest: str, *, is_current: bool) -> list[str]:
    """Move away a version of this content whose files were damaged since; what is said of it."""
    if not target.exists() or not (damaged := damage_of(target, digest)):
        return []
    if not is_current:
        _check_same(target, version, digest)
    target.rename(_damaged(target))
    return [f"已发布的文件曾损坏，已重做 / made again: {'、'.join(path.name for path in damaged)}"]


def _damaged(target: Path) -> Path:
    return target.with_name(f".incoming-damaged-{target.name}")


def _switch(home: Path, pointer: dict[str, Any]) -> list[str]:
    """Write latest.json; what is to be said where it stands there and the system failed to confirm it."""
    try:
        in_time(lambda: write_pointer(home, pointer))
    except OSError as error:
        if latest(home) != pointer:
            raise
        return [f"已发布；系统未能确认 latest.json 已存盘：{refusal(error)} / published, not confirmed on disk"]
    return []


def versions(home: Path) -> list[str]:
    """Published versions, oldest first by the time they were built."""
    return [
        path.parent.name
        for path in sorted(
            (home / "public").glob(f"*/{MANIFEST}"),
            key=lambda path: (path.stat().st_mtime_ns, path.parent.name),
        )
    ]


def prune(home: Path, keep: int) -> list[str]:
    """Remove all but the newest `keep` versions (at least 1), never the current one; returns those removed.

    A file that is in use on Windows stays until a later run.
    """
    current = latest(home)
    current_version = current["version"] if current else None
    others = [version for version in versions(home) if version != current_version]
    room = max(keep, 1) - (current_version is not None)
    removed = []
    for version in others[: max(len(others) - room, 0)]:
        database = home / "warehouse" / f"{version}.duckdb"
        try:
            if database.exists():
                database.chmod(stat.S_IRUSR | stat.S_IWUSR)
                database.unlink()
            # Out of sight in one step, then removed.
            hidden = home / "public" / f".incoming-{version}"
            (home / "public" / version).replace(hidden)
        except PermissionError:
            continue
        remove_path(hidden)
        removed.append(version)
    return removed


def _check_build(build: BuildPaths, version: str) -> tuple[str, str | None]:
    """sha256 of the build's manifest and the version before, once the build is seen to be whole."""
    manifest = build.public / MANIFEST
    if not manifest.is_file() or not build.database.is_file():
        raise NotPublished(
            f"{build.folder} 尚未完成（缺少清单或数据库），未发布，请重新运行。 The build is unfinished: run again."
        )
    if wal_of(build.database).exists():
        raise NotPublished(
            f"{build.database} 尚未关闭（有 .wal），未发布；请先关闭连接。 The database is still open: close it first."
        )
    content = manifest.read_bytes()
    told = json.loads(content)
    if told["version"] != version:
        raise NotPublished(f"清单的版本不是 {version}，未发布。 The manifest names another version.")
    return hashlib.sha256(content).hexdigest(), told["previous"]


def _check_same(target: Path, version: str, digest: str) -> None:
    try:
        there = hashlib.sha256((target / MANIFEST).read_bytes()).hexdigest()
    except FileNotFoundError:
        there = "-"
    if there != digest:
        raise NotPublished(
            f"版本 {version} 已存在而内容不同（清单 {there[:12]}，本次 {digest[:12]}）。已发布的版本从不改写；"
            f"请将 {target} 移走后重新运行，并报告此问题。"
            " The version exists with other content and is never rewritten: move it away and run again."
        )
