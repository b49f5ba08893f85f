"""Sending after a run, and the record of it: ``warehouse/targets.jsonl``, a line when it begins and one when it ends.

Sending cannot undo what is published here: whatever goes wrong becomes a line and is told.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gouji.core.errors import unforeseen
from gouji.core.json_lines import append_lines, read_lines
from gouji.publish.versions import latest

from .address import open_target, without_secrets
from .send import NEWER_THERE, send_version
from .target import TargetError
from .tidy import tidy_target

SENDING, FAILED = "sending", "failed"
_INTERRUPTED = "中断：没有送完，目标上仍是此前的版本；重新运行即接着送 / interrupted: run again"


def send_and_record(home: Path, address: str, keep: int) -> dict[str, Any]:
    """Send the last version to the target and clean up there; the line of the record, whatever became of it."""
    version = (latest(home) or {}).get("version")
    row: dict[str, Any] = {
        "at": _now(),
        "target": without_secrets(address),
        "version": version,
        "state": SENDING,
        "message": None,
    }
    try:
        target = open_target(address, home)
        row["target"] = target.address
        _append(home, row)
        sent = send_version(home, target)
        row |= sent._asdict()
        if sent.state == NEWER_THERE:
            row["message"] = "目标上已有更新的版本（另一处发布的），未改动 / a newer version is there and stays"
        row["removed"] = tidy_target(target, keep)
    except TargetError as error:
        _say(row, str(error))
    except KeyboardInterrupt:  # it ends the sending; the run has published and says so
        _say(row, _INTERRUPTED)
    except Exception as error:
        _say(row, unforeseen(error))
    row["at"] = _now()
    _append(home, row)
    return row


def sendings(home: Path) -> list[dict[str, Any]]:
    """The last line of each target, in the order of the addresses."""
    rows: dict[str, dict[str, Any]] = {}
    for line in read_lines(home / "warehouse" / "targets.jsonl"):
        try:
            row = json.loads(line)
            rows[row["target"]] = row | ({"message": _INTERRUPTED} if row["state"] == SENDING else {})
        except (ValueError, KeyError, TypeError):  # cut short by a crash
            continue
    return [rows[address] for address in sorted(rows)]


def not_sent(row: Mapping[str, Any] | None) -> list[str]:
    """What is to be told of a line of the record: nothing where all went well."""
    if not row or not row["message"]:
        return []
    if row["state"] == FAILED:
        return [f"已在本机发布，没有送到 {row['target']}：{row['message']}"]
    return [f"{row['target']}：{row['message']}"]


def _say(row: dict[str, Any], message: str) -> None:
    """What went wrong: after the switch, only with what was to be removed."""
    row["state"] = FAILED if row["state"] == SENDING else row["state"]
    row["message"] = message


def _append(home: Path, row: dict[str, Any]) -> None:
    append_lines(home / "warehouse" / "targets.jsonl", json.dumps(row, ensure_ascii=False).encode() + b"\n")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
