"""Versions: a run builds in private, and only a finished build is moved to its place and pointed at.

    home/work/<run_id>/            the build: public/, gouji.duckdb (removed by the next run)
    home/public/<version>/         Parquet and manifest.json, never changed again
    home/public/latest.json        {"version", "previous", "manifest", "manifest_sha256", "published_at"}
    home/warehouse/<version>.duckdb   the database, read-only
    home/warehouse/gouji.duckdb    link to the newest

Order of a publication: public folder, database, latest.json, link. Whatever moment a run is killed at, latest.json
and the link each name a whole version; publishing the same version again completes what is missing.
"""

import errno
import hashlib
import json
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from gouji.collect.log import back_up_log
from gouji.core.digest import file_digest
from gouji.core.disk import set_aside, sync_file
from gouji.core.errors import NotPublished, refusal

from .lock import run_lock
from .manifest import MANIFEST
from .runs import PUBLISHED, UNCHANGED, read_runs
from .wholeness import damage_of, is_file_whole, pointer_again, read_pointer

LINK = "gouji.duckdb"
WAITS = (1, 4)  # seconds between the tries of a step whose file is in use


class BuildPaths(NamedTuple):
    """Where one run builds; `public` exists, `database` does not yet."""

    folder: Path
    public: Path
    database: Path


class Published(NamedTuple):
    """What a publication did: state "published" or "unchanged"; `link` is "symlink", "hard link", "copy" or
    "in use" (the link could not be switched); `notes` are for the user."""

    state: str
    version: str
    link: str
    manifest_sha256: str
    notes: list[str]


@contextmanager
def start_build(home: Path, run_id: str) -> Iterator[BuildPaths]:
    """Lock the home, clear what dead runs left, and give this run its private folder.

    The folder is removed at the end, and kept until the next run when the run fails. Raises NotPublished when another
    run holds the lock.
    """
    _check_path(home)
    with run_lock(home, run_id):
        clean_up(home, run_id)
        build = build_paths(home, run_id)
        build.folder.mkdir(parents=True, exist_ok=True)
        for leftover in (build.database, _wal(build.database)):
            leftover.unlink(missing_ok=True)
        shutil.rmtree(build.public, ignore_errors=True)
        build.public.mkdir()
        yield build
        _remove(build.folder)


def _check_path(home: Path) -> None:
    """DuckDB takes `?` for the start of options, and reads `*` and `[` in the names of Parquet files as patterns."""
    if odd := sorted(set(str(home.resolve())) & set("?*[")):
        raise NotPublished(
            f"产出目录 {home.resolve()} 的路径里有 {' '.join(odd)}，数据库不能用这样的路径，请换一个目录或改名。"
            " The path of the home has a character that DuckDB cannot take: choose another."
        )


def build_paths(home: Path, run_id: str) -> BuildPaths:
    """The private folder of a run and what belongs where in it."""
    folder = home / "work" / run_id
    return BuildPaths(folder, folder / "public", folder / LINK)


def clean_up(home: Path, run_id: str | None = None) -> list[str]:
    """Remove the work folders of other runs (the lock says they are dead), half-moved files, and point the link at
    the version of latest.json if a killed run left it behind. Returns the names of removed work folders."""
    work = home / "work"
    stale = sorted(p.name for p in work.iterdir() if p.is_dir() and p.name != run_id) if work.exists() else []
    for name in stale:
        _remove(work / name)
    for folder in (home / "public", home / "warehouse"):
        for part in folder.glob(".incoming-*"):
            _remove(part)
    for part in (home / "readings").glob("**/*.part"):
        _remove(part)
    for name in ("public/latest.json", "warehouse/runs.jsonl", f"warehouse/{LINK}"):
        if (path := home / name).is_dir():
            set_aside(path, home / "set-aside")
    if read_pointer(home) is None and (home / "public").is_dir():
        _find_pointer(home)
    current = latest(home)
    link = home / "warehouse" / LINK
    if current and link.is_symlink() and link.readlink().stem != current["version"]:
        database = home / "warehouse" / f"{current['version']}.duckdb"
        if database.exists():
            _point_at(link, database)
    return stale


def _find_pointer(home: Path) -> None:
    """Write latest.json again where it was lost; raises NotPublished where versions are there and none can be named."""
    path = home / "public" / "latest.json"
    pointer = pointer_again(home, [run for run in read_runs(home) if run["state"] in (PUBLISHED, UNCHANGED)])
    if pointer is None and (path.exists() or versions(home)):
        raise NotPublished(
            f"{path} 丢失或损坏，也无法从运行记录得知最近的版本，未发布；请从备份放回此文件，或将 {home / 'public'} 移走后重新运行。"
            " The pointer to the last version is lost: put the file back, or move the folder public away."
        )
    set_aside(path, home / "set-aside")
    if pointer:
        _replace_text(path, json.dumps(pointer, indent=1) + "\n")


