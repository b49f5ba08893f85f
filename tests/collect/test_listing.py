"""Titles, dates and further pages of a list. Whole sites: test_visit.py."""

import pytest

from gouji.collect.listing import further_pages, latest_report, links_of, reports

BASE = "http://www.example.invalid/zwgk/nb/"


def titles(*rows: str, year: int = 2025) -> list[str]:
    html = "<html><body><ul>" + "".join(f"<li>{row}</li>" for row in rows) + "</ul></body></html>"
    return [link.text for link in reports(links_of(html.encode(), BASE), year)]


@pytest.mark.parametrize(
    "title",
    ["甲镇人民政府2025年政府信息公开工作年度报告", "2025年度报告", "2025年年报", "生态环境局2025年政府信息公开工作年度报告",
     "审计局2025年度报告", "甲镇二〇二五年政府信息公开年度报告", "关于2025年度政府信息公开工作的年度报告",
     "政府信息公开工作年度报告（2025年度）", "甲区2025年度政府信息公开工作报告"],
)  # fmt: skip
def test_titles_of_the_report(title: str) -> None:
    assert titles(f"<a href='1.html'>{title}</a><i>2026-01-20</i>") == [title]


@pytest.mark.parametrize(
    "title",
    ["甲镇2024年政府信息公开工作年度报告", "2025年法治政府建设年度报告", "2025年度部门决算", "政府信息公开指南（2025年版）",
     "一图读懂2025年政府信息公开工作年度报告解读", "关于报送2025年政府信息公开工作年度报告的通知", "2025年政府网站工作年度报表",
     "政府信息公开目录", "2025年工作要点"],
)  # fmt: skip
def test_titles_of_something_else(title: str) -> None:
    assert titles(f"<a href='1.html'>{title}</a><i>2026-01-20</i>") == []


def test_the_date_beside_a_title_is_not_its_year() -> None:
    assert titles("<a href='1.html'>2024年政府信息公开工作年度报告 2025-01-20</a>") == []
    assert titles("<a href='1.html'>2024年政府信息公开工作年度报告 2025-01-20</a>", year=2024) != []


def test_a_title_without_a_year_counts_by_its_date_when_no_other_names_the_year() -> None:
    old, new = (f"<a href='{y}.html'>政府信息公开工作年度报告</a><i>{y}-01-20</i>" for y in (2025, 2026))
    assert len(titles(old, new)) == 1
    assert titles(new, "<a href='3.html'>2025年政府信息公开工作年度报告</a>") == ["2025年政府信息公开工作年度报告"]


def test_full_titles_come_before_short_ones() -> None:
    rows = ("<a href='1.html'>2025年年报</a>", "<a href='2.html'>甲镇2025年政府信息公开工作年度报告</a>")
    assert titles(*rows)[0].startswith("甲镇")


def test_the_newest_year_is_told() -> None:
    html = "<a href='1'>2023年政府信息公开工作年度报告</a><a href='2'>2024年政府信息公开工作年度报告</a>"
    assert latest_report(links_of(html.encode(), BASE)) == 2024


@pytest.mark.parametrize(
    ("html", "pages"),
    [
        ("<script>createPageHTML(3, 0, 'index', 'html');</script>", ["index_1.html", "index_2.html"]),
        ("<script>createPageHTML('page-div', 3, 1,'fenye','shtml', 70);</script>", ["fenye_2.shtml", "fenye_3.shtml"]),
        ("<a href='list_2.html'>下一页</a>", ["list_2.html"]),
        ("<a href='list_2.html'>2</a><a href='list_3.html'>3</a>", ["list_2.html", "list_3.html"]),
        ("<a href='javascript:void(0)' onclick=\"location.href='p2.html'\">下页</a>", ["p2.html"]),
        ("<a href='2025n/'>2025年</a><a href='2024n/'>2024年</a>", ["2025n/"]),
        ("<a href='#'>下一页</a><a href='javascript:;'>2</a>", []),
    ],
)
def test_further_pages(html: str, pages: list[str]) -> None:
    assert further_pages(f"<html><body>{html}</body></html>".encode(), BASE, 2025) == [BASE + page for page in pages]


def test_a_base_element_counts() -> None:
    html = b"<html><head><base href='/other/'></head><body><a href='1.html'>2025\xe5\xb9\xb4\xe5\xb9\xb4\xe6\x8a\xa5</a></body></html>"
    assert links_of(html, BASE)[0].address == "http://www.example.invalid/other/1.html"
