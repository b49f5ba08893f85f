"""Planted faults: where they go, and what each does to a draft.

data/demo/faults.toml says which kinds there are and what each needs; PLANTERS says how each is made.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from gouji.core.forms import form_for_year
from gouji.core.model import ABSENT, BLANK, UNREADABLE

from .draft import Draft, calls_itself, earlier_version, set_form
from .figures import Figures, add
from .roster import DemoAgency
from .wording import draw, words


@dataclass(frozen=True)
class Fault:
    """A fault to plant in one report; `peer` is the agency it copies from or confuses itself with."""

    rule: str
    entry: dict[str, Any]
    peer: DemoAgency | None = None


@dataclass(frozen=True)
class Scene:
    """What a planter may need besides the draft: true figures, and seeds of the reports copied from."""

    true: Figures
    last_year_seed: str
    peer: DemoAgency | None
    peer_seed: str


Plan = dict[tuple[str, int], Fault]


def plan_faults(agencies: tuple[DemoAgency, ...], years: list[int], rng: Random) -> Plan:
    """(agency code, year) -> its fault. Never in two following years of an agency, each kind in turn."""
    table = words("faults")["faults"]
    reports = [(agency, year) for agency in agencies for year in years if agency.owes(year)]
    quota = max(1, round(words("faults")["share"] * len(reports)))
    queue: list[dict[str, Any]] = []
    while len(queue) < quota + len(table):
        queue += rng.sample(table, len(table))
    wanted, spare = queue[:quota], queue[quota:]
    wanted.sort(key=table.index)  # the ones that need most come first
    plan: Plan = {}
    load: Counter[str] = Counter()
    taken: set[tuple[str, int]] = set()
    for entry in wanted + spare:
        if len(plan) == quota:
            break
        open_places = [
            (agency, year)
            for agency, year in reports
            if _fits(entry, agency, year, years) and not any((agency.code, year + step) in taken for step in (-1, 0, 1))
        ]
        if entry.get("in_last_year"):  # where whoever runs the demo looks first
            open_places = [place for place in open_places if place[1] == years[-1]] or open_places
        if not open_places:
            continue
        least = min(load[agency.code] for agency, _ in open_places)
        agency, year = draw(rng, [place for place in open_places if load[place[0].code] == least])
        peer = None
        if entry.get("peer"):
            peers = [
                other
                for other, at in reports
                if at == year and other.kind == agency.kind and other != agency and (other.code, year) not in taken
            ]
            if not peers:
                continue
            peer = draw(rng, peers)
            taken.add((peer.code, year))
        taken.add((agency.code, year))
        load[agency.code] += 1
        plan[agency.code, year] = Fault(entry["rule"], entry, peer)
    return plan


def _fits(entry: dict[str, Any], agency: DemoAgency, year: int, years: list[int]) -> bool:
    kinds = entry.get("kinds")
    if agency.kind not in kinds if kinds else agency.kind == "district":
        return False
    if entry.get("form", form_for_year(year).code) != form_for_year(year).code:
        return False
    if entry.get("last_year"):
        same_form = form_for_year(year - 1).code == form_for_year(year).code
        return same_form and year - 1 in years and agency.owes(year - 1)
    return True


# Each planter changes the draft and returns the cells it made wrong, [] for the faults of prose and page.
Planter = Callable[[Draft, Random, Scene], list[str]]


def _wrong(value: int, rng: Random) -> int:
    """A slip of the pen: two digits swapped where that makes a difference, else off by a little."""
    swapped = int(str(value)[::-1]) if value > 9 else value
    return swapped if swapped != value and rng.random() < 0.4 else value + rng.randint(1, 3)


def _miswrite(draft: Draft, cell: str, rng: Random) -> list[str]:
    draft.figures[cell] = _wrong(draft.figures.get(cell, 0), rng)
    draft.raw.pop(cell, None)
    return [cell]


def _row_total(draft: Draft, rng: Random, _: Scene) -> list[str]:
    outcomes = (
        "granted",
        "granted_partial",
        "denied_third_party",
        "unavailable_not_held",
        "rejected_petition",
    )
    rows = [row for row in outcomes if draft.figures.get(f"applications.{row}.total")] or list(outcomes)
    return _miswrite(draft, f"applications.{draw(rng, rows)}.total", rng)


def _handled_total(draft: Draft, rng: Random, _: Scene) -> list[str]:
    return _miswrite(draft, f"applications.handled_total.{draw(rng, ['natural_person', 'total'])}", rng)


def _balance(draft: Draft, rng: Random, _: Scene) -> list[str]:
    return _miswrite(draft, "applications.new.natural_person", rng)


def _dispute_total(draft: Draft, rng: Random, _: Scene) -> list[str]:
    row = draw(rng, ["review", "litigation_direct", "litigation_after_review"])
    return _miswrite(draft, f"disputes.{row}.total", rng)


def _carried_chain(draft: Draft, rng: Random, _: Scene) -> list[str]:
    count, column = rng.randint(1, 3), draw(rng, ["natural_person", "business"])
    rows = ("carried_in", "granted", "handled_total")
    return [cell for row in rows for cell in add(draft.figures, row, column, count)][:2]


def _documents_chain(draft: Draft, rng: Random, _: Scene) -> list[str]:
    cell = "disclosure.normative_documents.in_force"
    draft.figures[cell] = draft.figures.get(cell, 0) + rng.randint(1, 4)
    return [cell]


def _count_domain(draft: Draft, rng: Random, _: Scene) -> list[str]:
    if rng.random() < 0.5:
        cell, value = "disclosure.penalties.decisions", -rng.randint(1, 9)
        draft.figures[cell] = value
    else:
        cell = "disclosure.licensing.decisions"
        draft.figures[cell] = Decimal(draft.figures.get(cell, 0)) + Decimal(rng.randint(1, 999)) / 1000
    return [cell]


def _rule_making_power(draft: Draft, rng: Random, _: Scene) -> list[str]:
    count = rng.randint(1, 5)
    cells = ["disclosure.regulations.issued", "disclosure.regulations.repealed"]
    for cell in (*cells, "disclosure.regulations.in_force"):
        draft.raw.pop(cell, None)
        draft.figures.pop(cell, None)
    # issued and repealed in the same year: 现行有效 stays as it was, so the chain holds in both years
    draft.figures |= dict.fromkeys(cells, count)
    return cells


def _cell_blank(draft: Draft, rng: Random, _: Scene) -> list[str]:
    way = draw(rng, ["one", "figure", "columns", "row", "words"])
    statutory = [c for c in draft.form.cells if c.table == "applications" and draft.figures.get(c.cell) != ABSENT]
    if way == "columns":  # zeros only in the natural-person and total columns
        cells = [
            c.cell
            for c in statutory
            if c.column not in ("natural_person", "total") and not draft.figures.get(c.cell) and not c.optional
        ]
        state = BLANK
    elif way == "row":
        row = draw(rng, ["rejected_reissue", "denied_administrative_query", "unavailable_still_unclear"])
        cells = [c.cell for c in statutory if c.row == row]
        draft.dropped.add(f"applications.{row}")
        state = ABSENT
    else:
        filled = [c.cell for c in statutory if draft.figures.get(c.cell)]
        plain = [c.cell for c in statutory if not c.optional]
        cells = [draw(rng, filled if way == "figure" and filled else plain)]
        state = UNREADABLE if way == "words" else BLANK
    draft.figures |= dict.fromkeys(cells, state)
    for cell in cells:
        draft.raw.pop(cell, None)
        if state == UNREADABLE:
            draft.raw[cell] = draw(rng, words("prose")["unreadable"])
    return sorted(cells)


def _table_missing(draft: Draft, rng: Random, _: Scene) -> list[str]:
    code = draw(rng, ["disputes", "applications", "disclosure", "disputes"])
    draft.missing_tables.add(code)
    for cell in [cell for cell in draft.figures if cell.startswith(f"{code}.")]:
        del draft.figures[cell]
        draft.raw.pop(cell, None)
    draft.undivided = draft.undivided and code != "applications"
    draft.figures |= {c.cell: ABSENT for c in draft.form.cells if c.table == code and not c.optional}
    return []


def _section_missing(draft: Draft, rng: Random, _: Scene) -> list[str]:
    draft.missing_sections.add(draw(rng, [6, 5, 6, 5, 1]))
    return []


def _report_missing(draft: Draft, _: Random, __: Scene) -> list[str]:
    draft.exists = False
    return []


def _report_late(draft: Draft, rng: Random, _: Scene) -> list[str]:
    draft.published = draft.agency.due(draft.year) + timedelta(days=rng.randint(2, 40))
    return []


def _date_unknown(draft: Draft, rng: Random, _: Scene) -> list[str]:
    draft.date_in, draft.file_style = "none", draw(rng, words("layouts")["filenames"]["plain"])
    return []


def _form_outdated(draft: Draft, _: Random, scene: Scene) -> list[str]:
    set_form(draft, "2019", scene.true)
    return []


def _district_sum(draft: Draft, rng: Random, _: Scene) -> list[str]:
    count = rng.randint(3, 9)
    rows = ("new", "granted", "handled_total")
    return [cell for row in rows for cell in add(draft.figures, row, "natural_person", count)]


def _unusual_change(draft: Draft, _: Random, __: Scene) -> list[str]:
    draft.figures["disclosure.licensing.decisions"] *= 100
    return ["disclosure.licensing.decisions"]


def _fee_unit(draft: Draft, _: Random, __: Scene) -> list[str]:
    draft.figures["disclosure.fees.amount"] = draft.yuan
    draft.raw.pop("disclosure.fees.amount", None)
    return ["disclosure.fees.amount"]


# Figures of the facts that prose always states when they are not 0, and their cells.
STATED = {
    "new": "applications.new.total",
    "handled": "applications.handled_total.total",
    "in_force": "disclosure.normative_documents.in_force",
    "reviews": "disputes.review.total",
}


def _statement_mismatch(draft: Draft, rng: Random, _: Scene) -> list[str]:
    """Off by more than the requests carried in: 收到 may mean both, 办结 only this year's."""
    name = draw(rng, [name for name, cell in STATED.items() if draft.figures.get(cell)])
    carried = draft.figures.get("applications.carried_in.total", 0)
    draft.slips.stated[name] = draft.figures[STATED[name]] + carried + rng.randint(1, 9)
    return [STATED[name]]


