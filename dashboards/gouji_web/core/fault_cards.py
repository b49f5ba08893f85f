"""Faults of an agency as cards: what is wrong, what it costs, the findings that show it, and the smallest repair."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from gouji_web.wording import SEVERITY

from .passages import quotations
from .selection import Selection

_FAULTS = """
SELECT f.*, k.title AS kind_title
FROM faults f LEFT JOIN fault_kinds k USING (fault_kind)
WHERE f.agency_code = ? AND f.report_year = ?
"""
_FINDINGS = """
WITH names AS (
    SELECT c.cell, arg_max(format('表{} {} · {}', t.numeral, c.row_name, c.column_label), c.form) AS label
    FROM form_cells c JOIN form_tables t USING (form, table_code) GROUP BY c.cell
)
SELECT f.*, r.title, r.basis, r.practice, r.why, r.not_an_error,
    list_transform(f.cells, lambda cell: coalesce(n.labels[cell], cell)) AS places
FROM findings f
LEFT JOIN rules r USING (rule)
CROSS JOIN (SELECT map(list(cell), list(label)) AS labels FROM names) n
WHERE f.agency_code = ? AND f.report_year = ?
ORDER BY f.impact_share DESC NULLS LAST, f.points DESC, f.rule, f.finding_id
"""
_REPAIRS = "FROM repairs WHERE agency_code = ? AND report_year = ? ORDER BY candidate, cell"
REPAIR = {"unique": "唯一的更正", "candidates": "可能的更正之一", "beyond search": "无法推定"}
_ORDER = {severity: order for order, severity in enumerate(SEVERITY)}


@dataclass
class Card:
    """A fault. `state`: fail, cannot_tell, explained or waived; `repairs`: (class in words, why)."""

    fault_id: str
    kind: str
    title: str
    state: str
    severity: str
    points: Decimal
    is_charged: bool
    explanation: str | None  # the report's own words on why, where it is explained
    impact: Any = None  # share of a figure of the district
    findings: list[dict[str, Any]] = field(default_factory=list)
    repairs: list[tuple[str, str]] = field(default_factory=list)

    @property
    def counts(self) -> bool:
        """Whether something is to be corrected."""
        return self.state == "fail"


def cards_of(selection: Selection, agency: str) -> list[Card]:
    """The faults of an agency and year: what counts first, greatest impact first."""
    cards = {}
    for row in selection.rows(_FAULTS, agency, selection.year):
        state = "waived" if row["waived"] else row["outcome"]
        told = row["kind_title"] or "", row["title"], state, row["severity"], row["points"], row["is_charged"]
        cards[row["fault_id"]] = Card(row["fault_id"], *told, row["explanation"], row["impact_share"])
    for row in selection.rows(_FINDINGS, agency, selection.year):
        of = cards.get(row["fault_id"] or row["finding_id"])
        if of is None:  # a finding that is in no fault stands for itself
            state = "waived" if row["waived"] else row["outcome"]
            told = row["title"] or row["rule"], row["message"], state, row["severity"], row["points"], True
            of = cards[row["finding_id"]] = Card(row["finding_id"], *told, None)
        of.findings.append(row)
    repairs = selection.rows(_REPAIRS, agency, selection.year)
    for card in cards.values():
        card.repairs = list(dict.fromkeys(_repairs(card, repairs)))
    return sorted(
        (card for card in cards.values() if card.findings),
        key=lambda card: (
            not card.counts,
            -(card.impact or 0),
            -card.points,
            _ORDER.get(card.severity, 9),
            card.fault_id,
        ),
    )


def findings_in(cards: list[Card]) -> list[dict[str, Any]]:
    """All findings of the cards."""
    return [finding for card in cards for finding in card.findings]


def quoted_in(cards: list[Card]) -> list[str]:
    """The words of the report that its failing findings quote, and those that explain."""
    failing = (f for f in findings_in(cards) if f["outcome"] == "fail" and not f["waived"])
    quoted = [words for finding in failing for words in quotations(finding["message"])]
    return list(dict.fromkeys([*quoted, *(card.explanation for card in cards if card.explanation)]))


def _repairs(card: Card, repairs: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Those that clear a finding of the card: its check, in a cell that it names."""
    return [
        (REPAIR.get(repair["class"], repair["class"]), repair["why"])
        for repair in repairs
        if any(
            finding["rule"] in repair["clears"] and (repair["cell"] is None or repair["cell"] in finding["cells"])
            for finding in card.findings
        )
    ]
