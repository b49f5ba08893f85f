"""Figures claimed in prose, by the patterns of data/forms/statements.toml."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from itertools import accumulate
from types import MappingProxyType
from typing import NamedTuple

from gouji.core.characters import simplified
from gouji.core.forms import load_forms, sections_with
from gouji.core.model import Section, Statement, plain_number
from gouji.parse.trace import FiredPattern, SentenceRead, Trace

from .counts import COUNTERS, NUMERALS, Count, find_counts
from .statement_patterns import (
    COUNT,
    Pattern,
    correction,
    kinds_with,
    named_disputes,
    other_business,
    shares,
    spellings,
    statement_patterns,
    told_together,
    unnamed_kind,
)
from .subtotals import exact_lists, find_parts, run_on_items

trace = Trace(__name__)
YEAR = "□"  # what a year is in an outline
NOT_STATING = ("problems",)  # roles of the sections that state no figures but tell plans
MAX_CONTEXT_LENGTH = 600  # characters before a count in which its matter may be named
_SENTENCE = re.compile(r"(?:[^。\n]|。(?=\s*(?:其中|具体|包括|分别)))+")
_DENIES = re.compile("未|没有|无|零|0")  # what a sentence that says “none” without a count holds
_MAY_STATE = re.compile(rf"\d|未|没有|無|无|零|[{NUMERALS}余多](?:{COUNTERS})")
# Half-width, and no marks of our own. One replace each takes a tenth of the time of str.translate.
_NARROW = tuple(zip("０１２３４５６７８９，；：（）．％◇□", "0123456789,;:().%◆■", strict=True))
_NO_ROOM = re.compile("[\u200b-\u200f\ufeff]+")
_YEAR = re.compile(r"(20\d\d)(?:年度?|(?=全年))")
_HEADING = re.compile(r"\s*[(（][一二三四五六七八九十][)）]|\s*[一二三四五六七八九十]是|\s*\d{1,2}[、.．](?!\d)")
_ITSELF = "本机关"  # what an agency is called in place of a name that would mislead
_ORGAN = re.compile(r"(?:局|委员会|办公室|中心|办事处|大队|站|所)$")
_ITEM_NUMERALS = "一二三四五"
_UNNAMED_ITEM = re.compile(
    rf"\s*[(（]([{_ITEM_NUMERALS}])[)）]\s*(?:20\d\d年度?|本年度?|今年|全年|本?[我本]?[局镇乡委办县区市]|共|累计|[，,、])*"
    r"(?:收到|受理|新收|接到|办理|主动公开|公开|发布|\d+[件条宗])"
)
_CLAUSE_END = re.compile(r"[,;。:、()◇]")
_BRACKET = re.compile(r"\([^()◇]*\)")
_NO_LABEL = re.compile(r"^(?:其中|包括|包含|含|和|及|以及)|(?:共计|合计|总计|共|为|各|数|约)+$")
_ASIDE = re.compile(r"\([^()]*\)|《[^《》]*》")
_OTHER_TIME = re.compile(
    r"(?:(?<![较比])(?:上一?年度?|去年)|往年|历年|[一二三四五六七八九十\d]年来|自□(?:以来|起))[^,;。◇]{0,16}$"
)
_ONE_BY_ONE = re.compile("(□(?:[、,和及]{1,2}□)+)[^,;。◇]{0,6}分别")  # years named together, their figures behind


class Outline(NamedTuple):
    """A sentence with each count written ◇ and each year □: `counts` and `years` in order."""

    text: str
    counts: list[Count]
    years: list[int]

    def places(self, mark: str) -> list[int]:
        found: list[int] = []
        at = self.text.find(mark)
        while at >= 0:
            found.append(at)
            at = self.text.find(mark, at + 1)
        return found


class Told(NamedTuple):
    """A sentence, what it is in simplified characters, and what was read in it: the statements, and by the number of each
    count the kind of statement it is, the year and scope it is told of, and the count it is a part of. `seen` is None
    where no figure can be in it."""

    section: int
    text: str
    plain: str
    seen: Outline | None = None
    kinds: Mapping[int, str] = MappingProxyType({})
    times: Mapping[int, tuple[int | None, str]] = MappingProxyType({})
    parts: Mapping[int, int] = MappingProxyType({})
    statements: Sequence[Statement] = ()


class Claim(NamedTuple):
    """What a pattern found in an outline: a count (by its number) or a wording without one (None)."""

    place: int
    kind: str
    number: int | None  # of the count
    value: Decimal
    unit: str


def read_statements(
    sections: list[Section],
    agency: str | None = None,
    of_other_years: Sequence[tuple[int, str, Collection[Decimal]]] = (),
) -> list[Statement]:
    """Statements in order of place, numbered from 1 over the report. Numerals are converted only inside the count
    found, never in running text (统一平台 would become 统1平台). `agency`: whose report it is, as printed.
    `of_other_years`: (section, sentences, numbers that stand there and are no figures of this year)."""
    return stated(read_sentences(sections, agency), of_other_years)


def stated(
    sentences: Sequence[Told], of_other_years: Sequence[tuple[int, str, Collection[Decimal]]] = ()
) -> list[Statement]:
    """The statements of sentences; those of figures of other years are marked as such."""
    statements = [statement for told in sentences for statement in told.statements]
    for number, text, values in of_other_years:
        statements = [
            s._replace(scope="other") if s.section == number and s.value in values and s.text in text else s
            for s in statements
        ]
    return statements


def read_sentences(sections: list[Section], agency: str | None = None) -> list[Told]:
    """The sentences of the sections that state figures, in order, with what is read in each."""
    sentences: list[Told] = []
    before = 0  # statements so far
    own_name = _misleading_name(agency)
    plans = sections_with(*NOT_STATING)
    for section in sections:
        if section.number not in plans:
            context = ""
            for sentence in _SENTENCE.findall(section.text):
                plain = simplified(sentence)
                begun = _of_item(section.number, plain) if begins_item(sentence) else context
                context = (begun + plain)[-MAX_CONTEXT_LENGTH:]
                if own_name:
                    plain = own_name.sub(_ITSELF, plain)
                told = Told(section.number, sentence.strip(), plain)
                if _MAY_STATE.search(sentence):
                    told = _in_sentence(told, context, before)
                    before += len(told.statements)
                sentences.append(told)
    return sentences


def begins_item(sentence: str) -> bool:
    """Whether a sentence begins with a heading or number of its own: (一)、一是、1."""
    return _HEADING.match(sentence) is not None


def _misleading_name(agency: str | None) -> re.Pattern[str] | None:
    """The agency's own name, with or without the place before it, where its words are those of other business: what
    the 行政审批服务局 has received are no cases of 审批. None for other names."""
    name = simplified(re.sub(r"\s", "", agency or ""))
    if not other_business().search(name):
        return None
    core = re.split("[省市区县旗州]", name)[-1] if _ORGAN.search(name) else name
    return re.compile(rf"(?:{re.escape(name)}|[\u4e00-\u9fff]{{0,3}}[省市区县旗]?{re.escape(core)})")


def _of_item(section: int, sentence: str) -> str:
    """What a sub-item is of that begins without a heading of its own: the form's aspect of that number."""
    match = _UNNAMED_ITEM.match(sentence)
    aspects = _aspects(section)
    return aspects[_ITEM_NUMERALS.index(match[1])] if match and len(aspects) == len(_ITEM_NUMERALS) else ""


