"""Figures claimed in prose, by the patterns of data/forms/statements.toml."""

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import accumulate
from types import MappingProxyType
from typing import NamedTuple

from gouji.core.characters import simplified
from gouji.core.forms import load_forms, sections_with
from gouji.core.model import Section, Statement
from gouji.parse.trace import SentenceRead, Trace

from .claims import claims_of, fired_patterns, one_by_one, run_on, unnamed
from .counts import COUNTERS, NUMERALS
from .outlines import Outline, counted, outline
from .scopes import label_of, scopes_of, times_meant
from .statement_patterns import other_business
from .subtotals import exact_lists, find_parts

trace = Trace(__name__)
NOT_STATING = ("problems",)  # roles of the sections that state no figures but tell plans
MAX_CONTEXT_LENGTH = 600  # characters before a count in which its matter may be named
_SENTENCE = re.compile(r"(?:[^。\n]|。(?=\s*(?:其中|具体|包括|分别)))+")
_MAY_STATE = re.compile(rf"\d|未|没有|無|无|零|[{NUMERALS}余多](?:{COUNTERS})")
_HEADING = re.compile(r"\s*[(（][一二三四五六七八九十][)）]|\s*[一二三四五六七八九十]是|\s*\d{1,2}[、.．](?!\d)")
_ITSELF = "本机关"  # what an agency is called in place of a name that would mislead
_ORGAN = re.compile(r"(?:局|委员会|办公室|中心|办事处|大队|站|所)$")
_ITEM_NUMERALS = "一二三四五"
_UNNAMED_ITEM = re.compile(
    rf"\s*[(（]([{_ITEM_NUMERALS}])[)）]\s*(?:20\d\d年度?|本年度?|今年|全年|本?[我本]?[局镇乡委办县区市]|共|累计|[，,、])*"
    r"(?:收到|受理|新收|接到|办理|主动公开|公开|发布|\d+[件条宗])"
)


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


def _in_sentence(told: Told, context: str, before: int) -> Told:
    seen = outline(told.plain)
    claims = claims_of(seen, context)
    if not claims and not seen.counts:
        return told._replace(seen=seen)
    fired = fired_patterns(seen, context, claims) if trace else []
    claims += one_by_one(seen, claims)
    claims += run_on(seen, claims)
    kinds = {claim.number: claim.kind for claim in claims if claim.number is not None}
    named = [kinds.get(i) for i in range(len(seen.counts))]
    parts = find_parts(seen.text, named) or exact_lists(seen.text, named, [count.value for count in seen.counts])
    claims = sorted([*claims, *unnamed(seen, kinds, parts)], key=lambda claim: claim.place)
    times = [times_meant(seen.text, claim) for claim in claims]
    firsts = list(accumulate(times, initial=before + 1))
    ordinals = {claim.number: first for claim, first in zip(claims, firsts, strict=False)}
    statements = []
    scopes = scopes_of(seen, claims, parts)
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
            label=label_of(seen.text, claim.place),
            part_of=ordinals[total] if total is not None else None,
        )
        statements += [statement._replace(ordinal=first + i) for i in range(repeats)]
    if trace:
        left = [counted(c) for i, c in enumerate(seen.counts) if i not in {claim.number for claim in claims}]
        trace(SentenceRead(told.section, told.text, fired, statements, left))
    numbered = [(claim.number, when) for claim, when in zip(claims, scopes, strict=True) if claim.number is not None]
    kinds = {claim.number: claim.kind for claim in claims if claim.number is not None}
    return told._replace(seen=seen, kinds=kinds, times=dict(numbered), parts=parts, statements=statements)
