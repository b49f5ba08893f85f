"""Which agency a printed name means, and what a registry must look like."""

from datetime import date
from pathlib import Path

import pytest

from gouji.core.agency_names import canonical
from gouji.core.registry import CUSTOM, LAW, NOTICE, Registry, RegistryError, deadline
from gouji.core.registry_file import find_registry, load_registry, unregistered

# Two fictional districts of one city, with what makes names hard to tell apart.
ROWS = """
code,name,kind,former_names,short_names,district_code,district_name,first_year,last_year,deadline
990101000000,人民政府,district,,,990101,示例省云汀市澜溪区,,,
990101001000,高峰街道,街道,,,990101,示例省云汀市澜溪区,,,
990101002000,太平镇,镇,永安乡|永安镇,太平,990101,示例省云汀市澜溪区,,,
990101003000,新太平镇,镇,,,990101,示例省云汀市澜溪区,,,
990101004000,人力资源和社会保障局,部门,劳动和社会保障局,,990101,示例省云汀市澜溪区,,,
990101005000,人民政府办公室,部门,,,990101,示例省云汀市澜溪区,,,
990101006000,发展和改革委员会,部门,,,990101,示例省云汀市澜溪区,2024,2026,02-15
990102000000,人民政府,district,,,990102,示例省云汀市杏川县,,,
990102002000,太平镇,镇,,,990102,示例省云汀市杏川县,,,
990102004000,人力资源和社会保障局,部门,,,990102,示例省云汀市杏川县,,,
990102007000,松石土家族乡,民族乡,,松石乡,990102,示例省云汀市杏川县,,,
"""


def write(folder: Path, rows: str, encoding: str = "utf-8") -> Path:
    path = folder / "registry.csv"
    path.write_text(rows.lstrip(), encoding=encoding)
    return path


@pytest.fixture(scope="module")
def two_districts(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    return load_registry(write(tmp_path_factory.mktemp("registry"), ROWS))


@pytest.fixture(scope="module")
def one_district(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    rows = "\n".join(row for row in ROWS.splitlines() if not row.startswith("990102"))
    return load_registry(write(tmp_path_factory.mktemp("registry"), rows))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("示例省云汀市澜溪区太平镇人民政府", "990101002000"),  # as printed
        ("云汀市澜溪区太平镇人民政府", "990101002000"),
        ("澜溪区太平镇人民政府", "990101002000"),
        ("澜溪区太平镇", "990101002000"),
        ("澜溪区人民政府太平镇人民政府", "990101002000"),
        ("澜溪区　太平镇 人民政府", "990101002000"),
        ("示例省云汀市杏川县太平镇人民政府", "990102002000"),  # the same name in the other district
        ("杏川县太平镇", "990102002000"),
        ("澜溪区新太平镇人民政府", "990101003000"),  # ends with another's name
        ("新太平镇", "990101003000"),
        ("永安镇人民政府", "990101002000"),  # former name
        ("澜溪区永安乡", "990101002000"),
        ("澜溪区太平", "990101002000"),  # short name
        ("松石乡人民政府", "990102007000"),
        ("高峰街道", "990101001000"),
        ("高峰街道办", "990101001000"),
        ("高峰街道办事处", "990101001000"),
        ("区高峰街道办事处", "990101001000"),
        ("澜溪区人民政府高峰街道办事处", "990101001000"),
        ("澜溪区人社局", "990101004000"),  # abbreviations
        ("澜溪区人力社保局", "990101004000"),
        ("杏川县人社局", "990102004000"),
        ("杏川县人力資源和社會保障局", "990102004000"),  # traditional characters
        ("澜溪区劳动和社会保障局", "990101004000"),
        ("区发改委", "990101006000"),
        ("澜溪区发展改革委", "990101006000"),
        ("澜溪区人民政府", "990101000000"),  # the district itself, and its office
        ("示例省云汀市澜溪区人民政府", "990101000000"),
        ("示例省云汀市杏川县人民政府", "990102000000"),
        ("澜溪区人民政府办公室", "990101005000"),
        ("澜溪区政府办公室", "990101005000"),
        ("澜溪区府办", "990101005000"),
    ],
)
def test_a_name_means_one_agency(two_districts: Registry, name: str, code: str) -> None:
    match = two_districts.match(name)
    assert match.agency is not None, match.problem
    assert (match.agency.code, match.problem) == (code, None)


