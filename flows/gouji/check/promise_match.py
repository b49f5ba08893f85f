"""What became of a measure in next year's text: taken up, promised again in the same or in other words, or not mentioned.

Compared by the things that both name (data/forms/promises.toml) and by the wording beside them; measured by bench/promises.py.
"""

from collections.abc import Sequence
from typing import NamedTuple

from gouji.parse.prose.promise_matters import Named, letter_pairs, matters, named_in, told_as_done

TAKEN_UP, REPEATED, PLANNED, NOT_MENTIONED = "taken_up", "repeated", "planned", "not_mentioned"

SAME_THING, SAME_MATTER = 1.0, 0.55  # what it counts that both name the same thing, or the same matter otherwise
BROAD = 0.35  # share of that where nearly every report names the matter
IN_HEAD = 1.5  # times as much for what the measure begins with
WORDING = 2.2  # what it counts if all of the measure's own wording stands in the text
HEAD_WORDING = (
    0.4  # share of the wording of what a measure begins with that must stand in a text that names no matter of it
)
ENOUGH_DONE, ENOUGH_PLANNED = 1.25, 0.75  # there are few plans to choose from, so less is enough
SAME_WORDS = 0.75  # share of a measure's pairs of letters that stand in this year's: promised in the same words
MIN_PAIRS = 6  # of letters: too short a measure is in the same words by chance


class Outcome(NamedTuple):
    """`sentence`: which of the sentences takes the measure up; `plan`: which of this year's measures promises it again;
    None where none does. `score`: how well the sentence, or else the plan, fits."""

    state: str
    sentence: int | None
    plan: int | None
    score: float


def outcome(measure: str, sentences: Sequence[str], plans: Sequence[str]) -> Outcome:
    """What became of a measure. `sentences`: what this year's report tells outside its problems and plans; `plans`: the
    measures of this year's report."""
    named = named_in(measure)
    sentence, score = _best(named, [told_as_done(text) for text in sentences], ENOUGH_DONE)
    again, same = _same_words(measure, plans)
    if again is not None:
        return Outcome(REPEATED, sentence, again, same)
    if sentence is not None:
        return Outcome(TAKEN_UP, sentence, None, score)
    plan, score = _best(named, plans, ENOUGH_PLANNED)
    return Outcome(NOT_MENTIONED if plan is None else PLANNED, None, plan, score if plan is not None else 0)


def likeness(measure: Named, text: Named) -> float:
    """How much of what a measure names stands in a text."""
    total = 0.0
    if not _begins_alike(measure, text):
        return total
    for matter, things in measure.matters.items():
        if matter in text.matters:
            worth = SAME_THING if things & text.matters[matter] else SAME_MATTER
            worth *= BROAD if matters()[matter].broad else 1
            total += worth * (IN_HEAD if matter in measure.head else 1)
    if measure.pairs:
        total += WORDING * len(measure.pairs & text.pairs) / len(measure.pairs)
    return total


def _begins_alike(measure: Named, text: Named) -> bool:
    """Whether a text names what a measure begins with, by a matter of it or by its own wording."""
    if any(matter in text.matters for matter in measure.head):
        return True
    return len(measure.head_pairs & text.pairs) >= HEAD_WORDING * max(len(measure.head_pairs), 1)


def _best(measure: Named, texts: Sequence[str], enough: float) -> tuple[int | None, float]:
    """The text that fits best, the first of equals, where it fits well enough; and how well."""
    scores = [round(likeness(measure, named_in(text)), 6) for text in texts]
    index = max(range(len(scores)), key=lambda i: (scores[i], -i), default=None)
    return (None, 0.0) if index is None or scores[index] < enough else (index, scores[index])


def _same_words(measure: str, plans: Sequence[str]) -> tuple[int | None, float]:
    """The plan in which most of a measure's wording stands, where that is nearly all of it."""
    mine = letter_pairs(measure)
    if len(mine) < MIN_PAIRS:
        return None, 0.0
    shares = [round(len(mine & letter_pairs(plan)) / len(mine), 6) for plan in plans]
    index = max(range(len(shares)), key=lambda i: (shares[i], -i), default=None)
    return (None, 0.0) if index is None or shares[index] < SAME_WORDS else (index, shares[index])
