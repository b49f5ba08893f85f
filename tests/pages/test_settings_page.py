"""设置: the office's own words for its papers, saved together or not at all."""

import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from gouji.desk.office_settings import list_settings, set_setting
from gouji.desk.paper_words import read_paper_words, write_paper_words
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


def test_the_words_of_papers_are_changed_shown_beside_the_default_and_taken_back(
    pages: TestClient, tmp_path: Path
) -> None:
    page = pages.get("/settings/words").text
    typed = form_of(page) | {"notice.end.text": "特此告知。", "circular.end": ""}
    answer = pages.post("/settings/words", data=typed)
    assert "已保存 1 处" in answer.text
    assert read_paper_words(tmp_path) == {"notice.end.text": "特此告知。"}
    assert "默认：特此通知。" in answer.text
    assert "现有 1 处与默认不同" in pages.get("/settings").text
    assert "没有改动" in pages.post("/settings/words", data=form_of(answer.text)).text
    back = form_of(answer.text) | {"notice.end.text": ""}
    assert "已保存 1 处" in pages.post("/settings/words", data=back).text
    assert read_paper_words(tmp_path) == {}


def test_wrong_words_are_refused_with_what_was_expected_and_what_was_typed_stays(
    pages: TestClient, tmp_path: Path
) -> None:
    typed = form_of(pages.get("/settings/words").text) | {"circular.grade": "{grade}{points}"}
    answer = pages.post("/settings/words", data=typed)
    assert answer.status_code == 409
    assert "{points} 填不了，此处可用 {count}、{grade}" in html.unescape(answer.text)
    assert ">{grade}{points}<" in html.unescape(answer.text)
    assert not (tmp_path / "papers.toml").exists()


def test_words_that_another_has_changed_meanwhile_are_not_lost(pages: TestClient, tmp_path: Path) -> None:
    typed = form_of(pages.get("/settings/words").text) | {"circular.end": "专此通报。"}
    write_paper_words(tmp_path, {"notice.end.text": "特此告知。"})
    answer = pages.post("/settings/words", data=typed)
    assert answer.status_code == 409
    assert "已有改动" in answer.text
    assert read_paper_words(tmp_path) == {"notice.end.text": "特此告知。"}


def test_a_file_that_is_wrong_is_said_on_the_page(pages: TestClient, tmp_path: Path) -> None:
    (tmp_path / "papers.toml").write_text('"notice.wrongg" = "一"', encoding="utf-8")
    answer = pages.get("/settings/words")
    assert answer.status_code == 409
    assert "没有“notice.wrongg”这一项" in html.unescape(answer.text)
