"""Sentences in which figures or denials stand that say nothing of what they seem to be of.

`wanted`: kind -> values (of the whole year) that must be read and no others; kinds not named are not looked at.
"""

import pytest

from flows.model import Section
from flows.parse.statements import read_statements

ASKED = "（二）依申请公开情况。"


def values(text: str, kind: str) -> list[str]:
    read = read_statements([Section(1, "一、总体情况", ASKED + text)])
    return [f"{s.value:f}" for s in read if s.kind == kind and s.scope == "year" and s.part_of is None]


HANDLED = [
    ("收到申请12件，平均答复用时6个工作日。", []),
    ("平均每件办理6天，最长办理15个工作日。", []),
    ("依申请公开办理时限由20个工作日压缩到10个工作日。", []),
    ("20个工作日内答复18件，经批准延期答复2件。", []),
    ("收到申请20件，比上年多收4件，多办结5件。", []),
    ("全年共办理公开申请39件，其中本年新收36件、上年结转3件；已办结37件。", ["37"]),
    ("答复公开6件，答复信息不存在2件。", []),
    ("答复情况：6件公开，2件不予公开。", []),
    ("办理情况：公开4件，不予公开2件。", []),
    ("答复后1件申请人表示不满意。", []),
    ("办理中征求第三方意见2次。", []),
    ("答复前与申请人沟通6次。", []),
    ("收到申请12件，经沟通撤回3件，实际答复9件。", []),
    ("12345热线工单办结326件。", []),
    ("办理群众信访件18件，答复18件。", []),
    ("受理群众投诉举报4件，办结4件。", []),
    ("办理时间最短的1件当天办结。", []),
    ("答复模板修订1次。", []),
    ("另协助区政府办答复公开申请3件，不计入本局数据。", []),
    ("受理各类办事申请2.1万件，办结2.1万件。", []),
    ("责令重新答复1起。", []),
    ("答复书由法律顾问审核12件。", []),
    ("因答复不当被起诉两次，法院均维持。", []),
    ("行政许可办结236件。", []),
    ("受理申请36件。物业投诉办结1633件。", []),
    ("“一件事一次办”办结2.1万件。", []),
    ("全年办结治安案件2210起、刑事案件406起。", []),
    ("受理医保零星报销申请3120件，办结3118件。", []),
    ("需答复84件，实际答复77件。", ["77"]),
    ("上一年度（2024年）收到申请7件，办结6件。", []),
    ("收到申请9件，均已按时办结答复9件。", ["9"]),
    ("接收依申请公开35宗，上年度结转3宗，均依法登记；当年办结34宗，结转至下年度4宗。", ["34"]),
    ("办理依申请公开18件，全部按期答复。", ["18"]),
    ("办结申请十二件。", ["12"]),
]
RECEIVED = [
    ("今年没有收到一件政府信息公开申请。", ["0"]),
    ("未发现应申请公开而未答复的情形，全年收到申请4件。", ["4"]),
    ("没有因申请公开引发投诉，全年收到申请4件。", ["4"]),
    ("未设置任何申请公开门槛，全年收到申请2件。", ["2"]),
    ("全年未收到申请人对答复的投诉。", []),
    ("没有发生依申请公开答复不规范的问题。", []),
    ("没有因依申请公开工作被通报批评。", []),
    ("未出现依申请公开答复不及时的情况。", []),
    ("全年收到申请7件，没有一件超期，也没有一件转到下年。", ["7"]),
    ("受理低保申请126件。", []),
    ("受理不动产登记申请3.2万件。", []),
    ("受理公租房申请86件。", []),
    ("受理取水许可申请41件。", []),
    ("工伤认定申请全年受理1528件。", []),
    ("优待证申领申请受理4218份。", []),
    ("街道政务大厅全年受理居民申请事项2.3万余件。", []),
    ("受理各类办事申请2.1万件。", []),
    ("11月集中收到5件。", []),
    ("新增申请主要集中在3个领域。", []),
    ("五年来共收到申请21件。", []),
    ("全年无人向本机关申请公开政府信息。", ["0"]),
    ("依申请公开工作：本年度无。", ["0"]),
    ("全年共有8件政府信息公开申请。", ["8"]),
    ("收到申请贰件。", ["2"]),
    ("共收办公开申请百余件。", ["100"]),
    ("未收到申请人提出的依申请公开申请。", ["0"]),
    ("未收到依申请公开申请，也没有因申请公开引发投诉。", ["0"]),
]
OTHERS = [
    ("reviews", "因学区划分被提起行政复议2件、诉讼1件，均与信息公开无关。", []),
    ("reviews", "行政复议17件（含信息公开类5件）。", []),
    ("reviews", "代表区政府办理信息公开行政复议8件，维持5件、撤销2件。", []),
    ("litigation", "因行政处罚被提起行政诉讼4件，胜诉4件。", []),
    ("disputes", "政府信息公开申请、复议、诉讼三项，今年都是空白。", []),
    ("denied", "其中涉及案件卷宗不予公开的3件。", []),
    ("granted_partial", "公开（含部分公开）27件。", []),
    ("granted_partial", "予以公开（含部分公开）8件。", []),
    ("unavailable", "不予公开或无法提供4件。", []),
    ("granted", "10件全部公开、3件区分处理后公开。", ["10"]),
    ("denied", "全年无1件不予公开。", []),
    ("denied", "拟不予公开的4件经集体研究，最终2件不予公开。", ["2"]),
    ("denied", "有3件依法不能公开。", ["3"]),
    ("requests_carried_out", "没有一件超期，也没有一件转到下年。", []),
    ("requests_carried_out", "还有两件跨到2026年办理。", ["2"]),
    ("reviews", "行政复议、行政诉讼各1件。", []),
    ("disputes", "行政复议、行政诉讼各1件。", []),
    ("reviews", "行政复议和行政诉讼分别为2件和1件。", ["2"]),
    ("litigation", "行政复议和行政诉讼分别为2件和1件。", ["1"]),
    ("reviews", "未发生因政府信息公开被纠错的复议、诉讼案件。", []),
    ("reviews", "行政复议11件、行政诉讼6件，均为物业和拆迁类，与政府信息公开无关。", []),
    ("reviews", "行政复议机构受理行政复议申请118件。", []),
    ("reviews", "组织行政复议应诉培训2次。", []),
    ("reviews", "公开行政复议决定书18份。", []),
    ("reviews", "因信息公开被申请复议3起，均获维持。", ["3"]),
    ("documents_repealed", "清理行政规范性文件，废止2件、宣布失效1件。", []),
    ("documents_repealed", "2件规范性文件宣布失效；新出台的规范性文件有1件。", ["2"]),
    ("documents_issued", "2件规范性文件宣布失效；新出台的规范性文件有1件。", ["1"]),
    ("documents_issued", "起草以区政府名义印发的规范性文件1件。", []),
    ("documents_issued", "印发文件120件，其中行政规范性文件5件。", ["5"]),
    ("fees_charged", "信息处理费标准为每件100元，全年未收取。", []),
    ("fees_charged", "信息处理费支出5000元。", []),
    ("disclosed", "较2024年多公开信息61条，全年达到398条。", []),
    ("disclosed", "主动公开基本目录由26项增至31项。", []),
]


@pytest.mark.parametrize(("text", "wanted"), HANDLED)
def test_handled(text: str, wanted: list[str]) -> None:
    assert values(text, "requests_handled") == wanted


@pytest.mark.parametrize(("text", "wanted"), RECEIVED)
def test_received(text: str, wanted: list[str]) -> None:
    assert values(text, "requests_received") == wanted


@pytest.mark.parametrize(("kind", "text", "wanted"), OTHERS)
def test_others(kind: str, text: str, wanted: list[str]) -> None:
    assert values(text, kind) == wanted


def test_years_told_one_after_another() -> None:
    read = read_statements([Section(1, "", ASKED + "2023年、2024年、2025年分别收到申请9件、11件、14件。")])
    told = [(s.year, str(s.value)) for s in read if s.kind == "requests_received"]
    assert told == [(2023, "9"), (2024, "11"), (2025, "14")]


def test_a_quarter_s_requests_are_a_part() -> None:
    read = read_statements([Section(1, "", ASKED + "年初收到1件、年中4件、年末2件，共7件。")])
    assert [s.scope for s in read if s.kind == "requests_received" and s.value == 1] == ["part"]
