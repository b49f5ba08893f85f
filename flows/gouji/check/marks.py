"""Which cells of a report to point at, and why: what a drawn table, a page or a notice marks.

Pure: plain rows of the tables `findings`, `repairs` and `cells` in, marks out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from gouji.core.forms import load_forms
from gouji.core.model import ABSENT, BLANK, UNREADABLE

WRONG, SUSPECT = "wrong", "suspect"
KINDS = (WRONG, SUSPECT, BLANK, UNREADABLE, ABSENT)

# Checks that condemn a figure by itself; all others say that some of several figures, or the prose, is wrong.
CONCLUSIVE_RULES = frozenset({"count_domain", "rule_making_power"})


class Mark(NamedTuple):
    """`kind`: wrong (nothing else explains the findings), suspect (it may be this one), or the state of a cell
    without a figure; `findings`: rules that fail there; `proposed`, `why`: of the likeliest repair that changes it."""

    kind: str
    findings: tuple[str, ...] = ()
    proposed: Decimal | None = None
    why: str = ""


def mark_cells(
    findings: Iterable[Mapping[str, Any]], repairs: Iterable[Mapping[str, Any]], cells: Iterable[Mapping[str, Any]]
) -> dict[str, Mark]:
    """Cell -> Mark for every cell of one report that is not fine, in the order of `cells`."""
    cells = list(cells)
    failing = [f for f in findings if f["outcome"] == "fail" and not f["waived"]]
    rules: dict[str, set[str]] = defaultdict(set)
    for finding in failing:
        for cell in finding["cells"]:
            rules[cell].add(finding["rule"])
    repairs = sorted(repairs, key=lambda row: row["candidate"])
    repaired: dict[str, Mapping[str, Any]] = {}
    for row in repairs:
        repaired.setdefault(row["cell"], row)
    last_years = {rule for row in repairs if row["hypothesis"] == "last_year" for rule in row["clears"]}
    figures = {row["cell"]: row["value"] for row in cells}
    unexplained = [
        finding
        for finding in failing
        if finding["rule"] not in last_years and repaired.keys().isdisjoint(finding["cells"])
    ]
    pointed = {cell for finding in unexplained for cell in _pointed_at(finding, figures)}
    pointed |= {cell for finding in unexplained for cell in finding["cells"] if len(rules[cell]) > 1}
    condemned = {cell for finding in failing if finding["rule"] in CONCLUSIVE_RULES for cell in finding["cells"]}
    marks = {}
    for row in cells:
        cell, state, repair = row["cell"], row["state"], repaired.get(row["cell"])
        kind = None
        if state in (BLANK, UNREADABLE, ABSENT):
            kind = state
        elif repair:
            kind = WRONG if repair["class"] == "unique" else SUSPECT
        elif cell in condemned:
            kind = WRONG
        elif cell in pointed:
            kind = SUSPECT
        if kind:
            proposal = (repair["proposed"], repair["why"]) if repair else (None, "")
            marks[cell] = Mark(kind, tuple(sorted(rules[cell])), *proposal)
    return marks


def _pointed_at(finding: Mapping[str, Any], figures: Mapping[str, Decimal | None]) -> Iterable[str]:
    """Cells that a finding says are wrong: all it names, but of an equation with figures those that are not 0.

    An equation names every cell of its line; its zeros, most of them, would hide the few figures it is about.
    """
    named = finding["cells"]
    filled = [cell for cell in named if figures.get(cell)]
    return filled if filled and finding["rule"] in _equations() else named


@cache
def _equations() -> frozenset[str]:
    """Checks that the terms of the forms are for."""
    return frozenset(term.rule for form in load_forms().values() for term in form.terms)
