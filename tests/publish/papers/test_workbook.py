"""The workbook of a small district: what its sheets hold, how they look, and that they run nothing."""

import io
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_col_to_name

from gouji.desk.case_sheet import read_case_sheet
from gouji.desk.cases import fault_of, open_case
from gouji.desk.store import Desk
from tests.publish.papers.reading_papers import (
    SHEET_NAMESPACE,
)
from tests.publish.papers.small_district import STREET, Made, figures


def sheets_of(made: Made) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(made.paper("workbook", ".xlsx")))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_workbook_holds_what_the_tables_hold(made: Made) -> None:
    sheets = sheets_of(made)
    assert list(sheets) == [
        "总览", "排名", "问题台账", "报送情况", "汇总", "存疑数字", "各机关同比", "全部数据", "说明",
    ]  # fmt: skip
    figures = sheets["全部数据"]
    column = next(i for i, label in enumerate(figures[1]) if label == "表二 第二十条第（五）项 行政许可")
    assert figures[2][column] == "本年处理决定数量"
    assert {row[0]: row[column] for row in figures[3:]}["春山镇"] == 12
    assert len(figures[2]) >= 3 + 200
    assert figures[0][column] == 12  # the sum, stored with its formula
    ranking = sheets["排名"]
    assert [row[ranking[0].index("名次")] for row in ranking[1:]] == sorted(row[0] for row in ranking[1:])
    head = sheets["汇总"][0]
    years = {tuple(row[:3]): dict(zip(head[3:], row[3:], strict=True)) for row in sheets["汇总"]}
    natural = years["三", "一、本年新收政府信息公开申请数量", "自然人"]
    assert [natural[name] for name in ("2024年", "全区", "增减", "增减（%）")] == [
        46, 57, 11, pytest.approx(100 * 11 / 46),
    ]  # fmt: skip
    business = years["三", "一、本年新收政府信息公开申请数量", "商业企业"]
    assert [business[name] for name in ("2024年", "全区", "增减", "增减（%）")] == [5, 6, 1, ""]  # too small a base


def test_every_figure_of_the_workbook_is_that_of_the_tables(made: Made) -> None:
    """All figures of all agencies, all sums of the district and its groups, all scores and ranks, all faults."""
    sheets = sheets_of(made)
    with made.tables() as con:
        reported = con.execute(
            "SELECT sum(value), count(*) FROM cells c JOIN reports r USING (report_id) WHERE r.is_current"
            " AND c.report_year = 2025 AND state = 'reported'"
        ).fetchall()[0]
        sums = con.execute(
            "SELECT f.position, t.peer_group, t.balanced_sum FROM district_balanced_sums t JOIN form_cells f USING (form, cell)"
            " WHERE t.report_year = 2025 ORDER BY f.position"
        ).fetchall()
        ranks = con.execute("SELECT name, rank, score FROM rankings JOIN agencies USING (agency_code) WHERE report_year = 2025").fetchall()  # fmt: skip
        faults = con.execute("SELECT DISTINCT fault_id FROM findings WHERE report_year = 2025").fetchall()
        points = con.execute("SELECT sum(points) FROM findings WHERE report_year = 2025").fetchall()[0][0]
    numbers = [value for row in sheets["全部数据"][3:] for value in row[3:] if isinstance(value, float)]
    assert (Decimal(str(sum(numbers))), len(numbers)) == (reported[0], reported[1])
    head = sheets["汇总"][0]
    for group, title in (("all", "全区"), ("镇乡", "镇乡"), ("街道", "街道"), ("部门", "部门")):
        told = [row[head.index(title)] for row in sheets["汇总"][1:]]
        assert told == [float(value) for _, each, value in sums if each == group], group
    head = sheets["排名"][0]
    told = {(row[head.index("机关")], row[0], row[head.index("得分")]) for row in sheets["排名"][1:]}
    assert told == {(name, rank, float(score)) for name, rank, score in ranks}
    head = sheets["问题台账"][0]
    ledger = sheets["问题台账"][1:]
    assert sorted(row[head.index("问题标识")] for row in ledger) == sorted(fault for (fault,) in faults)
    assert sum(row[head.index("扣分")] for row in ledger) == float(points)


