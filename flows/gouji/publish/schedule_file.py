"""The schedule as data says it: data/policy/schedule.toml, what a home's own schedule.toml changes of it, and the deadline of
the district's own report, which the registry has."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from gouji.core.errors import GoujiError
from gouji.core.policy import read_policy
from gouji.core.registry import DISTRICT_KIND, Registry
from gouji.core.registry_file import usual_deadline

from .schedule import EVERY, YEAR_END, MonthDay, Period, Schedule, check_cron

SCHEDULE_FILE = "schedule.toml"
MAX_DAYS_AFTER = 180
_OWN_REPORT = re.compile(r"own_report(?:\+(\d{1,3}))?")
_KEYS = ("word", "until", "every", "weekday", "day", "at", "reason")


class ScheduleError(GoujiError, ValueError):
    """A schedule.toml that cannot be used: the message names the file, every wrong key and what was expected."""


def read_schedule(home: Path | None = None, cron: str | None = None) -> Schedule:
    """The schedule of a home; `cron` goes before all of it. Raises ScheduleError."""
    if cron:
        try:
            check_cron(cron)
        except ValueError as error:
            raise ScheduleError(str(error)) from error
    data = _plain(read_policy("schedule"))
    own = home / SCHEDULE_FILE if home else None
    if own is not None and own.is_file():
        _put_over(data, _read(own), own)
        name = str(own)
    else:
        name = SCHEDULE_FILE
    problems: list[str] = []
    periods = tuple(_period(code, keys, problems) for code, keys in data["periods"].items())
    also = data["own_report"].get("also_after_days", [])
    if not isinstance(also, list) or not all(isinstance(n, int) and 0 <= n <= MAX_DAYS_AFTER for n in also):
        problems.append(f"own_report.also_after_days：应为 0 至 {MAX_DAYS_AFTER} 的整数列表 a list of whole numbers")
    if periods[-1].until != YEAR_END:
        problems.append(f"periods.{periods[-1].code}.until：最后一段应到 12-31 the last goes to the end of the year")
    if problems:
        raise ScheduleError(f"{name} 不能使用：{'；'.join(problems)}，请改正。 Mend this file of the schedule.")
    return Schedule(periods, tuple(also), cron)


def own_deadline(registry: Registry | None) -> MonthDay:
    """Month and day until which the districts of a registry have to make their own report public, the latest of them;
    that of the law where it has no government of a district, or where there is no registry yet."""
    agencies = registry.agencies if registry else []
    own = [agency.deadline for agency in agencies if agency.kind == DISTRICT_KIND]
    return max(own, default=usual_deadline(DISTRICT_KIND))


def _plain(value: Any) -> Any:
    """A policy as dictionaries and lists that can be changed."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise ScheduleError(f"{file}：读不出，应为 UTF-8 的 TOML，请改正。 Not readable as TOML: {error}") from error


def _put_over(data: dict[str, Any], own: dict[str, Any], file: Path) -> None:
    """What a home's own file says, over what data says. Raises ScheduleError for what data does not have."""
    allowed = {f"periods.{code}": _KEYS for code in data["periods"]} | {"own_report": ("also_after_days", "reason")}
    problems = [
        f"{key}：没有这一项，可写的有 {'、'.join(allowed)}" for key in own if key not in ("periods", "own_report")
    ]
    periods = own.get("periods", {})
    parts = {f"periods.{code}": part for code, part in (periods.items() if isinstance(periods, dict) else ())}
    parts |= {"own_report": own["own_report"]} if "own_report" in own else {}
    for place, part in parts.items():
        if place not in allowed or not isinstance(part, dict):
            problems.append(f"{place}：没有这一段，可写的有 {'、'.join(allowed)}")
            continue
        problems += [
            f"{place}.{key}：没有这一项，可写的有 {'、'.join(allowed[place])}"
            for key in part
            if key not in allowed[place]
        ]
    if problems:
        raise ScheduleError(f"{file} 不能使用：{'；'.join(problems)}，请改正。 Mend this file of the schedule.")
    for place, part in parts.items():
        target = data["own_report"] if place == "own_report" else data["periods"][place.removeprefix("periods.")]
        target |= part


def _period(code: str, keys: dict[str, Any], problems: list[str]) -> Period:
    """A period; what is wrong with it is added to `problems`."""

    def read(key: str, right: bool, expected: str) -> None:
        if not right:
            problems.append(f"periods.{code}.{key}：{keys.get(key)!r} 应为{expected}")

    until, at = _until(keys.get("until")), _clock(keys.get("at"))
    weekday, day = keys.get("weekday", 1), keys.get("day", 1)
    read("until", until is not None, "月-日（如 02-15，不用 02-29）或 own_report+14 a day, or days after the deadline")
    read("every", keys.get("every") in EVERY, f" {'、'.join(EVERY)} 之一 one of these")
    read("weekday", weekday in range(1, 8), " 1 至 7，1 为周一 1 is Monday")
    read("day", day in range(1, 29), " 1 至 28")
    read("at", at is not None, "时:分，如 06:00 a time of the day")
    return Period(
        code, str(keys.get("word", code)), until or YEAR_END, keys.get("every", ""), at or time(), weekday, day
    )


def _until(text: Any) -> MonthDay | int | None:
    if not isinstance(text, str):
        return None
    if found := _OWN_REPORT.fullmatch(text.replace(" ", "")):
        days = int(found.group(1) or 0)
        return days if days <= MAX_DAYS_AFTER else None
    try:
        day = date.fromisoformat(f"2001-{text}")  # without 29 February: every year has the day
    except ValueError:
        return None
    return day.month, day.day


def _clock(text: Any) -> time | None:
    try:
        found = time.fromisoformat(text)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo is None and not found.second and not found.microsecond else None
