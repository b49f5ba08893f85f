"""True figures: what each agency really did, satisfying every identity of the form and chained over years.

Figures are sparse: a dict of cell name -> figure (件 as int, 万元 as Decimal), a cell not in it is 0.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from gouji.core.forms import Form, load_forms
from gouji.core.model import ABSENT

from .wording import draw_many, words

Number = int | Decimal
Figures = dict[str, Any]  # Number, or in a written document one of the states of gouji.core.model

# The order matters: handled_total's cells are themselves components of a row total.
TOTAL_RULES = ("handled_total", "row_total", "dispute_total")


@cache
def totals(form_code: str, rule: str) -> dict[str, str]:
    """Component cell -> the cell of its total, for one rule of sums."""
    terms = [term for term in load_forms()[form_code].terms if term.rule == rule]
    total = {term.identity: term.cell for term in terms if term.side == "left"}
    return {term.cell: total[term.identity] for term in terms if term.side == "right"}


def with_totals(form_code: str, components: Mapping[str, Number]) -> Figures:
    """The components and every total the form defines over them."""
    figures = dict(components)
    for rule in TOTAL_RULES:
        target = totals(form_code, rule)
        for cell, value in list(figures.items()):
            if cell in target:
                figures[target[cell]] = figures.get(target[cell], 0) + value
    return figures


def add(figures: Figures, row: str, column: str, count: int) -> list[str]:
    """Adds to one cell of table 三 and to its row total; the cells changed."""
    cells = [f"applications.{row}.{column}", f"applications.{row}.total"]
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


def yearly_figures(
    kind: str, years: list[int], rng: Random, traits: frozenset[str], repeated: frozenset[int]
) -> dict[int, Figures]:
    """True figures by report year in the cells of the 2021 form.

    Traits: `busy` many applications; `fees` charges fees; `prompt` carries nothing over, issues nothing.
    `repeated` years have the very figures of the year before (only sound for a prompt agency).
    """
    profile = words("figures")["profiles"][kind]
    low, high = profile["applications"]
    busy = "busy" in traits or "prompt" in traits
    quiet = rng.random() < profile["quiet"] and not busy
    volume = 0.15 if quiet else math.exp(rng.uniform(math.log(low), math.log(high)))
    volume = max(volume, 25.0) if busy else volume
    levels = {row: rng.random() ** 2 * profile[row] for row in ("licensing", "penalties", "coercion")}
    if busy:
        levels["licensing"] = max(levels["licensing"], 90.0)
    charges = "fees" in traits or rng.random() < profile["fee_share"]
    in_force = rng.randint(0, profile["in_force"])
    carried: Counter[str] = Counter()
    by_year: dict[int, Figures] = {}
    for year in years:
        if year in repeated:
            by_year[year] = dict(by_year[year - 1])
            continue
        prompt = "prompt" in traits
        cells, carried = _applications(
            volume, carried, 0.0 if prompt else words("figures")["shares"]["carried_out"], rng
        )
        issued = 0 if prompt else max(0, rng.randint(-1, profile["issued"]))
        repealed = 0 if prompt or rng.random() < 0.6 else min(in_force, rng.randint(0, profile["issued"]))
        in_force += issued - repealed
        disclosure: dict[str, Number] = {
            "normative_documents.issued": issued,
            "normative_documents.repealed": repealed,
            "normative_documents.in_force": in_force,
        }
        for row, level in levels.items():
            disclosure[f"{row}.decisions"] = round(level * rng.uniform(0.86, 1.16))
        if charges:
            disclosure["fees.amount"] = Decimal(rng.randint(4, 9000) * 100) / 10000
        cells |= {f"disclosure.{key}": value for key, value in disclosure.items() if value}
        by_year[year] = with_totals("2021", cells)
    return by_year


def _applications(
    volume: float, carried_in: Counter[str], carried_share: float, rng: Random
) -> tuple[dict[str, Number], Counter[str]]:
    """Component cells of tables 三 and 四 for one year, and what is carried out by applicant column."""
    received = max(0, round(rng.gauss(volume, math.sqrt(volume)))) if volume > 3 else int(rng.expovariate(1 / volume))
    new = Counter(draw_many(rng, received, "figures", "shares", "applicant"))
    cells: Counter[str] = Counter()
    carried_out: Counter[str] = Counter()
    for column in sorted(new.keys() | carried_in.keys()):
        at_hand = new[column] + carried_in[column]
        left = sum(rng.random() < carried_share for _ in range(at_hand))
        if left:
            carried_out[column] = left
        for row in draw_many(rng, at_hand - left, "figures", "shares", "outcome"):
            cells[f"applications.{row}.{column}"] += 1
        for row, count in (("new", new), ("carried_in", carried_in), ("carried_out", carried_out)):
            if count[column]:
                cells[f"applications.{row}.{column}"] = count[column]
    disputes = sum(rng.random() < words("figures")["shares"]["dispute"] for _ in range(received))
    rows = draw_many(rng, disputes, "figures", "shares", "dispute_row")
    results = draw_many(rng, disputes, "figures", "shares", "dispute_result")
    for row, result in zip(rows, results, strict=True):
        cells[f"disputes.{row}.{result}"] += 1
    return dict(cells), carried_out


def undivided(figures: Figures) -> Figures:
    """The same figures with 其他处理 in one row, as some 2021-form reports print it.

    The row's seven cells are always listed, zeros too: that they are listed says that the row is there.
    """
    form = load_forms()["2021"]
    row = next(row for row in form.table("applications").rows if row.instead_of)
    figures = dict(figures)
    for column in row.columns:
        replaced = [f"applications.{part}.{column.code}" for part in row.instead_of]
        figures[f"applications.{row.code}.{column.code}"] = sum(figures.pop(cell, 0) for cell in replaced)
        figures |= dict.fromkeys(replaced, ABSENT)
    return figures


def in_form_2019(figures: Figures, rng: Random) -> Figures:
    """The same year's work told in the 2019 form, whose table 二 asks for other things."""
    whole = undivided(figures)
    told = {
        cell: value
        for cell, value in whole.items()
        if not cell.startswith("disclosure.") and value != ABSENT and value != 0
    }
    old = {
        "normative_documents.made": figures.get("disclosure.normative_documents.issued", 0),
        "normative_documents.newly_disclosed": figures.get("disclosure.normative_documents.issued", 0),
        "normative_documents.disclosed_total": figures.get("disclosure.normative_documents.in_force", 0),
        "procurement.projects": rng.randint(0, 9),
    }
    for row in ("licensing", "penalties", "coercion"):
        decisions = figures.get(f"disclosure.{row}.decisions", 0)
        old |= {
            f"{row}.items_previous_year": rng.randint(1, 60) if decisions else 0,
            f"{row}.items_change": rng.randint(-2, 2) if decisions else 0,
            f"{row}.decisions": decisions,
        }
    if old["procurement.projects"]:
        old["procurement.amount"] = Decimal(rng.randint(100, 900000)) / 100
    return told | {f"disclosure.{key}": value for key, value in old.items() if value}


def in_form(form: Form, figures: Figures, rng: Random) -> Figures:
    """True figures (cells of the 2021 form) in the cells of `form`."""
    return figures if form.code == "2021" else in_form_2019(figures, rng)
