"""Old versions at a target: the newest stay, as in a home, and so does whatever a reader may still hold."""

import re
from datetime import UTC, datetime, timedelta

from gouji.publish.manifest import MANIFEST

from .send import parsed_pointer
from .target import POINTER, Kept, Target

GRACE = timedelta(days=1)  # that a reader may take over a version after another has become the last
_VERSION = re.compile(r"\d{4}-\d\d-\d\d-[0-9a-f]{12}")  # nothing of any other name is touched


def tidy_target(target: Target, keep: int, now: datetime | None = None) -> list[str]:
    """Remove all but the newest `keep` versions, never the one that latest.json names nor one that was the last within
    GRACE; what sending left unfinished, after the same time. Returns the versions removed; raises TargetError.

    The manifest goes first: from then on it is no version, and what a killed removal leaves goes the next time.
    """
    now = now or datetime.now(UTC)
    target.drop_unfinished(now - GRACE)
    told = parsed_pointer(target.read(POINTER))
    if told is None:  # nobody can say which is current
        return []
    folders: dict[str, dict[str, Kept]] = {}
    for name, kept in target.kept().items():
        folder = name.split("/", 1)[0]
        if "/" in name and _VERSION.fullmatch(folder):
            folders.setdefault(folder, {})[name] = kept
    manifests = {folder: files.get(f"{folder}/{MANIFEST}") for folder, files in folders.items()}
    since = {folder: manifest.modified for folder, manifest in manifests.items() if manifest}  # put when pointed at
    newest_first = sorted(since, key=lambda folder: (since[folder], folder), reverse=True)
    until = dict(zip(newest_first, [now, *(since[folder] for folder in newest_first)], strict=False))
    others = [folder for folder in newest_first if folder != told["version"]]
    removed = [folder for folder in others[max(keep, 1) - 1 :] if until[folder] < now - GRACE]
    for folder in removed:
        target.remove([f"{folder}/{MANIFEST}"])
        target.remove(folders[folder])
    for folder, files in folders.items():
        if folder not in since and max(kept.modified for kept in files.values()) < now - GRACE:
            target.remove(files)
    return removed
