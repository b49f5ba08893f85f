"""Files of changes beside a registry: which organ came from which, one pair of organs a row (lineage.py).

`changes.csv` or `changes_<name of the registry>.csv`, in Chinese 机构变更.csv, with the columns from, to, kind, day and,
if wanted, note and source.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from .changes_names import STEMS
from .csv_rows import rows_of_csv
from .lineage import ABOLISHED, FOUNDED, KIND_WORDS, MERGED, RENAMED, SPLIT, Change, Lineage, first_report_year
from .registry import Agency

# Columns by what a heading may say.
_HEADINGS = {
    "from": ("from", "原机关", "变更前", "原机关代码"),
    "to": ("to", "现机关", "变更后", "现机关代码"),
    "kind": ("kind", "种类", "变更种类", "类型"),
    "day": ("day", "日期", "变更日期", "生效日期"),
    "note": ("note", "说明", "备注"),
    "source": ("source", "来源", "依据"),
}
_NEEDED = ("from", "to", "kind", "day")
_KINDS = {word: kind for kind, words in KIND_WORDS.items() for word in (kind, *words)}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def changes_files(registry: Path) -> list[Path]:
    """The files of changes that belong to a registry file: those of its folder, and those named after it."""
    names = [name for stem in STEMS for name in (f"{stem}.csv", f"{stem}_{registry.stem}.csv")]
    return [file for name in names if (file := registry.with_name(name)).is_file() and file != registry]


def read_changes(name: str, data: bytes, agencies: Sequence[Agency]) -> tuple[list[Change], list[str]]:
    """The changes of one file, and everything that is wrong in it: line, column, what was expected.

    `agencies`: those of the registry, which `from` and `to` name by code, or by a name that only one of them has.
    """
    rows = rows_of_csv(data)
    columns = (
        {wanted: next((h for h in rows[0] if h in heads), None) for wanted, heads in _HEADINGS.items()} if rows else {}
    )
    if rows and (missing := [f"{column}（{_HEADINGS[column][1]}）" for column in _NEEDED if not columns[column]]):
        found = "、".join(rows[0])
        return [], [f"{name} 缺少列 {'、'.join(missing)}（现有：{found}）；第一行应为列名，至少有 from,to,kind,day"]
    known = _by_name(agencies)
    changes: list[Change] = []
    faults: list[str] = []
    for line, row in enumerate(rows, 2):
        told = {column: row.get(heading, "") if heading else "" for column, heading in columns.items()}
        if not any(told.values()):
            continue
        change, wrong = _change(told, line, known)
        faults += [f"{name} 第 {line} 行：{words}" for words in wrong]
        if change:
            changes.append(change)
    faults += [f"{name} 第 {line} 行：{words}" for line, words in _contradictions(changes)]
    return changes, faults


def _by_name(agencies: Iterable[Agency]) -> dict[str, list[Agency]]:
    known: dict[str, list[Agency]] = {}
    for agency in agencies:
        for name in {agency.code, agency.name, agency.full_name}:
            known.setdefault(name, []).append(agency)
    return known


def _change(told: Mapping[str, str], line: int, known: Mapping[str, list[Agency]]) -> tuple[Change | None, list[str]]:
    """One row as a change, or what is wrong with it."""
    faults: list[str] = []
    kind = _KINDS.get(told["kind"])
    if kind is None:
        words = "、".join(f"{kind}（{names[0]}）" for kind, names in KIND_WORDS.items())
        faults.append(f"kind「{told['kind']}」应为 {words} 之一")
    day = _day(told["day"])
    if day is None:
        faults.append(f"day「{told['day']}」应为变更生效的日期，如 2025-07-01")
    before, after = (_agency(column, told[column], known, faults) for column in ("from", "to"))
    if kind in (MERGED, SPLIT, RENAMED, ABOLISHED) and not told["from"]:
        faults.append(f"from 不能为空：{KIND_WORDS[kind][0]}应写明原机关")
    if kind in (MERGED, SPLIT, RENAMED, FOUNDED) and not told["to"]:
        faults.append(f"to 不能为空：{KIND_WORDS[kind][0]}应写明现机关")
    if kind == FOUNDED and told["from"]:
        faults.append("from 应为空：由原有机关分设、更名而来的，kind 应写 split 或 renamed")
    if before and after and before.district_code != after.district_code:
        faults.append("from 与 to 应属同一区县；划到别的区县的，原区县写 abolished，新区县写 founded")
    if before and before == after and kind not in (MERGED, SPLIT):
        faults.append("from 与 to 是同一机关：代码不变的更名写在登记表的 former_names，不必列在这里")
    if faults or kind is None or day is None:
        return None, faults
    deadline = before.deadline if before else (1, 31)
    codes = (before.code if before else None, after.code if after else None)
    year = first_report_year(kind, day, deadline)
    return Change(kind, *codes, day, year, told["note"], told["source"], line), []


def _agency(column: str, told: str, known: Mapping[str, list[Agency]], faults: list[str]) -> Agency | None:
    found = known.get(told, []) if told else []
    if told and not found:
        faults.append(f"{column}「{told}」不在登记表中，应为其中一个机关的代码或名称（已撤销的机关也要留在登记表里）")
    if len(found) > 1:
        codes = "、".join(agency.code for agency in found)
        faults.append(f"{column}「{told}」有多个机关叫这个名称（{codes}），请写代码")
    return found[0] if len(found) == 1 else None


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _contradictions(changes: Sequence[Change]) -> Iterator[tuple[int, str]]:
    """(line, what is wrong) of rows that cannot all be true."""
    seen: dict[tuple[str | None, str | None, date], int] = {}
    for change in changes:
        row = (change.before, change.after, change.day)
        if row in seen:
            yield change.line, f"与第 {seen[row]} 行重复"
        seen.setdefault(row, change.line)
    lineage = Lineage(changes)
    for change in changes:
        of_day = [c for c in changes if c.before == change.before and c.day == change.day and c.kind == change.kind]
        if change.kind == SPLIT and len({c.after for c in of_day}) < 2:
            yield (
                change.line,
                "分设应至少有两行，每个承接的机关一行；原机关仍保留的，也为自己写一行（from、to 都是它）",
            )
        if change.kind == RENAMED and len(of_day) > 1:
            yield change.line, "一个机关改成几个机关，kind 应写 split（分设）"
        into = [c for c in changes if c.after == change.after and c.kind == RENAMED == change.kind]
        if len(into) > 1 and change != into[0]:
            yield change.line, f"与第 {into[0].line} 行改成同一机关；几个机关合为一个，kind 应写 merged（合并）"
        ends = [c for c in lineage.ended_by(change.before or "") if c.day < change.day]
        if ends:
            yield change.line, f"第 {ends[0].line} 行写明 from 机关自 {ends[0].day} 起已不存在，不能再变更，请核对日期"