@cache
def _aspects(section: int) -> tuple[str, ...]:
    """The aspects that the forms ask of a section, in their order."""
    covers = (s.covers for form in load_forms().values() for s in form.sections if s.number == section)
    return max(covers, key=len, default=())


def plain_text(sentence: str) -> str:
    """The sentence without spaces, half-width, words spelled in one way."""
    text = _NO_ROOM.sub("", "".join(sentence.split()))
    for wide, narrow in _NARROW:
        text = text.replace(wide, narrow)
    for word, plain in spellings():
        text = word.sub(plain, text)
    return text


def outline(sentence: str) -> Outline:
    """The sentence (simplified) without spaces and half-width, counts and years marked."""
    text = plain_text(sentence)
    counts = list(find_counts(text))
    years: list[int] = []
    pieces: list[str] = []
    end = 0
    for count in [*counts, None]:
        piece = text[end : count.start if count else None]
        if found := _YEAR.findall(piece):
            years += map(int, found)
            piece = _YEAR.sub(YEAR, piece)
        pieces.append(piece)
        end = count.end if count else end
    return Outline(COUNT.join(pieces), counts, years)


def _in_sentence(told: Told, context: str, before: int) -> Told:
    seen = outline(told.plain)
    claims = _claims(seen, context)
    if not claims and not seen.counts:
        return told._replace(seen=seen)
    fired = _fired(seen, context, claims) if trace else []
    claims += _one_by_one(seen, claims)
    claims += _run_on(seen, claims)
    kinds = {claim.number: claim.kind for claim in claims if claim.number is not None}
    named = [kinds.get(i) for i in range(len(seen.counts))]
    parts = find_parts(seen.text, named) or exact_lists(seen.text, named, [count.value for count in seen.counts])
    claims = sorted([*claims, *_unnamed(seen, kinds, parts)], key=lambda claim: claim.place)
    times = [_times(seen.text, claim) for claim in claims]
    firsts = list(accumulate(times, initial=before + 1))
    ordinals = {claim.number: first for claim, first in zip(claims, firsts, strict=False)}
    statements = []
    scopes = _scopes(seen, claims, parts)
    for claim, (year, scope), repeats, first in zip(claims, scopes, times, firsts, strict=False):
        count = seen.counts[claim.number] if claim.number is not None else None
        total = parts.get(claim.number) if claim.number is not None else None
        statement = Statement(
            kind=claim.kind,
            value=claim.value,
            unit=claim.unit,
            section=told.section,
            text=told.text,
            lowest=count.lowest if count else claim.value,
            highest=count.highest if count else claim.value,
            scope=scope,
            year=year,
            label=_label(seen.text, claim.place),
            part_of=ordinals[total] if total is not None else None,
        )
        statements += [statement._replace(ordinal=first + i) for i in range(repeats)]
    if trace:
        left = [_counted(c) for i, c in enumerate(seen.counts) if i not in {claim.number for claim in claims}]
        trace(SentenceRead(told.section, told.text, fired, statements, left))
    numbered = [(claim.number, when) for claim, when in zip(claims, scopes, strict=True) if claim.number is not None]
    kinds = {claim.number: claim.kind for claim in claims if claim.number is not None}
    return told._replace(seen=seen, kinds=kinds, times=dict(numbered), parts=parts, statements=statements)


