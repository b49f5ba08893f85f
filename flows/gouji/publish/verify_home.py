"""Everything a home holds against what it should be: `gouji verify`."""

import json
from pathlib import Path
from typing import NamedTuple

from gouji.collect.log import LogEnd, backup_path, follows, log_path, mend_log
from gouji.collect.verify import verify_archive
from gouji.core.errors import NotPublished
from gouji.core.json_lines import read_lines
from gouji.desk.errors import DeskError
from gouji.desk.healing import DeskEnd, desk_problems, heal_desk
from gouji.read.cached_readings import damaged_segments

from .database_link import LINK
from .wholeness import damage_of, is_file_whole, read_pointer

_RUN = "重新运行 gouji run 即重做 / run again"
_ARCHIVE = "gouji verify --repair；取不到的请将原文件放入收件目录 / put the file into the inbox"
_OLD_VERSION = "gouji verify --repair 按其数据库重做；仍不成的请从备份放回，或移走该旧版本 / else put it back"


_DESK = "gouji verify --repair；两份都坏的从备份恢复：gouji desk import / restore it from a backup"


class HomeProblem(NamedTuple):
    """What is wrong with which part of a home, and what heals it."""

    part: str  # archive, log, desk, readings, warehouse, public
    problem: str
    heals: str


def verify_home(home: Path) -> list[HomeProblem]:
    """Read everything: archive, log, readings, the warehouse file, the published files, the link. Changes nothing."""
    found = [HomeProblem("archive", problem, _ARCHIVE) for problem in verify_archive(home).problems]
    if (problem := log_problem(home)) is not None:
        found.append(HomeProblem("log", problem, f"gouji verify --repair；或从备份放回 {log_path(home)} / put it back"))
    found += desk_trouble(home)
    for folder in (path for path in (home / "readings").glob("*") if path.is_dir()):
        found += [HomeProblem("readings", f"{folder / name} 损坏 / damaged", _RUN) for name in damaged_segments(folder)]
    if not _runs_are_whole(home):
        found.append(HomeProblem("warehouse", "runs.jsonl 有损坏的行 / damaged lines", "不影响结果 / harmless"))
    return found + _published_problems(home)


def check_log(home: Path) -> None:
    """Mend a log that lost what the last version was founded on; raises NotPublished where that cannot be."""
    end = _published_end(home)
    if end and not mend_log(home, end):
        raise NotPublished(
            f"{log_path(home)} 与最近发布的版本所记的不符（应有至少 {end.lines} 行，其末行 sha256 为 {end.head[:12]}），"
            f"{backup_path(home).name} 也不能用，未发布；请从备份放回其中一个文件；若只能放弃，请移走 {home / 'public' / 'latest.json'}"
            f" 与 {home / 'public'} 下各版本后重新运行。 The log was cut or altered: put it back from a backup."
        )


def check_desk(home: Path) -> None:
    """Make the desk's files whole where one was damaged; raises NotPublished where that cannot be."""
    try:
        heal_desk(home, _desk_end(home))
    except DeskError as error:
        raise NotPublished(f"未发布：{error}") from error


def desk_trouble(home: Path) -> list[HomeProblem]:
    """What is wrong with the desk's files, by themselves and against the last published version."""
    return [HomeProblem("desk", problem, _DESK) for problem in desk_problems(home, _desk_end(home))]


def log_problem(home: Path) -> str | None:
    """Whether the log lost or changed what the last published version was founded on."""
    end = _published_end(home)
    lines = read_lines(log_path(home)) if log_path(home).is_file() else []
    if end is None or follows(lines, end):
        return None
    return f"{log_path(home)} 与最近发布的版本所记的长度和末行不符：曾被截短或改动。 The log was cut or rewritten."


def _published_end(home: Path) -> LogEnd | None:
    pointer = read_pointer(home)
    return LogEnd(**pointer["log"]) if pointer and "log" in pointer else None


def _desk_end(home: Path) -> DeskEnd | None:
    pointer = read_pointer(home)
    return DeskEnd(**pointer["desk"]) if pointer and pointer.get("desk") else None


def _runs_are_whole(home: Path) -> bool:
    path = home / "warehouse" / "runs.jsonl"
    try:
        return all(isinstance(json.loads(line), dict) for line in read_lines(path))
    except (OSError, ValueError):
        return False


def _published_problems(home: Path) -> list[HomeProblem]:
    public, warehouse = home / "public", home / "warehouse"
    pointer = read_pointer(home)
    if pointer is None:
        lost = public.is_dir() and any(public.iterdir())
        return [HomeProblem("public", f"{public / 'latest.json'} 丢失或损坏 / lost or damaged", _RUN)] if lost else []
    version = pointer["version"]
    found = [
        HomeProblem("public", f"{path} 丢失或损坏 / lost or damaged", _RUN)
        for path in damage_of(public / version, pointer["manifest_sha256"])
    ]
    for folder in public.glob("*/"):
        if folder.name != version and not folder.name.startswith(".") and (bad := damage_of(folder, None)):
            found += [HomeProblem("public", f"{path} 丢失或损坏 / lost or damaged", _OLD_VERSION) for path in bad]
    database = warehouse / f"{version}.duckdb"
    if not is_file_whole(database, pointer.get("database_sha256")):
        found.append(HomeProblem("warehouse", f"{database} 丢失或损坏 / lost or damaged", _RUN))
    link = warehouse / LINK
    if not link.is_file() or (link.is_symlink() and link.resolve() != database.resolve()):
        found.append(HomeProblem("warehouse", f"{link} 不指向最近的版本 / points elsewhere", _RUN))
    return found
