"""Which stage the run at work is at: ``home/work/progress.json``, for whoever waits. Nothing depends on it."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from gouji.core.disk import write_whole

# The stages of a run (flow/annual.py) in their order, in the words of the office.
STAGES = {
    "collect": "收集", "read": "读取", "load": "入库", "check": "检查", "rank": "排名", "compare": "与上一版比较",
    "write_office_papers": "写公文", "summarise_run": "汇总", "publish": "核对并发布", "report": "收尾",
    "send": "送往别处",
}  # fmt: skip


class Progress(NamedTuple):
    """`stage`: the one at work; `seconds`: what those before it took; `process`: the run's."""

    process: int
    stage: str
    seconds: dict[str, float]


def write_progress(home: Path, stage: str, seconds: Mapping[str, float]) -> None:
    """Note the stage that begins; a disk that refuses is no error of the run."""
    content = {"process": os.getpid(), "stage": stage, "seconds": dict(seconds)}
    with suppress(OSError):
        write_whole(_path(home), json.dumps(content).encode())


def read_progress(home: Path) -> Progress | None:
    """What was noted last; None where nothing was. The run may have ended since: `active_run` knows."""
    try:
        return Progress(**json.loads(_path(home).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _path(home: Path) -> Path:
    return home / "work" / "progress.json"
