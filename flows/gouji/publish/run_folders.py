"""Which folder of reports and which registry a run from the pages is over.

What the operator said where the pages were started wins; then, for the reports, the folder of the last run, since a run
over another would drop what that one held; for the registry the office's own, as it is kept on the pages, then that of
the last run.
"""

import os
from pathlib import Path
from typing import NamedTuple

from gouji.desk.registry_edits import registry_path

from .runs import run_details

INBOX, REGISTRY = "GOUJI_INBOX", "GOUJI_REGISTRY"  # of the environment


class RunFolders(NamedTuple):
    """`registry`: None where there is none yet."""

    inbox: Path
    registry: Path | None


def run_folders(home: Path) -> RunFolders:
    """The folder of reports and the registry of a home."""
    details = list(run_details(home).values())
    return RunFolders(_inbox(home, details), _registry(home, details))


def said_registry() -> Path | None:
    """The registry that the operator named where the pages were started; the pages do not change it."""
    return Path(os.environ[REGISTRY]) if os.environ.get(REGISTRY) else None


def _inbox(home: Path, details: list[dict[str, str]]) -> Path:
    if said := os.environ.get(INBOX):
        return Path(said)
    used = [Path(each["inbox"]) for each in details if "inbox" in each]
    return next((folder for folder in reversed(used) if folder.is_dir()), home.resolve() / "inbox")


def _registry(home: Path, details: list[dict[str, str]]) -> Path | None:
    own = registry_path(home).resolve()
    used = [Path(each["registry"]) for each in details if "registry" in each]
    said = said_registry()
    return next((file for file in (*([said] if said else []), own, *reversed(used)) if file.is_file()), None)
