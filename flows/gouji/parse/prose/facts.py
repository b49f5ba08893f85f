"""Facts: what only the prose tells, by the vocabulary of data/forms/facts.toml."""

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from gouji.core.model import Fact

from .fact_counts import Counted, counted_in
from .fact_patterns import (
    UNKNOWN,
    FactPattern,
    channels_in,
    fact_patterns,
    fields_in,
    fixed_field,
    generic,
    has_own_fields,
    has_trait,
    kind_of_statement,
    listed_kind,
    without_channels,
    word,
)
from .fact_presence import present_in
from .fact_totals import with_totals
from .statement_patterns import COUNT
from .statements import YEAR, Told, plain_text

_MEANS = re.compile("通过|依托|利用|运用|借助|以|在|用")
_DID = re.compile(
    "主动公开|公开|发布|更新|推送|公布|公示|上传|发稿|刊发|编发|转发|刊登|上报|报送|发文|推文|其中|共计|累计|包括|[:,(]"
)
_COLUMN = re.compile("([^,的在]{2,8})(?:专栏|栏目|板块|(?<![示告传开])栏)(?!.*[,:])")
_APART_FROM = re.compile("另外|另有|此外|其[他它余]|全年|累计|总计|合计|共(?!性|享)")
_PUBLISHED = frozenset(["件", "条", "篇", "项", "份", "则", "期", "个"])


def read_facts(
    sentences: Sequence[Told],
    agency: str | None = None,
    report_year: int | None = None,
    of_other_years: Sequence[tuple[int, str, Collection[Decimal]]] = (),
) -> list[Fact]:
    """The facts of a report's sentences in order of place, numbered from 1.

    `agency`: whose report it is: what a district reports of the whole district is its own, what a township does is not.
    `of_other_years`: as for statements.
    """
    facts: list[Fact] = []
    wide = bool(agency and word("of_wider").search(agency))
    for told in sentences:
        counted = _in_sentence(told, report_year, wide, len(facts))
        facts += counted
        facts += present_in(told, counted, facts, len(facts))
    for section, text, values in of_other_years:
        facts = [
            f._replace(scope="other_year") if f.section == section and f.value in values and f.text in text else f
            for f in facts
        ]
    return with_totals(facts)


def _in_sentence(told: Told, report_year: int | None, wide: bool, before: int) -> list[Fact]:
    found: list[Fact] = []
    of_table = False  # the count before is a figure that a table has, and so are those that only go on
    ordinals: dict[int, int] = {}  # number of a count -> ordinal of its fact
    for counted in counted_in(told):
        whole = told.parts.get(counted.number) if counted.number is not None else None
        total = found[ordinals[whole] - before - 1] if whole in ordinals and whole is not None else None
        last = found[-1] if found else None
        kind = _kind(told, counted, total)
        if not kind or (kind == UNKNOWN and of_table and counted.is_item):
            of_table = of_table or not kind
            continue
        of_table = False
        if counted.is_item and kind == UNKNOWN and last and last.kind == listed_kind() and _runs_on(counted):
            kind = listed_kind()
        ordinal = before + len(found) + 1
        if counted.number is not None:
            ordinals.setdefault(counted.number, ordinal)
        count = counted.found
        channel = _channel(counted, kind, total, last)
        found.append(
            Fact(
                kind=kind,
                channel=channel,
                field=_field(counted, kind, total, is_item=total is not None or counted.is_item),
                value=count.value,
                unit=count.unit or (total.unit if total else last.unit if last and counted.is_item else ""),
                section=told.section,
                text=told.text,
                label=_label(counted),
                lowest=count.lowest,
                highest=count.highest,
                scope=total.scope if total else _scope(counted, report_year, wide),
                year=total.year if total else counted.scope[0],
                ordinal=ordinal,
            )
        )
    # Totals behind their parts are known only now.
    for number, ordinal in ordinals.items():
        total_of = told.parts.get(number)
        if total_of in ordinals and ordinals[total_of] != ordinal:
            found[ordinal - before - 1] = found[ordinal - before - 1]._replace(part_of=ordinals[total_of])
    return found


