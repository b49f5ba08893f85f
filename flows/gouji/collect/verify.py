"""Proof of the archive: every byte is what its name says, and the log has not been touched."""

from pathlib import Path
from typing import NamedTuple

from .archive import archive_path, is_whole, quarantine
from .log import check_chain

_HEALED = "可用 gouji archive verify --repair 或下次运行从收件目录、网站重取；取不到的，请将原文件放入收件目录。"


class Verified(NamedTuple):
    """`problems` break the archive's word, `notes` do not (a run was killed there)."""

    files: int
    bytes: int
    entries: int
    problems: list[str]
    notes: list[str]


def verify_archive(home: Path) -> Verified:
    """Read every archived file and every line of the log."""
    entries, problems, cut = check_chain(home)
    logged = {entry.document_id for entry in entries if entry.document_id}
    size, found, notes = 0, set(), []
    for path in sorted((home / "archive").glob("??/*")):
        if path.name.startswith("."):
            notes.append(f"{path} 是中断时留下的半份文件，可以删除。 Left by a killed run: may be removed.")
            continue
        found.add(path.name)
        if is_whole(path):
            size += path.stat().st_size
        else:
            problems.append(f"{path} 的内容与其 sha256 不符，已损坏或被改动。{_HEALED} Not the bytes its name says.")
    for missing in sorted(logged - found):
        problems.append(
            f"{home / archive_path(missing)} 在日志中而不在存档中。{_HEALED} Logged, but not in the archive."
        )
    if unlogged := found - logged:
        notes.append(
            f"{len(unlogged)} 份文件不在日志中（存档于日志启用之前，或运行在登记之前中断）。 Files that are not in the log."
        )
    if aside := list(quarantine(home).glob("*")):
        notes.append(f"{quarantine(home)} 中存有 {len(aside)} 份损坏的副本。 Damaged copies that were set aside.")
    if cut:
        notes.append(f"日志中有 {cut} 行因中断而不完整。 Lines of the log that a killed run cut short.")
    return Verified(len(found), size, len(entries), problems, notes)
