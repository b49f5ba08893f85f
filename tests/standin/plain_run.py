"""A run of the flow's own stages in this process, without Prefect's server and without worker processes: what is tried
here breaks hundreds of runs on purpose, and a server and two workers for each would take hours.

Loading, checking and ranking write into a run's private folder only, and take most of its time. A run that is to be
broken where a home keeps something takes their result from a run that was left alone (`Undisturbed`), once it has seen
that what it collected and read is the same.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from prefect import Task

from gouji.collect.archive import Archived
from gouji.core.settings import Settings
from gouji.demo.district import write_district
from gouji.desk.office_settings import set_setting
from gouji.desk.store import Desk
from gouji.flow import annual as flow
from gouji.flow.operator_settings import OperatorSettings, given
from gouji.publish.versions import BuildPaths, Published, latest, publish
from gouji.read.cached_readings import open_readings
from gouji.read.stage import Staged, stage_documents
from gouji.read.staged_tables import read_batch, select_reports
from tests.standin.faults import forked

AS_OF = date(2026, 11, 23)
_SEEN = ("name_of_build", "write_office_papers", "summarise_run")  # stages whose results are taken as they were


def plain_run(inbox: Path, home: Path, **stages: Callable[..., Any]) -> dict[str, Any]:
    """The summary of a run of `inbox` (with its registry.csv) into `home`, some of its stages by others; raises what a
    run raises."""
    with _without_prefect(stages), given(OperatorSettings(inbox, inbox / "registry.csv", home)):
        return flow.annual.fn(as_of=AS_OF)


class Undisturbed:
    """A run of `inbox` into `home` that was left alone, and what it worked out."""

    def __init__(self, inbox: Path, home: Path) -> None:
        self.inbox, self.home = inbox, home
        self._seen: dict[str, Any] = {}
        kept = {name: self._kept(getattr(flow, name)) for name in ("load", *_SEEN)}
        plain_run(inbox, home, **kept)

    def again(self, home: Path) -> dict[str, Any]:
        """The run into another home: collected, read and published there, the rest from here."""
        nothing = dict.fromkeys(("check_doubts", "check", "rank", "compare"), lambda *_, **__: None)
        given = {name: lambda *_, name=name: self._seen[name] for name in _SEEN}
        own = {"load": self._load, "publish": self._publish}
        return plain_run(self.inbox, home, **nothing, **given, **own)

    def _kept(self, stage: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any) -> Any:
            self._seen[stage.__name__] = stage(*arguments)
            if stage.__name__ == "load":
                self._seen["read"] = _what_was_read(arguments[0], arguments[3].home)
            return self._seen[stage.__name__]

        return run

    def _load(
        self, staged: Any, _fetches: Any, _desk: Any, settings: Settings, build: BuildPaths, _registry: Any
    ) -> Any:
        assert _what_was_read(staged, settings.home) == self._seen["read"], "read other figures"
        version = str((latest(self.home) or {})["version"])
        build.public.rmdir()
        for source, target in (
            (self.home / "public" / version, build.public),
            (self.home / "warehouse" / f"{version}.duckdb", build.database),
        ):
            subprocess.run(["cp", "-r", source, target], check=True)
        build.database.chmod(0o644)
        return self._seen["load"]._replace(database=build.database)

    def _publish(
        self, _loaded: Any, _papers: Any, settings: Settings, build: BuildPaths, edition: Any, databases: ExitStack
    ) -> Published:
        databases.close()
        return publish(settings.home, build, edition.version, datetime.now(UTC))


def two_runs(folder: Path) -> tuple[Undisturbed, Undisturbed]:
    """A run of two agencies' reports, and the next, of three: into a home each, the second a copy of the first."""
    write_district(folder / "inbox", agencies=3, years=1, seed=4)
    first = folder / "first"
    shutil.copytree(folder / "inbox", first)
    min((first / "2025").iterdir()).unlink()
    set_setting(Desk(folder / "base"), "张三", "phone", "010-00000000")
    before = forked(lambda: Undisturbed(first, folder / "base"))
    shutil.copytree(folder / "base", folder / "alone", symlinks=True)
    return before, forked(lambda: Undisturbed(folder / "inbox", folder / "alone"))


def _what_was_read(staged: Any, home: Path) -> Any:
    """Documents, reports and every row of them, however they were staged together."""
    rows: dict[str, list[str]] = {}
    for name, reports in staged.segments.items():
        for table, data in read_batch(open_readings(home), name).items() if reports else ():
            rows.setdefault(table, []).extend(map(repr, select_reports(data, set(reports)).to_pylist()))
    return staged.documents, sorted(staged.found), {table: sorted(each) for table, each in rows.items()}


@contextmanager
def _without_prefect(stages: dict[str, Callable[..., Any]]) -> Iterator[None]:
    """Tasks are called as the functions they wrap; documents are read here."""
    plain = {
        "in_tasks": _in_turn,
        "quoted": lambda argument: argument,
        "start_readers": _ReadHere,
        "create_artifacts": lambda *_: None,
        "visit_groups": _visit,
    }
    with patch.multiple(flow, **plain | stages), patch.object(Task, "__call__", _call):
        yield


def _call(task: Task, *arguments: Any, **options: Any) -> Any:
    return task.fn(*arguments, **options)


def _in_turn(_title: str, task: Task, *fixed: Any) -> Callable[[list[list[Any]]], list[Any]]:
    return lambda batches: [item for batch in batches for item in task.fn(batch, *fixed)]


def _visit(_settings: Settings, visitor: Any, groups: list[Any]) -> None:
    for group in groups:
        visitor.visit(group)


class _ReadHere:
    """What a pool of workers does, in this process."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._home, self._folder = settings.home, folder

    def __enter__(self) -> "_ReadHere":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def run(self, batch: list[Archived]) -> list[Staged]:
        return list(stage_documents(self._home, self._folder, batch))
