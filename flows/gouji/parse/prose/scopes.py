"""What a claim is told of: the year, a part of it or all, another time; how often it is meant, and what it is called."""

import re
from collections import Counter

from .claims import ONE_BY_ONE, Claim
from .outlines import YEAR, Outline
from .statement_patterns import COUNT, correction, kinds_with, shares

_CLAUSE_END = re.compile(r"[,;。:、()◇]")
_BRACKET = re.compile(r"\([^()◇]*\)")
_NO_LABEL = re.compile(r"^(?:其中|包括|包含|含|和|及|以及)|(?:共计|合计|总计|共|为|各|数|约)+$")
_ASIDE = re.compile(r"\([^()]*\)|《[^《》]*》")
_OTHER_TIME = re.compile(
    r"(?:(?<![较比])(?:上一?年度?|去年)|往年|历年|[一二三四五六七八九十\d]年来|自□(?:以来|起))[^,;。◇]{0,16}$"
)


def scopes_of(seen: Outline, claims: list[Claim], parts: dict[int, int]) -> list[tuple[int | None, str]]:
    """Year and scope of each claim; what is told of a share of the requests is a part, too."""
    kinds = {claim.number: claim.kind for claim in claims}
    told = Counter(claim.kind for claim in claims)
    scopes = []
    of_requests, adds_up, in_lists = kinds_with("of_requests"), kinds_with("adds_up"), kinds_with("open_list")
    of_share = of_other = False
    corrects = correction().search(seen.text) is not None
    for claim in claims:
        year, scope = (None, "other") if corrects else when_told(seen, claim.place, claim.kind)
        total = parts.get(claim.number) if claim.number is not None else None
        share = _is_share(seen.text, claim)
        if claim.kind in kinds_with("received"):
            of_share, of_other = share and total is None, scope == "other"
        if claim.kind in of_requests and of_other:
            scope = "other"  # 上年收到七件，办结六件
        listed = total is not None and (claim.kind == kinds[total] or claim.kind in in_lists)
        several = claim.kind in adds_up and told[claim.kind] > 1  # 废止两件、失效一件
        if scope == "year" and (listed or share or several or (claim.kind in of_requests and of_share)):
            scope = "part"
        scopes.append((year, scope))
    return scopes


def when_told(seen: Outline, place: int, kind: str = "") -> tuple[int | None, str]:
    """The year a sentence names for a figure, and its scope: `year` or, told of another time, `other`."""
    before = seen.text[max(0, place - 200) : place]
    carried = kind in kinds_with("carried")
    if not carried and (named := list(ONE_BY_ONE.finditer(before))) and "。" not in before[named[-1].end() :]:
        first = seen.text.count(YEAR, 0, place) - before[named[-1].start() :].count(YEAR)
        nth = before[named[-1].end() :].count(COUNT)
        return (seen.years[first + nth], "year") if nth < named[-1][1].count(YEAR) else (None, "other")
    if not carried and _OTHER_TIME.search(before):
        return None, "other"
    told = _ASIDE.sub("", re.split("[;。]", before)[-1]).rpartition(YEAR)
    if carried or not told[1] or re.match("版|修订|新版", told[2]) or re.search("今年|本年|当年", told[2]):
        return None, "year"
    return seen.years[seen.text.count(YEAR, 0, place) - 1], "year"


def _is_share(text: str, claim: Claim) -> bool:
    """Whether the clause tells of one channel or some applicants only; both together are the whole, and so are the
    citizens (公民) who have asked for nothing."""
    is_outcome = claim.kind in kinds_with("outcome")
    if not is_outcome and claim.kind not in kinds_with("by_share"):
        return False
    start = max(text.rfind(mark, 0, claim.place) for mark in ",;。:(")
    ends = [end for mark in ",;。)" if (end := text.find(mark, claim.place)) >= 0]
    clause = text[start + 1 : min(ends, default=len(text))]
    words = shares()
    if is_outcome:
        return words.reason in clause  # one reason of several
    whole = claim.number is None or words.everybody in clause
    sides = [words.channels] if whole else [words.channels, words.applicants]
    one_side = any(len({any(word in clause for word in side) for side in pair}) == 2 for pair in sides)
    return one_side or bool(words.part.search(clause))


def times_meant(text: str, claim: Claim) -> int:
    """How often a figure is meant: once, or for each of the things named before 各 (指南、年报各1条)."""
    if claim.number is None or not text.endswith("各", 0, claim.place):
        return 1
    return 1 + len(re.findall("[、和及与]", re.split("[,;。:(◇]", text[max(0, claim.place - 60) : claim.place])[-1]))


def label_of(text: str, place: int) -> str:
    """What the figure is of, as written: the words before it in its clause."""
    words = _CLAUSE_END.split(_BRACKET.sub("", text[max(0, place - 60) : place]))[-1]
    return _NO_LABEL.sub("", words.replace(YEAR, ""))[-20:]
