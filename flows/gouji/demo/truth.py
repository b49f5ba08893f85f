"""What a right reading and right checks must find, worked out from the written figures alone.

The identities come from the forms; a figure is an interval [low, high]: a number is [v, v], not
applicable is [0, 0], a blank, unreadable or absent cell is [0, inf). An identity whose residual (the sum of
coefficient x figure) cannot be 0 fails; one whose residual need not be 0 cannot be told.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from gouji.core.form_model import MONEY
from gouji.core.forms import Form, FormCell, Term, form_for_year, load_forms
from gouji.core.model import ABSENT, BLANK, NOT_APPLICABLE, UNREADABLE

from .draft import Draft
from .figures import Figures
from .form_cells import named, rule_making_cells, undivided_cells
from .prose import facts_in
from .roster import kinds
from .wording import words

# Faults that only who planted them can know: what a text or a table was copied from.
COPIES = ("alike_last_year", "alike_peer", "tables_copied")
UNKNOWN = (ABSENT, BLANK, UNREADABLE)


class _Identities(NamedTuple):
    """Of one form: terms by identity, and the identities of each cell by (cell, years back)."""

    terms: dict[str, list[Term]]
    of_cell: dict[tuple[str, int], list[str]]
    cells: dict[str, FormCell]


@cache
def identities_of(form_code: str) -> _Identities:
    form = load_forms()[form_code]
    terms: dict[str, list[Term]] = defaultdict(list)
    of_cell: dict[tuple[str, int], list[str]] = defaultdict(list)
    for term in form.terms:
        terms[term.identity].append(term)
        of_cell[term.cell, term.years_back].append(term.identity)
    return _Identities(dict(terms), dict(of_cell), {cell.cell: cell for cell in form.cells})


def stood_for(form: Form, figures: Figures) -> frozenset[str]:
    """Cells of the form that the document does not print because another row stands for them."""
    replaced = undivided_cells(form.code)
    return frozenset().union(*(parts if cell in figures else {cell} for cell, parts in replaced.items()))


def bounds(value: Any) -> tuple[Any, Any]:
    """The interval a written cell stands for."""
    if value in UNKNOWN:
        return 0, math.inf
    return (0, 0) if value == NOT_APPLICABLE else (value, value)


def findings(
    draft: Draft, lasts: list[Draft], planted: str | None = None, *, shared: bool = False
) -> list[dict[str, Any]]:
    """What the checks must report on one existing current report.

    `lasts`: the current reports of the year before, after a merger those of all predecessors, and `shared` after a split,
    where last year's figures are not one successor's alone; `planted` the fault planted.
    """
    last = lasts[0] if lasts else None
    found = [
        *_identity_findings(draft, [] if shared else lasts),
        *cell_findings(draft),
        *_stock_findings(draft),
        *_dispute_findings(draft, lasts, shared=shared),
    ]
    if planted and (planted in COPIES or draft.slips.told):
        found.append((planted, "fail", []))
    if last is not None and _reopened(draft, last):
        found.append(("closed_platform", "fail", []))
    if planted == "unusual_change":
        found.append((planted, "fail", draft.wrong_cells))
    if draft.earlier:
        found.append(("changed_after_publication", "fail", sorted(draft.wrong_cells)))
    found += [("section_missing", "fail", []) for _ in draft.missing_sections]
    found += [("table_missing", "fail", []) for _ in draft.missing_tables]
    found += [(rule, "fail", cells) for rule, cells in prose_findings(draft, last)]
    if draft.form.code != form_for_year(draft.year).code:
        found.append(("form_outdated", "fail", []))
    if draft.date_in == "none":
        found += [("report_late", "cannot_tell", []), ("date_unknown", "fail", [])]
    elif draft.published > draft.agency.due(draft.year):
        found.append(("report_late", "fail", []))
    return [finding(draft, *row) for row in sorted(_told_once(draft, found))]


def _told_once(draft: Draft, found: list[tuple[str, str, list[str]]]) -> list[tuple[str, str, list[str]]]:
    """Without the identities that cells left blank or unreadable, told by themselves, leave open."""
    identities = {term.rule for term in draft.form.terms}
    named = {cell for rule, _, cells in found if rule in ("cell_blank", "not_read") for cell in cells}
    return [
        (rule, outcome, cells) for rule, outcome, cells in found
        if not (rule in identities and outcome == "cannot_tell" and named.intersection(cells))
    ]  # fmt: skip


def finding(draft: Draft, rule: str, outcome: str, cells: list[str]) -> dict[str, Any]:
    return {
        "rule": rule,
        "agency_code": draft.agency.code,
        "report_year": draft.year,
        "outcome": outcome,
        "cells": cells,
    }


def _identity_findings(draft: Draft, lasts: list[Draft]) -> Iterator[tuple[str, str, list[str]]]:
    """Only identities with a cell that is not a plain 0 can come out wrong."""
    known = identities_of(draft.form.code)
    versions = {0: [draft], 1: lasts}
    unprinted = {version.path: stood_for(version.form, version.figures) for version in (draft, *lasts)}
    touched = {
        identity
        for years_back, drafts in versions.items()
        for version in drafts
        for cell in version.figures
        for identity in known.of_cell.get((cell, years_back), ())
    }
    for identity in sorted(touched):
        terms = known.terms[identity]
        if any(term.years_back for term in terms) and not _comparable(terms, lasts):
            continue
        low: Any = 0
        high: Any = 0
        reported = False
        printed = [
            (term, version)
            for term in terms
            for version in versions[term.years_back]
            if term.cell not in unprinted[version.path]
        ]
        for term, version in printed:
            value = version.figures.get(term.cell, 0)
            reported |= value not in UNKNOWN
            least, most = bounds(value)
            if term.coefficient < 0:
                least, most = most, least
            low += term.coefficient * least if least else 0
            high += term.coefficient * most if most else 0
        this_year = [draft.figures.get(term.cell, 0) for term, _ in printed if not term.years_back]
        if not reported or (low == 0 and high == 0) or all(value == ABSENT for value in this_year):
            continue
        outcome = "fail" if low > 0 or high < 0 else "cannot_tell"
        if outcome == "fail" and terms[0].rule == draft.explained:
            outcome = "explained"
        yield terms[0].rule, outcome, sorted(term.cell for term, _ in printed if not term.years_back)


def _comparable(terms: list[Term], lasts: list[Draft]) -> bool:
    """Whether last year's reports exist and print the cells, filled or blank."""
    return bool(lasts) and all(
        term.cell in identities_of(last.form.code).cells and last.figures.get(term.cell, 0) != ABSENT
        for last in lasts
        for term in terms
        if term.years_back
    )


