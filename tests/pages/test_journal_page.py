"""操作记录: who did what, in the office's words, before a version is published too."""

from datetime import date
from pathlib import Path

from gouji.desk.accounts import add_user
from gouji.desk.cases import edit_case, move_case, open_case
from gouji.desk.intake import take_in
from gouji.desk.office_settings import set_settings
from gouji.desk.store import Desk
from tests.pages.small_home import TOWN, pages_of, write_home


def test_nothing_was_done_yet(tmp_path: Path) -> None:
    assert "还没有任何操作" in pages_of(tmp_path).get("/journal").text


def test_every_act_is_told_with_who_what_and_from_what_to_what(tmp_path: Path) -> None:
    home = write_home(tmp_path, {})
    desk = Desk(home)
    set_settings(desk, "主任", {"phone": "0000-1"}, {"phone": 0})
    add_user(desk, "主任", "小张", "经办", "correct horse battery")
    open_case(desk, "小张", TOWN, 2025, {}, "v1")
    move_case(desk, "小张", TOWN, 2025, "sent", seen=desk.entries("case")[0].seq, note="已寄出")
    case = desk.entries("case")[0]
    edit_case(desk, "小张", TOWN, 2025, handler="小李", until=date(2026, 3, 1), remark="", seen=case.seq)
    take_in(desk, "小张", "ab" * 32, agency=TOWN, report_year=2025, published_on=date(2026, 1, 20))
    client = pages_of(home)
    shown = client.get("/journal").text
    for words in (
        "联系电话" if "联系电话" in shown else "电话", "值 0000-1", "角色 经办", "甲镇 2025 年度", "状态 待发 → 已发",
        "已寄出", "经办 （空） → 小李", "期限 （空） → 2026-03-01", "公布日期 2026-01-20", "收件核定",
    ):  # fmt: skip
        assert words in shown, words
    assert shown.index("收件核定") < shown.index("值 0000-1")  # the newest first
    only = client.get("/journal?kind=case&text=小李").text
    assert "小李" in only
    assert "值 0000-1" not in only
    assert client.get("/journal.xlsx").content.startswith(b"PK")
