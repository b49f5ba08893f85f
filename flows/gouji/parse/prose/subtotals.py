"""Which counts of a sentence are the parts of which: 其中 after a total, 合计 after its parts, lists within lists."""

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from .statement_patterns import COUNT, kinds_with

MAX_LABEL_LENGTH = 48  # characters between two counts of a list
MAX_RUN_ON_LENGTH = 16  # characters of the label of an item without a total
_OPENS = re.compile(
    r",(?=概况类)"  # the line that websites print below their name: 共发布…条,概况类信息更新量…条,政务动态…
    r"|(?:[^,;。:()]{0,4}信息|,[^,;。:()]{1,12})?[,;。:(…]*(?:其中|主要|具体|内容)?[,:]?"
    r"(?:其中|包括|包含|涵盖|分别[为是]?|含|分为|为|:)[:,]?"
)
# Said aside between the items of a list: a note in brackets, a title, a share of the whole, a change.
_BESIDE = re.compile(
    r"\([^()]*\)|《[^《》]*》"
    r"|[,(](?:约|大约|分别)?(?:占比|占|比例|同比|环比|较[上去]年|比[上去]年)[^,;。()]{0,12}\d%\)?"
)
_RUNS_ON = re.compile("[、,;](?:以及|和|及)?")
_NOT_RUN_ON = re.compile(
    r"[,;:。()]|办理|处理|受理|收到|答复|制作|回应|组织|举办|作出|其中|合计|共|增|减|申请|复议|诉讼|信访|投诉"
    r"|行政(?:许可|处罚|强制|检查)(?!信息|结果|公示)|金额|资金|人次|粉丝|通过|建议|提案|不予公开|依申请|占比|…|\d"
)
_PUBLISHED = frozenset(["件", "条", "篇", "项", "份", "则", ""])  # counters of what was disclosed
_GOES_ON = re.compile(r"\)*(?:[,、;…和及与]|以及)(?:以及|以|和|及)?")
_SUMS_UP = re.compile(r"\)*[,、;。]?(?:以上)?(?:合计|共计|总计|总共|合共)")
_NO_LABEL = re.compile(
    r"[,;:。]|较|同比|环比|收到|受理|培训|召开|举办|开展|驳回|撤回|点击|浏览|访问|阅读|粉丝|关注量|占比|年来"
)


class _List(NamedTuple):
    """Open while its parts go on. `total` is None in a bracket that only says something aside; `aside`: nothing more in
    this bracket is a part of it."""

    total: int | None
    bracket: bool
    aside: bool = False


def find_parts(text: str, kinds: Sequence[str | None]) -> dict[int, int]:
    """Count -> the count it is a part of, by their numbers in the outline `text`; `kinds` as claimed so far."""
    if len(kinds) < 2:
        return {}
    gaps = [_BESIDE.sub("", gap) for gap in text.split(COUNT)]
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
        if total is None or open_lists[-1].aside:
            continue
        if len(label) > MAX_LABEL_LENGTH or _NO_LABEL.search(label) or not _may_be_part(kinds[i], kinds[total]):
            if open_lists[-1].bracket:  # 26件(含上年结转3件),其中…: what follows is still of the 26
                open_lists[-1] = open_lists[-1]._replace(aside=True)
            else:
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
    """A count of something else begins its own statement; what was carried out goes with the outcomes."""
    if kind in kinds_with("left_over") and whole in kinds_with("received"):
        return True
    return kind is None or kind not in kinds_with("whole") or kind == whole


def exact_lists(text: str, kinds: Sequence[str | None], values: Sequence[Decimal]) -> dict[int, int]:
    """Lists without 其中, known by their sum: 公开信息226条,动态196条,公告19条,年报11条. Count -> its total."""
    if kinds_with("unnamed").isdisjoint(kinds):
        return {}
    gaps = [_BESIDE.sub("", gap) for gap in text.split(COUNT)]
    part_of: dict[int, int] = {}
    for whole, kind in enumerate(kinds):
        if kind not in kinds_with("unnamed") or whole in part_of:
            continue
        if whole and _OPENS.match(gaps[whole]):
            continue  # 信息48条:网站24条、视频号17条、公开栏7条: an item of a list itself, the others beside it
        left = values[whole]
        for i in range(whole + 1, len(kinds)):
            goes_on = _GOES_ON.match(gaps[i])
            left -= values[i]
            if not goes_on or left < 0 or not _may_sum(kinds[i]) or _NO_LABEL.search(gaps[i][goes_on.end() :]):
                break
            if left == 0 and i > whole + 1:
                part_of |= dict.fromkeys(range(whole + 1, i + 1), whole)
    return part_of


def run_on_items(text: str, kinds: Sequence[str | None], units: Sequence[str]) -> list[int]:
    """The counts that no pattern named and that go on behind one of what was disclosed, each with a short label."""
    if kinds_with("unnamed").isdisjoint(kinds):
        return []
    gaps = [_BESIDE.sub("", gap) for gap in text.split(COUNT)]
    found: list[int] = []
    for i in range(1, len(kinds)):
        before = kinds[i - 1] in kinds_with("unnamed") or i - 1 in found
        goes_on = _RUNS_ON.match(gaps[i])
        if not before or kinds[i] is not None or not goes_on or units[i] not in _PUBLISHED:
            continue
        label = gaps[i][goes_on.end() :]
        if label and len(label) <= MAX_RUN_ON_LENGTH and not _NOT_RUN_ON.search(label):
            found.append(i)
    return found


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
