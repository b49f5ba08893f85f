"""A clerk of an agency by a personal link: the own case, drafts, handing in; nothing else, and nothing of others."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gouji.desk.access import make_link, revoke_link
from gouji.desk.store import Desk
from gouji.publish.run_folders import run_folders
from gouji_web.app import create_app
from gouji_web.core.clerk import COOKIE
from gouji_web.core.uploads import UPLOAD
from tests.pages.small_home import OWN, STREET, TOWN, finding, pages_of, write_home
from tests.pages.test_log_in import enter, paths, token

DRAFT = "甲镇人民政府2025年政府信息公开工作年度报告\n一、总体情况\n本年没有收到申请。\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    findings = [finding(1), finding(2, STREET, message="乙街道的事")]
    return write_home(tmp_path, {"findings": findings})


def clerk_of(home: Path, agency: str = TOWN) -> tuple[TestClient, str]:
    """A browser that came by a new link of an agency, with accounts for everybody else; and the link's number."""
    link, secret = make_link(Desk(home), "root", agency, date.today() + timedelta(days=9), "王五")
    client = TestClient(
        create_app(home, with_log_in=True), base_url=OWN, raise_server_exceptions=False, follow_redirects=False
    )
    answer = client.get(f"/link/{secret}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/clerk")
    assert answer.headers["cache-control"] == "no-store"
    assert "HttpOnly" in next(each for each in answer.headers.get_list("set-cookie") if each.startswith(COOKIE))
    return client, link.link


def hand_in(client: TestClient, do: str, name: str = "报告.txt", text: str = DRAFT):
    form = {"csrf": token(client, "/clerk"), "do": do}
    return client.post("/clerk", data=form, files={"file": (name, text.encode(), "text/plain")})


def test_the_own_report_is_seen_and_nobody_elses(home: Path) -> None:
    client, _ = clerk_of(home)
    shown = client.get("/clerk").text
    assert "甲镇" in shown
    assert "第 1 处不符" in shown
    assert "乙街道" not in shown
    assert client.get(f"/clerk?agency={STREET}&district=1").text.count("乙街道") == 0


def test_every_other_page_leads_to_the_log_in_and_takes_no_form(home: Path) -> None:
    client, _ = clerk_of(home)
    for path in paths("GET"):
        if path != "/enter":
            assert client.get(path).status_code == 303, path
    kept = token(client, "/clerk")
    for path in paths("POST"):
        if path != "/enter":
            assert client.post(path, data={"csrf": kept}).status_code == 401, path


def test_a_draft_is_checked_and_not_kept(home: Path) -> None:
    client, _ = clerk_of(home)
    shown = hand_in(client, "check").text
    assert "要改" in shown
    assert "未比对：没有上年报告" in shown
    assert not run_folders(home).inbox.exists()
    assert Desk(home).entries(UPLOAD) == []


def test_a_report_is_handed_in_under_the_agencys_name_and_its_clerk_is_on_record(home: Path) -> None:
    client, number = clerk_of(home)
    shown = hand_in(client, "hand_in", "..\\年报.txt").text
    assert "甲镇 年报.txt：已收下" in shown
    assert [path.name for path in run_folders(home).inbox.iterdir()] == ["甲镇 年报.txt"]
    (entry,) = Desk(home).entries(UPLOAD)
    assert entry.who == f"王五（链接 {number}）"
    assert "与已有的相同" in hand_in(client, "hand_in").text


def test_a_link_that_was_taken_back_or_ran_out_or_never_was_opens_nothing(home: Path) -> None:
    client, number = clerk_of(home)
    revoke_link(Desk(home), "root", number)
    for path in ("/clerk", "/link/never", "/link/" + "x" * 5000):
        answer = client.get(path)
        assert answer.status_code == 403, path
        assert "链接已失效" in answer.text
    with TestClient(create_app(home), base_url=OWN, raise_server_exceptions=False) as other:
        assert other.get("/clerk").status_code == 403


def test_a_form_without_its_token_is_refused(home: Path) -> None:
    client, _ = clerk_of(home)
    answer = client.post("/clerk", data={"do": "hand_in"}, files={"file": ("a.txt", b"x", "text/plain")})
    assert answer.status_code == 403
    assert Desk(home).entries(UPLOAD) == []


def test_the_office_gives_a_link_and_takes_it_back(home: Path) -> None:
    client = pages_of(home)
    address = f"/agency?agency={TOWN}"
    form = {"csrf": token(client, address), "agency": TOWN, "do": "give", "name": "李四"}
    assert "请填链接的有效期" in client.post("/agency/link", data=form).text
    until = (date.today() + timedelta(days=30)).isoformat()
    shown = client.post("/agency/link", data=form | {"until": until}).text
    secret = shown.split(f"{OWN}/link/")[1].split("<")[0]
    assert client.get(f"/link/{secret}").url.path == "/clerk"
    page = client.get(address).text
    assert "李四" in page
    assert secret not in page
    number = page.split('name="link" value="')[1].split('"')[0]
    client.post("/agency/link", data={"csrf": form["csrf"], "agency": TOWN, "do": "revoke", "link": number})
    assert client.get("/clerk").status_code == 403


def test_who_only_looks_gives_no_link(home: Path) -> None:
    from gouji.desk.accounts import add_user

    add_user(Desk(home), "root", "查看员", "查看", "correct horse battery")
    client = TestClient(
        create_app(home, with_log_in=True), base_url=OWN, raise_server_exceptions=False, follow_redirects=False
    )
    assert enter(client, "查看员") == 303
    assert "发一个链接" not in client.get(f"/agency?agency={TOWN}").text
    form = {"csrf": token(client, "/drafts"), "agency": TOWN, "do": "give", "until": "2099-01-01"}
    assert client.post("/agency/link", data=form).status_code == 403
