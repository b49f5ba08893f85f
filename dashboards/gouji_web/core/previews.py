"""What lies in the inbox and is not in the published version: looked at in the background, file by file, and kept on
disk, so that neither a reload nor the end of the server loses it."""

import logging
import threading
from pathlib import Path
from typing import NamedTuple, cast

from gouji.collect.inbox_index import collected
from gouji.core.registry import Registry
from gouji.core.rows import DocumentRow
from gouji.core.settings import today
from gouji.desk.intake import list_intake
from gouji.desk.store import Desk
from gouji.load.decisions import decided_reports
from gouji.load.expected import focus_year
from gouji.load.placement import Placement, place_reports
from gouji.read.glance import Glance, look_around, look_at

from .versions import VersionReader

_PUBLISHED = "SELECT DISTINCT document_id FROM documents WHERE list_contains(string_split(?, ','), document_id)"
_running: dict[Path, threading.Thread] = {}
_starting = threading.Lock()


class Preview(NamedTuple):
    """`waiting`: files seen that the published version does not have; `unseen`: how many are still to be looked at."""

    waiting: list[Glance]
    unseen: int


def preview(home: Path, inbox: Path, version: VersionReader | None) -> Preview:
    """What is known now; starts to look at what nobody has looked at."""
    published = _published(home, inbox, version)
    there = look_around(home, inbox, published)
    if there.unseen:
        _look(home, inbox, there.unseen)
    ids = {glance.document_id for glance in there.seen if glance.document_id}
    known = (
        {row["document_id"] for row in version.rows(_PUBLISHED, ",".join(sorted(ids)))} if version and ids else set()
    )
    waiting = [glance for glance in there.seen if glance.document_id not in known]
    return Preview(sorted(waiting, key=lambda glance: glance.source), len(there.unseen))


def place(desk: Desk, registry: Registry, waiting: list[Glance]) -> dict[str, Placement]:
    """Where the reports of these files belong, by report_id: as the next run would place them among themselves."""
    found = list({report.report_id: report for glance in waiting for report in glance.found}.values())
    rows = [cast(DocumentRow, {"document_id": each.document_id, "source": each.source}) for each in waiting]
    decided = decided_reports(found, rows, list_intake(desk), registry)
    focus = focus_year(registry, found, today()) if registry.agencies else today().year - 1
    placed = place_reports(found, registry, focus, today().year - 1, decided=decided)
    return {placement.report_id: placement for placement in placed}


def is_looking(home: Path) -> bool:
    """Whether files are being looked at."""
    thread = _running.get(home)
    return thread is not None and thread.is_alive()


def _published(home: Path, inbox: Path, version: VersionReader | None) -> set[str]:
    """Sources of the files that a run has collected as they are and that the published version has."""
    if version is None:
        return set()
    known = collected(home, inbox)
    ids = sorted(set(known.values()))
    there = {row["document_id"] for row in version.rows(_PUBLISHED, ",".join(ids))} if ids else set()
    return {source for source, document_id in known.items() if document_id in there}


def _look(home: Path, inbox: Path, sources: list[str]) -> None:
    with _starting:
        if not is_looking(home):
            _running[home] = threading.Thread(target=_look_at_all, args=(home, inbox, sources), daemon=True)
            _running[home].start()


def _look_at_all(home: Path, inbox: Path, sources: list[str]) -> None:
    try:
        for _ in look_at(home, inbox, sources):
            pass
    except Exception as error:  # told in the log; the page says that they are still to be looked at
        logging.getLogger("gouji.web").error("preview: %s", error, exc_info=error)
