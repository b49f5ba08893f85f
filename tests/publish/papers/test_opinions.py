"""审核意见: what a draft is told before it is published, by the check of the very drafts and by `gouji check`."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from gouji.check.check_files import Checked, check_files
from gouji.cli.check import check
from gouji.core.registry_file import load_registry
from gouji.publish.papers.opinion import OpinionOffice, opinions
from tests.publish.papers.reading_papers import text_of
from tests.publish.papers.small_district import (
    ARCHIVES,
    NAMES,
    OTHER_TOWN,
    REGISTRY,
    STREET,
    TOWN,
    YEAR,
    figures,
    page,
)

OFFICE = OpinionOffice({TOWN: "试纸区"}, {"contact": "钱某", "signed_on": "2025-02-11"}, date(2026, 1, 12))
FILE = "_关于2025年度政府信息公开工作年度报告送审稿的审核意见.docx"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Drafts: 春山镇 (no figure is wrong, with last year's), 秋水镇 (a total is wrong, alone), 冬雪街道 (a cell holds a smudge),
    档案局 (no figure is wrong)."""
    folder = tmp_path_factory.mktemp("drafts")
    (folder / "registry.csv").write_text(REGISTRY, encoding="utf-8")
    told = figures() | {
        (TOWN, 2024): {}, (TOWN, YEAR): {},
        (STREET, YEAR): {"disclosure.penalties.decisions": "■3■"},
    }  # fmt: skip
    for agency, years in {TOWN: (2024, YEAR), OTHER_TOWN: (YEAR,), STREET: (YEAR,), ARCHIVES: (YEAR,)}.items():
        for year in years:
            (folder / f"{agency}_{year}.html").write_text(page(agency, year, told[agency, year]), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def reports(folder: Path) -> list[Checked]:
    files = [folder / f"{agency}_{YEAR}.html" for agency in (TOWN, OTHER_TOWN, STREET)]
    found, unread = check_files(files, folder / f"{TOWN}_2024.html", load_registry(folder / "registry.csv"))
    assert unread == []
    return found


@pytest.fixture(scope="module")
def told(reports: list[Checked]) -> Mapping[str | None, str]:
    return {file.agency_code: text_of(file.content) for file in opinions(reports, OFFICE)}


def test_a_draft_to_be_mended_is_told_each_fault_its_ground_and_what_was_not_compared(
    told: Mapping[str | None, str],
) -> None:
    text = told[OTHER_TOWN]
    assert "秋水镇人民政府：" in text
    assert "一、须修改的事项1．表三“一、本年新收”行“总计”列现填9，应为7。" in text
    assert "（依据：国办公开办函〔2021〕30号格式表三" in text
    assert "没有上年报告可供比对，结转、雷同等与上年有关的事项未予核对" in text
    assert "请修改以后再行公布" in text
    assert "附件" in text
    assert "9▲" in text  # the table as handed in, marked
    assert "扣" not in text


def test_a_draft_with_nothing_wrong_for_certain_is_asked_to_be_looked_into(told: Mapping[str | None, str]) -> None:
    text = told[TOWN]
    assert "我办已核对，并与2024年度的报告比对，意见如下。一、请核实的事项1．" in text
    assert "请核实，确有需要的修改以后公布。" in text
    assert "须修改" not in text
    assert "附件" not in text
    assert "联系人：钱某" in text


def test_a_sound_draft_passes(reports: list[Checked]) -> None:
    (file,) = opinions([replace(reports[0], findings=[])], OFFICE)
    assert "并与2024年度的报告比对，意见如下。核对未发现问题，请按程序审签公布。以上意见" in text_of(file.content)
    (file,) = opinions([replace(reports[0], findings=[], report_year=None)], OFFICE)
    text = text_of(file.content)
    assert "你单位报送的本年度政府信息公开工作年度报告送审稿" in text
    assert "一、未能核对的内容送审稿未写明报告年度，与年度有关的事项未予核对。已核对的内容未发现问题" in text


def test_a_draft_in_whose_place_another_was_checked_has_no_opinion(reports: list[Checked]) -> None:
    older = replace(reports[0], findings=[], superseded="另有一份")
    assert [file.agency_code for file in opinions([older, *reports[1:]], OFFICE)] == [OTHER_TOWN, STREET]


def test_what_could_not_be_read_is_not_said_to_be_sound(told: Mapping[str | None, str]) -> None:
    text = told[STREET]
    assert "未能核对的内容下列内容未能从送审稿中读出，未予核对" in text
    assert "■3■" in text
    assert "核对未发现问题，请按程序" not in text


def test_no_word_of_the_program_is_in_an_opinion(told: Mapping[str | None, str]) -> None:
    for text in told.values():
        assert not re.search("[A-Za-z_{}]", text)


def test_who_signs_is_left_to_be_filled_in_where_the_district_is_not_known(told: Mapping[str | None, str]) -> None:
    assert (
        "试纸区人民政府办公室　　　　年　　月　　日" in told[TOWN]
    )  # the day of the notices of last year is not its day
    assert "人民政府办公室" not in told[OTHER_TOWN]
    assert "（署名）" in told[OTHER_TOWN]


def test_the_same_drafts_give_the_same_bytes_by_names_that_tell_them_apart(reports: list[Checked]) -> None:
    files = list(opinions(reports, OFFICE))
    assert files == list(opinions(reports, OFFICE))
    assert [file.name[:2] for file in files] == ["1_", "2_", "3_"]
    (alone,) = opinions(reports[1:2], OFFICE)
    assert alone.name.endswith(f"{NAMES[OTHER_TOWN]}{FILE}")
    assert not alone.name.startswith("1_")


def test_the_command_writes_one_a_report_into_the_folder(folder: Path, tmp_path: Path) -> None:
    asked = [str(folder / f"{agency}_{YEAR}.html") for agency in (OTHER_TOWN, ARCHIVES)]
    registry = ["--registry", str(folder / "registry.csv")]
    done = CliRunner().invoke(check, [*asked, *registry, "--opinions", str(tmp_path / "意见")])
    assert done.exit_code == 1, done.output  # faults were found, as without the option
    written = sorted((tmp_path / "意见").iterdir())
    assert [path.name.split("_")[0] for path in written] == ["1", "2"]
    assert "应为7" in text_of(written[0].read_bytes())
    assert "试纸区人民政府办公室" in text_of(written[0].read_bytes())
    assert str(written[0]) in done.stderr
    (tmp_path / "file").write_bytes(b"")
    refused = CliRunner().invoke(check, [*asked[:1], "--opinions", str(tmp_path / "file" / "意见")])
    assert refused.exit_code == 2
    assert "写不了" in refused.stderr
