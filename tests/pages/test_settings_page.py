"""设置: the office's own words for its papers, saved together or not at all."""

import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gouji.desk.office_settings import list_settings, set_setting
from gouji.desk.store import Desk
from tests.pages.small_home import pages_of


@pytest.fixture
def pages(tmp_path: Path) -> TestClient:
    return pages_of(tmp_path)  # nothing is published yet


def form_of(text: str) -> dict[str, str]:
    """What a browser would send of the page's form."""
    fields = re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', text)
    areas = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)', text)
    return {name: html.unescape(value) for name, value in (*fields, *areas)}


def kept(home: Path) -> dict[str, str]:
    return {setting.kind.code: setting.value for setting in list_settings(Desk(home)) if setting.value}


def test_what_is_typed_is_kept_and_shown(pages: TestClient, tmp_path: Path) -> None:
    typed = form_of(pages.get("/settings").text) | {"issuer": "甲区<办公室>", "holidays": "2026-02-17 2026-02-18"}
    answer = pages.post("/settings", data=typed)
    assert answer.status_code == 200
    assert "已保存 2 项" in answer.text
    assert kept(tmp_path) == {"issuer": "甲区<办公室>", "holidays": "2026-02-17\n2026-02-18"}
    assert "甲区&lt;办公室&gt;" in answer.text
    assert "没有改动" in pages.post("/settings", data=form_of(answer.text)).text


def test_nothing_is_kept_where_one_is_wrong_and_what_was_typed_stays(pages: TestClient, tmp_path: Path) -> None:
    typed = form_of(pages.get("/settings").text) | {"issuer": "甲区", "days_to_correct": "很多"}
    answer = pages.post("/settings", data=typed)
    assert answer.status_code == 409
    assert "应为" in answer.text
    assert 'value="甲区"' in answer.text
    assert kept(tmp_path) == {}


def test_what_another_has_changed_meanwhile_is_not_lost(pages: TestClient, tmp_path: Path) -> None:
    typed = form_of(pages.get("/settings").text) | {"issuer": "甲区"}
    set_setting(Desk(tmp_path), "乙", "issuer", "乙区")
    answer = pages.post("/settings", data=typed)
    assert answer.status_code == 409
    assert "已有改动" in answer.text
    assert kept(tmp_path) == {"issuer": "乙区"}
