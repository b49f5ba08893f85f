"""Files of changes of organs: what they must look like, and what follows for who reports."""

from datetime import date
from pathlib import Path

import pytest

from gouji.core.lineage import ABOLISHED, FOUNDED, MERGED, RENAMED, SPLIT, Change, Lineage, first_report_year
from gouji.core.registry import Registry, RegistryError
from gouji.core.registry_file import load_registry

REGISTRY = """code,name,kind,first_year,district_name
9901011,甲镇,镇,2021,示例省云汀市澜溪区
9901012,乙镇,镇,2021,
9901013,丙镇,镇,,
9901014,丁局,部门,,
9901015,戊局,部门,,
9901016,己局,部门,,
9902017,庚局,部门,,示例省云汀市杏川县
"""


def write(folder: Path, changes: str, name: str = "changes.csv", encoding: str = "utf-8") -> Path:
    registry = folder / "registry.csv"
    registry.write_text(REGISTRY, encoding="utf-8")
    (folder / name).write_text(changes, encoding=encoding)
    return registry


def years(registry: Registry, name: str, focus: int = 2025) -> list[int]:
    agency = next(agency for agency in registry.agencies if agency.name == name)
    return list(registry.expected_years(agency, focus, 2025))


MERGER = "from,to,kind,day,note,source\n9901011,9901013,merged,2024-07-01,,某某〔2024〕1号\n9901012,丙镇,merged,2024-07-01,,\n"


@pytest.mark.parametrize("name", ["changes.csv", "changes_registry.csv", "机构变更.csv"])
def test_what_is_owed_follows_a_merger(tmp_path: Path, name: str) -> None:
    registry = load_registry(write(tmp_path, MERGER, name))
    assert years(registry, "甲镇") == years(registry, "乙镇") == [2021, 2022, 2023]
    assert years(registry, "丙镇", 2023) == [2024, 2025]  # made by the merger: nothing before, whatever year is asked
    first, second = registry.lineage.changes
    assert (first.source, second.after, first.report_year) == ("某某〔2024〕1号", "9901013", 2024)


def test_chinese_headings_kinds_and_days_are_read(tmp_path: Path) -> None:
    text = "原机关,现机关,种类,日期,说明\n丁局,戊局,分设,2024年7月1日,\n丁局,己局,拆分,2024/7/1,\n,丙镇,设立,2023.5.1,新设\n"
    registry = load_registry(write(tmp_path, text, encoding="gb18030"))
    assert [(c.kind, c.day, c.report_year) for c in registry.lineage.changes] == [
        (SPLIT, date(2024, 7, 1), 2024), (SPLIT, date(2024, 7, 1), 2024), (FOUNDED, date(2023, 5, 1), 2023),
    ]  # fmt: skip
    assert years(registry, "丁局", 2022) == [2022, 2023]
    assert years(registry, "戊局", 2022) == years(registry, "己局", 2022) == [2024, 2025]
    assert years(registry, "丙镇", 2022) == [2023, 2024, 2025]


def test_every_fault_is_told_at_once_with_its_line_and_what_was_expected(tmp_path: Path) -> None:
    text = (
        "from,to,kind,day\n"
        "9901011,9901013,union,2024-07-01\n"  # 2
        "9901011,9901099,merged,2024-13-01\n"  # 3
        ",9901013,merged,2024-07-01\n"  # 4
        "9901014,9901015,split,2024-07-01\n"  # 5
        "9901015,9902017,merged,2024-07-01\n"  # 6
        "9901016,9901016,renamed,2024-07-01\n"  # 7
        "9901012,9901013,merged,2024-07-01\n9901012,9901013,merged,2024-07-01\n"  # 8, 9
        "9901012,,abolished,2025-07-01\n"  # 10
        "9901011,9901013,founded,2024-07-01\n"  # 11
    )
    with pytest.raises(RegistryError) as error:
        load_registry(write(tmp_path, text))
    message = str(error.value)
    for words in (
        "changes.csv 第 2 行：kind「union」应为 merged（合并）", "第 3 行：day「2024-13-01」应为",
        "第 3 行：to「9901099」不在登记表中", "第 4 行：from 不能为空", "第 5 行：分设应至少有两行", "第 6 行：from 与 to 应属同一区县",
        "第 7 行：from 与 to 是同一机关", "第 9 行：与第 8 行重复", "第 10 行：第 8 行写明 from 机关自 2024-07-01 起已不存在",
        "第 11 行：from 应为空",
    ):  # fmt: skip
        assert words in message
    assert "第 8 行：" not in message
    with pytest.raises(RegistryError, match="缺少列 to（现机关）、day（日期）"):
        load_registry(write(tmp_path, "from,kind\n" + "9901011,merged\n"))


@pytest.mark.parametrize(
    ("kind", "day", "year"),
    [
        (MERGED, date(2024, 7, 1), 2024),
        (MERGED, date(2025, 1, 31), 2024),  # on the day by which it had to report it is no more
        (MERGED, date(2025, 2, 1), 2025),
        (ABOLISHED, date(2025, 1, 10), 2024),
        (FOUNDED, date(2025, 1, 10), 2025),  # founded after the year: nothing of it is owed
        (FOUNDED, date(2024, 12, 31), 2024),
    ],
)
def test_the_first_year_that_those_after_a_change_report(kind: str, day: date, year: int) -> None:
    assert first_report_year(kind, day, (1, 31)) == year


def test_who_reported_just_before_it_ceased_has_reported() -> None:
    day = date(2025, 1, 10)
    lineage = Lineage([Change(MERGED, "A", "C", day, 2024), Change(MERGED, "B", "C", day, 2024)])
    assert (lineage.last_year("A"), lineage.first_year("C")) == (2023, 2024)
    own = lineage.kept({"A": {2023, 2024}, "B": {2024}})
    assert (own.last_year("A"), own.last_year("B"), own.first_year("C")) == (2024, 2024, 2025)
    one = lineage.kept({"A": {2024}, "B": set()})
    assert (one.last_year("A"), one.last_year("B"), one.first_year("C")) == (2024, 2023, 2024)


def test_who_goes_on_and_who_bears_the_name() -> None:
    day = date(2024, 7, 1)
    absorbed = Lineage([Change(MERGED, "A", "C", day, 2024)])
    assert (absorbed.last_year("A"), absorbed.first_year("C")) == (2023, None)
    split = Lineage([Change(SPLIT, "A", "A", day, 2024), Change(SPLIT, "A", "B", day, 2024)])
    assert (split.last_year("A"), split.first_year("B")) == (None, 2024)
    renamed = Lineage([Change(RENAMED, "A", "B", day, 2024), Change(RENAMED, "B", "C", date(2025, 7, 1), 2025)])
    assert [renamed.holder("A", year) for year in (2023, 2024, 2025)] == ["A", "B", "C"]
    assert [renamed.holder("C", year) for year in (2023, 2024, 2025)] == ["A", "B", "C"]
