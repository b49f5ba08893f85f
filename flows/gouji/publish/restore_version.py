"""Back to a version that was published before: `gouji restore`, and the page 运行.

Nothing of any version is changed: the pointer and the link are switched, as after a publication, and the desk keeps who
did it. The next run would put back what was taken away, where nobody has mended it: it publishes once somebody has
confirmed that (doubts.py).
"""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gouji.collect.log import back_up_log
from gouji.core.digest import file_digest
from gouji.core.disk import in_time
from gouji.core.errors import NotPublished
from gouji.core.settings import TIME_ZONE
from gouji.desk.events import Change
from gouji.desk.healing import desk_end
from gouji.desk.store import Desk

from .database_link import LINK, point_at
from .lock import run_lock
from .manifest import MANIFEST
from .runs import PUBLISHED, read_runs
from .versions import latest, versions
from .wholeness import damage_of, write_pointer

RESTORED = "restore"  # kind of the desk's events


def restore_version(home: Path, version: str, who: str, reason: str = "") -> None:
    """Point at an earlier version again. Raises NotPublished, with nothing switched, where it is not there, not whole
    or already current, or while a run is at work; DeskError where the decision cannot be kept."""
    with run_lock(home, f"restore {version}"):
        current = latest(home)
        folder, database = home / "public" / version, home / "warehouse" / f"{version}.duckdb"
        if version not in versions(home) or not database.is_file():
            raise NotPublished(f"没有版本 {version}（可能已被清理），没有改动。 No such version.")
        if current and current["version"] == version:
            raise NotPublished(f"现行的就是 {version}，没有改动。 It is the current version.")
        if damaged := damage_of(folder, None):
            raise NotPublished(
                f"版本 {version} 有损坏的文件（{'、'.join(path.name for path in damaged[:5])}），没有改动；请先运行 gouji verify --repair。"
                " The version is damaged."
            )
        before = current["version"] if current else None
        decision = {"version": version, "instead_of": before, "reason": reason.strip()}
        Desk(home).write(who, [Change(RESTORED, "version", decision, note=f"恢复 {version}：{reason.strip()}")])
        pointer = {
            "version": version,
            "previous": version_details(folder)["previous"],
            "manifest": f"{version}/{MANIFEST}",
            "manifest_sha256": hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest(),
            "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "database_sha256": file_digest(database),
            "log": back_up_log(home)._asdict(),
        }
        if (end := desk_end(home)) is not None:
            pointer["desk"] = end._asdict()
        if version != versions(home)[-1]:  # of the newest nothing is taken away: runs go on as before
            pointer["restored"] = {"instead_of": before, "who": who, "reason": reason.strip()}
        in_time(lambda: write_pointer(home, pointer))
        point_at(home / "warehouse" / LINK, database)


def restored_words(pointer: dict[str, Any] | None) -> str | None:
    """Of latest.json: who went back to its version, when, from which and why; None where nobody did since the last
    publication, or the newest is back."""
    told = (pointer or {}).get("restored")
    if pointer is None or not isinstance(told, dict):
        return None
    day = datetime.fromisoformat(pointer["published_at"]).astimezone(TIME_ZONE)
    instead = f"，撤下了 {told['instead_of']}" if told.get("instead_of") else ""
    reason = f"（{told['reason']}）" if told.get("reason") else ""
    return f"{told.get('who', '')} 于 {day:%Y-%m-%d %H:%M} 恢复了 {pointer['version']}{instead}{reason}"


def version_before(home: Path) -> str | None:
    """The version that the current one was compared with, else the newest other that is there."""
    current = latest(home)
    if current is None:
        return None
    others = [version for version in versions(home) if version != current["version"]]
    return current["previous"] if current.get("previous") in others else (others[-1] if others else None)


def published_days(home: Path) -> dict[str, datetime]:
    """When each version was first published, by the record of runs."""
    days: dict[str, datetime] = {}
    for run in read_runs(home):
        if run["state"] == PUBLISHED and run["version"] and run["ended_at"]:
            days.setdefault(run["version"], run["ended_at"])
    return days


def version_details(folder: Path) -> dict[str, Any]:
    """Of a version's folder: `as_of`, `report_year` and `previous`."""
    manifest = json.loads((folder / MANIFEST).read_bytes())
    return {name: manifest.get(name) for name in ("as_of", "report_year", "previous")}
