"""Telling of a run whose process died (killed, out of memory): Prefect calls this in the process of `gouji serve`."""

import os
from typing import Any

from gouji.publish.notify import NOT_PUBLISHED, notify, was_told
from gouji.publish.runs import INTERRUPTED


def tell_crash(flow: Any, flow_run: Any, state: Any) -> None:  # noqa: ARG001  by these names Prefect calls it
    """The operator's command hears of it, once: a run that is only cancelled has told of itself, in this very process."""
    if not was_told():
        notify(os.environ.get("GOUJI_NOTIFY"), {"event": NOT_PUBLISHED, "message": INTERRUPTED})
