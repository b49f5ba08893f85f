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
    items_with_fields,
    kind_of_statement,
    listed_kind,
    without_channels,
    without_fields,
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
# What is done for a channel, through which nothing is said to be published by that.
_FURTHERED = re.compile("加强|完善|优化|推进|规范|做好|强化|提升|建设|管理|维护|健全|整合|关停|开设|开通|打造")
_OF_ACCOUNT = re.compile(
    "^[,、](?:全年|累计|总计?|共|年度)*(?:发布|推送|推文|更新|发文|[^,;。]{0,2}(?:阅读|点击|浏览|播放|点赞))"
)
_APART_FROM = re.compile("另外|另有|此外|全年|累计|总计|合计|共(?!性|享)")
MAX_LEFT = 2  # characters of an item that are not of its field
MAX_ITEM_LENGTH = 16  # of the words of an item in which its field may stand before what was done
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
            of_table = of_table or _has_table(told, counted)
            continue
        of_table = False
        if kind == UNKNOWN and (
            (counted.is_item and last and last.kind == listed_kind() and _runs_on(counted)) or _is_named_item(counted)
        ):
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


def _has_table(told: Told, counted: Counted) -> bool:
    """Whether a count is a figure that a table has."""
    stated = told.kinds.get(counted.number) if counted.number is not None else None
    return stated is not None and stated not in kind_of_statement()


def _kind(told: Told, counted: Counted, total: Fact | None) -> str:
    """The kind of a count; empty for what is no fact: a figure that a table has, or of other business."""
    stated = told.kinds.get(counted.number) if counted.number is not None else None
    if _has_table(told, counted):
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
    if own and has_trait(own, "item") and items_with_fields(_named_words(counted, is_item=True), listed_kind()) > 1:
        own = listed_kind()  # 公开政策文件、政策解读等信息55条
    if total is not None and (total.kind == listed_kind() or not own):
        return own if own and (total.kind != listed_kind() or has_trait(own, "item")) else total.kind
    if own:
        not_said = own == listed_kind() and stated is None and not word("publishes").search(counted.clause)
        return "" if not_said and word("elsewhere").search(counted.clause) else own
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


def _is_named_item(counted: Counted) -> bool:
    """工作动态12条: whether the words before a count are the name of a field and nothing else."""
    words = counted.own.strip("、,;…")
    if counted.found.unit not in _PUBLISHED or not fields_in(words, listed_kind()):
        return False
    return len("".join(generic().split(without_fields(words, listed_kind())))) <= MAX_LEFT


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
    done = _DID.split(before)[-1]
    if not is_item:
        return done if done.strip() else behind
    own, done = without_channels(before), without_channels(done)
    return own if len(own) <= MAX_ITEM_LENGTH and not fields_in(done, listed_kind()) else done


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
