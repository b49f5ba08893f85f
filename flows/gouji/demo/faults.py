"""Planted faults: which kinds there are and what each needs (data/demo/faults.toml), and where they go."""

from collections import Counter
from dataclasses import dataclass
from random import Random
from typing import Any

from gouji.core.forms import form_for_year

from .roster import DemoAgency
from .wording import draw, words


@dataclass(frozen=True)
class Fault:
    """A fault to plant in one report; `peer` is the agency it copies from or confuses itself with."""

    rule: str
    entry: dict[str, Any]
    peer: DemoAgency | None = None


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
