"""Whose report it is and of which year, where the document does not say: unknown, told once, and nothing is judged by
it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from gouji.check.check_files import Checked, check_files
from tests.checks.district import add_agency, empty_district, expect_report
from tests.parse import writers as w
from tests.parse.documents import FORMATS

ENDINGS = {"markdown": "md", "text": "txt"}


def blocks(title: str, overview: str, form: str = "2021") -> list[str | w.Rows]:
    tables = list(w.printed(w.zeros(form), form).values())
    made: list[str | w.Rows] = [title]
    for number, heading in enumerate(w.HEADINGS, 1):
        made.append(heading)
        made += [tables[number - 2]] if 2 <= number <= 4 else [overview if number == 1 else "本机关照常办理各项工作。"]
    return made


def checked(folder: Path, form: str, content: Sequence[str | w.Rows], name: str = "r17heshan") -> Checked:
    path = folder / f"{name}.{ENDINGS.get(form, form)}"
    path.write_bytes(FORMATS[form](content))
    (answers, unread) = check_files([path])
    assert not unread
    return answers[0]


def rules(answer: Checked) -> set[str]:
    return {finding["rule"] for finding in answer.findings}


@pytest.mark.parametrize("form", FORMATS)
def test_what_an_agency_calls_itself_is_no_finding_where_nobody_says_which_it_is(form: str, tmp_path: Path) -> None:
    answer = checked(tmp_path, form, blocks("政府信息公开工作年度报告", "2024年，我镇主动公开信息若干，我局配合办理。"))
    assert answer.agency is None
    assert "wrong_agency" not in rules(answer)
    assert sum("没有写明机关" in warning for warning in answer.warnings) == 1
    assert not any("r17heshan" in finding["message"] for finding in answer.findings)


@pytest.mark.parametrize("form", FORMATS)
def test_a_year_nobody_wrote_is_unknown_and_not_judged(form: str, tmp_path: Path) -> None:
    answer = checked(tmp_path, form, blocks("青石县云溪镇人民政府政府信息公开工作年度报告", "我镇照章办理。", "2019"))
    assert (answer.report_year, answer.form) == (None, "2019")
    assert not {"form_outdated", "wrong_year", "report_late"} & rules(answer)
    assert sum("没有写明报告年度" in warning for warning in answer.warnings) == 1


def test_the_sums_of_a_report_without_a_year_are_checked_all_the_same(tmp_path: Path) -> None:
    content = blocks("青石县云溪镇人民政府政府信息公开工作年度报告", "我镇照章办理。")
    content[6] = w.printed(w.zeros(**{"applications.new.total": "7"}))["applications"]
    assert "row_total" in rules(checked(tmp_path, "html", content))


def test_a_year_in_the_name_of_the_file_is_one_that_somebody_wrote(tmp_path: Path) -> None:
    content = blocks("青石县云溪镇人民政府政府信息公开工作年度报告", "我镇照章办理。", "2019")
    answer = checked(tmp_path, "html", content, "云溪镇2023年")
    assert answer.report_year == 2023
    assert "form_outdated" in rules(answer)


@pytest.mark.parametrize("form", FORMATS)
def test_a_joint_report_is_told(form: str, tmp_path: Path) -> None:
    title = "青石县云溪镇人民政府、松石乡人民政府2024年政府信息公开工作年度报告"
    answer = checked(tmp_path, form, blocks(title, "2024年，两地照章办理。"))
    assert sum("联合年报" in warning for warning in answer.warnings) == 1


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
