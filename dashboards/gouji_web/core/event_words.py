"""Events of the desk in words: what it was about, and what changed."""

import re
from collections.abc import Mapping
from typing import Any

from gouji.desk.access import LINK
from gouji.desk.accounts import LOG_IN, USER, roles
from gouji.desk.cases import CASE, case_steps
from gouji.desk.draft_rounds import DRAFT
from gouji.desk.events import Event, Value
from gouji.desk.explanations import EXPLANATION
from gouji.desk.intake import INTAKE
from gouji.desk.office_settings import SETTING, setting_kinds
from gouji.desk.registry_history import REGISTRY
from gouji.desk.ticks import TICK
from gouji.desk.waivers import WAIVER

from .uploads import UPLOAD

KINDS = {
    CASE: "整改台账", TICK: "自动销项", INTAKE: "收件核定", UPLOAD: "交文件", WAIVER: "豁免", EXPLANATION: "报告的说明", DRAFT: "送审",
    REGISTRY: "登记", SETTING: "设置", USER: "用户", LINK: "链接", LOG_IN: "登录",
}  # fmt: skip
# Fields of the events' values that are told, in this order.
_FIELDS = {
    "state": "状态", "decision": "处理", "handler": "经办", "until": "期限", "remark": "备注", "role": "角色",
    "agency": "单位", "agency_code": "单位", "report_year": "年度", "published_on": "公布日期", "reason": "理由",
    "value": "值", "name": "名字", "version": "版本", "outcome": "结果",
}  # fmt: skip
_WORDS = {
    "accepted": "采纳", "returned": "退回", "rejected": "不采纳", "ok": "成功", "locked": "暂停登录",
}  # fmt: skip
_AGENCY = re.compile(r"\d{9,12}(?!\d)")


def subject_words(event: Event, names: Mapping[str, str]) -> str:
    """What an event was about. `names`: agencies by code."""
    if event.kind == SETTING:
        known = setting_kinds().get(event.subject)
        return known.word if known else event.subject
    if event.kind == UPLOAD:
        files = (event.after or {}).get("files", [])
        return f"{len(files)} 份文件" + (f"：{files[0][0]}" if files else "") + (" 等" if len(files) > 1 else "")
    told, code = event.after or event.before or {}, code_of(event)
    if code in names:
        year = told.get("report_year") or told.get("year") or event.subject[len(code) + 1 :][:4]
        return names[code] + (f" {year} 年度" if str(year).isdigit() and event.kind != LINK else "")
    if event.kind == INTAKE:
        return f"文件 {event.subject[:12]}"
    return event.subject


def code_of(event: Event) -> str:
    """Of the agency that an event was about, as far as it tells; "" where it tells none."""
    told = event.after or event.before or {}
    found = _AGENCY.match(event.subject)
    return str(told.get("agency_code") or told.get("agency") or (found.group() if found else ""))


def change_told(event: Event) -> str:
    """What changed: field by field, from what to what."""
    told = [
        f"{word} {_value(key, event.before)} → {_value(key, event.after)}" if event.before and event.after
        else f"{word} {_value(key, event.after or event.before)}"
        for key, word in _FIELDS.items()
        if (event.before or {}).get(key) != (event.after or {}).get(key)
    ]  # fmt: skip
    if event.after is None:
        return "撤销" + (f"（原为 {'，'.join(told)}）" if told else "")
    return "，".join(told)


def _value(key: str, value: Value | None) -> str:
    found: Any = (value or {}).get(key)
    if found in (None, "", []):
        return "（空）"
    if key == "state" and found in case_steps():
        return case_steps()[found].word
    if key == "role" and (role := next((each for each in roles().values() if each.code == found), None)):
        return role.word
    return _WORDS.get(str(found), str(found))
