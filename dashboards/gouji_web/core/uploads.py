"""Files that are handed in through a page, into the inbox: what became of each is an event of the desk."""

import secrets
from collections.abc import Iterable
from typing import BinaryIO

from starlette.datastructures import FormData, UploadFile

from gouji.collect.upload import KEPT, KNOWN, REFUSED, RENAMED, Arrival, take_uploads
from gouji.desk.events import Change
from gouji.desk.store import Desk
from gouji.publish.run_folders import run_folders

from .office import FormError

UPLOAD = "upload"  # kind of the desk's events
ARRIVED = {KEPT: "已收下", RENAMED: "同名而内容不同，两份都留", KNOWN: "与已有的相同，没有再存", REFUSED: "没有收"}


def files_of(form: FormData, name: str = "file") -> list[UploadFile]:
    """The files of a form's field. Raises FormError where there is none."""
    files = [each for each in form.getlist(name) if isinstance(each, UploadFile) and each.filename]
    if not files:
        raise FormError("还没有选文件，请选择一份或多份报告。")
    return files


def hand_in(desk: Desk, who: str, files: Iterable[tuple[str, BinaryIO]]) -> tuple[str, list[Arrival]]:
    """Put files (name, content) into the inbox of the runs; the number under which what became of them is kept."""
    arrivals = take_uploads(run_folders(desk.home).inbox, files)
    number = secrets.token_hex(6)
    desk.write(who, [Change(UPLOAD, number, {"files": [list(each) for each in arrivals]}, seen=0)], "收件")
    return number, arrivals


def handed_in(desk: Desk, number: str | None) -> list[Arrival]:
    """What became of each file of an upload; those first of which something is to be told."""
    entry = desk.entry(UPLOAD, number) if number else None
    order = (REFUSED, RENAMED, KNOWN, KEPT)
    found = [Arrival(*each) for each in entry.value["files"]] if entry else []
    return sorted(found, key=lambda each: order.index(each.state))


def counted(arrivals: Iterable[Arrival]) -> str:
    """How many were taken, and how many not, in words."""
    states = [each.state for each in arrivals]
    return "；".join(f"{word} {states.count(state)} 份" for state, word in ARRIVED.items() if state in states) + "。"


def all_well(arrivals: Iterable[Arrival]) -> bool:
    """Whether every file is in the inbox under its own name."""
    return all(each.state in (KEPT, KNOWN) for each in arrivals)
