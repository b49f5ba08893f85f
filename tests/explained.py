"""The notes of tests/golden/explanations.toml as reports of a town."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from gouji.core.model import Section
from gouji.core.resources import resource
from gouji.parse.prose.explanations import read_explanations
from tests.checks.district import FAULTLESS, add_agency, add_report, empty_district, judge

FILE = Path(__file__).parent / "golden" / "explanations.toml"
YEAR = 2025
# The cells that a short name stands for.
CELLS = {
    "new": ["applications.new.natural_person", "applications.new.total"],
    "carried_in": ["applications.carried_in.natural_person", "applications.carried_in.total"],
    "carried_out": ["applications.carried_out.natural_person", "applications.carried_out.total"],
    "issued": ["disclosure.normative_documents.issued"],
    "repealed": ["disclosure.normative_documents.repealed"],
    "in_force": ["disclosure.normative_documents.in_force"],
    "licensing": ["disclosure.licensing.decisions"],
    "penalties": ["disclosure.penalties.decisions"],
    "review_upheld": ["disputes.review.upheld", "disputes.review.total"],
    "review_pending": ["disputes.review.pending", "disputes.review.total"],
    "litigation_upheld": ["disputes.litigation_direct.upheld", "disputes.litigation_direct.total"],
    "litigation_pending": ["disputes.litigation_direct.pending", "disputes.litigation_direct.total"],
}
_GRANTED = [
    f"applications.{row}.{column}" for row in ("granted", "handled_total") for column in ("natural_person", "total")
]


@cache
def notes(*, held_out: bool | None = None) -> list[dict[str, Any]]:
    """All notes, or those of one half."""
    entries: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["notes"]
    return [entry for entry in entries if held_out in (None, entry.get("held_out", False))]


def cells(figures: dict[str, int]) -> dict[str, int]:
    """Cells of a report that adds up: all requests that are not carried over have been granted."""
    written = {cell: value for name, value in figures.items() for cell in CELLS[name]}
    granted = figures.get("new", 0) + figures.get("carried_in", 0) - figures.get("carried_out", 0)
    if granted < 0:  # what is carried over was received
        written |= dict.fromkeys(CELLS["new"], -granted + figures.get("new", 0))
    return written | dict.fromkeys(_GRANTED, max(0, granted))


def texts(note: dict[str, Any]) -> dict[str, str]:
    """The sections of this year's report that the note changes, by number."""
    number = note["section"]
    before = FAULTLESS[number].format(year=YEAR)
    return {str(number): f"{before}\n{note['text']}".strip()} | note.get("others", {})


def kinds_read(note: dict[str, Any]) -> list[str]:
    """The kinds of explanations read from the note alone."""
    section = Section(note["section"], "", note["text"])
    return [each.kind for each in read_explanations([section], [], "2021", YEAR)]


def outcomes(chosen: list[dict[str, Any]], *, told: bool = True) -> list[dict[str, set[str]]]:
    """For each note {outcome: rules} of this year's report, each note being the report of a town of its own district,
    with the note (`told`) or without; under "points" what it costs."""
    con = empty_district()
    for number, note in enumerate(chosen):
        code = f"{number:03}"
        add_agency(con, code, district=code)
        add_report(con, code, YEAR - 1, cells=cells(note.get("last", {})))
        add_report(
            con, code, YEAR, cells=cells(note.get("this", {})), texts=texts(note) if told else note.get("others")
        )
    judge(con, policies=[resource("data", "demo", "policy.toml")])  # asks for a word on fees
    found: list[dict[str, set[str]]] = [{"points": set()} for _ in chosen]
    rows = con.execute("SELECT agency_code, outcome, rule FROM findings WHERE report_year = ?", [YEAR]).fetchall()
    for code, outcome, rule in rows:
        found[int(code)].setdefault(outcome, set()).add(rule)
    for code, points in con.execute(
        "SELECT agency_code, sum(points) FROM faults WHERE report_year = ? GROUP BY ALL", [YEAR]
    ).fetchall():
        found[int(code)]["points"] = points
    con.close()
    return found
