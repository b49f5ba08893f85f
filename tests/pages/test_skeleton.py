"""What all pages share: who may ask, what every answer carries, forms, errors, the first visit."""

import re
from pathlib import Path
from typing import Annotated

import duckdb
import pytest
from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment
from starlette.datastructures import FormData
from starlette.testclient import TestClient

from gouji.core.errors import GoujiError
from gouji_web.app import create_app
from gouji_web.core import forms
from gouji_web.core.rendering import FOLDER, STATIC, render
from gouji_web.page_list import PAGES, Page
from tests.pages.small_home import OWN, finding, pages_of, write_home

router = APIRouter()


@router.get("/trial")
def trial(request: Request) -> HTMLResponse:
    return render(request, "problem.html", title="试写", told=forms.csrf_token(request))


@router.post("/trial")
def save(request: Request, form: Annotated[FormData, Depends(forms.posted)]) -> RedirectResponse:
    if form["name"] == "坏":
        raise GoujiError("名称不能是“坏”，请改正。")
    return forms.see_other(request, "/trial", f"已保存{form['name']}")


@router.get("/broken")
def broken() -> None:
    raise RuntimeError("料想不到")


@pytest.fixture
def trial_app(tmp_path: Path) -> TestClient:
    return browser(tmp_path)


def browser(home: Path) -> TestClient:
    app = create_app(home, (*PAGES, Page("试写", "trial", router)))
    return TestClient(app, base_url=OWN, raise_server_exceptions=False)


def token(pages: TestClient) -> str:
    return re.search(r'class="lead">([^<]+)<', pages.get("/trial").text)[1]


def test_a_form_is_carried_out_and_says_so_once(trial_app: TestClient) -> None:
    answer = trial_app.post("/trial", data={"csrf": token(trial_app), "name": "甲<b>"})
    assert answer.url.path == "/trial"
    assert [past.status_code for past in answer.history] == [303]
    assert "已保存甲&lt;b&gt;" in answer.text
    assert "已保存" not in trial_app.get("/trial").text


def test_a_form_without_a_token_of_its_own_browser_is_refused(tmp_path: Path) -> None:
    mine, other = browser(tmp_path), browser(tmp_path)
    theirs = token(other)
    token(mine)
    for bad in ("", "x", theirs, theirs + "x"):
        answer = mine.post("/trial", data={"csrf": bad, "name": "甲"})
        assert answer.status_code == 403
        assert "没有写入任何内容" in answer.text
    without_cookies = TestClient(mine.app, base_url=OWN)
    assert without_cookies.post("/trial", data={"csrf": theirs, "name": "甲"}).status_code == 403
    assert mine.post("/trial", content=iter([b"name=x"])).status_code == 411


def test_a_form_open_in_a_browser_outlives_the_server(tmp_path: Path) -> None:
    before = browser(tmp_path)
    kept = token(before)
    after = TestClient(
        create_app(tmp_path, (*PAGES, Page("试写", "trial", router))), base_url=OWN, cookies=before.cookies
    )
    assert after.post("/trial", data={"csrf": kept, "name": "甲"}, follow_redirects=False).status_code == 303
    assert (tmp_path / forms.SECRET_FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("address", ["http://evil.example/", "//evil.example", "/\\evil.example", "findings"])
def test_a_form_never_leads_away(address: str) -> None:
    with pytest.raises(ValueError, match="not an address"):
        forms.see_other(None, address)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/", "/findings", "/nowhere", "/broken", "/static/app.js", "/static/../app.py"])
def test_every_answer_has_the_strict_headers(trial_app: TestClient, path: str) -> None:
    headers = trial_app.get(path).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_another_host_and_another_origin_are_refused(trial_app: TestClient) -> None:
    assert trial_app.get("/findings", headers={"Host": "evil.example"}).status_code == 403
    kept = {"csrf": token(trial_app), "name": "甲"}
    for origin in ("http://evil.example", "null", "https://127.0.0.1"):
        assert trial_app.post("/trial", data=kept, headers={"Origin": origin}).status_code == 403
    assert trial_app.post("/trial", data=kept, headers={"Origin": OWN}).status_code == 200


def test_an_address_makes_no_endless_page(tmp_path: Path) -> None:
    """Each link of a page holds what its address chooses, so the page grows with its square."""
    pages = pages_of(write_home(tmp_path, {"findings": [finding(1)]}))
    chosen = "&".join(f"title={number}" for number in range(700))
    assert len(pages.get(f"/findings?{chosen}").content) < 2_000_000
    refused = pages.get(f"/findings?{chosen}&{chosen}")
    assert refused.status_code == 414
    assert "网址过长" in refused.text
    assert "script-src 'self'" in refused.headers["content-security-policy"]


def test_errors_are_pages_in_the_words_of_the_office(trial_app: TestClient) -> None:
    for answer, status, words in (
        (trial_app.get("/nowhere"), 404, "没有这一页"),
        (trial_app.post("/findings", data={"csrf": token(trial_app)}), 405, "请从页面上的按钮进入"),
        (trial_app.post("/trial", data={"csrf": token(trial_app), "name": "坏"}), 409, "请改正"),
        (trial_app.get("/broken"), 500, "料想不到"),
    ):
        assert answer.status_code == status
        assert words in answer.text
        assert '<html lang="zh-CN">' in answer.text


def test_before_the_first_version_the_next_step_is_said(trial_app: TestClient) -> None:
    answer = trial_app.get("/findings")
    assert answer.status_code == 200
    assert "还没有发布过任何版本" in answer.text


def test_a_version_without_its_database_is_told(tmp_path: Path) -> None:
    home = write_home(tmp_path, {"findings": [finding(1)]})
    (home / "warehouse" / "v1.duckdb").unlink()
    answer = pages_of(home).get("/findings")
    assert answer.status_code == 500
    assert "恢复备份或重新发布" in answer.text


def test_every_page_of_the_list_answers(tmp_path: Path) -> None:
    pages = pages_of(write_home(tmp_path, {"findings": [finding(1)]}))
    for page in PAGES:
        answer = pages.get(f"/{page.path}")
        assert answer.status_code == 200
        assert f'aria-current="page">{page.title}</a>' in answer.text


def test_templates_have_nothing_inline_and_nothing_from_elsewhere() -> None:
    for template in (FOLDER / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        Environment().parse(text)
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:|https?://|\|\s*safe\b", text), template
        assert not re.search(r"<form(?![^>]*method=\"(get|post)\")", text), template
        posts = len(re.findall(r'<form[^>]*method="post"', text))
        assert text.count("csrf_field()") == posts, template
    for file in STATIC.glob("*.[cj]s*"):
        assert not re.search(r"https?://|@import|url\(", file.read_text(encoding="utf-8")), file


def test_a_version_of_an_older_program_asks_for_a_new_one(tmp_path: Path) -> None:
    home = write_home(tmp_path, {"findings": [finding(1)]})
    with duckdb.connect(str(home / "warehouse" / "v1.duckdb")) as con:
        con.execute("ALTER TABLE findings RENAME COLUMN message TO words")
    answer = pages_of(home).get("/findings")
    assert answer.status_code == 409
    assert "请重新发布一次" in answer.text
