"""Names one character off are asked about; names that join agencies are told from names with 和 in them."""

from pathlib import Path

import pytest

from gouji.core.near_names import names_in
from gouji.core.registry import Registry
from gouji.core.registry_file import load_registry

ROWS = """code,name,kind,district_code,district_name
990801101000,柳岔镇,镇,990801,青石县
990801102000,白塔街道,街道,990801,青石县
990801103000,民政局,部门,990801,青石县
990801104000,农业农村局,部门,990801,青石县
990801105000,松石乡,乡,990801,青石县
"""


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    path: Path = tmp_path_factory.mktemp("registry") / "registry.csv"
    path.write_text(ROWS, encoding="utf-8")
    return load_registry(path)


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("青石县柳叉镇人民政府", "柳岔镇"),  # another character
        ("柳叉镇", "柳岔镇"),
        ("青石县白塔寺街道办事处", "白塔街道"),  # one too many
        ("青石县农业农材局", "农业农村局"),
        ("青石县农业农局", "农业农村局"),  # one too few
        ("松岩乡人民政府", "松石乡"),
    ],
)
def test_a_name_one_character_off_is_asked_about(registry: Registry, printed: str, meant: str) -> None:
    answer = registry.match(printed)
    assert answer.agency is None
    (near,) = registry.near(printed)
    assert near.name == meant
    assert f"是否即{near.full_name}（{near.code}）？" in (answer.problem or "")


@pytest.mark.parametrize(
    "printed",
    [
        "青石县财政局",  # two short names of departments are one character off, and two agencies
        "碧湖区柳叉镇人民政府",  # of another district
        "青石县柳岔乡人民政府",  # another kind
        "青石县柳叉寺镇人民政府",  # two off
        "首页",
    ],
)
def test_what_is_not_near_is_not_asked_about(registry: Registry, printed: str) -> None:
    assert registry.near(printed) == []
    assert "是否即" not in (registry.match(printed).problem or "")


@pytest.mark.parametrize("printed", ["柳岔镇人民政府", "青石县柳岔镇", "白塔街道办事处", "白塔"])
def test_without_its_suffix_a_name_is_the_same_and_not_only_near(registry: Registry, printed: str) -> None:
    assert registry.match(printed).agency is not None


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("青石县柳岔镇人民政府、松石乡人民政府", 2),
        ("柳岔镇和松石乡", 2),
        ("白塔街道办事处与柳岔镇人民政府", 2),
        ("民政局、农业农村局、财政局", 3),
        ("青石县发展和改革委员会", 1),
        ("青石县住房和城乡建设局", 1),
        ("青石县人力资源和社会保障局", 1),
        ("和顺镇人民政府", 1),
        ("中共柳岔镇委员会、柳岔镇人民政府", 1),
    ],
)
def test_names_joined(printed: str, parts: int) -> None:
    assert len(names_in(printed)) == parts


def test_a_joint_report_is_of_nobody_and_names_both(registry: Registry) -> None:
    answer = registry.match("青石县柳岔镇人民政府、松石乡人民政府")
    assert answer.agency is None
    assert "联合年报" in (answer.problem or "")
    assert "（990801101000）" in (answer.problem or "")
    assert "（990801105000）" in (answer.problem or "")


def test_a_title_or_a_file_name_is_no_agency(registry: Registry) -> None:
    answer = registry.match(None, "政府信息公开工作年度报告", "r17scan2022")
    assert answer.agency is None
    assert "没有写明机关" in (answer.problem or "")
    assert "r17" not in (answer.problem or "")