def test_the_overview_counts_what_the_tables_hold(made: Made) -> None:
    sheets = sheets_of(made)
    lines = {row[0]: row[1:] for row in sheets["总览"]}
    with made.tables() as con:
        counted = con.execute(
            "SELECT coalesce(c.peer_group, '合计'), count(DISTINCT f.agency_code), count(DISTINCT (f.agency_code, f.fault_id))"
            " FROM current_reports c LEFT JOIN findings f ON f.agency_code = c.agency_code AND f.report_year = c.report_year"
            " AND f.outcome = 'fail' AND f.severity <> 'note' AND NOT f.waived"
            " WHERE c.report_year = 2025 GROUP BY ROLLUP (c.peer_group)"
        ).fetchall()
        assert {group: lines[group][5:] for group, *_ in counted} == {group: more for group, *more in counted}
        assert lines["合计"][:5] == [5, 4, 4, 0, 1]  # 园林局 owes its report
        assert lines["镇乡"][:5] == [2, 2, 2, 0, 0]
        grades = con.execute("SELECT grade, count(*) FROM rankings WHERE report_year = 2025 GROUP BY 1").fetchall()
    assert {grade: lines[grade][0] for grade, _ in grades} == dict(grades)
    whole = lines["表三 一、本年新收政府信息公开申请数量 · 总计"]
    assert whole[:2] == [63, 65]  # worked out anew; as reported


def test_the_ledger_is_ready_to_fill_and_its_keys_are_text(made: Made) -> None:
    package = zipfile.ZipFile(io.BytesIO(made.paper("workbook", ".xlsx")))
    sheet = etree.fromstring(package.read("xl/worksheets/sheet3.xml"))
    rows = sheets_of(made)["问题台账"]
    [choice] = sheet.iter(f"{SHEET_NAMESPACE}dataValidation")
    assert choice.findtext(f"{SHEET_NAMESPACE}formula1") == '"待发,已发,已反馈,已改,销号"'
    assert choice.get("sqref").startswith(f"{xl_col_to_name(rows[0].index('状态'))}2")
    assert all(isinstance(row[0], str) and len(row[0]) == 12 for row in rows[1:])
    assert [row[rows[0].index("负责人")] for row in rows[1:]] == [""] * (len(rows) - 1)
    wrong = next(row for row in rows if "秋水镇" in row)
    assert [wrong[rows[0].index(title)] for title in ("所报", "应为", "结论")] == [9, 7, "须更正"]


def test_every_sheet_prints_across_with_its_headings_on_each_page(made: Made) -> None:
    package = zipfile.ZipFile(io.BytesIO(made.paper("workbook", ".xlsx")))
    book = etree.fromstring(package.read("xl/workbook.xml"))
    names = [each.get("name") for each in book.iter(f"{SHEET_NAMESPACE}sheet")]
    repeated = {
        int(each.get("localSheetId"))
        for each in book.iter(f"{SHEET_NAMESPACE}definedName") if each.get("name") == "_xlnm.Print_Titles"
    }  # fmt: skip
    assert {names[number] for number in repeated} == set(names) - {"总览"}
    for number, name in enumerate(names, 1):
        sheet = etree.fromstring(package.read(f"xl/worksheets/sheet{number}.xml"))
        setup = sheet.find(f"{SHEET_NAMESPACE}pageSetup")
        assert (setup.get("orientation"), setup.get("paperSize")) == ("landscape", "9"), name
        assert sheet.find(f".//{SHEET_NAMESPACE}pane") is not None, name
        fits = sheet.find(f".//{SHEET_NAMESPACE}pageSetUpPr") is not None
        assert fits or (name == "全部数据" and setup.get("scale") == "70"), name


