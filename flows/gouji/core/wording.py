"""How dates, figures, states and ranks are put into words, on the terminal and on paper."""

import re
from collections.abc import Mapping
from typing import Any

OUTCOME = {"fail": "不符", "explained": "已作说明", "cannot_tell": "无法判定"}  # what a check found
SEVERITY = {"error": "错误", "warning": "警告", "note": "提示"}
STATUS = {"reported": "已报", "late": "迟报", "unclear": "日期待核", "missing": "缺报", "not_due": "未到期"}

WAIVER = {
    "in_force": "有效", "lapsed": "数字已变", "expired": "已过期", "matches_nothing": "无相应发现", "malformed": "写法有误",
}  # fmt: skip


def chinese_date(day: Any) -> str:
    """2026-01-31 -> 2026年1月31日."""
    year, month, date = str(day)[:10].split("-")
    return f"{year}年{int(month)}月{int(date)}日"


def published_words(day: Any, first: Any, nothing: str) -> str:
    """The date of a report; with that of its first version, by which it is judged, where it came in again later."""
    if not day:
        return nothing
    return chinese_date(day) + (f"（首次 {chinese_date(first)}）" if first and str(first) != str(day) else "")


def days_words(report: Mapping[str, Any]) -> str:
    """How a report stands that is owed: `has_come`, `published_on`, `deadline` and `days_left` to it."""
    if report["has_come"]:
        return f"{chinese_date(report['published_on'])}公布" if report["published_on"] else "已有，未注明公布日期"
    left = report["days_left"]
    still = f"还有 {left} 天" if left > 0 else "就是今天" if left == 0 else f"已过 {-left} 天"
    return f"还没有，期限 {chinese_date(report['deadline'])}，{still}"


def chinese_only(text: str) -> str:
    """Text that says everything in both languages, without its English sentences, also one behind a stroke at its end."""
    sentences = re.split(r"(?<=[。；？！.?!])\s+", re.sub(r" / [\x20-\x7e]+$", "", text))
    return "".join(sentence for sentence in sentences if not _is_english(sentence))


def _is_english(sentence: str) -> bool:
    return sentence[:1].isascii() and sum(c.isascii() and c.isalpha() for c in sentence) > len(sentence) / 2


def plain(value: Any) -> str:
    """A figure without trailing zeros; nothing for None."""
    if value is None:
        return ""
    text = f"{value:f}" if hasattr(value, "as_tuple") else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def band_words(low: int | None, high: int | None) -> str:
    """The band of a rank: 2-5; nothing where there is none."""
    return "" if low is None else f"{low}-{high}"


def rank_words(rank: int, low: int | None, high: int | None) -> str:
    """A rank and how sure it is: 第 3 名，稳健区间 2-5."""
    return f"第 {rank} 名" + (f"，稳健区间 {band_words(low, high)}" if low is not None else "")


def change_words(change: Any) -> str:
    """Points more or fewer than last year: +2.0, -3.0, 持平; nothing where it had no score in both years."""
    if change is None:
        return ""
    return "持平" if change == 0 else f"{change:+.1f}"


def received(summary: Mapping[str, Any]) -> str:
    """What came in and what became of it, in words."""
    s = summary
    if not s["documents"]:
        return "收件目录和网上都没有收到文件，各机关一律按未收到报告计；如非本意，请核对收件目录与登记表"
    attached = f"（其中附件 {s['attached']} 份）" if s["attached"] else ""
    years = f"（{'、'.join(map(str, s['years']))} 年度）" if s["years"] else ""
    told = f"收到文件 {s['documents']} 份{attached}，读出报告 {s['reports']} 份，计入 {s['counted']} 份{years}"
    return f"{told}；不计入或读不出的 {len(s['trouble'])} 份"


def numeral(number: int) -> str:
    """2 -> 二: the number of a section or an item as the forms print it; from 1 to 99."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{digits[tens]}十"
    return ten + (digits[ones] if ones else "")
