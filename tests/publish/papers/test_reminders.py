"""催报函: to whom, what is outstanding since when, whom to ask; of the small district, whose 园林局 owes its report."""

import re
from dataclasses import replace
from datetime import date

from gouji.publish.papers.contents import Office, read_office
from gouji.publish.papers.reminder import reminders
from tests.publish.papers.reading_papers import text_of
from tests.publish.papers.small_district import AS_OF, DISTRICT, PARKS, STREET, TOWN, YEAR, Made

SET = {"contact": "钱某", "phone": "023-60000000", "issuer": "试纸区政务公开办公室", "signed_on_reminder": "2026-02-11"}


def office_of(made: Made) -> Office:
    with made.tables() as con:
        return read_office(con, DISTRICT, YEAR, AS_OF)


def letters(made: Made, office: Office) -> dict[str | None, str]:
    with made.tables() as con:
        return {file.agency_code: text_of(file.content) for file in reminders(con, office)}


def test_only_who_owes_has_a_letter_and_its_file_is_named_for_it(made: Made) -> None:
    (paper,) = [paper for paper in made.papers if paper.kind == "reminder"]
    assert paper.agency_code == PARKS
    assert paper.path.endswith(f"催报函/园林局_关于催报2025年度政府信息公开工作年度报告的函_{PARKS}.docx")
    assert paper.title == "园林局：关于催报2025年度政府信息公开工作年度报告的函"


def test_a_letter_says_to_whom_what_since_when_and_whom_to_ask(made: Made) -> None:
    office = office_of(made)
    text = letters(made, replace(office, settings=SET))[PARKS]
    assert "试纸区园林局：" in text
    assert "你单位2025年度政府信息公开工作年度报告应于2026年1月31日前公布" in text
    assert "至2026年2月10日我办仍未见到" in text
    assert "联系人：钱某；电话：023-60000000" in text
    assert text.index("特此函告。") < text.index("试纸区政务公开办公室2026年2月11日")
    assert not re.search("[A-Za-z_{}]", text)
    assert "扣分" not in text


def test_before_the_day_nobody_is_said_to_be_late(made: Made) -> None:
    office = office_of(made)
    waiting = {"status": "not_due", "report_id": None, "days_late": None}
    rows = [row | (waiting if row["agency_code"] in (STREET, TOWN) else {}) for row in office.agencies]
    found = letters(made, replace(office, agencies=rows, as_of=date(2026, 1, 12)))
    assert found.keys() == {TOWN, STREET, PARKS}
    assert "至2026年1月12日我办尚未见到。请按期编制公布" in found[STREET]
    assert "冬雪街道办事处：" in found[STREET]
    assert "仍未见到" not in found[STREET]


def test_nobody_is_urged_whose_report_may_be_here_unread_nor_the_government_itself(made: Made) -> None:
    office = office_of(made)
    asked = {"agency_code": PARKS, "rule": "report_missing", "outcome": "cannot_tell"}
    assert letters(made, replace(office, findings=[asked])) == {}
    own = [row | ({"kind": "district"} if row["agency_code"] == PARKS else {}) for row in office.agencies]
    assert letters(made, replace(office, agencies=own)) == {}


def test_the_same_tables_give_the_same_bytes(made: Made) -> None:
    with made.tables() as con:
        one, two = (list(reminders(con, read_office(con, DISTRICT, YEAR, AS_OF))) for _ in range(2))
    assert one == two
    assert one[0].content == made.paper("reminder", agency=PARKS)
