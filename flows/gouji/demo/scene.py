"""What a planter of faults gets and gives."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from .draft import Draft
from .figures import Figures
from .roster import DemoAgency


@dataclass(frozen=True)
class Scene:
    """What a planter may need besides the draft: the fault's entry, true figures, seeds of the reports copied from."""

    entry: dict[str, Any]
    true: Figures
    last_year_seed: str
    peer: DemoAgency | None
    peer_seed: str


# Each planter changes the draft and returns the cells it made wrong, [] for the faults of prose and page.
Planter = Callable[[Draft, Random, Scene], list[str]]
