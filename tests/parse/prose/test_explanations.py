"""Explanations as read: figures, years, places, and that their figures are none of this year's."""

from decimal import Decimal

import pytest

from gouji.core.model import Explanation, Section
from gouji.parse.prose.explanations import figures_of_other_years, read_explanations
from gouji.parse.prose.statements import read_statements
from tests.explained import YEAR, notes


def read(text: str, section: int = 6) -> list[Explanation]:
    return read_explanations([Section(section, "", text)], [], "2021", YEAR)


def test_what_is_corrected_from_what_to_what() -> None:
    (one,) = read("2025年未收取信息处理费。2024年度报告结转下年度数应为4件，原报3件有误。")
    assert (one.kind, one.year, one.old, one.new, one.difference) == ("correction", 2024, 3, 4, None)
    assert one.cells == ["applications.carried_in.total", "applications.carried_out.total"]
    assert (one.text, one.starts_at, one.ordinal) == ("2024年度报告结转下年度数应为4件，原报3件有误。", 15, 1)


@pytest.mark.parametrize(
    ("text", "difference"),
    [
        ("上年报告结转数少报2件。", 2),
        ("去年漏计结转申请两件。", 2),
        ("上年结转数重复统计1件。", -1),
        ("注：另有6件规范性文件期满失效，未列入废止数。", -6),
        ("因机构改革，划入原甲办结转申请3件。", 3),
        ("因职责划转，上年结转的申请有2件移交乙局办理。", -2),
    ],
)
def test_differences(text: str, difference: int) -> None:
    assert [each.difference for each in read(text)] == [Decimal(difference)]


def test_two_figures_of_one_sentence_are_two_explanations() -> None:
    one, other = read("更正：2024年结转数应为4件，原报3件，现行有效的规范性文件应为12件，原报10件。")
    assert (one.old, one.new, other.old, other.new) == (3, 4, 10, 12)
    assert other.cells == ["disclosure.normative_documents.in_force"]


def test_sentences_about_the_same_are_one() -> None:
    (one,) = read("上年结转数与上年报告不一致，系系统升级时数据丢失所致。实际结转4件。")
    assert (one.kind, one.new) == ("statistics", 4)
    assert one.text.endswith("实际结转4件。")
    assert len(read("2023年结转数应为4件，误报3件。2024年结转数应为5件，误报4件。")) == 2


def test_a_note_under_a_table_that_names_no_figure_is_about_the_table() -> None:
    (one,) = read("注：本表数据与上年不衔接，系上年统计错误。", section=3)
    assert {cell.split(".")[0] for cell in one.cells} == {"applications"}
    assert read("因上年统计错误，数据不衔接。") == []


def test_notes_in_rows_of_tables_have_no_place_in_the_text() -> None:
    (one,) = read_explanations([], [Section(3, "", "注：上年结转数应为4件。")], "2021", YEAR)
    assert (one.section, one.starts_at, one.new) == (3, None, 4)


@pytest.mark.parametrize(
    "text",
    [
        "规范政府信息公开申请办理系统，做好数据统计和更正工作。",
        "今后将认真核对，避免结转数与上年报告不一致。",
        "清理规范性文件，公布继续有效的文件目录。",
        "统一统计口径和填报范围，落实机构改革要求。",
        "",
    ],
)
def test_what_is_no_explanation(text: str) -> None:
    assert read(text) == []


def test_figures_of_notes_are_none_of_this_year() -> None:
    for note in notes():
        sections = [Section(note["section"], "", note["text"])]
        explained = read_explanations(sections, [], "2021", YEAR)
        stated = read_statements(sections, None, figures_of_other_years(explained, YEAR))
        this = set(note.get("this", {}).values())
        assert [s for s in stated if s.scope == "year" and s.value not in this] == [], note["text"]
