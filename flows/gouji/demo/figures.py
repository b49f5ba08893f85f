"""True figures: what each agency really did, satisfying every identity of the form and chained over years.

Figures are sparse: a dict of cell name -> figure (件 as int, 万元 as Decimal), a cell not in it is 0.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any, NamedTuple

from gouji.core.forms import Form, load_forms
from gouji.core.model import ABSENT

from .form_cells import named, own_form, total_of_row, undivided_cells
from .wording import draw_many, words

Number = int | Decimal
Figures = dict[str, Any]  # Number, or in a written document one of the states of gouji.core.model


@cache
def totals(form_code: str, rule: str) -> dict[str, str]:
    """Component cell -> the cell of its total, for one rule of sums."""
    terms = [term for term in load_forms()[form_code].terms if term.rule == rule]
    total = {term.identity: term.cell for term in terms if term.side == "left"}
    return {term.cell: total[term.identity] for term in terms if term.side == "right"}


def with_totals(form_code: str, components: Mapping[str, Number]) -> Figures:
    """The components and every total the form defines over them."""
    figures = dict(components)
    for rule in words("cells")["total_rules"]:
        target = totals(form_code, rule)
        for cell, value in list(figures.items()):
            if cell in target:
                figures[target[cell]] = figures.get(target[cell], 0) + value
    return figures


def add(figures: Figures, line: str, column: str, count: int) -> list[str]:
    """Adds to one cell of a line (table.row) and to the line's total; the cells changed."""
    cells = [f"{line}.{column}", total_of_row(f"{line}.{column}")]
    for cell in cells:
        figures[cell] = figures.get(cell, 0) + count
    return cells


def sum_figures(reports: Iterable[Figures]) -> Figures:
    """Cell by cell sum of true figures."""
    total: Figures = {}
    for figures in reports:
        for cell, value in figures.items():
            total[cell] = total.get(cell, 0) + value
    return total


class Stocks(NamedTuple):
    """What one year leaves to the next: requests carried over by applicant column, cases pending by line, documents; and
    how much there was to do: requests received, and decisions by cell."""

    carried: Counter[str]
    pending: dict[str, Number]
    in_force: int
    received: int
    taken: dict[str, float]


def stocks_after(reports: Iterable[Figures], siblings: int = 1, nth: int = 0) -> Stocks:
    """What the true figures of one or several agencies' year leave, or of it the part of one of several successors."""
    total = sum_figures(reports)
    (_, _, line), disputes = words("cells")["lines"].values(), words("cells")["disputes"]

    def part(cell: str) -> int:
        count = int(total.get(cell, 0))
        return count // siblings + (nth < count % siblings)

    carried = {column: part(f"{line}.{column}") for column in words("figures")["shares"]["applicant"]}
    pending = {name: part(f"{name}.{disputes['pending']}") for name in disputes["lines"]}
    taken = dict.fromkeys(cell for each in words("figures")["profiles"].values() for cell in each.get("taken", ()))
    return Stocks(
        Counter({column: count for column, count in carried.items() if count}),
        {name: count for name, count in pending.items() if count},
        part(named("documents_in_force")),
        part(named("requests")),
        {cell: float(part(cell)) for cell in taken},
    )


def yearly_figures(
    kind: str,
    years: list[int],
    rng: Random,
    traits: frozenset[str],
    repeated: frozenset[int],
    start: Stocks | None = None,
) -> dict[int, Figures]:
    """True figures by report year in the cells of the demo's own form. `start`: what the years before left.

    Traits: `busy` many applications; `fees` charges fees; `prompt` carries nothing over, issues nothing; `idle` no
    applications; `sued` has a review pending at the end of every year.
    `repeated` years have the very figures of the year before (only sound for a prompt agency).
    """
    profile = words("figures")["profiles"][kind]
    low, high = profile["requests"]
    busy = "busy" in traits or "prompt" in traits
    quiet = rng.random() < profile["quiet"] and not busy
    volume = 0.15 if quiet else math.exp(rng.uniform(math.log(low), math.log(high)))
    levels = {cell: rng.random() ** 2 * most for cell, most in profile["taken"].items()}
    if busy:
        least = words("figures")["busy"]
        volume = max(volume, least["volume"])
        levels |= {cell: max(levels[cell], level) for cell, level in least["taken"].items()}
    charges = "fees" in traits or rng.random() < profile["fee_share"]
    in_force = rng.randint(0, profile["documents_in_force"])
    if "idle" in traits:
        volume = 0
    carried: Counter[str] = Counter()
    pending: dict[str, Number] = {}
    if start:
        carried, pending, in_force, volume, levels = start
    by_year: dict[int, Figures] = {}
    for year in years:
        if year in repeated:
            by_year[year] = dict(by_year[year - 1])
            continue
        prompt = "prompt" in traits
        cells, carried = _applications(volume, carried, 0.0 if prompt else words("figures")["shares"]["left_over"], rng)
        pending = _with_cases_pending(cells, pending, always="sued" in traits)
        issued = 0 if prompt else max(0, rng.randint(-1, profile["documents_new"]))
        repealed = 0 if prompt or rng.random() < 0.6 else min(in_force, rng.randint(0, profile["documents_new"]))
        in_force += issued - repealed
        disclosure: dict[str, Number] = {
            named("documents_new"): issued,
            named("documents_ended"): repealed,
            named("documents_in_force"): in_force,
        }
        for cell, level in levels.items():
            disclosure[cell] = round(level * rng.uniform(0.86, 1.16))
        if charges:
            disclosure[named("fees")] = Decimal(rng.randint(4, 9000) * 100) / 10000
        cells |= {cell: value for cell, value in disclosure.items() if value}
        by_year[year] = with_totals(own_form().code, cells)
    return by_year