def cell_findings(draft: Draft) -> Iterator[tuple[str, str, list[str]]]:
    known = identities_of(draft.form.code)
    missing: dict[str, list[str]] = defaultdict(list)
    unread: dict[str, list[str]] = defaultdict(list)
    ruled = []
    unprinted = stood_for(draft.form, draft.figures)
    for cell, value in draft.figures.items():
        form_cell = known.cells[cell]
        if cell in unprinted:
            continue
        if value in UNKNOWN:
            if form_cell.table not in draft.missing_tables:
                (unread if value == UNREADABLE else missing)[form_cell.table].append(cell)
            continue
        if value == NOT_APPLICABLE:
            continue
        fractional = form_cell.unit != MONEY and value != int(value)
        if (value < 0 and not form_cell.signed) or fractional:
            yield "count_domain", "fail", [cell]
        if cell in rule_making_cells(draft.form.code) and value > 0:
            ruled.append(cell)
    if ruled and kinds()[draft.agency.kind]["rule_making_power"] == "no":
        yield "rule_making_power", "fail", sorted(ruled)
    for cells in missing.values():
        yield "cell_blank", "fail", sorted(cells)
    for cells in unread.values():
        yield "not_read", "cannot_tell", sorted(cells)


def _stock_findings(draft: Draft) -> Iterator[tuple[str, str, list[str]]]:
    """What was issued and not repealed is in force."""
    cells = [named(f"documents_{name}") for name in ("new", "ended", "in_force")]
    values = [draft.figures.get(cell, 0) for cell in cells]
    if identities_of(draft.form.code).cells.keys() >= set(cells) and not any(value in UNKNOWN for value in values):
        issued, repealed, in_force = (bounds(value)[0] for value in values)
        if in_force < issued - repealed:
            yield "in_force_below_issued", "fail", sorted(cells)


