"""Promises of the demo: what a report says it will do, and what next year's report says of it (data/demo/promises.toml).

Only reports without a planted fault make one or are asked about one, so that a copied section stays a copy.
"""

from collections.abc import Collection, Mapping
from random import Random
from typing import Any

from .draft import Draft
from .prose import Promises
from .wording import draw, draw_many, words

OPEN = "open"


def plant_promises(
    drafts: Mapping[tuple[str, int], Draft], faulty: Collection[tuple[str, int]], seed: int
) -> list[dict[str, Any]]:
    """Write promises into the drafts, by (agency code, year); returns the rows of truth.json: agency_code, report_year,
    problem, measure, state, and `answer`, the sentence that tells of it or the measure that promises it again."""
    data = words("promises")
    latest = max(year for _, year in drafts)
    rows = []
    for (code, year), draft in sorted(drafts.items()):
        following = drafts.get((code, year + 1))
        if (code, year) in faulty or (code, year + 1) in faulty or not (following or year == latest):
            continue
        rng = Random(f"{seed}/{code}/{year}/promise")
        if rng.random() >= data["share"]:
            continue
        first = Random(f"{seed}/{code}/promise").randrange(len(data["stories"]))
        story = data["stories"][(first + year) % len(data["stories"])]  # another one every year
        draft.promises.problems.append(story["problem"])
        draft.promises.measures.append(story["measure"])
        state = draw_many(rng, 1, "promises", "states")[0] if following else OPEN
        answer = _answer(following.promises, story, state, rng) if following else None
        rows.append(
            {
                "agency_code": code,
                "report_year": year,
                "problem": story["problem"],
                "measure": story["measure"],
                "state": state,
                "answer": answer,
            }
        )
    return rows


def _answer(told: Promises, story: dict[str, Any], state: str, rng: Random) -> str | None:
    """Let next year's report say what became of a story; returns its words, None where it says nothing."""
    if state == "taken_up":
        told.done.append(draw(rng, story["kept"]))
        return told.done[-1]
    if state in ("repeated", "planned"):
        told.measures.append(story["measure"] if state == "repeated" else draw(rng, story["planned"]))
        return told.measures[-1]
    return None
