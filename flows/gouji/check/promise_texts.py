"""What of a report answers last year's promises: its sentences outside problems and plans, and its own measures."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from gouji.parse.prose.improvement import read_improvement
from gouji.parse.prose.improvement_items import DONE, MEASURE

# What ends without a mark is no sentence: lines of a page's foot stand behind the last section (分享到：…).
_SENTENCE = re.compile(r"[^。!?！？\n；;]+[。!?！？；;]")


class Told(NamedTuple):
    """A sentence and the section it stands in."""

    section: int
    text: str


def told_by(sections: Iterable[tuple[int, str]], problems: Iterable[int]) -> tuple[list[Told], list[Told]]:
    """Sentences that may take up a promise, and this year's measures. `problems`: numbers of the sections on problems,
    of which only what is said to be done counts as a sentence."""
    of_problems = set(problems)
    sentences: list[Told] = []
    plans: list[Told] = []
    for number, text in sections:
        if number not in of_problems:
            sentences += (Told(number, found) for s in _SENTENCE.findall(text) if (found := s.strip()))
            continue
        for item in read_improvement(text):
            if item.kind == DONE:
                sentences.append(Told(number, item.text))
            elif item.kind == MEASURE:
                plans.append(Told(number, item.text))
    return sentences, plans
