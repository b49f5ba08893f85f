"""Whether a page is there, and whether it has changed."""

import pytest

from gouji.collect.page_state import (
    challenge_phrase,
    content_digest,
    forwarding_target,
    is_cut,
    is_html,
    missing_phrase,
)

REPORT = (
    "<html><body><h1>甲镇2025年政府信息公开工作年度报告</h1>{}<p>" + "本年度主动公开信息。" * 200 + "</p></body></html>"
)


@pytest.mark.parametrize("words", ["您访问的页面不存在", "404 Not Found", "对不起，该信息不存在或已删除", "栏目不存在"])
def test_pages_that_say_they_are_not_there(words: str) -> None:
    assert missing_phrase(f"<html><body><p>{words}</p></body></html>".encode())
    assert missing_phrase(f"<html><body><p>{words}</p></body></html>".encode("gb18030"))
    assert not missing_phrase(REPORT.format(words).encode())  # a report may speak of such pages


def test_pages_for_browsers_only() -> None:
    assert challenge_phrase("<html><body><p>请完成安全验证</p></body></html>".encode())
    assert not challenge_phrase(REPORT.format("").encode())


def test_counters_and_clocks_are_no_change_and_words_are() -> None:
    def page(visits: int, clock: str, text: str = "", link: str = "1.docx") -> bytes:
        head = f"<p>浏览次数：{visits}</p><p>当前时间：{clock}</p><script>var t={visits};</script><a href='{link}'>附件</a>"
        return REPORT.format(head + text).encode()

    first = content_digest(page(17, "2026年1月13日 10:22:31"))
    assert content_digest(page(2043, "2026年1月14日 8:01")) == first
    assert content_digest(page(17, "2026年1月13日 10:22:31", "又及")) != first
    assert content_digest(page(17, "2026年1月13日 10:22:31", link="2.docx")) != first
    assert content_digest(b"%PDF-1") != content_digest(b"%PDF-2")


def test_pages_that_only_send_on() -> None:
    assert (
        forwarding_target(b"<html><head><meta http-equiv='Refresh' content='0; URL=index.html'></head></html>")
        == "index.html"
    )
    assert forwarding_target(b"<html><script>window.location.href = '/nb/';</script></html>") == "/nb/"
    assert forwarding_target(REPORT.format("<script>if (mobile) location.href='/m/';</script>").encode()) is None
    assert forwarding_target(b"<html><head><meta http-equiv='refresh' content='600'></head></html>") is None


def test_pages_cut_short() -> None:
    whole = REPORT.format("").encode()
    assert not is_cut(whole)
    assert is_cut(whole[:-60])
    assert not is_cut(b"plain text")


def test_pages_that_would_keep_a_parser_busy_are_no_pages() -> None:
    assert is_html(b"<html><body><p>x</p></body></html>")
    assert not is_html(b"<html><body>" + b"<div>" * 100_000)
