"""Accounts: passwords, roles, lock-out, sessions and the personal links of agencies' clerks."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gouji.desk import accounts
from gouji.desk.access import link_of, list_links, log_in, log_out, make_link, revoke_link, user_of_session
from gouji.desk.accounts import LogInRefused, add_user, list_users, remove_user, set_password, set_role
from gouji.desk.database import database_path
from gouji.desk.errors import DeskError
from gouji.desk.healing import export_lines
from gouji.desk.store import Desk

SECRET, OTHER = "石榴开花在五月", "correct horse battery"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 2, 3, 4, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch):
    monkeypatch.setattr(accounts, "_COST", (16, 8, 1))  # what is tried here is not how long it takes


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock):
    desk = Desk(tmp_path, clock)
    add_user(desk, "系统", "张三", "经办", SECRET + "一二三")
    return desk


def test_a_user_logs_in_and_out(desk, clock):
    token = log_in(desk, " 张三 ", SECRET + "一二三")
    assert user_of_session(desk, token).role.may == ("read", "decide")
    assert user_of_session(desk, token + "x") is None
    set_role(desk, "系统", "张三", "负责人")
    assert "manage" in user_of_session(desk, token).role.may  # of now, not of when it began
    log_out(desk, token)
    assert user_of_session(desk, token) is None
    token = log_in(desk, "张三", SECRET + "一二三")
    clock.now += timedelta(hours=12)
    assert user_of_session(desk, token) is None


def test_five_failures_lock_even_the_right_password_out_for_a_while(desk, clock):
    for _ in range(5):
        with pytest.raises(LogInRefused) as wrong:
            log_in(desk, "张三", "x" * 12)
    with pytest.raises(LogInRefused) as locked:
        log_in(desk, "张三", SECRET + "一二三")
    with pytest.raises(LogInRefused) as nobody:
        log_in(desk, "李四", "x" * 12)
    assert str(wrong.value) == str(locked.value) == str(nobody.value)  # tells nobody who is there
    assert [event.after["outcome"] for event in desk.events("log_in")] == ["locked"]
    clock.now += timedelta(minutes=15, seconds=1)
    assert user_of_session(desk, log_in(desk, "张三", SECRET + "一二三")).name == "张三"


def test_another_password_or_removal_ends_all_sessions(desk):
    token = log_in(desk, "张三", SECRET + "一二三")
    set_password(desk, "系统", "张三", OTHER)
    assert user_of_session(desk, token) is None
    with pytest.raises(LogInRefused):
        log_in(desk, "张三", SECRET + "一二三")
    token = log_in(desk, "张三", OTHER)
    remove_user(desk, "系统", "张三")
    assert user_of_session(desk, token) is None
    add_user(desk, "系统", "张三", "viewer", SECRET + "一二三")
    assert user_of_session(desk, token) is None
    assert [user.role.word for user in list_users(desk)] == ["查看"]
    notes = [event.note for event in desk.events("user")]
    assert notes == ["新增用户", "改口令", "删除用户", "新增用户"]


def test_no_password_and_no_token_is_kept_or_copied(desk):
    token = log_in(desk, "张三", SECRET + "一二三")
    _, link = make_link(desk, "张三", "990001001000", date(2026, 3, 1), "王五")
    held = database_path(desk.home).read_bytes()
    assert all(secret.encode() not in held for secret in (SECRET, token, link))
    backup = b"".join(export_lines(desk.home))
    assert b"hash" not in backup
    assert database_path(desk.home).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "role", "password", "words"),
    [("张三", "查看", OTHER, "已有用户"), ("", "查看", OTHER, "用户名"), ("a\nb", "查看", OTHER, "用户名"),
     ("李四", "局长", OTHER, "查看、经办、负责人"), ("李四", "查看", "short", "10 至")],
)  # fmt: skip
def test_wrong_users_are_refused(desk, name, role, password, words):
    with pytest.raises(DeskError, match=words):
        add_user(desk, "系统", name, role, password)
    assert len(list_users(desk)) == 1


def test_a_personal_link_is_good_for_one_agency_until_its_day(desk, clock):
    link, token = make_link(desk, "张三", "990001001000", date(2026, 2, 10), "王五")
    assert link_of(desk, token) == link
    assert link.may == ("check_drafts", "hand_in", "own_case")
    assert link_of(desk, "") is None
    assert user_of_session(desk, token) is None
    clock.now += timedelta(days=8)
    assert link_of(desk, token) is None  # the 11th in China
    assert list_links(desk) == [link]
    with pytest.raises(DeskError, match="已过"):
        make_link(desk, "张三", "990001001000", date(2026, 2, 10))
    other, token = make_link(desk, "张三", "990001002000", date(2026, 2, 20))
    revoke_link(desk, "张三", other.link)
    assert link_of(desk, token) is None
    with pytest.raises(DeskError, match="没有链接"):
        revoke_link(desk, "张三", other.link)


def test_without_a_desk_nobody_is_let_in(tmp_path):
    desk = Desk(tmp_path / "none")
    with pytest.raises(LogInRefused):
        log_in(desk, "张三", SECRET)
    assert (user_of_session(desk, "x"), link_of(desk, "x")) == (None, None)
