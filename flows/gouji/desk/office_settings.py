"""What the office sets: who signs, whom to ask, how long there is to answer, which days are worked.

Which settings there are is data (data/policy/desk.toml). A value of the desk wins over that of data/policy/papers.toml.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from gouji.core.policy import read_policy

from .errors import DeskError
from .events import Change
from .store import Desk

SETTING = "setting"
MAX_TEXT_CHARACTERS = 500
MAX_SPAN_DAYS = 366


class SettingKind(NamedTuple):
    """`form`: text, number (whole, from `least` to `most`), day, or days (dates, and spans of dates)."""

    code: str
    word: str
    word_en: str
    form: str
    hint: str
    least: int = 0
    most: int = 0


class Setting(NamedTuple):
    """A setting as it stands; `value` is None where the office has set nothing. Of days: one YYYY-MM-DD a line."""

    kind: SettingKind
    value: str | None
    seq: int
    who: str


@cache
def setting_kinds() -> Mapping[str, SettingKind]:
    """The settings there are, by code, in order."""
    return {row["code"]: SettingKind(**row) for row in read_policy("desk")["settings"]}


def list_settings(desk: Desk) -> list[Setting]:
    """Every setting, set or not."""
    found = {entry.subject: entry for entry in desk.entries(SETTING)}
    return [
        Setting(kind, str(entry.value["value"]), entry.seq, entry.who) if (entry := found.get(code)) else Setting(kind, None, 0, "")
        for code, kind in setting_kinds().items()
    ]  # fmt: skip


def set_setting(desk: Desk, who: str, code: str, value: str, *, seen: int | None = None) -> None:
    """Set one; an empty value takes it back. Raises DeskError with what was expected."""
    set_settings(desk, who, {code: value}, {code: seen})


def set_settings(desk: Desk, who: str, values: Mapping[str, str], seen: Mapping[str, int | None] | None = None) -> None:
    """Set several, all or none; every wrong one is named. `seen` by code."""
    changes, problems = [], []
    for code, value in values.items():
        kind = setting_kinds().get(code)
        if kind is None:
            problems.append(f"没有「{code}」这一项，可设的有 {'、'.join(setting_kinds())}")
            continue
        try:
            text = checked(kind, value)
        except ValueError as error:
            problems.append(f"{kind.word}：{error}")
            continue
        changes.append(Change(SETTING, code, {"value": text} if text else None, (seen or {}).get(code)))
    if problems:
        raise DeskError("；".join(problems) + "。未予保存。 Nothing was saved.")
    desk.write(who, changes, "设置")


def checked(kind: SettingKind, value: str) -> str:
    """A value as it is kept. Raises ValueError with what was expected."""
    text = value.strip()
    if not text:
        return ""
    if kind.form == "number":
        if not re.fullmatch(r"[0-9]{1,4}", text) or not kind.least <= int(text) <= kind.most:
            raise ValueError(f"「{text}」应为 {kind.least} 至 {kind.most} 的整数")
        return str(int(text))
    if kind.form == "day":
        days = _span(text)
        if len(days) != 1:
            raise ValueError(f"「{text}」应为一天，写作 2026-02-16")
        return days[0].isoformat()
    if kind.form == "days":
        return "\n".join(sorted({day.isoformat() for part in re.split(r"[\s,，、;；]+", text) for day in _span(part)}))
    if len(text) > MAX_TEXT_CHARACTERS:
        raise ValueError(f"不超过 {MAX_TEXT_CHARACTERS} 字，现有 {len(text)} 字")
    return text


def answer_day(start: date, days: int, holidays: frozenset[date], workdays: frozenset[date]) -> date:
    """The day `days` after `start`, moved on to a day that is worked: not a Saturday, Sunday or holiday, unless it is a
    working day by notice (调休)."""
    day = start + timedelta(days)
    while day not in workdays and (day in holidays or day.isoweekday() > 5):
        day += timedelta(1)
    return day


def days_of(value: str | None) -> frozenset[date]:
    """The days of a setting of days."""
    return frozenset(date.fromisoformat(line) for line in (value or "").split())


def _span(part: str) -> list[date]:
    """2026-02-16 or 2026-02-16~2026-02-22, also with 至 or with slashes."""
    ends = [end for end in re.split(r"[~～至]", part.replace("/", "-")) if end]
    try:
        first, last = date.fromisoformat(_padded(ends[0])), date.fromisoformat(_padded(ends[-1]))
    except (ValueError, IndexError):
        raise ValueError(f"「{part}」应写作 2026-02-16 或 2026-02-16~2026-02-22") from None
    if len(ends) > 2 or not 0 <= (last - first).days < MAX_SPAN_DAYS:
        raise ValueError(f"「{part}」的起止不对")
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def _padded(text: str) -> str:
    return "-".join(piece.zfill(2) for piece in text.split("-"))