def _dispute_findings(draft: Draft, lasts: list[Draft], *, shared: bool) -> Iterator[tuple[str, str, list[str]]]:
    """Disputes in years without requests, and lines whose pending cases of last year are not heard of again."""
    if not lasts:
        return
    known = [identities_of(version.form.code).cells for version in (draft, *lasts)]
    requests = [
        sum(bounds(version.figures.get(cell, 0))[1] for cell, place in cells.items() if _is_at_hand(place))
        for version, cells in zip((draft, *lasts), known, strict=True)
    ]
    totals = [cell for cell, place in known[0].items() if place.table_role == "disputes" and place.whole]
    disputes = sorted(cell for cell in totals if bounds(draft.figures.get(cell, 0))[0] > 0)
    if disputes and not any(requests):
        yield "disputes_without_requests", "fail", disputes
    for line in words("cells")["disputes"]["lines"]:
        cells = sorted(cell for cell in known[0] if cell.startswith(f"{line}."))
        pending = f"{line}.{words('cells')['disputes']['pending']}"
        left = sum(bounds(last.figures.get(pending, 0))[0] for last in lasts)
        if left > 0 and not shared and not any(bounds(draft.figures.get(cell, 0))[1] for cell in cells):
            yield "pending_vanished", "fail", cells


def _is_at_hand(place: FormCell) -> bool:
    return place.row_role in ("received", "carried_in") and place.column_role == "total"


def prose_findings(draft: Draft, last: Draft | None) -> Iterator[tuple[str, list[str]]]:
    """(rule, cells) of what the slips of the prose break; a report has one fault, so the sections are there."""
    slips = draft.slips
    broken = {
        "aspect_missing": slips.drop_aspect,
        "template_residue": slips.residue,
        "problems_empty": slips.problems_empty,
        "measures_missing": slips.no_measures,
        "fee_statement_missing": slips.no_fee,
        "number_left_out": slips.number_left_out,
        "section_extra": slips.extra_section,
        "statement_parts": slips.parts_gap,
        "wrong_year": "year" in slips.opening or slips.dated,
        "wrong_agency": "name" in slips.opening or slips.calls_itself,
        "improvement_repeated": last is not None and slips.copied.get("measures") == last.seed,
    }
    yield from ((rule, []) for rule, slip in broken.items() if slip)
    fee = named("fees")
    if draft.yuan and fee not in draft.raw and draft.figures.get(fee) == draft.yuan:
        yield "fee_unit", [fee]
    if slips.no_notice:
        yield "fee_notice_denied", [named("fees_unpaid")]
    new = draft.figures.get(named("requests"), 0)
    if slips.no_request or ("new" in slips.stated and not new):
        yield "no_request_mismatch", [named("requests")]
    elif slips.stated:
        yield "statement_mismatch", draft.wrong_cells


def _reopened(draft: Draft, last: Draft) -> bool:
    """Whether facts drawn for this year's report use an account that those of last year's closed and did not use."""

    def channels(report: Draft, kinds: set[str]) -> set[str]:
        told = [fact.split() for each in _facts(report) for fact in each["facts"]]
        return {channel for kind, channel, *_ in told if kind in kinds}

    closed = channels(last, {"platform_closed"}) - channels(last, {"disclosed", "platform", "audience"}) - {"-"}
    return bool(closed & channels(draft, {"disclosed", "platform"}) - channels(draft, {"platform_closed"}))


def document(draft: Draft) -> dict[str, Any]:
    """The document's entry in truth.json."""
    return {
        "path": draft.path,
        "agency_code": draft.agency.code,
        "report_year": draft.year,
        "form": draft.form.code,
        "layout": draft.layout["name"],
        "published_on": draft.published.isoformat() if draft.date_in != "none" else None,
        "current": draft.current,
        "facts": [] if "overview" in draft.missing_sections else _facts(draft),
        "cells": {cell: json_of(value) for cell, value in sorted(draft.figures.items()) if listed(draft, cell)},
    }


def _facts(draft: Draft) -> list[dict[str, Any]]:
    """The sentences that tell of what no table has, and what each of them means."""
    told = facts_in(draft.seed, draft.year, draft.slips).values()
    return [{"text": fact.text, "facts": fact.facts} for fact in told]


def listed(draft: Draft, cell: str) -> bool:
    """Whether a cell is in `cells`: not a plain 0, or of the undivided row, whose presence must be said."""
    return draft.figures[cell] != 0 or cell in undivided_cells(draft.form.code)


def json_of(value: Any) -> Any:
    if value == BLANK:
        return None
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value
