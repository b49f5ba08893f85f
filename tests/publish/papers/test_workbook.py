"""The workbook of a small district: what its sheets hold, how they look, and that they run nothing."""

import io
import re
import zipfile

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_col_to_name

from tests.publish.papers.reading_papers import (
    SHEET_NAMESPACE,
)
from tests.publish.papers.small_district import STREET, figures


def test_the_workbook_holds_what_the_tables_hold(made):
    book = CalamineWorkbook.from_filelike(io.BytesIO(made.paper("workbook", ".xlsx")))
    assert book.sheet_names == ["排名", "问题清单", "报送情况", "全部数据", "汇总", "同比（全区）", "同比（机关）"]
    figures = book.get_sheet_by_name("全部数据").to_python()
    column = next(i for i, label in enumerate(figures[1]) if label == "表二 第二十条第（五）项 行政许可")
    assert figures[2][column] == "本年处理决定数量"
    assert {row[0]: row[column] for row in figures[3:]}["春山镇"] == 12
    assert len(figures[2]) >= 3 + 200
    assert figures[0][column] == 12  # the sum, stored with its formula
    with made.tables() as con:
        findings = con.execute("SELECT count(*) FROM findings WHERE report_year = 2025").fetchall()[0][0]
    assert len(book.get_sheet_by_name("问题清单").to_python()) == 1 + findings
    ranking = book.get_sheet_by_name("排名").to_python()
    assert [row[ranking[0].index("名次")] for row in ranking[1:]] == sorted(row[0] for row in ranking[1:])
    years = {tuple(row[:3]): row[3:] for row in book.get_sheet_by_name("同比（全区）").to_python()}
    assert years["三", "一、本年新收政府信息公开申请数量", "自然人"][:4] == [46, 57, 11, pytest.approx(100 * 11 / 46)]
    assert years["三", "一、本年新收政府信息公开申请数量", "商业企业"][:4] == [5, 6, 1, ""]  # too small a base
    assert "不算百分比" in years["三", "一、本年新收政府信息公开申请数量", "商业企业"][4]


def test_sums_stand_outside_the_filter_and_numbers_look_like_what_they_are(made):
    """Above the lines that a filter hides and sorts; counts whole, amounts with decimals, no point with nothing after."""
    content = made.paper("workbook", ".xlsx")
    figures = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("全部数据").to_python()
    package = zipfile.ZipFile(io.BytesIO(content))
    sheet, styles = (etree.fromstring(package.read(f"xl/{part}.xml")) for part in ("worksheets/sheet4", "styles"))
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
