"""What a count in prose is of: the kind of fact, by the patterns of data/forms/facts.toml and by what stands beside it."""

import re
from collections.abc import Iterator

from gouji.core.model import Fact

from .fact_counts import Counted, counted_in, without_counter
from .fact_patterns import (
    UNKNOWN,
    FactPattern,
    channels_in,
    fact_patterns,
    fields_in,
    generic,
    has_trait,
    items_with_fields,
    kind_of_statement,
    listed_kind,
    without_channels,
    without_fields,
    word,
)
from .outlines import plain_text
from .statement_patterns import COUNT, unnamed_kind
from .statements import Told
from .subtotals import exact_lists, find_parts

MIN_LISTED = 3  # counts of a total with its parts
MAX_BESIDE = 6  # characters of what is told beside another
MAX_LEFT = 2  # characters of an item that are not of its field
MAX_ITEM_LENGTH = 16  # of the words of an item in which its field may stand before what was done
_PUBLISHED = frozenset(["件", "条", "篇", "项", "份", "则", "期", "个"])
_DID = re.compile(
    "主动公开|公开|发布|更新|推送|公布|公示|上传|发稿|刊发|编发|转发|刊登|上报|报送|发文|推文|其中|共计|累计|包括|[:,(]"
)
APART_FROM = re.compile("另外|另有|此外|全年|累计|总计|合计|共(?!性|享)")


def with_parts(told: Told) -> Told:
    """With the lists behind a total of which the reader of statements knows nothing: 重点领域信息20条:网站12条、公众号8条."""
    if told.seen is None or told.parts or len(told.seen.counts) < MIN_LISTED or ":" not in told.seen.text:
        return told
    listed = [c.number for c in counted_in(told) if c.number is not None and kind_of(told, c, None) == listed_kind()]
    named = [unnamed_kind() if i in listed else told.kinds.get(i) for i in range(len(told.seen.counts))]
    parts = exact_lists(told.seen.text, named, [count.value for count in told.seen.counts])
    return told._replace(parts=parts or find_parts(told.seen.text, named))


def has_table(told: Told, counted: Counted) -> bool:
    """Whether a count is a figure that a table has."""
    stated = told.kinds.get(counted.number) if counted.number is not None else None
    return stated is not None and stated not in kind_of_statement()


def kind_of(told: Told, counted: Counted, total: Fact | None) -> str:
    """The kind of a count; empty for what is no fact: a figure that a table has, or of other business."""
    stated = told.kinds.get(counted.number) if counted.number is not None else None
    if has_table(told, counted):
        return ""
    if word("plan").search(counted.before):
        return ""
    if stated is not None and stated.startswith("documents"):
        return kind_of_statement()[stated]
    if counted.clause == COUNT:
        return UNKNOWN
    uncounted = without_counter(counted.before, counted.found.value, counted.after)
    if not (counted.found.unit or total or counted.is_item or uncounted):
        return ""  # 1、主动公开 2、依申请公开
    own = next((pattern.kind for pattern in _fitting(counted)), "")
    if uncounted and own and not counted.found.unit and not has_trait(own, "item"):
        own = listed_kind()
    if own and has_trait(own, "item") and items_with_fields(named_words(counted, is_item=True), listed_kind()) > 1:
        own = listed_kind()  # 公开政策文件、政策解读等信息55条
    if own and stated == unnamed_kind() and not has_trait(own, "item"):
        listed = counted.number in told.parts or (counted.is_item and counted.found.unit in _PUBLISHED)
        if listed and counted.found.unit in _PUBLISHED:
            own = listed_kind()  # 审计整改30条 in a list whose total stands behind it
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
    if counted.found.value == 1 and not written[:1].isdigit():
        return ""  # 一项重要工作
    return listed_kind() if _is_named_item(counted) else UNKNOWN


def runs_on(counted: Counted) -> bool:
    """Whether a count that nothing names is one more item behind a figure of what was disclosed."""
    named = fields_in(counted.own, listed_kind()) or channels_in(counted.own) or not counted.own.strip("…、,;")
    return bool(named) and counted.found.unit in _PUBLISHED and not APART_FROM.match(counted.before.lstrip(",;"))


def goes_on(counted: Counted, last: Fact) -> bool:
    """政策解读以图解2篇、视频3部推出: whether a count that nothing names is told beside one of a kind, briefly."""
    return (
        counted.is_item
        and counted.before.startswith("、")
        and len(counted.own.strip("、")) <= MAX_BESIDE
        and has_trait(last.kind, "item")
    )


def named_words(counted: Counted, *, is_item: bool) -> str:
    """The words that may name a field: those of the item, or behind what was done; else those behind the count."""
    before, _, behind = counted.clause.partition(COUNT)
    done = _DID.split(before)[-1]
    if not is_item:
        return done if done.strip() else behind
    own, done = without_channels(before), without_channels(done)
    return own if len(own) <= MAX_ITEM_LENGTH and not fields_in(done, listed_kind()) else done


def _is_named_item(counted: Counted) -> bool:
    """工作动态12条: whether the words before a count are the name of a field and nothing else."""
    words = counted.own.strip("、,;…")
    if counted.found.unit not in _PUBLISHED or not fields_in(words, listed_kind()):
        return False
    return len("".join(generic().split(without_fields(words, listed_kind())))) <= MAX_LEFT


def _fitting(counted: Counted) -> Iterator[FactPattern]:
    for pattern in fact_patterns():
        text = counted.before + counted.clause[counted.clause.find(COUNT) :] if pattern.far else counted.clause
        if (
            counted.found.unit in pattern.units
            and pattern.expression.search(text)
            and not (pattern.unless and pattern.unless.search(text))
        ):
            yield pattern