def latest(home: Path) -> dict[str, Any] | None:
    """The current version {"version", "previous", "manifest", "manifest_sha256", "published_at", "database_sha256",
    "log"}, or None before the first; the last two since 2026."""
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
    left as it is ("unchanged") and only pointed at; files of it that were damaged since are replaced. Raises NotPublished, with nothing switched, when the build is
    unfinished or the version exists with another manifest.
    """
    step = progress or (lambda _: None)
    digest, previous = _check_build(build, version)
    public, warehouse = home / "public", home / "warehouse"
    target, database = public / version, warehouse / f"{version}.duckdb"
    for folder in (public, warehouse):
        folder.mkdir(parents=True, exist_ok=True)
    state, current, mended = "published", latest(home), []
    is_current = current is not None and (current["version"], current["manifest_sha256"]) == (version, digest)
    if target.exists() and (damaged := damage_of(target, digest)):
        if not is_current:
            _check_same(target, version, digest)
        mended.append(f"已发布的文件曾损坏，已重做 / made again: {'、'.join(path.name for path in damaged)}")
        target.rename(target.with_name(f".incoming-damaged-{version}"))
    if target.exists():
        state = "unchanged"
    else:
        _sync_tree(build.public)
        step("public")
        in_time(lambda: _move(build.public, target))
    if not is_file_whole(database, current.get("database_sha256") if current and is_current else None):
        if set_aside(database, home / "set-aside"):
            mended.append(f"{database.name} 曾损坏，已重做 / made again")
        state = "published"
        sync_file(build.database)
        build.database.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
        step("database")
        in_time(lambda: _move(build.database, database))
    step("latest")
    if not is_current or state == "published" or "log" not in (current or {}):
        pointer = {
            "version": version,
            "previous": previous,
            "manifest": f"{version}/{MANIFEST}",
            "manifest_sha256": digest,
            "published_at": published_at.isoformat(timespec="seconds"),
            "database_sha256": file_digest(database),
            "log": back_up_log(home)._asdict(),
        }
        mended += _switch(home, pointer)
    step("link")
    try:
        link, notes = _point_at(warehouse / LINK, database)
    except OSError as error:
        link, notes = (
            "in use",
            [f"已发布；{LINK} 未能切换，下次运行时再切换：{refusal(error)} / switched by the next run"],
        )
    step("done")
    _remove(target.with_name(f".incoming-damaged-{version}"))
    return Published(state, version, link, digest, [*mended, *notes])


def _switch(home: Path, pointer: dict[str, Any]) -> list[str]:
    """Write latest.json; what is to be said where it stands there and the system failed to confirm it."""
    try:
        in_time(lambda: _replace_text(home / "public" / "latest.json", json.dumps(pointer, indent=1) + "\n"))
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
        _remove(hidden)
        removed.append(version)
    return removed


def _check_build(build: BuildPaths, version: str) -> tuple[str, str | None]:
    """sha256 of the build's manifest and the version before, once the build is seen to be whole."""
    manifest = build.public / MANIFEST
    if not manifest.is_file() or not build.database.is_file():
        raise NotPublished(
            f"{build.folder} 尚未完成（缺少清单或数据库），未发布，请重新运行。 The build is unfinished: run again."
        )
    if _wal(build.database).exists():
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


def _point_at(link: Path, database: Path) -> tuple[str, list[str]]:
    """Let the link mean the database, in one step: relative symlink, else hard link, else copy."""
    notes = []
    if _wal(link).exists():
        # Someone wrote to the old version through the link; beside the new one it would keep it from opening.
        aside = _wal(link).with_name(f"{link.name}.wal.{link.readlink().stem if link.is_symlink() else 'old'}")
        _wal(link).replace(aside)
        notes.append(f"{link.name}.wal 已移至 {aside.name} / a stale .wal was moved aside")
    if link.is_symlink() and link.readlink() == Path(database.name):
        return "symlink", notes
    part = link.with_name(f".incoming-{link.name}")
    part.unlink(missing_ok=True)
    ways: list[tuple[str, Callable[[], object]]] = [
        ("symlink", lambda: part.symlink_to(database.name)),
        ("hard link", lambda: part.hardlink_to(database)),
        ("copy", lambda: shutil.copyfile(database, part)),
    ]
    for way, make in ways:
        try:
            make()
        except (OSError, NotImplementedError):
            if way == "copy":
                raise
            continue
        break
    if way != "symlink":
        notes.append(
            f"此处不能建立符号链接，{link.name} 是{'硬链接' if way == 'hard link' else '副本'}"
            f" / no right to symlinks here: {link.name} is a {way}"
        )
    try:
        part.replace(link)
    except PermissionError:  # Windows, while someone reads the old one
        part.unlink(missing_ok=True)
        notes.append(
            f"{link.name} 正被使用，下次运行时再切换；新版本可直接打开 {database.name}"
            f" / {link.name} is in use and will be switched by the next run: open {database.name}"
        )
        return "in use", notes
    _sync_folder(link.parent)
    return way, notes


def in_time(step: Callable[[], None], waits: Sequence[float] = WAITS) -> None:
    """Do a step of a publication, again where a file was in use (PermissionError). Only that step is repeated, so what
    is told in the end is what kept it, and not that an earlier try got half way."""
    for seconds in waits:
        try:
            return step()
        except PermissionError:
            time.sleep(seconds)
    return step()


def _move(source: Path, target: Path) -> None:
    """Rename, so that the target appears whole; over a border between file systems by way of a copy beside it."""
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        part = target.with_name(f".incoming-{target.name}")
        if source.is_dir():
            shutil.copytree(source, part)
            _sync_tree(part)
        else:
            shutil.copy2(source, part)
            sync_file(part)
        part.rename(target)
    _sync_folder(target.parent)


def _replace_text(path: Path, text: str) -> None:
    part = path.with_name(f".incoming-{path.name}")
    part.write_bytes(text.encode("utf-8"))
    sync_file(part)
    part.replace(path)
    _sync_folder(path.parent)


def _remove(path: Path) -> None:
    """Remove a file or a folder; what cannot be removed now is left for the next run."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _wal(database: Path) -> Path:
    return database.with_name(database.name + ".wal")


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            sync_file(path)
        else:
            _sync_folder(path)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Make names durable; Windows has no way to and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