def _fired(seen: Outline, context: str, claims: list[Claim]) -> list[FiredPattern]:
    """For the trace: the patterns that stand in a sentence, the words they stand on, and why one made no claim."""
    made = {(claim.place, claim.kind) for claim in claims}
    told = []
    for pattern, matches in _matches(seen.text):
        for match in matches:
            at = match.start() if pattern.value is not None else match.start(match.lastindex or 0)
            kind = _of_dispute(seen.text, at, pattern.kinds[0])
            why_not = ""
            if pattern.needs and not pattern.needs.search(context):
                why_not = "前文没有所需的词 words it needs are not in the text before"
            elif (at, kind) not in made:
                why_not = "此数已归别的句式或单位不合 the count is another pattern's, or its unit is not fit"
            told.append(FiredPattern(pattern.kinds, spelled(seen, *match.span()), pattern.expression.pattern, why_not))
            made.discard((at, kind))
    return told


def spelled(seen: Outline, start: int, end: int) -> str:
    """A part of an outline with its counts and years written out."""
    counts = iter(seen.counts[seen.text.count(COUNT, 0, start) :])
    years = iter(seen.years[seen.text.count(YEAR, 0, start) :])
    return "".join(
        _counted(next(counts)) if c == COUNT else f"{next(years)}年" if c == YEAR else c for c in seen.text[start:end]
    )


def _counted(count: Count) -> str:
    return f"{plain_number(count.value)}{count.unit}"


def _unnamed(seen: Outline, kinds: dict[int, str], parts: dict[int, int]) -> list[Claim]:
    """Claims for the members of lists that no pattern named: of the kind of their total."""
    places = seen.places(COUNT)
    named = dict(kinds)
    for i in (*parts.values(), *parts):
        named.setdefault(i, named.get(parts.get(i, i)) or unnamed_kind())
    return [
        Claim(places[i], kind, i, seen.counts[i].value, seen.counts[i].unit)
        for i, kind in named.items()
        if i not in kinds
    ]


def _run_on(seen: Outline, claims: list[Claim]) -> list[Claim]:
    """公开预算信息2条、执法信息3条: claims for what is listed behind a figure of what was disclosed, without a total."""
    kinds = {claim.number: claim.kind for claim in claims if claim.number is not None}
    units = [count.unit for count in seen.counts]
    places = seen.places(COUNT)
    return [
        Claim(places[i], unnamed_kind(), i, seen.counts[i].value, seen.counts[i].unit or "件")
        for i in run_on_items(seen.text, [kinds.get(i) for i in range(len(units))], units)
    ]


