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
    """(agency code, year) -> its fault. Never in two following years of an agency, each kind in turn; rare ones once."""
    table = [entry for entry in words("faults")["faults"] if not entry.get("once")]
    places = _Places(tuple(agency for agency in agencies if not agency.is_changed), years, rng)
    quota = max(1, round(words("faults")["share"] * len(places.reports)))
    queue: list[dict[str, Any]] = []
    while len(queue) < quota + len(table):
        queue += rng.sample(table, len(table))
    wanted, spare = queue[:quota], queue[quota:]
    wanted.sort(key=table.index)  # the ones that need most come first
    for entry in wanted + spare:
        if len(places.plan) == quota:
            break
        places.place(entry)
    for entry in words("faults")["faults"]:
        if entry.get("once") and not entry.get("merged"):
            places.place(entry)
        for agency in agencies:
            if entry.get("merged") and agency.has_fault:
                places.plan[agency.code, agency.first_year] = Fault(entry["rule"], entry)
    return places.plan


class _Places:
    """Which reports have a fault, and which are still open."""

    def __init__(self, agencies: tuple[DemoAgency, ...], years: list[int], rng: Random) -> None:
        self.reports = [(agency, year) for agency in agencies for year in years if agency.owes(year)]
        self.years, self.rng = years, rng
        self.plan: Plan = {}
        self.load: Counter[str] = Counter()
        self.taken: set[tuple[str, int]] = set()
        self.with_trait: set[str] = set()  # agencies whose figures are made for a fault

    def place(self, entry: dict[str, Any]) -> None:
        """Gives the fault to one of the agencies that have fewest; to none where no report fits."""
        open_places = [
            (agency, year)
            for agency, year in self.reports
            if _fits(entry, agency, year, self.years)
            and not any((agency.code, year + step) in self.taken for step in (-1, 0, 1))
            and not (entry.get("once") and "trait" in entry and agency.code in self.with_trait)
        ]
        if entry.get("in_last_year"):  # where whoever runs the demo looks first
            open_places = [place for place in open_places if place[1] == self.years[-1]] or open_places
        if not open_places:
            return
        least = min(self.load[agency.code] for agency, _ in open_places)
        agency, year = draw(self.rng, [place for place in open_places if self.load[place[0].code] == least])
        peer = None
        if entry.get("peer"):
            peers = [
                other
                for other, at in self.reports
                if at == year and other.kind == agency.kind and other != agency and (other.code, year) not in self.taken
            ]
            if not peers:
                return
            peer = draw(self.rng, peers)
            self.taken.add((peer.code, year))
        self.taken.add((agency.code, year))
        if "trait" in entry:
            self.with_trait.add(agency.code)
        self.load[agency.code] += 1
        self.plan[agency.code, year] = Fault(entry["rule"], entry, peer)


def _fits(entry: dict[str, Any], agency: DemoAgency, year: int, years: list[int]) -> bool:
    kinds = entry.get("kinds")
    if agency.kind not in kinds if kinds else agency.kind == "district":
        return False
    if entry.get("deadline_set_by", agency.deadline_set_by) != agency.deadline_set_by:
        return False
    if entry.get("form", form_for_year(year).code) != form_for_year(year).code:
        return False
    if entry.get("last_year"):
        same_form = form_for_year(year - 1).code == form_for_year(year).code
        return same_form and year - 1 in years and agency.owes(year - 1)
    return True
