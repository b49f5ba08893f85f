"""The checks as files: front matter of sql/checks/*.sql, and data/policy/scoring.toml, what each costs."""

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from gouji.core.errors import GoujiError
from gouji.core.resources import resource

_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
ABOUT = (PUBLICATION, FIGURES, CONTENT) = ("publication", "figures", "content")
SEVERITIES = ("error", "warning", "note")
_OPTIONAL = ("practice", "needs")  # of the front matter


class RuleError(GoujiError):
    """A check or the scoring policy is not well formed; the message names the file and what to write."""


@dataclass(frozen=True)
class Rule:
    """One check: its front matter and its SELECT. `title` says what must hold, `fault` what is wrong where it does not;
    `basis` cites law and national notices, what a paper may cite, and `practice` what cities and assessors do. `needs`: the
    table or view without whose rows the check finds nothing, so that it is not run at all."""

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
    practice: str | None = None
    needs: str | None = None


class FaultKind(NamedTuple):
    """A kind of fault: its code and names, what each fault of it costs and why, and the checks that find it. `least`:
    what one blank cell costs, where the cost rises to `points` with the share of a table that is blank; `warning`: what
    one costs that is found as a warning only, where its check tells errors and warnings."""

    kind: str
    title: str
    title_en: str
    points: float
    reason: str
    rules: list[str]
    least: float | None = None
    warning: float | None = None


class Dimension(NamedTuple):
    """A part of the score: its code, its names, the points it may cost and why. `about`: what its findings are about,
    publication, figures or content; the papers tell of publication in a place of its own, and hold a figure to be in
    doubt where a finding is about figures."""

    dimension: str
    title: str
    title_en: str
    weight: float
    reason: str
    about: str


@dataclass(frozen=True)
class Scoring:
    date: str
    dimensions: tuple[Dimension, ...]
    kinds: tuple[FaultKind, ...]

    @property
    def kind_of(self) -> dict[str, str]:
        """The kind of fault that each check finds."""
        return {rule: kind.kind for kind in self.kinds for rule in kind.rules}


@cache
def read_dimensions() -> tuple[Dimension, ...]:
    """The dimensions of the score, in order: [dimensions] of data/policy/scoring.toml, the one place that names them.

    Raises RuleError when an entry lacks a key or has an unknown one.
    """
    return _dimensions(_policy_file(), tomllib.loads(_policy_file().read_text(encoding="utf-8")))


def _policy_file() -> Path:
    return resource("data", "policy", "scoring.toml")


def _dimensions(file: Path, data: dict[str, Any]) -> tuple[Dimension, ...]:
    try:
        dimensions = tuple(Dimension(code, **entry) for code, entry in data["dimensions"].items())
    except (KeyError, TypeError) as error:
        raise RuleError(f"{file}：[dimensions] 缺少或多出一项。 A key is missing or unknown: {error}") from error
    for each in dimensions:
        if each.about not in ABOUT:
            raise RuleError(
                f"{file}：[dimensions.{each.dimension}] about 应为 must be one of {', '.join(ABOUT)}: {each.about}"
            )
    return dimensions


def dimensions_about(about: str) -> frozenset[str]:
    """The codes of the dimensions whose findings are about publication, figures or content."""
    return frozenset(each.dimension for each in read_dimensions() if each.about == about)


def read_rules(folder: Path | None = None) -> list[Rule]:
    """Every check of the folder (sql/checks), by id."""
    return [*_shipped_rules()] if folder is None else [read_rule(file) for file in sorted(folder.glob("*.sql"))]


@cache
def _shipped_rules() -> tuple[Rule, ...]:
    return tuple(read_rules(resource("sql", "checks")))


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
    known = [field.name for field in fields(Rule) if field.name != "sql"]
    expected = [name for name in known if name not in _OPTIONAL]
    if not isinstance(front, dict):
        raise RuleError(f"{file}：说明块应写明 {', '.join(expected)}。 The front matter must be these keys.")
    problems = [f"缺少 missing: {key}" for key in expected if not str(front.get(key) or "").strip()]
    problems += [f"多余 unknown: {key}" for key in front if key not in known]
    if not problems:
        if front["id"] != file.stem:
            problems.append(f"id 应为 must be {file.stem}: {front['id']}")
        dimensions = [each.dimension for each in read_dimensions()]
        if front["dimension"] not in dimensions:
            problems.append(f"dimension 应为 must be one of {', '.join(dimensions)}: {front['dimension']}")
        if marked := [key for key in ("basis", "practice") if re.search(r"\[[A-Z]", str(front.get(key)))]:
            problems.append(f"{marked[0]} 不写 [V] 一类的记号；what was read is said in data/policy/bases.toml")
        if front["severity"] not in SEVERITIES:
            problems.append(f"severity 应为 must be one of {', '.join(SEVERITIES)}: {front['severity']}")
    if problems:
        raise RuleError(f"{file}：{'；'.join(problems)}")


def read_scoring(rules: list[Rule], file: Path | None = None) -> Scoring:
    """The scoring policy; RuleError unless weights sum to 100 and each check is of one kind of fault."""
    file = file or _policy_file()
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    try:
        scoring = Scoring(
            date=str(data["date"]),
            dimensions=_dimensions(file, data),
            kinds=tuple(FaultKind(kind, **entry) for kind, entry in data["faults"].items()),
        )
    except (KeyError, TypeError) as error:
        raise RuleError(f"{file}：缺少或多出一项。 A key is missing or unknown: {error}") from error
    known, named = {rule.id for rule in rules}, [rule for kind in scoring.kinds for rule in kind.rules]
    problems = [f"检查 {rule} 不属于任何一种问题 is of no kind of fault" for rule in sorted(known - set(named))]
    problems += [f"没有检查 {rule} no such check" for rule in sorted(set(named) - known)]
    problems += [f"检查 {rule} 列了两次 is named twice" for rule in sorted({r for r in named if named.count(r) > 1})]
    unused = {d.dimension for d in scoring.dimensions} - {rule.dimension for rule in rules}
    problems += [f"[dimensions.{code}] 没有检查 no check is of it" for code in sorted(unused)]
    if sum(d.weight for d in scoring.dimensions) != 100:
        problems.append("各维度 weight 之和应为 100 the weights must add up to 100")
    if problems:
        raise RuleError(f"{file}：{'；'.join(problems)}")
    return scoring
