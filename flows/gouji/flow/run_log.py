"""What a run writes to its log on Prefect's pages: a line a stage, in the words of the office."""

from functools import singledispatch
from typing import Any

from prefect.exceptions import MissingContextError
from prefect.logging import get_run_logger

from gouji.collect.web_history import Collected
from gouji.load.build import Loaded
from gouji.publish.run_progress import STAGES
from gouji.publish.versions import Published
from gouji.read.stage import Staged


def say_stage(stage: str, seconds: float, result: Any) -> None:
    """A stage has ended well, with what came of it."""
    came = _told(result)
    _say(f"{STAGES.get(stage, stage)}：用 {seconds:.1f} 秒{'，' if came else ''}{came}")


def _say(line: str) -> None:
    try:
        get_run_logger().info(line)
    except MissingContextError:  # the stages by themselves, outside a run
        return


@singledispatch
def _told(_: Any) -> str:
    return ""


@_told.register
def _(result: Collected) -> str:
    refused = f"，收不进 {len(result.refused)} 份" if result.refused else ""
    return f"文件 {len(result.documents)} 份，访问网址 {len(result.fetches)} 个{refused}"


@_told.register
def _(result: Staged) -> str:
    return f"文件 {len(result.documents)} 份"


@_told.register
def _(result: Loaded) -> str:
    return f"{result.report_year} 年度，报告 {result.reports} 份，单位 {result.agencies} 个"


@_told.register
def _(result: list) -> str:  # type: ignore[type-arg]
    return f"公文 {len(result)} 份"


@_told.register
def _(result: Published) -> str:
    return f"{'已发布' if result.state == 'published' else '没有变化，仍为'} {result.version}"
