"""What else is known of a report's cells: the neighbouring years' reports and the figures stated in its prose.

A witness is an equation that does not belong to the block. It decides nothing by itself; it tells repairs apart.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .decode import Proposal
from .equations import Figures

LAST_YEAR, NEXT_YEAR, PROSE = "last_year", "next_year", "prose"


class Witness(NamedTuple):
    """The sum of coefficient x figure over `cells` (by name) and `constant` is 0, says `basis`."""

    basis: str
    rule: str | None  # the check that fails when it does not hold
    cells: Mapping[str, int]
    constant: int


def agrees_with(figures: Figures, proposal: Proposal, witness: Witness) -> bool | None:
    """Whether the witness holds with these figures; None when it concerns cells that are unknown or elsewhere."""
    total = witness.constant
    for name, coefficient in witness.cells.items():
        place = figures.block.place.get(name)
        if place is None or not (figures.known[place] or place in proposal):
            return None
        total += coefficient * proposal.get(place, int(figures.values[place]))
    return total == 0


def relevant_witnesses(figures: Figures, proposals: Iterable[Proposal], witnesses: list[Witness]) -> list[Witness]:
    """The witnesses of which some proposal changes a cell."""
    changed = {figures.block.cells[cell].cell for proposal in proposals for cell in proposal}
    return [witness for witness in witnesses if changed & witness.cells.keys()]
