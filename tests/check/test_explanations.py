"""Failures that the report itself accounts for: what is explained, what is not, and what a rejection does."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from gouji.desk.explanation_decisions import decision, decisions_of_desk, read_decisions
from gouji.desk.explanations import ExplanationDecision
from tests.checks.district import FAULTLESS, add_agency, add_report, empty_district, judge
from tests.explained import YEAR, cells, kinds_read, notes, outcomes

pytestmark = pytest.mark.slow

NOTE = "2024年度报告结转下年度继续办理数应为4件，原报3件，特此更正。"
OTHER = {"alike_last_year", "unusual_change"}  # of the sections and figures that all these reports share
FITS = [
    "上年结转下年度数应为4。",
    "因系统错误，上年结转数统计有误。正确的结转数为4件。",
    "上年報告結轉數少報一件，特此更正。",
    "上年结转数由３件更正为４件。",
    "2023年度报告结转数应为9件；2024年度报告结转数应为4件，误报3件。",
    "上年结转数比上一年度报告多1件，系补录上年末收到的申请。",
    "上年末有1件申请当时未录入，今年补录后计入上年结转。",
    "因经办人疏忽，去年有1件申请没有计入结转，今年一并计入上年结转。",
]
DOES_NOT_FIT = [
    "上年应为4件。",  # which figure?
    "上年结转下年度数应为5件。",
    "上年结转下年度数应为4件，原报2件。",
    "2022年结转下年度数应为4件，误报3件。",
    "上年报告结转数多报1件。",
    "上年结转数比上一年度报告多2件，系补录2件。",
    "今年比去年多收1件申请。",
    "上年现行有效的行政规范性文件应为4件，误报3件。",
    "因系统错误，上年结转数统计有误。正确的结转数为6件。",
    "本机关无其他需要说明的事项。",
]


@pytest.fixture(scope="module")
def told() -> list[dict[str, Any]]:
    return outcomes(notes())


def test_every_note_explains_what_it_fits_and_nothing_else(told: list[dict[str, Any]]) -> None:
    for note, outcome in zip(notes(), told, strict=True):
        assert outcome.get("explained", set()) == set(note.get("explains", [])), note["text"]
        # notes of changes and likeness, which have no points, are another matter
        assert outcome.get("fail", set()) - OTHER == set(note.get("leaves", [])), note["text"]


def test_no_note_costs_a_point(told: list[dict[str, Any]]) -> None:
    for note, with_note, without in zip(notes(), told, outcomes(notes(), told=False), strict=True):
        assert with_note["points"] <= without["points"], note["text"]


def test_the_kind_of_each_note() -> None:
    assert [(n["text"], kinds_read(n)) for n in notes()] == [
        (n["text"], [n["kind"]] if n["kind"] else []) for n in notes()
    ]


def towns(said: list[str], decisions: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """What becomes of a chain that breaks from 3 to 4, with each of the notes, in a town of its own."""
    con = empty_district()
    for number, note in enumerate(said):
        code = f"{number:03}"
        add_agency(con, code, name=f"柳溪{number}镇", district=code)
        add_report(con, code, YEAR - 1, cells=cells({"carried_out": 3}))
        text = FAULTLESS[6].format(year=YEAR) + note
        add_report(con, code, YEAR, cells=cells({"carried_in": 4}), texts={"6": text})
    judge(con, decisions or [])
    queries = {
        "faults": "SELECT outcome, points, explanation FROM faults WHERE fault_kind = 'wrong_figure'",
        "findings": "SELECT outcome, points FROM findings WHERE rule = 'carried_chain'",
        "notes": "SELECT kind, state, findings FROM explanations WHERE true",
        "decisions": "SELECT findings, problem FROM explanation_decisions WHERE true",
        "repairs": "SELECT cell FROM repairs WHERE true",
    }
    return [
        {name: con.execute(f"{sql} AND agency_code = '{i:03}'").fetchall() for name, sql in queries.items()}
        for i in range(len(said))
    ]


def test_what_fits_explains_and_what_does_not_does_not() -> None:
    found = towns([*FITS, *DOES_NOT_FIT])
    outcomes_of = [[fault[0] for fault in town["faults"]] for town in found]
    assert outcomes_of == [*([["explained"]] * len(FITS)), *([["fail"]] * len(DOES_NOT_FIT))]


def test_an_explained_fault_costs_nothing_until_its_explanation_is_rejected() -> None:
    total = hashlib.md5(f"carried_chain|008|{YEAR}|applications.carried_in.total".encode()).hexdigest()
    rejected = {"report_year": YEAR, "decision": "rejected", "reason": "台账上是3件", "who": "科长"}
    decisions = [
        decision("desk:1", agency_code="柳溪1镇", **rejected),
        decision("desk:2", agency_code="002", **rejected),
        decision("desk:3", agency_code="002", **rejected | {"decision": "accepted", "reason": "已核实"}),
        decision("desk:4", agency_code="003", rule="documents_chain", **rejected),
        decision("desk:5", agency_code="004", **rejected | {"report_year": YEAR - 1}),
        decision("desk:6", agency_code="005", explanation_id="another", **rejected),
        decision("desk:7", agency_code="006", explanation_id=f"006-{YEAR}-1-1", rule="carried_chain", **rejected),
        decision("desk:8", agency_code="007", problem="缺少 reason，不予采用", **rejected),
        *decisions_of_desk(
            [ExplanationDecision("008", YEAR, total, 9, "科长", "", {"decision": "rejected", "reason": "台账上是3件"})]
        ),
    ]
    found = towns([NOTE] * 9, decisions)
    explained, clears_nothing = [("explained", 0, NOTE)], [("fail", 4, None)]
    assert [town["faults"] for town in found] == [
        *(explained, clears_nothing, explained, explained),
        *(explained, explained, clears_nothing, explained),
        clears_nothing,
    ]
    assert found[0]["findings"] == [("explained", 0), ("explained", 0)]  # the column and the total
    assert found[0]["repairs"] == []  # nothing is to be put right
    assert found[0]["notes"] == [("correction", "accepted", 2)]
    assert found[1]["notes"] == [("correction", "rejected", 2)]
    assert found[1]["decisions"] == [(2, None)]
    assert "没有说明 another" in found[5]["decisions"][0][1]


def test_decisions_are_read_from_the_home(tmp_path: Path) -> None:
    folder = tmp_path / "explanations"
    folder.mkdir()
    lines = ["agency,year,decision,reason,who", "柳溪镇,2025,rejected,台账上是3件,科长", "柳溪镇,25,no,,"]
    (folder / "2025.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    good, bad = read_decisions(tmp_path)
    assert (good["agency_code"], good["report_year"], good["decision"]) == ("柳溪镇", 2025, "rejected")
    assert (good["source"], good["problem"]) == ("2025.csv:2", None)
    assert all(word in bad["problem"] for word in ("缺少 reason", "year「25」", "decision「no」"))
