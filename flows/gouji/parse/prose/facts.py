"""Facts: what only the prose tells, by the vocabulary of data/forms/facts.toml."""

import re
from collections.abc import Collection, Sequence
from decimal import Decimal

from gouji.core.model import Fact

from .fact_counts import Counted, counted_in
from .fact_kinds import APART_FROM, goes_on, has_table, kind_of, named_words, runs_on, with_parts
from .fact_patterns import (
    UNKNOWN,
    channels_in,
    fields_in,
    fixed_field,
    generic,
    has_own_fields,
    has_trait,
    listed_kind,
    word,
)
from .fact_presence import present_in
from .fact_tables import Rows, facts_of_table, tables_in
from .fact_totals import with_totals
from .fact_years import is_whole, last_year_by, year_of
from .outlines import YEAR
from .statement_patterns import COUNT
from .statements import Told, begins_item

_MEANS = re.compile("通过|依托|利用|运用|借助|以|在|用")
_COLUMN = re.compile("([^,的在]{2,8})(?:专栏|栏目|板块|(?<![示告传开])栏)(?!.*[,:])")
# What is done for a channel, through which nothing is said to be published by that.
_FURTHERED = re.compile("加强|完善|优化|推进|规范|做好|强化|提升|建设|管理|维护|健全|整合|关停|开设|开通|打造")
_OF_ACCOUNT = re.compile(
    "^[,、](?:全年|累计|总计?|共|年度)*(?:发布|推送|推文|更新|发文|[^,;。]{0,2}(?:阅读|点击|浏览|播放|点赞))"
)


def read_facts(
    sentences: Sequence[Told],
    agency: str | None = None,
    report_year: int | None = None,
    of_other_years: Sequence[tuple[int, str, Collection[Decimal]]] = (),
    tables: Sequence[tuple[int, Rows]] = (),
) -> list[Fact]:
    """The facts of a report's sentences in order of place, numbered from 1, and behind them those of its `tables`: grids
    that are none of the form's, as rows of texts, each with its section.

    `agency`: whose report it is: what a district reports of the whole district is its own, what a township does is not.
    `of_other_years`: as for statements.
    """
    facts: list[Fact] = []
    wide = bool(agency and word("of_wider").search(agency))
    topic, section = "", 0
    for told in sentences:
        if told.section != section or begins_item(told.text):
            topic, section = "", told.section
        counted = _in_sentence(told, report_year, wide, len(facts), topic)
        topic += told.plain
        facts += counted
        facts += present_in(told, counted, facts, len(facts))
    for section, rows in [*tables_in(sentences), *tables]:
        facts += facts_of_table(section, rows, len(facts))
    for section, text, values in of_other_years:
        facts = [
            f._replace(scope="other_year") if f.section == section and f.value in values and f.text in text else f
            for f in facts
        ]
    return with_totals(facts)


def _in_sentence(told: Told, report_year: int | None, wide: bool, before: int, topic: str) -> list[Fact]:
    told = with_parts(told)
    found: list[Fact] = []
    of_table = False  # the count before is a figure that a table has, and so are those that only go on
    ordinals: dict[int, int] = {}  # number of a count -> ordinal of its fact
    for counted in counted_in(told):
        whole = told.parts.get(counted.number) if counted.number is not None else None
        total = found[ordinals[whole] - before - 1] if whole in ordinals and whole is not None else None
        last = found[-1] if found else None
        kind = kind_of(told, counted, total)
        if not kind or (kind == UNKNOWN and of_table and counted.is_item):
            of_table = of_table or has_table(told, counted)
            continue
        of_table = False
        if kind == UNKNOWN and counted.is_item and last and last.kind == listed_kind() and runs_on(counted):
            kind = listed_kind()
        elif kind == UNKNOWN and last and last.kind != UNKNOWN and goes_on(counted, last):
            kind = last.kind
        ordinal = before + len(found) + 1
        if counted.number is not None:
            ordinals.setdefault(counted.number, ordinal)
        count = counted.found
        channel = _channel(counted, kind, total, last)
        scope = total.scope if total else _scope(counted, report_year, wide)
        own = scope == "own" and total is None
        last_lowest, last_highest = last_year_by(counted, report_year) if own else (None, None)
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
                scope=scope,
                year=total.year if total else year_of(counted, report_year),
                ordinal=ordinal,
                last_lowest=last_lowest,
                last_highest=last_highest,
                is_whole=total is None and scope in ("own", "other_year") and is_whole(counted, kind, topic),
            )
        )
    # Totals behind their parts are known only now.
    for number, ordinal in ordinals.items():
        total_of = told.parts.get(number)
        if total_of in ordinals and ordinals[total_of] != ordinal:
            part = found[ordinal - before - 1]
            found[ordinal - before - 1] = part._replace(part_of=ordinals[total_of], is_whole=False)
    return found


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
    if len(clauses) > 1 and not _FURTHERED.search(clauses[-2]) and (named := channels_in(clauses[-2])):
        return "+".join(named)  # 公众号每日更新,共发布信息1193条
    if (
        last is not None
        and last.channel
        and last.kind != kind
        and counted.is_item
        and _OF_ACCOUNT.search(counted.before)
    ):
        return last.channel  # 公众号粉丝3200人,全年推送信息90条,阅读量2万次
    if last is not None and counted.is_item and last.kind == kind and not APART_FROM.search(counted.before):
        return last.channel
    return ""


def _field(counted: Counted, kind: str, total: Fact | None, *, is_item: bool) -> str:
    """The fields that tell of a count; `unknown` where its words name one that the vocabulary does not have."""
    if fixed := fixed_field(kind):
        return fixed
    if not has_trait(kind, "by_field") and not has_own_fields(kind):
        return ""
    words = counted.clause if not has_trait(kind, "by_field") else named_words(counted, is_item=is_item)
    column = _COLUMN.search(counted.clause.partition(COUNT)[0])
    if named := dict.fromkeys((*fields_in(column[1] if column else "", kind), *fields_in(words, kind))):
        return "+".join(named)
    if kind != listed_kind():
        return ""
    if total is not None and total.field:
        return total.field
    left = "".join(generic().split(words))
    return UNKNOWN if len(left) > 1 and is_item else ""


def _scope(counted: Counted, report_year: int | None, wide: bool) -> str:
    year, scope = counted.scope
    if word("other_time").search(counted.before) or word("than_last_year").search(counted.before):
        return "other_year"
    if scope == "other" or (year is not None and report_year is not None and year != report_year):
        return "other_year"
    if not wide and word("wider").search(counted.before):
        return "wider"
    return "part_year" if word("part_year").search(counted.before) else "own"


def _label(counted: Counted) -> str:
    words = counted.own or counted.before
    return words.strip(f"、,;:()和及与{YEAR}")[-30:]
