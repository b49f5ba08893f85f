"""Where several people use the pages: nobody sees or does anything without an account, or more than their role may."""

from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from gouji.core.own_origin import is_own
from gouji.desk.accounts import add_user, remove_user, set_password, set_role
from gouji.desk.database import database_path, open_database, writing
from gouji.desk.store import Desk
from gouji_web.app import create_app
from gouji_web.core import forms, may
from gouji_web.core.log_in import SESSION
from gouji_web.page_list import PAGES, Page
from gouji_web.pages import log_in
from tests.pages.small_home import OWN, write_home

WORD = "correct horse battery"
NAME = "gouji.example"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = write_home(tmp_path_factory.mktemp("home"), {})
    for name, role in (("查看员", "查看"), ("经办员", "经办"), ("主任", "负责人")):
        add_user(Desk(home), "root", name, role, WORD)
    return home


def browser(home: Path, base: str = OWN) -> TestClient:
    app = create_app(home, names=[NAME], with_log_in=True)
    return TestClient(app, base_url=base, raise_server_exceptions=False, follow_redirects=False)


def token(client: TestClient, page: str = "/enter") -> str:
    text = client.get(page).text
    return text.split('name="csrf" value="')[1].split('"')[0]


def enter(client: TestClient, name: str, word: str = WORD, next: str = "/settings") -> int:
    return client.post("/enter", data={"csrf": token(client), "name": name, "password": word, "next": next}).status_code


def paths(method: str) -> list[str]:
    """The addresses of all pages that take a method."""
    routes = [route for page in PAGES for route in page.router.routes] + list(log_in.router.routes)
    return [route.path for route in routes if isinstance(route, APIRoute) and method in route.methods]


def test_without_an_account_every_address_leads_to_the_log_in(home: Path) -> None:
    client = browser(home)
    assert len(paths("GET")) > 20
    for route in paths("GET"):
        if route != "/enter":
            path = route.replace("{", "").replace("}", "")
            answer = client.get(path)
            assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/enter"), path
            assert "甲区" not in answer.text
    assert client.get("/static/style.css").status_code == 200
    shown = client.get("/enter").text
    assert "登录" in shown
    assert "/settings" not in shown
    assert "甲区" not in shown


def test_without_an_account_no_form_is_carried_out(home: Path) -> None:
    client = browser(home)
    kept = token(client)
    for path in paths("POST"):
        if path != "/enter":
            assert client.post(path, data={"csrf": kept}).status_code == 401, path


def test_who_logs_in_is_led_to_the_page_that_was_asked_for_and_is_named_there(home: Path) -> None:
    client = browser(home)
    asked = client.get("/findings?year=2025&q=%E7%94%B2")
    assert asked.headers["location"] == "/enter?next=%2Ffindings%3Fyear%3D2025%26q%3D%25E7%2594%25B2"
    form = {"csrf": token(client), "name": "主任", "password": WORD, "next": "/findings?year=2025&q=%E7%94%B2"}
    answer = client.post("/enter", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/findings?year=2025&q=%E7%94%B2")
    cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith(SESSION))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "主任（负责人）" in client.get("/settings").text
    saved = client.post("/settings", data={"csrf": token(client, "/settings"), "phone": "0000-1", "seen-phone": "0"})
    assert saved.status_code == 303
    assert "主任 所填" in client.get("/settings").text


