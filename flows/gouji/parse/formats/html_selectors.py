"""The elements of a web page that a selector of a style sheet selects, within a bound of work.

The parser's own matching takes exponential time for `a b c d` and quadratic time for `a ~ b` and :nth-child; a selector
is therefore matched part by part, from one blank to the next, and what may take long is charged before it is done.
"""

import re
from collections import Counter
from functools import cached_property
from typing import Any

import tinycss2
from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

MAX_WORK = 20_000_000  # steps of matching for one page, about a second
MAX_PARTS = 12  # of a selector
_UNBOUNDED = re.compile(r":has\(|\([^()]*[\w*\])][\s>+~]+[\w.#*\[:]|~[^=].*~[^=]")  # :has, selectors inside :is
_QUADRATIC = re.compile(r":nth-|~(?!=)")
_COMBINATORS = (">", "+", "~")

Part = tuple[str, int]  # a selector without blanks, and how many parents up its first element stands


class TooMuchWork(Exception):
    """The selectors of a page would take longer than a reader of its report may wait."""


def parts_of(tokens: list[Any]) -> list[Part]:
    """A selector cut at the blanks that mean "anywhere inside"."""
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token.type != "whitespace":
            if token in _COMBINATORS and not parts[-1] and len(parts) > 1:  # a blank before > is none
                parts.pop()
            parts[-1].append(token)
        elif parts[-1] and parts[-1][-1] not in _COMBINATORS:
            parts.append([])
    return [(tinycss2.serialize(part), sum(token == ">" for token in part)) for part in parts if part]


class Selection:
    """Selects elements of one page."""

    def __init__(self, tree: LexborHTMLParser, elements: int) -> None:
        self._tree = tree
        self._elements = elements  # at most
        self._left = MAX_WORK

    def select(self, parts: list[Part]) -> list[LexborNode]:
        """The elements a selector selects; none for what is no selector. Raises TooMuchWork."""
        inside: set[int] | None = None
        found: list[LexborNode] = []
        for text, ups in parts:
            found = self._matching(text)
            if inside is not None:
                found = self._inside(found, ups, inside)
            if not found:
                return []
            inside = {node.mem_id for node in found}
        return found

    def _matching(self, part: str) -> list[LexborNode]:
        if _UNBOUNDED.search(part):
            raise TooMuchWork
        self._charge(self._elements * (max(1, self._widest // 4) if _QUADRATIC.search(part) else 1))
        try:
            return self._tree.css(part)
        except SelectolaxError:  # no selector, or one for what stands on no paper
            return []

    def _inside(self, nodes: list[LexborNode], ups: int, outer: set[int]) -> list[LexborNode]:
        """Those of the nodes whose first element stands inside one of the outer ones."""
        known: dict[int, bool] = {}
        found = []
        for node in nodes:
            first: LexborNode | None = node
            for _ in range(ups):
                first = first.parent if first is not None else None
            if first is not None and self._is_inside(first, outer, known):
                found.append(node)
        return found

    def _is_inside(self, node: LexborNode, outer: set[int], known: dict[int, bool]) -> bool:
        """`known`: the answer for what was passed on the way before."""
        if node.mem_id in known:
            return known[node.mem_id]
        passed = [node.mem_id]
        answer = False
        above = node.parent
        while above is not None:
            mark = above.mem_id
            if mark in outer:
                answer = True
                break
            if mark in known:
                answer = known[mark]
                break
            passed.append(mark)
            above = above.parent
        self._charge(10 * len(passed))
        known.update(dict.fromkeys(passed, answer))
        return answer

    @cached_property
    def _widest(self) -> int:
        """The most elements that one element has in it."""
        counts = Counter(parent.mem_id for node in self._tree.css("*") if (parent := node.parent) is not None)
        return max(counts.values(), default=1)

    def _charge(self, work: int) -> None:
        self._left -= work
        if self._left < 0:
            raise TooMuchWork
