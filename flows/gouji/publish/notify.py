"""Telling someone how a run ended: any command of the operator's, with the news as JSON on its standard input."""

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from gouji.core.errors import NotPublished

from .runs import CANCELLED

MAX_COMMAND_SECONDS = 60  # that a command may take
NOT_PUBLISHED = "not_published"
# Of a run's summary, what fits into a message.
_NEWS = ("as_of", "report_year", "version", "expected", "reported", "late", "unclear", "missing", "not_due",
         "late_agencies", "unclear_agencies", "missing_agencies", "own_reports", "trouble")  # fmt: skip


def notify(command: str | None, news: dict[str, Any]) -> str | None:
    """Run the command; returns what went wrong with it, which never is an error of the run."""
    if not command:
        return None
    text = json.dumps(news, ensure_ascii=False, default=str)
    # Set for the processes of the run (gouji.flow); a program of the operator's may import what lies beside it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    try:
        # By the shell: the command is the operator's own, with pipes and options as on a command line.
        done = subprocess.run(
            command, shell=True, input=text.encode("utf-8"), capture_output=True, timeout=MAX_COMMAND_SECONDS, check=False,
            env=environment,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"通知没有发出：{error}。 The notification failed."
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()[-300:]
        return f"通知没有发出：命令以 {done.returncode} 结束，{said or '没有说明'}。 The notification failed."
    return None


# Whether a run of this process has ended, and whoever wants to hear of it has been told.
_told = threading.Event()


def was_told() -> bool:
    """Whether the end of a run of this process was told of here, to the operator's command or to nobody who asked."""
    return _told.is_set()


@contextmanager
def notified(command: str | None) -> Iterator[dict[str, Any]]:
    """Tell how the body ended: published or unchanged with the summary put into what is yielded, or not published
    with the reason, cancelled runs included. A failed notification becomes one of the summary's notes."""
    summary: dict[str, Any] = {}
    _told.clear()
    try:
        yield summary
    except NotPublished as error:
        problem = notify(command, {"event": NOT_PUBLISHED, "message": str(error)})
        if problem:
            raise NotPublished(f"{error}（{problem}）") from error
        raise
    except BaseException as error:
        if not isinstance(error, Exception):
            notify(command, {"event": NOT_PUBLISHED, "message": CANCELLED})
            _told.set()
        raise
    news = {"event": summary["state"]} | {name: summary[name] for name in _NEWS}
    if "sent" in summary:  # to a target, or not
        news["sent"] = summary["sent"]
    if problem := notify(command, news):
        summary["notes"] = [*summary.get("notes", []), problem]
