"""Runs and versions, as the page 运行 lists them."""

import json
from pathlib import Path
from typing import Any

from gouji.core.errors import NotPublished
from gouji.publish.changes import changes_between
from gouji.publish.lock import active_run
from gouji.publish.restore_version import published_days, version_details
from gouji.publish.run_progress import STAGES, read_progress
from gouji.publish.run_request import (
    RunRequest,
    list_requests,
    messages_of,
    request_folder,
    waiting_request,
)
from gouji.publish.runs import FAILED, RUNNING, read_runs, run_details
from gouji.publish.versions import latest, versions

NOT_BEGUN = "not_begun"
MAX_RUNS = 60
Row = dict[str, Any]


def history(home: Path) -> list[Row]:
    """Every run and every request that did not become one, the newest first: the row of the record with `who`, `request`,
    `confirmed_by` and what it said."""
    details, requests = run_details(home), {each.request: each for each in list_requests(home)}
    rows = []
    for run in read_runs(home):
        said = details.get(run["run_id"], {})
        asked = requests.pop(said.get("request", ""), None)
        rows.append(run | _said(asked) | {"confirmed_by": said.get("confirmed_by")})
    waiting = waiting_request(home)
    ended = [asked for asked in requests.values() if waiting is None or asked.request != waiting.request]
    rows += [_not_begun(home, asked) for asked in ended]
    return sorted(rows, key=lambda row: row["started_at"], reverse=True)[:MAX_RUNS]


def at_work(home: Path, rows: list[Row]) -> Row | None:
    """The run at work, or the request that is about to begin, with the stages done; None where none is."""
    active, waiting = active_run(home), waiting_request(home)
    row = next((row for row in rows if row["state"] == RUNNING and row["run_id"] == active), None)
    if row is None and waiting is None:
        return None
    progress = read_progress(home)
    begun = row is not None and progress is not None and str(row["run_id"]).endswith(f"-{progress.process}")
    at = list(STAGES).index(progress.stage) if begun and progress and progress.stage in STAGES else -1
    return {
        "who": row["who"] if row else waiting.who if waiting else "",
        "started_at": row["started_at"] if row else waiting.at if waiting else None,
        "stages": [
            {
                "word": word,
                "state": "done" if place < at else "now" if place == at else "",
                "seconds": progress.seconds.get(stage) if begun and progress else None,
            }
            for place, (stage, word) in enumerate(STAGES.items())
        ],
        "done": max(at, 0),
        "of": len(STAGES),
    }


def version_list(home: Path) -> list[Row]:
    """Every version that is there, the newest first."""
    current, days = latest(home), published_days(home)
    rows = []
    for version in reversed(versions(home)):
        try:
            details = version_details(home / "public" / version)
        except (OSError, ValueError):
            continue
        is_current = current is not None and current["version"] == version
        rows.append({"version": version, "is_current": is_current, "published_at": days.get(version), **details})
    return rows


def changes(home: Path, version: str, known: list[Row]) -> Row:
    """What changed in a version since the one it was compared with: `counts` by kind, `rows` of what is new or
    resolved, or `problem`: why that cannot be told."""
    row = next(each for each in known if each["version"] == version)
    before = row["previous"]
    if before is None:
        return {"before": None, "problem": "这是第一个版本，没有可比的上一版。"}
    if before not in {each["version"] for each in known}:
        return {"before": before, "problem": f"它的上一版 {before} 已被清理，不能再比。"}
    try:
        found = changes_between(home, before, version)
    except NotPublished as error:
        return {"before": before, "problem": str(error)}
    counts = {kind: sum(each["change"] == kind for each in found) for kind in ("new", "resolved", "open")}
    told = [each for each in found if each["change"] != "open"]
    return {"before": before, "problem": None, "counts": counts, "rows": told}


def _said(asked: RunRequest | None) -> Row:
    if asked is None:
        return {"who": "", "request": None, "force": False}
    return {"who": asked.who, "request": asked.request, "force": asked.force}


def _not_begun(home: Path, asked: RunRequest) -> Row:
    message = messages_of(home, asked.request) or "进程没有开始就结束了，多半是被系统强行结束，请再试一次。"
    empty = dict.fromkeys(("run_id", "ended_at", "version", "as_of", "report_year", "documents", "reports", "findings"))
    return empty | _said(asked) | {
        "started_at": asked.at, "state": FAILED, "message": f"没有开始：{message}", "confirmed_by": None,
    }  # fmt: skip


def notes_of(home: Path, request: str | None) -> list[str]:
    """The notes of a run that ended well, from what its process wrote."""
    if request is None:
        return []
    try:
        summary = json.loads((request_folder(home, request) / "summary.json").read_bytes())
        return [str(note) for note in summary.get("notes", [])]
    except (OSError, ValueError, AttributeError):
        return []
