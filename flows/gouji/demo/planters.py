"""The faults that can be planted, by the key `made_by` of faults.toml, which is the rule where it is left out."""

from random import Random

from .draft import Draft
from .faults import Fault
from .planted_figures import FIGURE_PLANTERS
from .planted_prose import PROSE_PLANTERS
from .scene import Planter, Scene

PLANTERS: dict[str, Planter] = FIGURE_PLANTERS | PROSE_PLANTERS


def plant(fault: Fault, draft: Draft, rng: Random, scene: Scene) -> None:
    """Makes the draft wrong as the fault says, and notes in it which cells."""
    draft.explained = fault.rule if fault.entry.get("explained") else ""
    draft.wrong_cells = PLANTERS[fault.entry.get("made_by", fault.rule)](draft, rng, scene)