@pytest.mark.parametrize(
    "address", ["http://evil.example/", "//evil.example", "/\\evil.example", "/enter", "x", "/a\nb"]
)
def test_a_log_in_never_leads_away(home: Path, address: str) -> None:
    client = browser(home)
    answer = client.post("/enter", data={"csrf": token(client), "name": "主任", "password": WORD, "next": address})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_wrong_password_and_a_name_that_is_not_there_are_answered_alike(home: Path) -> None:
    client = browser(home)
    answers = [
        client.post("/enter", data={"csrf": token(client), "name": name, "password": "wrong password", "next": "/"})
        for name in ("经办员", "无此人")
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    told = [answer.text.split('role="alert">')[1].split("<")[0] for answer in answers]
    assert told[0] == told[1]
    assert SESSION not in client.cookies
    assert enter(client, "经办员") == 303  # the count of failures is gone with this


def test_a_session_that_somebody_planted_is_not_taken_over(home: Path) -> None:
    client = browser(home)
    client.cookies.set(SESSION, "planted", domain="127.0.0.1")
    assert enter(client, "主任") == 303
    assert all(cookie.value != "planted" for cookie in client.cookies.jar if cookie.name == SESSION and cookie.value)
    other = browser(home)
    other.cookies.set(SESSION, "planted")
    assert other.get("/settings").status_code == 303


def test_after_leaving_a_copied_cookie_is_worth_nothing(home: Path) -> None:
    client = browser(home)
    enter(client, "查看员")
    copied = client.cookies[SESSION]
    assert client.post("/leave", data={"csrf": token(client, "/settings")}).headers["location"] == "/enter"
    thief = browser(home)
    thief.cookies.set(SESSION, copied)
    assert thief.get("/settings").status_code == 303


def test_a_log_in_by_another_site_s_form_is_refused(home: Path) -> None:
    client = browser(home)
    client.get("/enter")
    assert client.post("/enter", data={"name": "主任", "password": WORD, "next": "/"}).status_code == 403
    assert SESSION not in client.cookies


def test_every_form_has_its_right_and_only_who_has_it_gets_past_it(home: Path) -> None:
    clients = {role: browser(home) for role in ("查看员", "经办员", "主任")}
    for name, client in clients.items():
        enter(client, name)
    held = {"查看员": {"read"}, "经办员": {"read", "decide"}, "主任": {"read", "decide", "publish", "manage"}}
    posts = [path for path in paths("POST") if path not in (*may.OPEN_FORMS, "/leave")]
    assert len(posts) >= 6
    assert set(posts) <= set(may.FORM_RIGHTS), "a route of a form without a line in FORM_RIGHTS"
    for path in posts:
        for name, client in clients.items():
            answer = client.post(path, data={"csrf": token(client, "/settings")})
            refused = answer.status_code == 403 and "您的角色不能做这件事" in answer.text
            assert refused == (may.FORM_RIGHTS[path] not in held[name]), (path, name)


def test_only_who_publishes_restores_a_version(home: Path) -> None:
    officer = browser(home)
    enter(officer, "经办员")
    answer = officer.post("/runs", data={"csrf": token(officer, "/settings"), "do": "restore", "version": "v1"})
    assert answer.status_code == 403
    assert "您的角色不能做这件事" in answer.text


def test_a_form_that_nobody_listed_is_for_those_who_manage(home: Path) -> None:
    router = APIRouter()
    router.add_api_route("/unlisted", lambda: "done", methods=["POST"])
    app = create_app(home, (*PAGES, Page("新页", "unlisted", router)), with_log_in=True)
    for name, status in (("经办员", 403), ("主任", 200)):
        client = TestClient(app, base_url=OWN, follow_redirects=False)
        enter(client, name)
        assert client.post("/unlisted", data={"csrf": token(client, "/settings")}).status_code == status


def test_another_role_another_password_and_a_removed_user_count_at_once(tmp_path: Path) -> None:
    home = write_home(tmp_path, {})
    desk = Desk(home)
    add_user(desk, "root", "某人", "负责人", WORD)
    client = browser(home)
    enter(client, "某人")
    set_role(desk, "root", "某人", "查看")
    assert client.post("/settings", data={"csrf": token(client, "/settings"), "phone": "1"}).status_code == 403
    set_password(desk, "root", "某人", WORD + " 2")
    assert client.get("/settings").status_code == 303
    enter(client, "某人", WORD + " 2")
    assert client.get("/settings").status_code == 200
    remove_user(desk, "root", "某人")
    assert client.get("/settings").status_code == 303


def test_a_session_ends_by_itself(tmp_path: Path) -> None:
    home = write_home(tmp_path, {})
    add_user(Desk(home), "root", "某人", "查看", WORD)
    client = browser(home)
    enter(client, "某人")
    with open_database(database_path(home)) as con, writing(con):
        con.execute("UPDATE sessions SET expires = '2026-01-01T00:00:00+00:00'")
    assert client.get("/settings").status_code == 303


def test_the_pages_answer_to_the_names_they_were_given_only(home: Path) -> None:
    assert browser(home, f"http://{NAME}").get("/enter").status_code == 200
    assert browser(home, "http://evil.example").get("/enter").status_code == 403
    assert is_own([NAME], [f"https://{NAME}"], [NAME])
    assert not is_own([NAME], ["https://evil.example"], [NAME])
    assert not is_own(["127.0.0.1"], [f"https://{NAME}"], [NAME])
    assert not is_own([f"user@{NAME}"], [], [NAME])


def test_names_without_accounts_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="need accounts"):
        create_app(tmp_path, names=[NAME])


def test_on_one_s_own_machine_nobody_logs_in(home: Path) -> None:
    client = TestClient(create_app(home), base_url=OWN, follow_redirects=False)
    assert client.get("/settings").status_code == 200
    assert client.get("/enter").status_code == 404
    assert forms.VISITOR in client.cookies