@pytest.mark.parametrize(
    "name",
    [
        "万州区高峰街道办事处",  # another district's street of the same name
        "重庆市万州区高峰街道办事处",
        "杏川县高峰街道办事处",
        "杏川县人民政府办公室",  # in no registry; not the district government
        "杏川县发改委",
        "南太平镇人民政府",  # only ends alike
        "澜溪区太平镇中心小学",
        "澜溪区太平镇党政办公室",
        "示例省云汀市人民政府",  # the city above
        "云汀市人民政府",
        "镇人民政府",
        "本机关",
    ],
)
def test_other_names_mean_none_and_the_message_says_what_to_do(two_districts: Registry, name: str) -> None:
    match = two_districts.match(name)
    assert match.agency is None
    assert name in (match.problem or "")
    assert "请" in (match.problem or "")


@pytest.mark.parametrize("name", ["太平镇人民政府", "人社局"])
def test_a_name_of_two_districts_is_not_guessed(two_districts: Registry, one_district: Registry, name: str) -> None:
    problem = two_districts.match(name).problem or ""
    assert "多个机关" in problem
    assert "澜溪区" in problem
    assert "杏川县" in problem
    assert one_district.match(name).agency is not None


def test_the_city_s_bureau_is_not_the_district_s(one_district: Registry) -> None:
    for name in ("云汀市人力资源和社会保障局", "示例省人力资源和社会保障局", "示例省云汀市发展和改革委员会"):
        assert one_district.match(name).agency is None, name


def test_the_first_name_that_matches_counts(one_district: Registry) -> None:
    assert one_district.match(None, "", "澜溪区太平镇2025年报", "太平镇").agency is not None
    assert one_district.match("外地镇", "太平镇").agency is not None
    assert "外地镇" in (one_district.match("外地镇", "他县").problem or "")
    assert "标题" in (one_district.match(None, None).problem or "")


def test_names_are_compared_without_spaces_and_punctuation() -> None:
    assert canonical("《 澜溪区·人社局 》") == canonical("澜溪区人力资源和社会保障局")
    assert canonical(canonical("街道办")) == canonical("街道办事处") == "街道办事处"


def test_full_names_kinds_and_deadlines(two_districts: Registry) -> None:
    agencies = {agency.code: agency for agency in two_districts.agencies}
    names = {code: agencies[code].full_name for code in ("990101001000", "990101002000", "990101004000")}
    assert list(names.values()) == [
        "示例省云汀市澜溪区高峰街道办事处", "示例省云汀市澜溪区太平镇人民政府",
        "示例省云汀市澜溪区人力资源和社会保障局",
    ]  # fmt: skip
    assert deadline(agencies["990101000000"], 2025) == date(2026, 3, 31)
    assert deadline(agencies["990101002000"], 2025) == date(2026, 1, 31)
    assert deadline(agencies["990101006000"], 2025) == date(2026, 2, 15)
    assert agencies["990101006000"].deadline_basis == "本地规定的期限"
    assert {agency.deadline_set_by for agency in agencies.values() if agency.kind in ("镇", "街道")} == {CUSTOM}
    assert agencies["990101000000"].deadline_set_by == LAW
    assert agencies["990101002000"].peer_group == agencies["990102007000"].peer_group == "镇乡"
    assert not any(agency.rule_making_power for agency in two_districts.agencies)


@pytest.mark.parametrize(("year", "day"), [(2023, date(2024, 2, 29)), (2024, date(2025, 2, 28))])
def test_the_end_of_february_is_a_deadline_of_every_year(tmp_path: Path, year: int, day: date) -> None:
    file = tmp_path / "registry.csv"
    rows = "code,name,kind,deadline\n990101000000,澜溪区人民政府,district,\n990101002000,太平镇,镇,02-29\n"
    file.write_text(rows, encoding="utf-8")
    (town,) = (agency for agency in load_registry(file).agencies if agency.name == "太平镇")
    assert deadline(town, year) == day


def test_a_notice_sets_the_deadline_of_an_agency_or_of_its_district(tmp_path: Path) -> None:
    rows = """
code,name,kind,deadline,期限通知
990101000000,人民政府,district,,示例区通知（虚构）
990101002000,太平镇,镇,,
990101003000,新街街道,街道,01-20,太平通知（虚构）
990101004000,民政局,部门,01-20,
990101005000,财政局,部门,,
990102000000,人民政府,district,,
990102002000,太平镇,镇,,
990102004000,民政局,部门,01-20,
990102005000,财政局,部门,01-20,杏川通知（虚构）
"""
    found = {a.code: (a.deadline_set_by, a.deadline_basis) for a in load_registry(write(tmp_path, rows)).agencies}
    assert found["990101002000"] == (NOTICE, "示例区通知（虚构）")
    assert found["990101003000"] == (NOTICE, "太平通知（虚构）")
    assert found["990101004000"] == (NOTICE, "示例区通知（虚构）")  # earlier than the law's, by the district's notice
    assert found["990101005000"] == (LAW, "《政府信息公开条例》第四十九条")
    assert found["990102000000"][0] == LAW
    assert found["990102002000"][0] == CUSTOM
    assert found["990102004000"] == (CUSTOM, "本地规定的期限")
    assert found["990102005000"] == (NOTICE, "杏川通知（虚构）")