def _no_request_mismatch(draft: Draft, rng: Random, _: Scene) -> list[str]:
    if draft.figures.get(STATED["new"]):
        draft.slips.no_request = True
    else:
        draft.slips.stated["new"] = rng.randint(1, 9)
    return [STATED["new"]]


def _tables_copied(_: Draft, __: Random, ___: Scene) -> list[str]:
    return []  # made where the true figures are: a prompt agency's year repeated


def _changed(draft: Draft, rng: Random, _: Scene) -> list[str]:
    if draft.date_in == "filename":
        draft.file_style = words("layouts")["filenames"]["dated"][0]
    figures = dict(draft.figures)
    figures["disclosure.licensing.decisions"] += rng.randint(2, 60)
    changed = ["disclosure.licensing.decisions"]
    for row in ("new", "granted", "handled_total"):
        changed += add(figures, row, "natural_person", 2)
    draft.earlier = earlier_version(draft, figures, rng.randint(3, 9))
    return changed


def _slip(**changes: Any) -> Planter:
    """A fault that is one slip of the prose."""

    def plant(draft: Draft, _: Random, __: Scene) -> list[str]:
        for name, value in changes.items():
            setattr(draft.slips, name, value)
        return []

    return plant


def _aspect_missing(draft: Draft, rng: Random, _: Scene) -> list[str]:
    draft.slips.drop_aspect = rng.randint(3, 4)  # supervision (5) is spoken of elsewhere, too: 便于社会监督, 考核
    return []


