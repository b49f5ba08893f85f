"""What a kind of hostile document is, and what may be read from one."""

import random
from collections.abc import Callable
from typing import NamedTuple

# How many figures may differ from those of the report a document was made from (tests.parse.writers.numbered).
RIGHT = 0  # none: each cell is right or marked
ANY = -1  # it holds no report, or says figures of its own


class Kind(NamedTuple):
    """`differ`: RIGHT, ANY, or how many figures its changed bytes can have made others."""

    name: str
    differ: int
    make: Callable[[random.Random], bytes]
