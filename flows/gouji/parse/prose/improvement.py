"""The section on problems and improvement cut into what it names: problems, measures, and what is said to be done.

Each is one item of a list (一是, （一）, 1.) with all that stands in it, or one sentence where there is no list. Which of
both a text is about is told by headings, by the words that lead to a list, and by the sentence with which a report turns
from its problems to what it will do (data/forms/promises.toml).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .improvement_items import DONE, EDGE, MEASURE, PROBLEM, SENTENCE, Draft, Item, finished
from .promise_words import Mark, cue, find_marks, same_length

MAX_HEADING = 22  # characters of a line that is a heading of problems or measures
MAX_LEAD = 90  # characters of a sentence that leads to a list


@dataclass
class _Piece:
    """A sentence, or the part of one behind an item's mark."""

    start: int
    end: int
    mark: Mark | None
    begins_line: bool


@dataclass
class _List:
    """A list that is open; `kind` of its items, "" where they are headings; `pairs`: an item held its own measure."""

    mark: str
    last: int
    kind: str
    pairs: bool = False


def read_improvement(text: str) -> list[Item]:
    """The problems and measures of the section's text, in order of place; none where it says there are none."""
    plain = same_length(text)
    return _Reader(text, plain).items()


class _Reader:
    def __init__(self, text: str, plain: str) -> None:
        self.text, self.plain = text, plain
        self.kind, self.planned = PROBLEM, False
        self.lists: list[_List] = []
        self.drafts: list[Draft] = []
        self.open: Draft | None = None
        self.pieces = list(_pieces(plain))

    def items(self) -> list[Item]:
        for at, piece in enumerate(self.pieces):
            self._take(at, piece)
        found: list[Item] = []
        for draft in self.drafts:
            found += finished(draft, self.plain, len(found))
        return _numbered(i._replace(text=self.text[i.start : i.start + len(i.text)]) for i in found)

    def _take(self, at: int, piece: _Piece) -> None:
        words = self.plain[piece.start : piece.end].strip()
        heading = self._heading(piece, words)
        if heading is not None:
            self._turn_to(heading, words)
            self.lists = [_List(piece.mark.kind, piece.mark.number or 1, "")] if piece.mark else []
        elif piece.mark:
            self._take_marked(piece, piece.mark)
        elif self._leads(at, words):
            if self.lists and self.open and self._goes_on(at):
                self.open.end = piece.end
                return
            side = self._side_of_lead(words)
            self._turn_to(side or self.kind, words)
            self.lists = []
        else:
            self._take_plain(at, piece, words)

    def _take_marked(self, piece: _Piece, mark: Mark) -> None:
        for depth in range(len(self.lists) - 1, -1, -1):
            known = self.lists[depth]
            if known.mark == mark.kind and known.kind and mark.number in (None, known.last + 1):
                del self.lists[depth + 1 :]
                known.last = mark.number or known.last + 1
                if depth == 0 or not self.lists[depth - 1].kind:
                    self._begin(known.kind, piece)
                elif self.open:
                    self.open.end = piece.end
                return
        nested = bool(self.open and self.lists and self.lists[-1].kind and mark.kind != self.lists[-1].mark)
        if nested and self.open:
            self.open.end = piece.end
        else:
            self.lists = [known for known in self.lists if not known.kind]
        self.lists.append(_List(mark.kind, mark.number or 1, self.kind))
        if not nested:
            self._begin(self.kind, piece)

    def _take_plain(self, at: int, piece: _Piece, words: str) -> None:
        in_list = bool(self.open and self.lists and self.lists[-1].kind)
        begins = cue("measure_begins").search(words) is not None
        if in_list and self.open:
            answers = begins and self.open.kind == PROBLEM
            if self._goes_on(at) or (not piece.begins_line and (not answers or self.lists[-1].pairs)):
                if answers and self.open.turn is None:
                    self.open.turn, self.lists[-1].pairs = piece.start, True
                self.open.end = piece.end
                return
        self.lists = [known for known in self.lists if not known.kind]
        self.open = None
        defect = cue("defect").search(words)
        if self.kind == PROBLEM and (begins or (cue("plan").search(words) and not defect)):
            self._turn_to(MEASURE, words)
        if cue("none").search(words) and not cue("measure_begins").search(words):
            return
        if self.kind == PROBLEM:
            if not defect and not cue("as_to").search(words):
                return
            self._begin(PROBLEM, piece)
            if follows := cue("measure_follows").search(words):
                offset = piece.start + self.plain[piece.start : piece.end].index(words)
                self.drafts[-1].turn = offset + follows.end()
            self.open = None
        elif not in_list or cue("plan").search(words) or begins:
            self._begin(MEASURE, piece)
            self.open = None

    def _begin(self, kind: str, piece: _Piece) -> None:
        self.open = Draft(kind, piece.start, piece.end, self.planned, piece.mark is not None)
        self.drafts.append(self.open)

    def _turn_to(self, kind: str, words: str) -> None:
        self.kind, self.open = kind, None
        self.planned = bool(cue("plan").search(words)) if kind == MEASURE else False

    def _heading(self, piece: _Piece, words: str) -> str | None:
        """Which side a heading begins; None for what is no heading. A heading of both leaves the side as it is."""
        bare = words.rstrip(EDGE)
        if not (piece.begins_line or piece.mark) or len(bare) > MAX_HEADING or cue("begins_with_verb").search(bare):
            return None
        problem, measure = cue("problem_word").search(bare), cue("measure_word").search(bare)
        if cue("defect").search(bare) or cue("none").search(bare) or not (problem or measure):
            return None
        if "," in bare or (measure and cue("as_to").search(bare)):
            return None
        return self.kind if problem and measure else PROBLEM if problem else MEASURE

    def _leads(self, at: int, words: str) -> bool:
        """Whether a sentence only leads to the list behind it."""
        following = self.pieces[at + 1].mark if at + 1 < len(self.pieces) else None
        if following is None or following.number not in (1, None) or len(words) > MAX_LEAD * 2:
            return False
        return words.endswith((":", "(")) or (len(words) <= MAX_LEAD and self._side_of_lead(words) is not None)

    def _side_of_lead(self, words: str) -> str | None:
        if cue("measure_begins").search(words) or cue("plan").search(words):
            return MEASURE
        clause = max(re.split(r"[,;]", words.rstrip(EDGE))[-2:], key=lambda c: len(cue("measure_word").findall(c)))
        if cue("measure_word").search(clause) and not cue("defect").search(clause):
            return MEASURE
        return PROBLEM if cue("problem_lead").search(words) else None

    def _goes_on(self, at: int) -> bool:
        """Whether the list that is open has its next item further on, before a heading."""
        open_list = next((known for known in self.lists if known.kind), None)
        if open_list is None:
            return False
        for piece in self.pieces[at + 1 :]:
            if piece.mark and piece.mark.kind == open_list.mark:
                return piece.mark.number in (None, open_list.last + 1)
            if self._heading(piece, self.plain[piece.start : piece.end].strip()) is not None:
                return False
        return False


def _pieces(plain: str) -> Iterator[_Piece]:
    """Sentences, cut further at the marks of items; a mark is in front of its piece and no part of it."""
    marks = find_marks(plain)
    starts = [mark.start for mark in marks]
    for match in SENTENCE.finditer(plain):
        start, first = match.start(), True
        inside = marks[bisect_left(starts, match.start()) : bisect_left(starts, match.end())]
        mark: Mark | None = None
        for following in [*inside, None]:
            end = following.start if following else match.end()
            if mark or plain[start:end].strip(EDGE):
                yield _Piece(start, end, mark, first and (match.start() == 0 or plain[match.start() - 1] == "\n"))
                first = False
            if following:
                start, mark = following.end, following


def _numbered(items: Iterable[Item]) -> list[Item]:
    counts = dict.fromkeys((PROBLEM, MEASURE, DONE), 0)
    numbered = []
    for item in items:
        counts[item.kind] += 1
        numbered.append(item._replace(ordinal=counts[item.kind]))
    return numbered
