"""What was decided of the checks and from which report year: data/policy/rules.toml, and a district's policy.toml.

A file is a list of [[decisions]], whose head says what their keys mean; a district's may begin with `districts`, the
codes of those it is for (default: every one of the registry).
"""

import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from gouji.core.resources import resource
from gouji.core.settings import FIRST_YEAR, LAST_YEAR

from .rules import SEVERITIES, RuleError

OF_RULES = ("severity", "on_hold", "basis", "threshold")
OF_FAULTS = ("points", "warning", "least")
_TYPES: dict[str, tuple[type, ...]] = {
    "from_year": (int,), "date": (date,), "reason": (str,), "who": (str,), "rules": (list,), "faults": (list,),
    "severity": (str,), "on_hold": (bool,), "basis": (str,), "points": (int, float), "warning": (int, float),
    "least": (int, float), "threshold": (int, float),
}  # fmt: skip
_EXPECTED = {
    int: "整数 a whole number", date: "日期 a day, 2026-01-31", str: "文字 text", list: "列表 a list", bool: "true 或 false"
}  # fmt: skip


class Decision(NamedTuple):
    """From `from_year` on, the `rules` and the kinds of `faults` named are as `sets` says (keys OF_RULES, OF_FAULTS).

    `source`: the name of a district's file, None for Gouji's own; `districts`: those it is for, empty for all.
    """

    from_year: int
    date: date
    reason: str
    rules: tuple[str, ...]
    faults: tuple[str, ...]
    sets: dict[str, Any]
    who: str | None
    source: str | None
    districts: tuple[str, ...]
    file: int = 0  # which of the files: a later one goes before an earlier


def read_decisions(policies: Iterable[Path] = (), own: Path | None = None) -> list[Decision]:
    """Gouji's decisions, then those of the districts' files, in their order; `own`: another file than Gouji's.

    Raises RuleError, naming the file and the number of every decision that is wrong, and what was expected.
    """
    own = own or _own_file()
    files = [(own, None), *((file, file.name) for file in policies)]
    return [
        decision._replace(file=number) for number, (file, name) in enumerate(files) for decision in _read(file, name)
    ]


def _own_file() -> Path:
    return resource("data", "policy", "rules.toml")


def _read(file: Path, source: str | None) -> list[Decision]:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise RuleError(f"{file}：读不出，应为 UTF-8 的 TOML，请改正。 Not readable as TOML: {error}") from error
    districts, entries = data.pop("districts", []), data.pop("decisions", [])
    problems = [f"不认识的项 unknown: {key}；各项决定应写在 [[decisions]] 之下" for key in data]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        problems.append("decisions 应写作 [[decisions]] must be written so")
        entries = []
    if not isinstance(districts, list) or not all(isinstance(code, str) for code in districts):
        problems.append("districts 应为区县代码的列表 must be a list of codes, as text")
        districts = []
    decisions = []
    for number, entry in enumerate(entries, 1):
        wrong = _problems(entry, by_district=source is not None)
        problems += [f"第 {number} 项 decision {number}：{problem}" for problem in wrong]
        if not wrong:
            decisions.append(_decision(entry, source, tuple(districts)))
    if problems:
        raise RuleError(f"{file}：{'；'.join(problems)}。请改正这个文件。 Correct this file.")
    return decisions


def _problems(entry: dict[str, Any], *, by_district: bool) -> Sequence[str]:
    """What is wrong with one decision."""
    required = ["from_year", "date", "reason", *(["who"] if by_district else [])]
    problems = [f"缺少 missing: {key}" for key in required if entry.get(key) in (None, "")]
    for key, value in entry.items():
        if key not in _TYPES:
            problems.append(f"不认识的项 unknown: {key}")
        elif type(value) not in _TYPES[key]:
            problems.append(f"{key} 应为 must be {_EXPECTED[_TYPES[key][0]]}")
        elif isinstance(value, list) and not all(isinstance(name, str) for name in value):
            problems.append(f"{key} 应为名称的列表 must be a list of names")
    if problems:
        return problems
    if not FIRST_YEAR <= entry["from_year"] <= LAST_YEAR:
        problems.append(f"from_year 应为 {FIRST_YEAR} 至 {LAST_YEAR} 的报告年度: {entry['from_year']}")
    if not entry.get("rules") and not entry.get("faults"):
        problems.append("应写明 rules 或 faults；it must name rules or faults")
    if "severity" in entry and entry["severity"] not in SEVERITIES:
        problems.append(f"severity 应为 must be one of {', '.join(SEVERITIES)}: {entry['severity']}")
    if entry.get("on_hold") is False and not entry.get("basis"):
        problems.append("on_hold = false 须写 basis：什么文件要求这样做 what demands it")
    problems += [f"{key} 不能为负 must not be negative" for key in OF_FAULTS if entry.get(key, 0) < 0]
    for keys, of in ((OF_RULES, "rules"), (OF_FAULTS, "faults")):
        problems += [f"{key} 须写明哪些 {of} it needs {of}" for key in keys if key in entry and not entry.get(of)]
    return problems


def _decision(entry: dict[str, Any], source: str | None, districts: tuple[str, ...]) -> Decision:
    return Decision(
        from_year=entry["from_year"],
        date=entry["date"],
        reason=entry["reason"],
        rules=tuple(entry.get("rules", ())),
        faults=tuple(entry.get("faults", ())),
        sets={key: entry[key] for key in (*OF_RULES, *OF_FAULTS) if key in entry},
        who=entry.get("who"),
        source=source,
        districts=districts,
    )
