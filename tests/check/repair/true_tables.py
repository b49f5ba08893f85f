"""Tables of applications that hold, to be broken in tests."""

from random import Random

import numpy as np

from gouji.check.repair.equations import Figures, blocks

BLOCK = blocks("2021")["applications"]
PLACE = {cell.cell: i for i, cell in enumerate(BLOCK.cells)}
PRINTED = np.array([not cell.optional for cell in BLOCK.cells])
COLUMNS = list(dict.fromkeys(cell.column for cell in BLOCK.cells if cell.column != "total"))
OUTCOMES = [
    row
    for row in dict.fromkeys(cell.row for cell in BLOCK.cells if not cell.optional)
    if row not in ("new", "carried_in", "handled_total", "carried_out")
]


def true_table(seed: int, volume: int = 6) -> np.ndarray:
    """Figures of table 三 with every identity holding; about `volume` requests a column, most cells 0."""
    rng = Random(seed)
    figures = dict.fromkeys((cell.cell for cell in BLOCK.cells), 0)
    for column in COLUMNS:
        handled = rng.randrange(volume) if rng.random() < 0.6 else 0
        for _ in range(handled):
            figures[f"applications.{rng.choice(OUTCOMES)}.{column}"] += 1
        out = rng.randrange(3)
        carried_in = rng.randint(0, handled + out)
        figures |= {
            f"applications.handled_total.{column}": handled,
            f"applications.carried_out.{column}": out,
            f"applications.carried_in.{column}": carried_in,
            f"applications.new.{column}": handled + out - carried_in,
        }
    for row in dict.fromkeys(cell.row for cell in BLOCK.cells):
        figures[f"applications.{row}.total"] = sum(figures[f"applications.{row}.{column}"] for column in COLUMNS)
    return np.array(list(figures.values()), np.int64)


def figures_of(values: np.ndarray, unknown: tuple[int, ...] = ()) -> Figures:
    """A report with these figures, the cells of `unknown` left blank."""
    known = PRINTED.copy()
    known[list(unknown)] = False
    equations = len(BLOCK.identities)
    return Figures(
        BLOCK, np.where(known, values, 0), known, PRINTED, np.zeros(equations, np.int64), np.ones(equations, bool)
    )