def _kind(told: Told, counted: Counted, total: Fact | None) -> str:
    """The kind of a count; empty for what is no fact: a figure that a table has, or of other business."""
    stated = told.kinds.get(counted.number) if counted.number is not None else None
    if stated is not None and stated not in kind_of_statement():
        return ""
    if word("plan").search(counted.before):
        return ""
    if stated is not None and stated.startswith("documents"):
        return kind_of_statement()[stated]
    if counted.clause == COUNT:
        return UNKNOWN
    if not counted.found.unit and total is None and not counted.is_item:
        return ""  # 1、主动公开 2、依申请公开
    own = next((pattern.kind for pattern in _fitting(counted)), "")
    if total is not None and (total.kind == listed_kind() or not own):
        return own if own and (total.kind != listed_kind() or has_trait(own, "item")) else total.kind
    if own:
        return "" if own == listed_kind() and stated is None and word("elsewhere").search(counted.clause) else own
    if stated is not None:
        return kind_of_statement()[stated]
    if counted.number is None or not counted.found.unit or word("elsewhere").search(counted.clause):
        return ""
    written = plain_text(told.plain)[counted.found.start : counted.found.end]
    return "" if counted.found.value == 1 and not written[:1].isdigit() else UNKNOWN  # 一项重要工作


def _fitting(counted: Counted) -> Iterator[FactPattern]:
    for pattern in fact_patterns():
        text = counted.before + counted.clause[counted.clause.find(COUNT) :] if pattern.far else counted.clause
        if (
            counted.found.unit in pattern.units
            and pattern.expression.search(text)
            and not (pattern.unless and pattern.unless.search(text))
        ):
            yield pattern


def _runs_on(counted: Counted) -> bool:
    """Whether a count that nothing names is one more item behind a figure of what was disclosed."""
    named = fields_in(counted.own, listed_kind()) or channels_in(counted.own) or not counted.own.strip("…、,;")
    return bool(named) and counted.found.unit in _PUBLISHED and not _APART_FROM.match(counted.before.lstrip(",;"))


def _channel(counted: Counted, kind: str, total: Fact | None, last: Fact | None) -> str:
    if not has_trait(kind, "by_channel"):
        return ""
    clauses = re.split("[,:(]", counted.own if counted.own not in counted.before else counted.before)
    near = [c for i, c in enumerate(clauses) if i == len(clauses) - 1 or _MEANS.search(c)]
    named = channels_in(",".join(near)) or channels_in(counted.clause.partition(COUNT)[0])
    if named:
        return "+".join(named)
    if total is not None:
        return total.channel if total.kind == kind else ""
    if last is not None and counted.is_item and last.kind == kind and not _APART_FROM.search(counted.before):
        return last.channel
    return ""


def _field(counted: Counted, kind: str, total: Fact | None, *, is_item: bool) -> str:
    """The fields that tell of a count; `unknown` where its words name one that the vocabulary does not have."""
    if fixed := fixed_field(kind):
        return fixed
    if not has_trait(kind, "by_field") and not has_own_fields(kind):
        return ""
    words = counted.clause if not has_trait(kind, "by_field") else _named_words(counted, is_item=is_item)
    column = _COLUMN.search(counted.clause.partition(COUNT)[0])
    if named := dict.fromkeys((*fields_in(column[1] if column else "", kind), *fields_in(words, kind))):
        return "+".join(named)
    if kind != listed_kind():
        return ""
    if total is not None and total.field:
        return total.field
    left = "".join(generic().split(words))
    return UNKNOWN if len(left) > 1 and is_item else ""


def _named_words(counted: Counted, *, is_item: bool) -> str:
    """The words that may name a field: those of the item, or behind what was done; else those behind the count."""
    before, _, behind = counted.clause.partition(COUNT)
    words = without_channels(before) if is_item else _DID.split(before)[-1]
    return words if is_item and before.strip() else words if words.strip() else behind


def _scope(counted: Counted, report_year: int | None, wide: bool) -> str:
    year, scope = counted.scope
    if word("other_time").search(counted.before):
        return "other_year"
    if scope == "other" or (year is not None and report_year is not None and year != report_year):
        return "other_year"
    if not wide and word("wider").search(counted.before):
        return "wider"
    return "part_year" if word("part_year").search(counted.before) else "own"


def _label(counted: Counted) -> str:
    words = counted.own or counted.before
    return words.strip(f"、,;:()和及与{YEAR}")[-30:]
