"""The checks as files: front matter of sql/checks/*.sql, and data/policy/scoring.toml, what each costs."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from gouji.core.resources import resource

DIMENSIONS = ("timeliness", "completeness", "accuracy", "originality", "substance")
_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SEVERITIES = ("error", "warning", "note")


class RuleError(Exception):
    """A check or the scoring policy is not well formed; the message names the file and what to write."""


@dataclass(frozen=True)
class Rule:
    """One check: its front matter and its SELECT. `title` says what must hold, `fault` what is wrong where it does not."""

    id: str
    title: str
    title_en: str
    fault: str
    fault_en: str
    dimension: str
    severity: str
    basis: str
    why: str
    not_an_error: str
    sql: str


class Charge(NamedTuple):
    """What a finding of a rule costs, the most all its findings may cost, and why."""

    points: float
    cap: float
    reason: str


class Dimension(NamedTuple):
    dimension: str
    title: str
    title_en: str
    weight: float
    reason: str


@dataclass(frozen=True)
class Scoring:
    date: str
    dimensions: tuple[Dimension, ...]
    charges: dict[str, Charge]


def read_rules(folder: Path | None = None) -> list[Rule]:
    """Every check of the folder (sql/checks), by id."""
    folder = folder or resource("sql", "checks")
    return [read_rule(file) for file in sorted(folder.glob("*.sql"))]


def read_rule(file: Path) -> Rule:
    """One check; RuleError when its front matter is missing, incomplete or says something unknown."""
    text = file.read_text(encoding="utf-8")
    head, end, sql = text.removeprefix("/*").partition("*/")
    if not text.startswith("/*") or not end:
        raise RuleError(f"{file}：开头缺少 /* … */ 说明块。 It must begin with a block comment of YAML front matter.")
    try:
        front = yaml.load(head, _YAML)
    except yaml.YAMLError as error:
        raise RuleError(f"{file}：说明块不是合法的 YAML。 The front matter is no YAML: {error}") from error
    _check_front_matter(file, front)
    return Rule(**{key: str(value).strip() for key, value in front.items()}, sql=sql.strip())


def _check_front_matter(file: Path, front: Any) -> None:
    expected = [field.name for field in fields(Rule) if field.name != "sql"]
    if not isinstance(front, dict):
        raise RuleError(f"{file}：说明块应写明 {', '.join(expected)}。 The front matter must be these keys.")
    problems = [f"缺少 missing: {key}" for key in expected if not str(front.get(key) or "").strip()]
    problems += [f"多余 unknown: {key}" for key in front if key not in expected]
    if not problems:
        if front["id"] != file.stem:
            problems.append(f"id 应为 must be {file.stem}: {front['id']}")
        if front["dimension"] not in DIMENSIONS:
            problems.append(f"dimension 应为 must be one of {', '.join(DIMENSIONS)}: {front['dimension']}")
        if front["severity"] not in SEVERITIES:
            problems.append(f"severity 应为 must be one of {', '.join(SEVERITIES)}: {front['severity']}")
    if problems:
        raise RuleError(f"{file}：{'；'.join(problems)}")


def read_scoring(rules: list[Rule], file: Path | None = None) -> Scoring:
    """The scoring policy; RuleError unless weights sum to 100 and rules and entries match one to one."""
    file = file or resource("data", "policy", "scoring.toml")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    try:
        scoring = Scoring(
            date=str(data["date"]),
            dimensions=tuple(Dimension(code, **entry) for code, entry in data["dimensions"].items()),
            charges={rule: Charge(**entry) for rule, entry in data["rules"].items()},
        )
    except (KeyError, TypeError) as error:
        raise RuleError(f"{file}：缺少或多出一项。 A key is missing or unknown: {error}") from error
    known = {rule.id for rule in rules}
    problems = [f"[rules.{rule}] 缺少 missing" for rule in sorted(known - scoring.charges.keys())]
    problems += [f"[rules.{rule}] 没有这条检查 no such check" for rule in sorted(scoring.charges.keys() - known)]
    if sorted(d.dimension for d in scoring.dimensions) != sorted(DIMENSIONS):
        problems.append(f"dimensions 应为 must be {', '.join(DIMENSIONS)}")
    if sum(d.weight for d in scoring.dimensions) != 100:
        problems.append("各维度 weight 之和应为 100 the weights must add up to 100")
    if problems:
        raise RuleError(f"{file}：{'；'.join(problems)}")
    return scoring
