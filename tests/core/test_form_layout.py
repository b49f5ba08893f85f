"""The statutory layout, against what the official form prints."""

from collections import Counter

import pytest

from gouji.core.form_layout import FormSlot, Wording, layout
from gouji.core.forms import load_forms


def text_of(rows: list[list[FormSlot]]) -> list[str]:
    return [" ".join(f"{slot.text or slot.cell}:{slot.rowspan}x{slot.colspan}" for slot in row) for row in rows]


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_every_cell_stands_once_and_the_grid_has_no_holes(form):
    for table in load_forms()[form].tables:
        rows = layout(table)
        cells = Counter(slot.cell for row in rows for slot in row if slot.cell)
        assert cells == Counter(c.cell for c in load_forms()[form].cells if c.table == table.code and not c.optional)
        covered: Counter[tuple[int, int]] = Counter()
        for i, row in enumerate(rows):
            j = 0
            for slot in row:
                while covered[i, j]:
                    j += 1
                covered.update((i + di, j + dj) for di in range(slot.rowspan) for dj in range(slot.colspan))
        width = max(j for _, j in covered) + 1
        assert covered == Counter((i, j) for i in range(len(rows)) for j in range(width))


def test_table_two_of_both_forms():
    rows = text_of(layout(load_forms()["2021"].table("disclosure")))
    assert rows[0] == "第二十条第（一）项:1x4"
    assert rows[1] == "信息内容:1x1 本年制发件数:1x1 本年废止件数:1x1 现行有效件数:1x1"
    assert rows[-1] == "行政事业性收费:1x1 disclosure.fees.amount:1x3"
    assert rows[-2] == "信息内容:1x1 本年收费金额（单位：万元）:1x3"
    rows = text_of(layout(load_forms()["2019"].table("disclosure")))
    assert rows[0] == "第二十条第（一）项:1x7"
    assert rows[1] == "信息内容:1x1 本年新制作数量:1x2 本年新公开数量:1x2 对外公开总数量:1x2"
    assert rows[-1] == "政府集中采购:1x1 disclosure.procurement.projects:1x3 disclosure.procurement.amount:1x3"


def test_table_three():
    rows = text_of(layout(load_forms()["2021"].table("applications")))
    assert rows[0] == "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）:3x3 申请人情况:1x7"
    assert rows[1] == "自然人:2x1 法人或其他组织:1x5 总计:2x1"
    assert rows[3].startswith("一、本年新收政府信息公开申请数量:1x3 applications.new.natural_person:1x1")
    assert rows[5].startswith("三、本年度办理结果:22x1 （一）予以公开:1x2 ")
    assert rows[7].startswith("（三）不予公开:8x1 1.属于国家秘密:1x1 ")
    assert rows[26].startswith("（七）总计:1x2 ")
    assert rows[27].startswith("四、结转下年度继续办理:1x3 ")
    assert len(rows) == 28


def test_table_four():
    rows = text_of(layout(load_forms()["2021"].table("disputes")))
    assert rows[0] == "行政复议:1x5 行政诉讼:1x10"
    assert rows[1].startswith("结果维持:2x1 ")
    assert rows[1].endswith("未经复议直接起诉:1x5 复议后起诉:1x5")
    assert len(rows) == 4


def test_an_undivided_row_in_place_of_others_or_besides_them():
    table = load_forms()["2021"].table("applications")
    instead = layout(table, Wording(undivided=True))
    besides = layout(table, Wording(extra=(("other_undivided", "（六）未分项"),)))
    assert (len(instead), len(besides)) == (28 - 2, 28 + 1)
    labels = [slot.text for row in besides for slot in row]
    assert labels.count("（六）未分项") == labels.count("（六）其他处理") == 1
