"""A registry as people keep it: Excel or CSV, Chinese headings, what Excel does to codes, near misses, every fault."""

import io
from datetime import date

import pytest
import xlsxwriter

from gouji.core.registry import RegistryError
from gouji.core.registry_file import check_registry, load_registry
from gouji.core.registry_table import kind_of, lines_words, read_registry_table
from gouji.desk.errors import DeskError
from gouji.desk.registry_edits import check_upload, edit_agency, install_registry, registry_path
from gouji.desk.registry_template import registry_template
from gouji.desk.store import Desk


def workbook(*rows: list, title: str | None = None) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet("说明").write(0, 0, "填写说明")
        sheet, day = book.add_worksheet("机关"), book.add_format({"num_format": "yyyy-mm-dd"})
        lines = [*([[title]] if title else []), *rows]
        for number, row in enumerate(lines):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif value is not None:
                    sheet.write(number, column, value)
    return target.getvalue()


def test_a_workbook_with_a_title_chinese_headings_and_numbers_for_codes(tmp_path):
    path = tmp_path / "登记表.xlsx"
    path.write_bytes(
        workbook(
            [
                "单位代码*",
                "单位名称（必填）",
                "单位类型",
                "所属区县",
                "首个应报年度",
                "公布期限",
                "简称",
                "联系人",
                "电话",
            ],
            [
                990001001000,
                "青石镇",
                "乡镇",
                "示例市样本区",
                2021,
                date(2026, 1, 20),
                "青石、青石镇政府",
                "王五",
                "010-1",
            ],
            ["990001002000", "白水街道办事处", "街道办", "示例市样本区", "2022年", "1月31日", None, None, None],
            [None] * 9,
            ["990001003000", "民政局", "局", "示例市样本区", None, None, None, None, None],
            title="样本区 2025 年度登记表",
        )
    )
    town, street, bureau = load_registry(path).agencies
    assert (town.code, town.kind, town.full_name) == ("990001001000", "镇", "示例市样本区青石镇人民政府")
    assert (town.deadline, town.first_year, town.short_names) == ((1, 20), 2021, ("青石", "青石镇政府"))
    assert (town.contact, town.phone) == ("王五", "010-1")
    assert (street.kind, street.first_year, street.deadline) == ("街道", 2022, (1, 31))
    assert bureau.kind == "部门"
    assert check_upload(path.read_bytes()).notes == [
        "第 3 行类别「乡镇」读作「镇」", "第 4 行类别「街道办」读作「街道」", "第 6 行类别「局」读作「部门」",
    ]  # fmt: skip


def test_codes_that_excel_turned_into_numbers_are_told_once():
    lines = [f"3.40E+11,第{n}镇,镇" for n in range(6)]
    data = "\n".join(["机关代码,机关名称,类别", *lines[:4], "990001009000,民政局,部门", *lines[4:]]).encode("gb18030")
    (told,) = check_registry(data)
    assert told.startswith("第 2—5、7—8 行的机关代码被 Excel 改成了科学计数法（如 3.40E+11）")


def test_every_fault_is_told_at_once(tmp_path):
    rows = ["code,name,kind,deadline,first_year", "12,甲镇,镇,13-40,25", "990001001000,,乡镇科,,", "990001001000,乙镇,镇,,",
            "990001001000,丙镇,镇,,"]  # fmt: skip
    data = "\n".join(rows).encode()
    told = check_registry(data)
    assert [line[:5] for line in told] == ["第 2 行"] * 3 + ["第 3 行"] * 2 + ["第 5 行"]
    for words in ("12", "13-40", "「25」", "name（机关名称）不能为空", "「乡镇科」不认识", "与第 4 行重复"):
        assert any(words in line for line in told), words
    (tmp_path / "r.csv").write_bytes(data)
    with pytest.raises(RegistryError, match=r"第 2 行.*第 5 行"):
        load_registry(tmp_path / "r.csv")
    assert "缺少列 kind（类别）" in check_registry("机关代码,机关名称\n1234,甲\n".encode())[0]
    assert "半角逗号" in check_registry("code;name;kind\n1234;甲;镇\n".encode())[0]
    assert "打不开" in check_registry(b"PK\x03\x04 no workbook")[0]


@pytest.mark.parametrize(
    ("word", "name", "kind"),
    [("乡镇", "白马乡", "乡"), ("乡镇", "石柱土家族民族乡", "民族乡"), ("镇街", "太白街道", "街道"), ("乡镇", "民政局", None),
     ("镇 人民政府", "x", "镇"), ("区级部门", "x", "部门"), ("本级", "人民政府", "district"), ("部们", "x", None)],
)  # fmt: skip
def test_near_words_for_kinds(word, name, kind):
    assert kind_of(word, name) == kind


def test_the_template_can_be_used_as_it_is(tmp_path):
    path = tmp_path / "template.xlsx"
    path.write_bytes(registry_template())
    assert [agency.kind for agency in load_registry(path).agencies] == ["district", "镇", "部门"]
    assert read_registry_table(path.read_bytes()).problems == []
    assert lines_words([3, 1, 2, 9]) == "第 1—3、9 行"


def test_the_homes_registry_is_installed_edited_and_never_left_unusable(tmp_path):
    desk = Desk(tmp_path)
    install_registry(desk, "张三", registry_template())
    path = registry_path(tmp_path)
    edit_agency(desk, "张三", "500101101000", {"name": "青石街道", "kind": "街道"})
    edit_agency(desk, "张三", "500101102000", {"name": "白水镇", "kind": "镇"})
    assert [agency.name for agency in load_registry(path).agencies] == ["人民政府", "青石街道", "民政局", "白水镇"]
    before = path.read_bytes()
    for code, values, words in (
        ("500101101000", {"kind": "科"}, "不认识"), ("500101101000", {"colour": "x"}, "没有列 colour"), ("1", {"name": "x", "kind": "镇"}, "代码「1」"),
    ):  # fmt: skip
        with pytest.raises(DeskError, match=words):
            edit_agency(desk, "张三", code, values)
    with pytest.raises(DeskError, match="已被改动"):
        edit_agency(desk, "张三", "500101101000", {"phone": "1"}, seen="0" * 64)
    with pytest.raises(DeskError, match="缺少列"):
        install_registry(desk, "张三", b"a,b\n1,2\n")
    assert path.read_bytes() == before
    assert [event.note for event in desk.events("registry")] == ["上传登记表", "改登记表", "改登记表"]
