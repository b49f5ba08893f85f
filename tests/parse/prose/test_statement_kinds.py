"""Ways of telling figures that were misread once: each with the nearest sentence that must stay as it is."""

import pytest

from gouji.core.model import Section, Statement
from gouji.parse.prose.statements import read_statements


def read(text: str, agency: str | None = None) -> list[Statement]:
    return read_statements([Section(1, "一、总体情况", text)], agency)


def of_year(text: str, agency: str | None = None) -> dict[str, list[int]]:
    """Kind -> figures of the whole year that are no parts."""
    found: dict[str, list[int]] = {}
    for s in read(text, agency):
        if s.scope == "year" and s.part_of is None:
            found.setdefault(s.kind, []).append(int(s.value))
    return found


def parts(text: str) -> dict[int, list[int]]:
    told = read(text)
    values = {s.ordinal: int(s.value) for s in told}
    linked: dict[int, list[int]] = {}
    for s in told:
        if s.part_of is not None:
            linked.setdefault(values[s.part_of], []).append(int(s.value))
    return linked


@pytest.mark.parametrize(
    ("text", "kind", "figures"),
    [
        ("收到政府信息公开申请9件，转结下年度办理2件。", "requests_carried_out", [2]),
        ("上年转结申请3件。", "requests_carried_in", [3]),
        ("收到政府信息公开申请9件，流转结果均已登记，办结7件。", "requests_handled", [7]),
        ("全年新收和上年结转的政府信息公开申请共31件。", "requests_all", [31]),
        ("本年新收及上年结转申请合计31件。", "requests_all", [31]),
        ("新收政府信息公开申请28件，上年结转3件。", "requests_all", []),
        ("新收政府信息公开申请28件，上年结转3件。", "requests_carried_in", [3]),
        ("本年度有3件政府信息公开申请收取信息处理费。", "requests_received", []),
        ("有2件政府信息公开申请经批准延期答复。", "requests_received", []),
        ("全年共有5件政府信息公开申请，均已答复。", "requests_received", [5]),
        ("办理政府信息公开申请7件，4件予以公开，2件不予公开，1件无法提供。", "granted", [4]),
        ("办理政府信息公开申请7件，予以公开的4件，部分公开的3件。", "granted", [4]),
        ("办理政府信息公开申请7件，4件申请均予以公开，3件申请不同意公开。", "denied", [3]),
        ("收到政府信息公开申请3件，公开0件，不予公开3件。", "granted", [0]),
        ("收到政府信息公开申请3件，公开栏更新4次。", "granted", []),
        ("收到政府信息公开申请9件，“予以公开”6件，“不予公开”3件。", "granted", [6]),
        ("办理政府信息公开申请5件，属于行政执法案卷2件，不存在3件。", "denied", [2]),
        ("通过政府网站公开16条，通过政务专栏公开8条。", "disclosed", [16, 8]),
        ("公开预算信息2条、执法信息3条、工作动态1条。", "disclosed", [2, 3, 1]),
        ("公开预算信息2条，办理行政许可13件，受理投诉4件。", "disclosed", [2]),
        ("上年结转申请数应为5件，原报4件系统计错误。", "requests_carried_in", []),
        ("上年度报告收到申请数误报为8件，现更正为9件。", "requests_received", []),
        ("全年收到政府信息公开申请9件，应当答复的均已答复。", "requests_received", [9]),
        ("（二）全年共收到9件，办结7件。", "requests_received", [9]),
        ("（二）全年共收到9件，办结7件。", "requests_handled", [7]),
        ("（五）全年共收到9件，办结7件。", "requests_received", []),
        ("（二）完善制度体系。全年共收到9件，办结7件。", "requests_received", []),
    ],
)
def test_figures_of_the_year(text: str, kind: str, figures: list[int]) -> None:
    assert of_year(text).get(kind, []) == figures, read(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("公开政府信息52条，其中公文4条，工作动态类信息（含公示公告）45条，年报3条。", {52: [4, 45, 3]}),
        (
            "公开政府信息52条，其中公文4条，工作动态45条（网站40条、公众号5条），年报3条。",
            {52: [4, 45, 3], 45: [40, 5]},
        ),
        ("收到政府信息公开申请30件。其中，网上申请15件，占50%；信函申请9件，占30%；当面申请7件。", {30: [15, 9, 7]}),
        ("收到政府信息公开申请30件，其中网上申请15件（占50%）、信函申请15件，同比增长20%。", {30: [15, 15]}),
        (
            "公开政务信息25条，包括政府网站4条，甲县融媒、乙县日报、丙县之窗、丁县视听等媒体上发布信息6条，公众号15条。",
            {25: [4, 6, 15]},
        ),
        ("公开政务信息25条，包括动态12条、公告7条以及其他6条。", {25: [12, 7, 6]}),
        ("公开政务信息25条，动态12条，公告7条，其他6条。", {25: [12, 7, 6]}),
        ("公开政务信息25条，动态12条，公告7条。", {}),
        ("收到政府信息公开申请20件（含上年结转3件），其中自然人14件，法人6件。", {20: [14, 6]}),
        ("收到政府信息公开申请8件，答复情况为：予以公开5件，不予公开2件，转结下年度办理1件。", {8: [5, 2, 1]}),
        ("收到政府信息公开申请8件，办结7件，结转下年度1件。", {}),
    ],
)
def test_lists_go_on(text: str, wanted: dict[int, list[int]]) -> None:
    assert parts(text) == wanted, read(text)


@pytest.mark.parametrize(
    ("agency", "text", "figures"),
    [
        ("松溪市行政审批服务局", "松溪市行政审批服务局共收到政府信息公开申请6件。", [6]),
        ("松溪市行政审批服务局", "全年市行政审批服务局收到政府信息公开申请6件。", [6]),
        ("松溪县信访局", "松溪县信访局收到政府信息公开申请2件。", [2]),
        ("松溪县医疗保障局", "县医疗保障局收到政府信息公开申请2件。", [2]),
        ("松溪县不动产登记中心", "松溪县不动产登记中心收到政府信息公开申请2件。", [2]),
        ("柳岭街道办事处", "柳岭街道办事处共收到政府信息公开申请4件。", [4]),
        ("松溪县信访局", "松溪县信访局受理信访申请82件。", []),
        ("松溪县民政局", "松溪县民政局受理救助申请82件。", []),
        (None, "市行政审批服务局收到政府信息公开申请6件。", [6]),
        (None, "受理审批业务申请326件。", []),
    ],
)
def test_an_agencys_own_name_hides_no_figure(agency: str | None, text: str, figures: list[int]) -> None:
    assert of_year(text, agency).get("requests_received", []) == figures, read(text, agency)
