"""The link `warehouse/gouji.duckdb` to the newest database, which other programs open."""

import shutil
from collections.abc import Callable
from pathlib import Path

from gouji.core.disk import sync_folder

LINK = "gouji.duckdb"


def point_at(link: Path, database: Path) -> tuple[str, list[str]]:
    """Let the link mean the database, in one step: relative symlink, else hard link, else copy."""
    notes = []
    if wal_of(link).exists():
        # Someone wrote to the old version through the link; beside the new one it would keep it from opening.
        aside = wal_of(link).with_name(f"{link.name}.wal.{link.readlink().stem if link.is_symlink() else 'old'}")
        wal_of(link).replace(aside)
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
    sync_folder(link.parent)
    return way, notes


def wal_of(database: Path) -> Path:
    """The log that DuckDB keeps beside a database that is open for writing."""
    return database.with_name(database.name + ".wal")