def _one_by_one(seen: Outline, claims: list[Claim]) -> list[Claim]:
    """2023年、2024年分别收到申请9件、11件: claims for the figures behind the first, as many as there are years."""
    numbers = {claim.number: claim for claim in claims}
    places = seen.places(COUNT)
    more = []
    for match in _ONE_BY_ONE.finditer(seen.text):
        first = next((i for i, place in enumerate(places) if place > match.end()), None)
        if first is None or first not in numbers:
            continue
        for i in range(first + 1, min(first + match[1].count(YEAR), len(places))):
            if i in numbers or not re.fullmatch("[、,和及]{1,2}", seen.text[places[i - 1] + 1 : places[i]]):
                break
            count = seen.counts[i]
            more.append(Claim(places[i], numbers[first].kind, i, count.value, count.unit or "件"))
    return more


def _scopes(seen: Outline, claims: list[Claim], parts: dict[int, int]) -> list[tuple[int | None, str]]:
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


def _claims(seen: Outline, context: str) -> list[Claim]:
    """Patterns in order; a count is claimed once, and a wording without a count only where nothing else is claimed."""
    places = {place: i for i, place in enumerate(seen.places(COUNT))}
    claimed: dict[int, Claim] = {}
    spans: list[tuple[int, int]] = []
    told: list[Claim] = []
    for pattern, matches in _matches(seen.text):
        if pattern.needs and not pattern.needs.search(context):
            continue
        for match in matches:
            if pattern.value is not None:
                if not any(match.start() < end and start < match.end() for start, end in spans):
                    spans.append(match.span())
                    value = Decimal(pattern.value)
                    told += [Claim(match.start(), kind, None, value, pattern.unit) for kind in pattern.kinds]
                continue
            at = match.start(match.lastindex or 0)
            count = seen.counts[places[at]]
            kind = _of_dispute(seen.text, at, pattern.kinds[0])
            if places[at] not in claimed and count.unit in pattern.units:
                claimed[places[at]] = Claim(at, kind, places[at], count.value, count.unit or "件")
                spans.append((at, at + 1))
    return [*told, *(claim for claim in claimed.values() if claim.kind)]


@lru_cache(maxsize=4096)  # agencies of a district share many a sentence
def _matches(text: str) -> tuple[tuple[Pattern, tuple[re.Match[str], ...]], ...]:
    """Where the patterns stand in an outline, whatever was said before it."""
    counts, denies = COUNT in text, _DENIES.search(text) is not None
    found = []
    for pattern in statement_patterns():
        if counts if pattern.value is None else denies:
            matches = tuple(pattern.expression.finditer(text))
            if matches and not (pattern.unless and pattern.unless.search(text)):
                found.append((pattern, matches))
    return tuple(found)


def _of_dispute(text: str, at: int, kind: str) -> str:
    """*_upheld is of the review or the suit named last before it; of neither where both were just counted."""
    if not kind.startswith("*"):
        return kind
    before = text[max(0, at - 80) : at]
    if told_together().search(before):
        return ""
    # Where none is named, the last of the file: max() gives the first of equals.
    named = max(reversed(list(named_disputes().items())), key=lambda dispute: before.rfind(dispute[1]))
    return kind.replace("*", named[0])


def when_told(seen: Outline, place: int, kind: str = "") -> tuple[int | None, str]:
    """The year a sentence names for a figure, and its scope: `year` or, told of another time, `other`."""
    before = seen.text[max(0, place - 200) : place]
    carried = kind in kinds_with("carried")
    if not carried and (named := list(_ONE_BY_ONE.finditer(before))) and "。" not in before[named[-1].end() :]:
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


def _times(text: str, claim: Claim) -> int:
    """How often a figure is meant: once, or for each of the things named before 各 (指南、年报各1条)."""
    if claim.number is None or not text.endswith("各", 0, claim.place):
        return 1
    return 1 + len(re.findall("[、和及与]", re.split("[,;。:(◇]", text[max(0, claim.place - 60) : claim.place])[-1]))


def _label(text: str, place: int) -> str:
    """What the figure is of, as written: the words before it in its clause."""
    words = _CLAUSE_END.split(_BRACKET.sub("", text[max(0, place - 60) : place]))[-1]
    return _NO_LABEL.sub("", words.replace(YEAR, ""))[-20:]
