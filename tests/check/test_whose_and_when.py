"""Whose report it is and of which year, where the document does not say: unknown, told once, and nothing is judged by
it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from gouji.check.check_files import Checked, check_files
from tests.checks.district import add_agency, empty_district, expect_report
from tests.parse import writers as w
from tests.parse.documents import FORMATS

pytestmark = pytest.mark.slow

ENDINGS = {"markdown": "md", "text": "txt"}


def blocks(title: str, overview: str, form: str = "2021") -> list[str | w.Rows]:
    tables = list(w.printed(w.zeros(form), form).values())
    made: list[str | w.Rows] = [title]
    for number, heading in enumerate(w.HEADINGS, 1):
        made.append(heading)
        made += [tables[number - 2]] if 2 <= number <= 4 else [overview if number == 1 else "本机关照常办理各项工作。"]
    return made


def checked(folder: Path, form: str, content: Sequence[str | w.Rows], name: str = "r17heshan") -> Checked:
    (answer,) = all_checked(folder, {name: (form, content)})
    return answer


def all_checked(folder: Path, documents: dict[str, tuple[str, Sequence[str | w.Rows]]]) -> list[Checked]:
    """Documents, name -> (format, content), checked as they are given together: a check costs most at its start."""
    paths = []
    for name, (form, content) in documents.items():
        paths.append(folder / f"{name}.{ENDINGS.get(form, form)}")
        paths[-1].write_bytes(FORMATS[form](content))
    (answers, unread) = check_files(paths)
    assert not unread
    assert len(answers) == len(documents)
    return answers


def rules(answer: Checked) -> set[str]:
    return {finding["rule"] for finding in answer.findings}


def test_what_an_agency_calls_itself_is_no_finding_where_nobody_says_which_it_is(tmp_path: Path) -> None:
    content = blocks("政府信息公开工作年度报告", "2024年，我镇主动公开信息若干，我局配合办理。")
    for answer in all_checked(tmp_path, {f"r17heshan{n}": (form, content) for n, form in enumerate(FORMATS)}):
        assert answer.agency is None, answer.source
        assert "wrong_agency" not in rules(answer), answer.source
        assert sum("没有写明机关" in warning for warning in answer.warnings) == 1, answer.source
        assert not any("r17heshan" in finding["message"] for finding in answer.findings), answer.source


def of_each_town(title: str, overview: str, form: str = "2021") -> dict[str, tuple[str, Sequence[str | w.Rows]]]:
    """A document of each format, each of a town of its own, so that none takes the place of another."""
    towns = [
        "云溪",
        "松岭",
        "白沙",
        "竹桥",
        "梅湾",
        "石门",
        "枫林",
        "荷塘",
        "泉口",
        "鹿坪",
        "柳岔",
        "桃源",
        "兰坡",
        "杏田",
    ]
    return {
        f"r17-{n}": (each, blocks(title.format(town), overview, form))
        for n, (each, town) in enumerate(zip(FORMATS, towns, strict=False))
    }


def test_a_year_nobody_wrote_is_unknown_and_not_judged(tmp_path: Path) -> None:
    documents = of_each_town("青石县{}镇人民政府政府信息公开工作年度报告", "我镇照章办理。", "2019")
    assert len(documents) == len(FORMATS)
    for answer in all_checked(tmp_path, documents):
        assert (answer.report_year, answer.form) == (None, "2019"), answer.source
        assert not {"form_outdated", "wrong_year", "report_late"} & rules(answer), answer.source
        assert sum("没有写明报告年度" in warning for warning in answer.warnings) == 1, answer.source


def test_the_sums_of_a_report_without_a_year_are_checked_all_the_same(tmp_path: Path) -> None:
    content = blocks("青石县云溪镇人民政府政府信息公开工作年度报告", "我镇照章办理。")
    content[6] = w.printed(w.zeros(**{"applications.new.total": "7"}))["applications"]
    assert "row_total" in rules(checked(tmp_path, "html", content))


def test_a_year_in_the_name_of_the_file_is_one_that_somebody_wrote(tmp_path: Path) -> None:
    content = blocks("青石县云溪镇人民政府政府信息公开工作年度报告", "我镇照章办理。", "2019")
    answer = checked(tmp_path, "html", content, "云溪镇2023年")
    assert answer.report_year == 2023
    assert "form_outdated" in rules(answer)


def test_what_names_nobody_is_told_to_replace_nothing(tmp_path: Path) -> None:
    """Files of two towns under one name in two folders, and last year's of one: no one knows whose they are."""
    paths = []
    for folder, year, figure in (("甲", 2024, "7"), ("乙", 2024, "8"), ("乙", 2023, "9")):
        content = blocks("政府信息公开工作年度报告", f"{year}年，我镇照章办理。")
        content[6] = w.printed(w.zeros(**{"applications.new.total": figure}))["applications"]
        paths.append(tmp_path / folder / f"年报{year % 100}.docx")
        paths[-1].parent.mkdir(exist_ok=True)
        paths[-1].write_bytes(FORMATS["docx"](content))
    paths[1] = paths[1].rename(tmp_path / "乙" / paths[0].name)
    answers, _ = check_files(paths)
    assert [(answer.superseded, answer.report_year) for answer in answers] == [(None, 2024), (None, 2024), (None, 2023)]
    assert len({answer.agency_code for answer in answers}) == 3
    assert all("row_total" in rules(answer) for answer in answers)


def test_last_year_s_that_names_nobody_either_is_of_the_same_agency(tmp_path: Path) -> None:
    documents = {
        f"r17heshan{year}": ("docx", blocks("政府信息公开工作年度报告", f"{year}年，我镇照章办理。"))
        for year in (2023, 2024)
    }
    assert [answer.checked_with for answer in all_checked(tmp_path, documents)] == [[2024], [2023]]


def test_a_joint_report_is_told(tmp_path: Path) -> None:
    title = "青石县{}镇人民政府、松石乡人民政府2024年政府信息公开工作年度报告"
    for answer in all_checked(tmp_path, of_each_town(title, "2024年，两地照章办理。")):
        assert sum("联合年报" in warning for warning in answer.warnings) == 1, answer.source


def test_a_near_name_is_named_beside_the_agency_that_is_missing() -> None:
    con = empty_district()
    add_agency(con, "9908", "镇", "镇", name="柳岔镇", district="990801")
    expect_report(con, "9908", 2024)
    con.execute(
        "INSERT INTO reports BY NAME SELECT 'r-1' AS report_id, 'd' AS document_id, 1 AS ordinal, 2024 AS report_year,"
        " '柳叉镇' AS agency_printed, false AS is_current, 'unknown_agency' AS status, []::VARCHAR[] AS warnings,"
        " '机关「柳叉镇」不在登记表中，是否即柳岔镇人民政府（9908）？' AS problem"
    )
    assert con.execute("SELECT agency_code, report_year FROM asked_reports").fetchall() == [("9908", 2024)]
    sql = Path("sql/checks/report_missing.sql").read_text(encoding="utf-8")
    ((message,),) = con.execute(f"SELECT message FROM ({sql}) WHERE outcome = 'fail'").fetchall()
    assert "另有一份写作“柳叉镇”的报告没有归属" in message
    con.close()
