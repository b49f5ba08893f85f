"""The private folder that a run builds in, and what is cleared away before."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from gouji.core.disk import remove_path, set_aside
from gouji.core.errors import NotPublished

from .database_link import LINK, point_at, wal_of
from .lock import run_lock
from .manifest import MANIFEST
from .runs import PUBLISHED, UNCHANGED, read_runs
from .wholeness import pointer_again, read_pointer, write_pointer


class BuildPaths(NamedTuple):
    """Where one run builds; `public` exists, `database` does not yet."""

    folder: Path
    public: Path
    database: Path


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
        for leftover in (build.database, wal_of(build.database)):
            leftover.unlink(missing_ok=True)
        shutil.rmtree(build.public, ignore_errors=True)
        build.public.mkdir()
        yield build
        remove_path(build.folder)


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
        remove_path(work / name)
    for folder in (home / "public", home / "warehouse"):
        for part in (*folder.glob(".incoming-*"), *folder.glob(".*.part")):
            remove_path(part)
    for part in (home / "readings").glob("**/*.part"):
        remove_path(part)
    for name in ("public/latest.json", "warehouse/runs.jsonl", f"warehouse/{LINK}"):
        if (path := home / name).is_dir():
            set_aside(path, home / "set-aside")
    if read_pointer(home) is None and (home / "public").is_dir():
        _find_pointer(home)
    current = read_pointer(home)
    link = home / "warehouse" / LINK
    if current and link.is_symlink() and link.readlink().stem != current["version"]:
        database = home / "warehouse" / f"{current['version']}.duckdb"
        if database.exists():
            point_at(link, database)
    return stale


def _find_pointer(home: Path) -> None:
    """Write latest.json again where it was lost; raises NotPublished where versions are there and none can be named."""
    path = home / "public" / "latest.json"
    pointer = pointer_again(home, [run for run in read_runs(home) if run["state"] in (PUBLISHED, UNCHANGED)])
    if pointer is None and (path.exists() or any((home / "public").glob(f"*/{MANIFEST}"))):
        raise NotPublished(
            f"{path} 丢失或损坏，也无法从运行记录得知最近的版本，未发布；请从备份放回此文件，或将 {home / 'public'} 移走后重新运行。"
            " The pointer to the last version is lost: put the file back, or move the folder public away."
        )
    set_aside(path, home / "set-aside")
    if pointer:
        write_pointer(home, pointer)
