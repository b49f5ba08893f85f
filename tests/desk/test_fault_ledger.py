"""The ledger of faults (问题台账 of the workbook) filled in and read back: only what somebody filled counts."""

import io
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner

from gouji.cli.main import cli
from gouji.desk.case_sheet import ORIGINAL, original, read_case_sheet, take_case_sheet
from gouji.desk.cases import edit_case, fault_of, find_case, move_case, note_result, open_case
from gouji.desk.store import Desk
from tests.desk.desks import TOWN, a_desk

HEAD = ["机关代码", "年度", "机关", "问题", "状态", "负责人", "期限", "整改结果", "备注", "问题标识", ORIGINAL]
FAULTS = {"f1": fault_of("应更正 1 处", ["a"], []), "f2": fault_of("表三空白", ["b"], [])}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    open_case(desk, "张三", TOWN, 2025, FAULTS, "v1", handler="张三")
    return desk


def ledger(*rows: dict[str, object], head: list[str] = HEAD) -> bytes:
    """A workbook whose ledger stands behind another sheet; rows are of the case of TOWN unless they say otherwise."""
    into = io.BytesIO()
    with xlsxwriter.Workbook(into) as book:
        book.add_worksheet("总览").write_row(0, 0, ["机关数", 3])
        sheet = book.add_worksheet("问题台账")
        sheet.write_row(0, 0, head)
        for at, row in enumerate(rows, 1):
            full = {"机关代码": TOWN, "年度": 2025, "机关": "甲镇"} | row
            sheet.write_row(at, 0, [full.get(heading, "") for heading in head])
    return into.getvalue()


def row_of(desk: Desk) -> dict[str, object]:
    case = find_case(desk, TOWN, 2025)
    assert case is not None
    return dict(case.row)


def test_results_are_kept_by_fault_and_one_filled_row_is_enough(desk: Desk) -> None:
    data = ledger(
        {"问题标识": "f1", "状态": "已发", "整改结果": "已更正"},
        {"问题标识": "f2", "期限": "2026-03-05"},
        {"机关代码": "990001002000", "问题标识": "f9"},  # an agency without a case, untouched
    )
    changes, problems = read_case_sheet(desk, data)
    assert problems == []
    assert [change.told for change in changes] == [
        [("状态", "待发", "已发"), ("期限", "", "2026-03-05"), ("整改结果（应更正 1 处）", "", "已更正")]
    ]
    take_case_sheet(desk, "李四", changes)
    row = row_of(desk)
    assert (row["state"], row["until"], row["handler"], row["path"]) == (
        "sent",
        "2026-03-05",
        "张三",
        ["to_send", "sent"],
    )
    assert row["faults"] == {"f1": {**FAULTS["f1"], "result": "已更正"}, "f2": FAULTS["f2"]}
    assert read_case_sheet(desk, data)[0] == []  # the same file again


def test_what_became_of_a_case_meanwhile_is_not_undone_by_cells_that_nobody_touched(desk: Desk) -> None:
    stood = original({"状态": "待发", "经办": "张三"})
    move_case(desk, "王五", TOWN, 2025, "sent")
    edit_case(desk, "王五", TOWN, 2025, handler="王五")
    filled = {"问题标识": "f1", "状态": "待发", "负责人": "张三", "备注": "电话已通知", ORIGINAL: stood}
    changes, problems = read_case_sheet(desk, ledger(filled))
    assert (problems, [change.told for change in changes]) == ([], [[("备注", "", "电话已通知")]])


def test_a_cell_that_was_emptied_empties_and_one_that_was_empty_does_not(desk: Desk) -> None:
    note_result(desk, "张三", TOWN, 2025, "f1", "已更正")
    note_result(desk, "张三", TOWN, 2025, "f2", "已补齐")
    emptied = {"问题标识": "f1", ORIGINAL: original({"整改结果": "已更正", "经办": "张三"})}
    changes, problems = read_case_sheet(desk, ledger(emptied, {"问题标识": "f2"}))
    assert problems == []
    take_case_sheet(desk, "李四", changes)
    row = row_of(desk)
    assert (row["handler"], row["faults"]) == ("", {"f1": FAULTS["f1"], "f2": {**FAULTS["f2"], "result": "已补齐"}})


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"问题标识": "f1", "负责人": "甲"}, {"问题标识": "f2", "负责人": "乙"}], "第 2、3 行的“经办”互不相同"),
        ([{"问题标识": "f7", "整改结果": "已更正"}], "案中没有这个问题"),
        ([{"问题标识": "f1", "机关代码": "990001009000", "状态": "已发"}], "没有 990001009000 2025 年度的案"),
        ([{"问题标识": "f1", "备注": "x", ORIGINAL: "{"}], "被改动过"),
        ([{"问题标识": "f1", "期限": "月底"}], "不是日期"),
        ([{"问题标识": "f1", "状态": "已改"}], "其后只能是 已发、销号"),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_row(desk: Desk, rows: list[dict[str, object]], told: str) -> None:
    changes, problems = read_case_sheet(desk, ledger(*rows))
    assert changes == []
    assert len(problems) == 1
    assert problems[0].startswith("第 2 行 甲镇：")
    assert told in problems[0]


def test_what_came_of_a_fault_stays_when_the_faults_are_listed_anew(desk: Desk) -> None:
    note_result(desk, "张三", TOWN, 2025, "f1", "已更正")
    open_case(desk, "张三", TOWN, 2025, {"f1": FAULTS["f1"], "f3": fault_of("新问题", [], [])}, "v2")
    assert row_of(desk)["faults"] == {"f1": {**FAULTS["f1"], "result": "已更正"}, "f3": fault_of("新问题", [], [])}


def test_the_command_lists_the_changes_asks_and_takes_them(desk: Desk, tmp_path: Path) -> None:
    book = tmp_path / "工作簿.xlsx"
    book.write_bytes(ledger({"问题标识": "f1", "整改结果": "已更正"}, {"问题标识": "f2", "机关代码": "1", "备注": "x"}))
    command = ["desk", "case", "read", str(book), "--home", str(tmp_path), "--who", "李四"]
    refused = CliRunner().invoke(cli, command, input="n\n")
    assert "整改结果（应更正 1 处）：（空） → 已更正" in refused.output
    assert "没有 1 2025 年度的案" in refused.output
    assert "result" not in row_of(desk)["faults"]["f1"]  # type: ignore[index]
    taken = CliRunner().invoke(cli, [*command, "--yes"])
    assert taken.exit_code == 1, taken.output  # a row that could not be taken
    assert row_of(desk)["faults"]["f1"]["result"] == "已更正"  # type: ignore[index]
    written = CliRunner().invoke(cli, ["desk", "case", "result", TOWN, "2025", "f2", "已补齐", "--home", str(tmp_path)])
    assert written.exit_code == 0, written.output
    assert row_of(desk)["faults"]["f2"]["result"] == "已补齐"  # type: ignore[index]