def test_sums_stand_outside_the_filter_and_numbers_look_like_what_they_are(made):
    """Above the lines that a filter hides and sorts; counts whole, amounts with decimals, no point with nothing after."""
    content = made.paper("workbook", ".xlsx")
    figures = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("全部数据").to_python()
    package = zipfile.ZipFile(io.BytesIO(content))
    sheet, styles = (etree.fromstring(package.read(f"xl/{part}.xml")) for part in ("worksheets/sheet8", "styles"))
    assert sheet.find(f"{SHEET_NAMESPACE}autoFilter").get("ref").startswith("A3:")
    formats = {each.get("numFmtId"): each.get("formatCode") for each in styles.iter(f"{SHEET_NAMESPACE}numFmt")} | {
        "3": "#,##0"
    }
    assert not any(re.search(r"\.#|\.$", code) for code in formats.values()), formats
    used = [formats.get(each.get("numFmtId")) for each in styles.find(f"{SHEET_NAMESPACE}cellXfs")]
    shown = {
        cell.get("r"): (used[int(cell.get("s", 0))], cell.findtext(f"{SHEET_NAMESPACE}f"))
        for cell in sheet.iter(f"{SHEET_NAMESPACE}c")
    }
    for label, code in (("第（五）项 行政许可", "#,##0"), ("第（八）项 行政事业性收费", "#,##0.00####")):
        column = xl_col_to_name(figures[1].index(f"表二 第二十条{label}"))
        assert shown[f"{column}1"] == (code, f"SUBTOTAL(109,{column}4:{column}7)")
        assert {shown[f"{column}{row}"][0] for row in range(4, 8)} == {code}


def test_text_of_a_report_is_never_a_formula_or_a_link(make):
    reports = figures()
    formula, link = '=HYPERLINK("http://example.invalid","x")', "http://example.invalid/steal"
    reports[STREET, 2025] = reports[STREET, 2025] | {
        "disclosure.coercion.decisions": formula, "disclosure.regulations.issued": link, "disclosure.regulations.repealed": "+cmd|1",
    }  # fmt: skip
    hostile = make(reports)
    package = zipfile.ZipFile(io.BytesIO(hostile.paper("workbook", ".xlsx")))
    strings = package.read("xl/sharedStrings.xml").decode()
    assert "=HYPERLINK" in strings
    for name in package.namelist():
        content = package.read(name).decode("utf-8", "replace")
        if name.startswith("xl/worksheets/sheet"):
            assert set(re.findall(r"<f>(\w+)", content)) <= {"SUBTOTAL"}
        if name.endswith(".rels"):
            assert "example.invalid" not in content


def test_links_lead_to_the_archived_report(made):
    package = zipfile.ZipFile(io.BytesIO(made.paper("workbook", ".xlsx")))
    targets = {
        target
        for name in package.namelist() if name.startswith("xl/worksheets/_rels")
        for target in re.findall(r'Target="([^"]+)" TargetMode="External"', package.read(name).decode())
    }  # fmt: skip
    folder = made.home / "public" / "version" / "papers" / "990199"  # where a published workbook stands
    assert targets
    for target in targets:
        assert folder.joinpath(*target.split("\\")).resolve().is_file(), target  # as Excel writes relative links


def test_the_ledger_is_read_back_as_it_was_written(made: Made, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with made.tables() as con:
        faults = con.execute(
            "SELECT fault_id FROM findings WHERE agency_code = $1 AND report_year = 2025", [STREET]
        ).fetchall()
    open_case(desk, "张三", STREET, 2025, {fault: fault_of("题", [], []) for (fault,) in faults}, "v1", handler="张三")
    assert read_case_sheet(desk, made.paper("workbook", ".xlsx")) == ([], [])
