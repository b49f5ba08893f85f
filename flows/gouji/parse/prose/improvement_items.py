"""What one item of the section on problems says: a problem, a measure, or a problem and what is done about it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .promise_words import cue

PROBLEM, MEASURE, DONE = "problem", "measure", "done"
MIN_ITEM = 4  # characters
SENTENCE = re.compile(r"[^。!?\n]+[。!?]?")
EDGE = " \t\r\n　。；;，,、：:"
_CLAUSE = re.compile(r"[^、;]+[、;]?")


class Item(NamedTuple):
    """A problem, a measure, or what is said to be done already. `start`: character of the section's text it begins at;
    `ordinal`: its place among the items of its list or side, from 1; `together`: the number of the pair that one item
    makes alone, a problem and what is done about it; None where it is no such pair."""

    kind: str
    text: str
    start: int
    ordinal: int
    together: int | None = None


@dataclass
class Draft:
    """An item being gathered: where it begins and ends, and where within it a measure begins."""

    kind: str
    start: int
    end: int
    planned: bool
    marked: bool
    turn: int | None = None


def finished(draft: Draft, plain: str, number: int) -> Iterator[Item]:
    """The items of a draft: one; or a problem and its measure, as the pair of this number; or the parts of a sentence
    that names several problems. `plain`: the section's text, folded."""
    words = plain[draft.start : draft.end]
    turn = draft.turn
    if turn is None and draft.kind == PROBLEM and (begins := _turn_within(words)):
        turn = draft.start + begins
    if turn is not None:
        yield from _cut(draft, PROBLEM, (draft.start, turn), plain, number)
        yield from _cut(draft, MEASURE, (turn, draft.end), plain, number)
        return
    start = draft.start + len(words) - len(words.lstrip(EDGE))
    pair = cue("as_to").search(plain[start : draft.end])
    if pair and cue("defect").search(pair["problem"]):
        yield from _cut(draft, PROBLEM, (start + pair.start("problem"), start + pair.end("problem")), plain, number)
        yield from _cut(draft, MEASURE, (start + pair.start("measure"), draft.end), plain, number)
    elif draft.kind == PROBLEM and not draft.marked:
        for first, last in _enumerated(words):
            yield from _cut(draft, PROBLEM, (draft.start + first, draft.start + last), plain)
    else:
        yield from _cut(draft, draft.kind, (draft.start, draft.end), plain)


def _cut(draft: Draft, kind: str, span: tuple[int, int], plain: str, together: int | None = None) -> Iterator[Item]:
    start, end = _bare(*span, kind, plain)
    words = plain[start:end]
    if len(words) < MIN_ITEM or (kind == PROBLEM and cue("general").search(words)):
        return
    if kind == MEASURE and not draft.planned and cue("done").search(words) and not cue("plan").search(words):
        kind = DONE
    yield Item(kind, words, start, 0, together)


def _bare(start: int, end: int, kind: str, plain: str) -> tuple[int, int]:
    """A span without the marks at its ends and the words that only say that a problem or a measure follows."""
    while True:
        words = plain[start:end]
        start += len(words) - len(words.lstrip(EDGE))
        words = words.strip(EDGE)
        end = start + len(words)
        label = cue("label").search(words)
        behind = cue("label_behind").search(words) if kind == PROBLEM else None
        if label and label.end() < len(words):
            start += label.end()
        elif behind and behind.start() > MIN_ITEM:
            end = start + behind.start()
        else:
            return start, end


def _turn_within(words: str) -> int | None:
    """Where an item that names a problem goes on to what is done about it: at the start of one of its sentences."""
    for sentence in list(SENTENCE.finditer(words))[1:]:
        if cue("measure_begins").search(sentence.group().strip()):
            return sentence.start()
    return None


def _enumerated(words: str) -> list[tuple[int, int]]:
    """The parts of one sentence that names several problems (…有待提高、…不足、…), each with a word for what is
    wanting; the whole where it is no such sentence."""
    if len(SENTENCE.findall(words)) != 1:
        return [(0, len(words))]
    parts: list[tuple[int, int]] = []
    start = 0
    for clause in _CLAUSE.finditer(words):
        if cue("defect").search(clause.group()):
            parts.append((start, clause.end()))
            start = clause.end()
    if len(parts) < 2:
        return [(0, len(words))]
    return parts
