"""Whether what became of a hostile document is as it should be."""

import json
from functools import cache

from gouji.core.model import REPORTED
from gouji.read.read_files import FileReading
from tests.parse import writers as w

from .hostile_documents import HostileDocument
from .hostile_kinds import ANY
from .hostile_office import OFFICE

_UNFORESEEN = "读取时出错"
_WHAT_TO_DO = ("请", "可将")


def wrong_in(document: HostileDocument, answer: FileReading) -> list[str]:
    """What is wrong with an answer, in words; none for one that is right or says why there is no report."""
    if answer.problem is not None:
        if _UNFORESEEN in answer.problem:
            return [f"unforeseen: {answer.problem}"]
        return [] if any(word in answer.problem for word in _WHAT_TO_DO) else [f"says not what to do: {answer.problem}"]
    if document.differs == ANY:
        return []
    return [
        fault
        for report in answer.reports
        if (fault := _misread({c.cell: str(c.value) for c in report.cells if c.state == REPORTED}, document.differs))
    ]


def _misread(found: dict[str, str], most: int) -> str:
    """The figures that are not those of the report, where they are more than its bytes can have changed."""
    wrong = min((_differing(found, right) for right in (w.numbered(), _of_the_office_files())), key=len)
    if len(wrong) <= most:
        return ""
    return f"{len(wrong)} figures of {len(found)} are wrong: {dict(list(wrong.items())[:4])}"


def _differing(found: dict[str, str], right: dict[str, str]) -> dict[str, tuple[str | None, str]]:
    return {cell: (right.get(cell), value) for cell, value in found.items() if value != right.get(cell)}


@cache
def _of_the_office_files() -> dict[str, str]:
    """The figures of numbered.doc, which an office suite wrote."""
    return {cell: f"{value:g}" for cell, value in json.loads((OFFICE / "numbered.json").read_bytes())["cells"].items()}