def test_years_owed(two_districts: Registry) -> None:
    agencies = {agency.code: agency for agency in two_districts.agencies}
    own = agencies["990101006000"]  # 2024 to 2026
    assert list(two_districts.expected_years(own, 2025, 2025)) == [2024, 2025, 2026]
    open_ended = agencies["990101002000"]
    assert list(two_districts.expected_years(open_ended, 2025, 2025)) == [2025]
    assert list(two_districts.expected_years(open_ended, 2023, 2025)) == [2023, 2024, 2025]
    assert list(two_districts.expected_years(open_ended, 2026, 2025)) == [2026]


def test_every_bad_row_is_named(tmp_path: Path) -> None:
    rows = (
        "code,name,kind,deadline,first_year\n500101001,甲镇,镇,,\n500101001,乙镇,镇,,\n500101002,丙村,村,,\n,丁镇,镇,,\n"
        "500101003,戊镇,镇,02-30,\n500101004,己镇,镇,,25\n"
    )
    with pytest.raises(RegistryError) as error:
        load_registry(write(tmp_path, rows))
    message = str(error.value)
    expected = (
        "registry.csv", "第 3 行", "与第 2 行重复", "第 4 行", "村", "第 5 行", "不能为空", "第 6 行", "02-30",
        "第 7 行", "25", "民族乡",
    )  # fmt: skip
    for words in expected:
        assert words in message
    assert "第 2 行：" not in message


@pytest.mark.parametrize("rows", ["", "code,name,kind\n", "\n"])
def test_an_empty_registry_is_told(tmp_path: Path, rows: str) -> None:
    with pytest.raises(RegistryError, match="没有一个机关"):
        load_registry(write(tmp_path, rows))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_excel_s_encodings_and_spaces_are_read(tmp_path: Path, encoding: str) -> None:
    registry = load_registry(write(tmp_path, "code, name ,kind,备注\n500101001000, 甲镇 ,镇,新\n", encoding))
    (agency,) = registry.agencies
    assert (agency.code, agency.name, agency.full_name) == ("500101001000", "甲镇", "重庆市万州区甲镇人民政府")


def test_a_registry_is_found_by_file_folder_or_name(tmp_path: Path) -> None:
    file = write(tmp_path, ROWS)
    assert find_registry(str(file)) == find_registry(str(tmp_path)) == file
    assert find_registry("wanzhou").name == "wanzhou.csv"
    with pytest.raises(RegistryError, match="wanzhou"):  # the message lists what there is
        find_registry(str(tmp_path / "none"))
    with pytest.raises(RegistryError, match="kinds") as error:
        find_registry("kinds")  # bundled, but no registry
    assert "kinds、" not in str(error.value)


def test_the_bundled_registry_has_the_whole_district() -> None:
    registry = load_registry(find_registry("wanzhou"))
    assert len(registry.agencies) == 52
    for agency in registry.agencies:
        for name in (agency.name, agency.full_name, *agency.former_names, *agency.short_names):
            assert registry.match(name).agency == agency, name
    for name in ("恒合土家族乡", "万州区恒合土家族乡人民政府", "重庆市万州区恒合土家族乡人民政府"):
        match = registry.match(name)
        assert match.agency is not None
        assert match.agency.kind == "民族乡"


@pytest.mark.parametrize(
    ("name", "kind", "power"),
    [
        ("某县甲镇人民政府", "镇", False),
        ("某区乙街道办事处", "街道", False),
        ("某市教育局", "部门", True),  # of any level: whether it makes 规章 is not known
    ],
)
def test_a_clerk_s_agency_needs_no_registry(name: str, kind: str, power: bool) -> None:
    agency = unregistered(name, 3)
    assert (agency.kind, agency.rule_making_power, agency.registered) == (kind, power, False)
    assert (agency.code, agency.full_name) == ("unregistered-3", name)
