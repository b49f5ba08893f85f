"""Which counts of a sentence are the parts of which: 其中 after a total, 合计 after its parts, lists within lists."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .statement_patterns import COUNT, kinds_with

MAX_LABEL_LENGTH = 24  # characters between two counts of a list
_OPENS = re.compile(
    r"(?:[^,;。:()]{0,4}信息|,[^,;。:()]{1,12})?[,;。:(]*(?:其中|主要|具体|内容)?[,:]?"
    r"(?:其中|包括|包含|涵盖|分别[为是]?|含|分为|为|:)[:,]?"
)
_GOES_ON = re.compile(r"\)*[,、;和及与](?:以及|以|和|及)?")
_SUMS_UP = re.compile(r"\)*[,、;。]?(?:以上)?(?:合计|共计|总计|总共|合共)")
_NO_LABEL = re.compile(
    r"[,;:。]|较|同比|环比|收到|受理|培训|召开|举办|开展|驳回|撤回|点击|浏览|访问|阅读|粉丝|关注量|占比|年来"
)


class _List(NamedTuple):
    """Open while its parts go on; `total` is None in a bracket that only says something aside."""

    total: int | None
    bracket: bool


def find_parts(text: str, kinds: Sequence[str | None]) -> dict[int, int]:
    """Count -> the count it is a part of, by their numbers in the outline `text`; `kinds` as claimed so far."""
    gaps = text.split(COUNT)
    part_of: dict[int, int] = {}
    open_lists: list[_List] = []
    for i in range(1, len(kinds)):
        before = open_lists[0].total if open_lists else None
        inner = open_lists[-1] if open_lists else None
        gap = _close(gaps[i], open_lists)
        if _SUMS_UP.match(gap) and _may_sum(kinds[i]):
            run = _items_before(gaps, kinds, i, part_of)
            part_of |= dict.fromkeys(run, i)
            open_lists.clear()
            continue
        opens = (_OPENS.match(gap) if "□" not in gap else None) or _opening_bracket(gap, gaps[i + 1])
        whole = before if before is not None and gap.startswith("。") else i - 1
        if inner and inner.bracket and inner not in open_lists and inner.total is not None:
            whole = inner.total  # 13件(含转办2件),其中…: of the thirteen
        if opens and whole not in part_of.values() and (kinds[whole] in kinds_with("total") or whole in part_of):
            open_lists.append(_List(whole, "(" in opens.group()))
            label = gap[opens.end() :]
        elif open_lists and "(" in gap:
            open_lists.append(_List(None, bracket=True))
            continue
        elif open_lists and (goes_on := _GOES_ON.match(gap)):
            label = gap[goes_on.end() :]
        else:
            open_lists.clear()
            continue
        total = open_lists[-1].total
        if total is None:
            continue
        if len(label) > MAX_LABEL_LENGTH or _NO_LABEL.search(label) or not _may_be_part(kinds[i], kinds[total]):
            open_lists.clear()
            continue
        part_of[i] = total
    return part_of


def _close(gap: str, open_lists: list[_List]) -> str:
    """The gap without what closes lists: a bracket its own, ； the inner ones, 。 all."""
    while ")" in gap and "(" not in gap.split(")")[0]:
        rest = gap.split(")", 1)[1]
        if open_lists and open_lists[-1].bracket:
            open_lists.pop()
        gap = rest
    if "。" in gap:
        open_lists.clear()
    if ";" in gap:
        del open_lists[1:]
    return gap


def _opening_bracket(gap: str, following: str) -> re.Match[str] | None:
    """A bracket in which several counts follow is a list even without 其中."""
    return re.match(r"\(", gap) if ")" not in following else None


def _may_sum(kind: str | None) -> bool:
    return kind is None or kind in kinds_with("open_list")


def _may_be_part(kind: str | None, whole: str | None) -> bool:
    """A count of something else begins its own statement."""
    return kind is None or kind not in kinds_with("whole") or kind == whole


def _items_before(gaps: list[str], kinds: Sequence[str | None], i: int, part_of: dict[int, int]) -> list[int]:
    """The counts that run up to a sum: at least two, each with a short label of its own."""
    run: list[int] = []
    for j in range(i - 1, -1, -1):
        if not _may_sum(kinds[j]) or j in part_of:
            break
        run.append(j)
        goes_on = _GOES_ON.match(gaps[j])
        if j == 0 or not goes_on or len(gaps[j]) > MAX_LABEL_LENGTH or _NO_LABEL.search(gaps[j][goes_on.end() :]):
            break
    return run if len(run) > 1 else []