def _with_cases_pending(cells: dict[str, Number], pending: dict[str, Number], *, always: bool) -> dict[str, Number]:
    """Decides in `cells` what was pending last year; the cases pending now, by line. `always`: one of them at least."""
    entry = words("cells")["disputes"]
    for line, count in pending.items():
        cells[f"{line}.{entry['decided']}"] = cells.get(f"{line}.{entry['decided']}", 0) + count
    if always:
        cells.setdefault(f"{entry['lines'][0]}.{entry['pending']}", 1)
    return {line: cells[cell] for line in entry["lines"] if (cell := f"{line}.{entry['pending']}") in cells}


def _applications(
    volume: float, carried_in: Counter[str], carried_share: float, rng: Random
) -> tuple[dict[str, Number], Counter[str]]:
    """Component cells of requests and disputes for one year, and what is carried out by applicant column."""
    lines = words("cells")["lines"]
    if volume > 3:
        received = max(0, round(rng.gauss(volume, math.sqrt(volume))))
    else:
        received = int(rng.expovariate(1 / volume)) if volume else 0
    new = Counter(draw_many(rng, received, "figures", "shares", "applicant"))
    cells: Counter[str] = Counter()
    carried_out: Counter[str] = Counter()
    for column in sorted(new.keys() | carried_in.keys()):
        at_hand = new[column] + carried_in[column]
        left = sum(rng.random() < carried_share for _ in range(at_hand))
        if left:
            carried_out[column] = left
        for line in draw_many(rng, at_hand - left, "figures", "shares", "outcome"):
            cells[f"{line}.{column}"] += 1
        for line, count in zip(lines.values(), (new, carried_in, carried_out), strict=True):
            if count[column]:
                cells[f"{line}.{column}"] = count[column]
    disputes = sum(rng.random() < words("figures")["shares"]["dispute"] for _ in range(received))
    kinds = draw_many(rng, disputes, "figures", "shares", "dispute_line")
    results = draw_many(rng, disputes, "figures", "shares", "dispute_result")
    for line, result in zip(kinds, results, strict=True):
        cells[f"{line}.{result}"] += 1
    return dict(cells), carried_out


def undivided(figures: Figures) -> Figures:
    """The same figures with one row in place of several, as some reports print it.

    The row's cells are always listed, zeros too: that they are listed says that the row is there.
    """
    figures = dict(figures)
    for cell, replaced in undivided_cells(own_form().code).items():
        figures[cell] = sum(figures.pop(part, 0) for part in replaced)
        figures |= dict.fromkeys(replaced, ABSENT)
    return figures


def in_older_form(form: Form, figures: Figures, rng: Random) -> Figures:
    """The same year's work told in the form before the demo's own, whose table 二 asks for other things."""
    older = words("cells")["older"]
    known = {cell.cell for cell in form.cells}
    told = {cell: value for cell, value in undivided(figures).items() if cell in known and value != 0}
    old: dict[str, Number] = {cell: figures.get(source, 0) for cell, source in older["copied"].items()}
    old[older["purchases"]] = rng.randint(0, 9)
    for entry in older["taken"]:
        count = figures.get(entry["count"], 0)
        old[entry["before"]] = rng.randint(1, 60) if count else 0
        old[entry["change"]] = rng.randint(-2, 2) if count else 0
    if old[older["purchases"]]:
        old[older["spent"]] = Decimal(rng.randint(100, 900000)) / 100
    return told | {cell: value for cell, value in old.items() if value}


def in_form(form: Form, figures: Figures, rng: Random) -> Figures:
    """True figures (cells of the demo's own form) in the cells of `form`."""
    return figures if form.code == own_form().code else in_older_form(form, figures, rng)
