"""Which problem of a report each of its measures answers: 逐条对应.

A report may say both in one item; else they are paired by what they are about and by their places in the two lists.
"""

from collections.abc import Sequence
from itertools import permutations
from typing import NamedTuple

from gouji.parse.prose.improvement_items import DONE, MEASURE, PROBLEM, Item
from gouji.parse.prose.promise_matters import named_in

from .promise_match import likeness

TOGETHER, BY_MATTER, BY_PLACE = "together", "matter", "place"
SAME_PLACE = (
    0.8  # what it counts, beside what both are about, that two items have the same place in lists of one length
)
ENOUGH_PAIRED = 0.7  # that a problem and a measure are about the same thing
MAX_TRIED = 6  # items of each list of which every order is tried


class Pair(NamedTuple):
    """A problem and a measure; one of both is None where it stands alone. `paired`: how they were found to belong
    together, None where one stands alone."""

    problem: Item | None
    measure: Item | None
    paired: str | None


def pair_items(items: Sequence[Item]) -> list[Pair]:
    """The pairs of a section's items in the order of the measures, then the problems that no measure answers. What is
    done already, and the problem that it answered, is no part of any."""
    pairs = {item.together: item for item in items if item.kind == PROBLEM and item.together is not None}
    answered = {item.together for item in items if item.kind != PROBLEM and item.together is not None}
    problems = [i for i in items if i.kind == PROBLEM and (i.together is None or i.together not in answered)]
    measures = [i for i in items if i.kind == MEASURE]
    apart = [i for i in measures if i.together is None or i.together not in pairs]
    found = _match(problems, apart)
    rows: list[Pair] = []
    for measure in measures:
        if measure.together is not None and measure.together in pairs:
            rows.append(Pair(pairs[measure.together], measure, TOGETHER))
        else:
            problem, how = found[apart.index(measure)]
            rows.append(Pair(problem, measure, how))
    taken = [pair.problem for pair in rows if pair.problem]
    is_done = {item.together for item in items if item.kind == DONE}
    alone = [p for p in problems if p not in taken and (p.together is None or p.together not in is_done)]
    return [*rows, *(Pair(problem, None, None) for problem in alone)]


def _match(problems: list[Item], measures: list[Item]) -> list[tuple[Item | None, str | None]]:
    """The problem of each measure, and how it was found."""
    fits = [[_fit(problem, measure) for problem in problems] for measure in measures]
    if len(problems) == len(measures) <= MAX_TRIED:
        numbers = range(len(measures))
        order = max(permutations(numbers), key=lambda o: sum(fits[i][o[i]] + SAME_PLACE * (i == o[i]) for i in numbers))
        return [(problems[order[i]], BY_MATTER if fits[i][order[i]] >= ENOUGH_PAIRED else BY_PLACE) for i in numbers]
    matched: list[tuple[Item | None, str | None]] = []
    for row in fits:
        index = max(range(len(row)), key=lambda i: (row[i], -i), default=None)
        is_pair = index is not None and row[index] >= ENOUGH_PAIRED
        matched.append((problems[index], BY_MATTER) if index is not None and is_pair else (None, None))
    return matched


def _fit(problem: Item, measure: Item) -> float:
    """How much a problem and a measure are about the same thing."""
    first, second = named_in(problem.text), named_in(measure.text)
    return round(max(likeness(first, second), likeness(second, first)), 6)