def _template_residue(draft: Draft, rng: Random, _: Scene) -> list[str]:
    draft.slips.residue = draw(rng, words("prose")["residues"])
    return []


def _statement_parts(draft: Draft, rng: Random, _: Scene) -> list[str]:
    draft.slips.parts_gap = draw(rng, [1, -1, -2, -3, -4])  # lists that lack more may just not be whole
    return []


def _wrong_year(draft: Draft, rng: Random, _: Scene) -> list[str]:
    place = draw(rng, ["opening", "requests", "fees"])
    if place == "opening" or draft.yuan:
        draft.slips.opening = {"year": draft.year - 1}
    else:
        draft.slips.dated = {place: draft.year - 1}
    return []


def _wrong_agency(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    assert scene.peer is not None
    if rng.random() < 0.5:
        draft.slips.opening = {"name": scene.peer.place + scene.peer.called(draft.year)}
    else:
        mine = calls_itself(draft.agency.called(draft.year))
        draft.slips.calls_itself = "我局" if mine[1:] in ("镇", "乡", "街道") else "我镇"
    return []


ALIKE_PARTS = ("opening", "aspect1", "aspect2", "aspect3", "aspect4", "aspect5", "problems", "measures")


def _copied_parts(rng: Random) -> list[str]:
    """All of them, or all but one or two: a copy is not always a whole one."""
    return sorted(rng.sample(ALIKE_PARTS, len(ALIKE_PARTS) - rng.randrange(3)))


def _alike_last_year(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    draft.slips.copied = dict.fromkeys(_copied_parts(rng), scene.last_year_seed)
    return []


def _alike_peer(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    draft.slips.copied = dict.fromkeys(_copied_parts(rng), scene.peer_seed)
    return []


def _improvement_repeated(draft: Draft, _: Random, scene: Scene) -> list[str]:
    draft.slips.copied = {"measures": scene.last_year_seed}
    return []


PLANTERS: dict[str, Planter] = {
    "row_total": _row_total,
    "handled_total": _handled_total,
    "balance": _balance,
    "dispute_total": _dispute_total,
    "carried_chain": _carried_chain,
    "documents_chain": _documents_chain,
    "count_domain": _count_domain,
    "rule_making_power": _rule_making_power,
    "report_missing": _report_missing,
    "report_late": _report_late,
    "section_missing": _section_missing,
    "table_missing": _table_missing,
    "cell_blank": _cell_blank,
    "district_sum": _district_sum,
    "unusual_change": _unusual_change,
    "fee_unit": _fee_unit,
    "date_unknown": _date_unknown,
    "aspect_missing": _aspect_missing,
    "fee_statement_missing": _slip(no_fee=True),
    "form_outdated": _form_outdated,
    "template_residue": _template_residue,
    "statement_mismatch": _statement_mismatch,
    "no_request_mismatch": _no_request_mismatch,
    "statement_parts": _statement_parts,
    "wrong_year": _wrong_year,
    "wrong_agency": _wrong_agency,
    "alike_last_year": _alike_last_year,
    "alike_peer": _alike_peer,
    "tables_copied": _tables_copied,
    "problems_empty": _slip(problems_empty=True),
    "measures_missing": _slip(no_measures=True),
    "improvement_repeated": _improvement_repeated,
    "changed_after_publication": _changed,
}
