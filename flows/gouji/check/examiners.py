"""data/policy/examiners.toml and bases.toml: what others examine reports by, and which legal bases were read again."""

import tomllib
from collections import Counter
from datetime import date
from typing import Any, NamedTuple

from gouji.core.resources import resource

from .rules import RuleError

_KINDS = {"law": "全国规定 law", "assessment": "评估与通报 assessments", "local": "地方制度 local rules"}


class Source(NamedTuple):
    """A published document. `kind`: law, assessment or local; `read`: what of it was read, and where."""

    body: str
    title: str
    kind: str
    read: str
    year: int | None = None


class Point(NamedTuple):
    """A point by which reports are examined: the checks that cover it, or `why` a machine does not."""

    source: str
    point: str
    checks: tuple[str, ...] = ()
    why: str = ""


class Basis(NamedTuple):
    """Words of a basis, and whether a public source confirmed them."""

    cites: str
    confirmed: bool
    by: str
    note: str


class Bases(NamedTuple):
    date: date
    later: str  # what was looked for beyond them
    bases: tuple[Basis, ...]


def read_points(known: set[str]) -> tuple[dict[str, Source], list[Point]]:
    """The sources by code and the points in their order; `known`: the ids of the checks. RuleError where one is wrong."""
    data = _read("examiners")
    try:
        sources = {code: Source(**entry) for code, entry in data["sources"].items()}
        points = [Point(**entry | {"checks": tuple(entry.get("checks", ()))}) for entry in data["points"]]
    except (KeyError, TypeError) as error:
        raise RuleError(f"examiners.toml：缺少或多出一项。 A key is missing or unknown: {error}") from error
    problems = [
        f"{code}：kind 应为 must be one of {', '.join(_KINDS)}" for code, s in sources.items() if s.kind not in _KINDS
    ]
    problems += [f"{p.point}：没有来源 no such source {p.source}" for p in points if p.source not in sources]
    problems += [f"{p.point}：没有检查 no such check {name}" for p in points for name in p.checks if name not in known]
    problems += [f"{p.point}：应写 checks 或 why；it needs one of them" for p in points if not p.checks and not p.why]
    if problems:
        raise RuleError(f"examiners.toml：{'；'.join(problems)}")
    return sources, points


def read_bases() -> Bases:
    """What was read again of the bases; RuleError where an entry lacks a key."""
    data = _read("bases")
    try:
        return Bases(data["date"], data["later"], tuple(Basis(**entry) for entry in data["bases"]))
    except (KeyError, TypeError) as error:
        raise RuleError(f"bases.toml：缺少或多出一项。 A key is missing or unknown: {error}") from error


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resource("data", "policy", f"{name}.toml").read_text(encoding="utf-8"))


def examiners_part(known: set[str]) -> str:
    """The part of docs/checks.md on published points, as Markdown."""
    sources, points = read_points(known)
    covered = sum(bool(p.checks) for p in points)
    by_kind = Counter(sources[p.source].kind for p in points)
    told = "、".join(f"{word} {by_kind[kind]}" for kind, word in _KINDS.items())
    lines = [
        "## 已公开的审核要点 Points that examiners published",
        "",
        f"出自 {len(sources)} 份公开文件的 {len(points)} 项要点（{told}；数据在 [examiners.toml](../data/policy/examiners.toml)），"
        f"{covered} 项有检查，其余写明为什么机器不能查。 {len(points)} points of {len(sources)} documents; {covered} are",
        "covered by checks, at least in part, and the others say why a machine cannot.",
        "",
        "| 出处 source | 要点 point | 检查 checks | 为什么不能（全）查 why not |",
        "|---|---|---|---|",
    ]
    for p in points:
        source = sources[p.source]
        checks = "、".join(f"`{name}`" for name in p.checks)
        year = f"，{source.year}" if source.year else ""
        lines.append(f"| {source.body}{year} | {p.point} | {checks} | {p.why} |")
    lines += ["", "各文件读到了什么 what was read of each：", ""]
    lines += [f"- {s.body}：{s.title}{f'（{s.year}）' if s.year else ''}。{s.read}。" for s in sources.values()]
    return "\n".join([*lines, ""])


def bases_part() -> str:
    """The part of docs/checks.md on what was confirmed of the bases, as Markdown."""
    read = read_bases()
    lines = [
        "## 依据的核对 What was confirmed of the bases",
        "",
        f"{read.date} 核对，数据在 [bases.toml](../data/policy/bases.toml)。{read.later}",
        "",
        "| 依据 basis | 核对 confirmed | 来源 by | 说明 note |",
        "|---|---|---|---|",
    ]
    lines += [f"| {b.cites} | {'是 yes' if b.confirmed else '否 no'} | {b.by} | {b.note} |" for b in read.bases]
    return "\n".join([*lines, ""])
