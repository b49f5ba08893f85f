"""What a run reads of the desk: a snapshot, taken once, and its digest for the manifest.

Accounts, links and ticks are no inputs: the same decisions give the same version whoever logs in, and a run that ticks
a fault off changes nothing for the next.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .cases import CASE, Case, as_case
from .database import database_path, open_database, read_entries
from .events import Entry, to_json
from .explanation_decisions import decisions_of_desk, read_decisions
from .explanations import EXPLANATION, ExplanationDecision, as_explanation
from .intake import INTAKE, Intake, as_intake
from .office_settings import SETTING
from .paper_words import as_toml, read_paper_words
from .store import Desk
from .waivers import WAIVER, read_waivers, waiver_files, waiver_rows

_KINDS = (CASE, EXPLANATION, INTAKE, SETTING, WAIVER)


class DeskInput(NamedTuple):
    """All that the office decided, as of the start of a run. `waivers` are rows of the files too; `digest` is None
    where nothing is decided at the desk."""

    cases: list[Case]
    intake: list[Intake]
    explanations: list[ExplanationDecision]
    waivers: list[dict[str, Any]]
    settings: dict[str, str]
    digest: str | None
    decisions: Sequence[dict[str, Any]] = ()  # rows of `explanation_decisions`: of the files, then of the desk
    paper_words: str = ""  # the home's papers.toml as the papers of the version are written by; "" where there is none

    @property
    def agencies(self) -> list[str]:
        """Codes or names of the agencies whose findings it may change: a run looks at theirs again."""
        waived = {row["agency_code"] for row in self.waivers if row["agency_code"]}
        return sorted(waived | {row["agency_code"] for row in self.decisions if row["agency_code"]})


NOTHING_DECIDED = DeskInput([], [], [], [], {}, None)


def read_desk(home: Path) -> DeskInput:
    """The desk of a home, now. Raises DeskDamaged, and DeskError where papers.toml is wrong."""
    entries = _entries(home)
    by_kind = {kind: [entry for entry in entries if entry.kind == kind] for kind in _KINDS}
    explanations = [as_explanation(entry) for entry in by_kind[EXPLANATION]]
    return DeskInput(
        [as_case(entry) for entry in by_kind[CASE]],
        [as_intake(entry) for entry in by_kind[INTAKE]],
        explanations,
        [*read_waivers(waiver_files(home)), *waiver_rows(by_kind[WAIVER])],
        {entry.subject: str(entry.value["value"]) for entry in by_kind[SETTING]},
        _digest(entries) if entries else None,
        [*read_decisions(home), *decisions_of_desk(explanations)],
        as_toml(read_paper_words(home)),
    )


def _entries(home: Path) -> list[Entry]:
    if not Desk(home).exists():
        return []
    with open_database(database_path(home)) as con:
        return read_entries(con, f"WHERE kind IN ({', '.join('?' * len(_KINDS))})", _KINDS)


def _digest(entries: list[Entry]) -> str:
    """Over who decided what and when; the place of an event among those that are no inputs does not count."""
    rows = [[entry.kind, entry.subject, entry.at, entry.who, entry.value] for entry in entries]
    return hashlib.sha256(to_json(rows).encode()).hexdigest()
