"""The six sections, however their headings are written."""

from dataclasses import replace

import pytest

from gouji.core.model import Report
from gouji.parse.reports import parse
from tests.parse import writers as w

HTML = {code: w.html_table(rows) for code, rows in w.printed(w.zeros()).items()}
ALL = [1, 2, 3, 4, 5, 6]


def read(*headings: str, **options: str) -> Report:
    return parse(w.page(HTML, headings=headings or w.HEADINGS, **options).encode())[0]


def numbers(report: Report) -> list[int]:
    return [section.number for section in report.sections]


def with_heading(number: int, heading: str) -> list[str]:
    return [heading if n == number else text for n, text in enumerate(w.HEADINGS, 1)]


@pytest.mark.parametrize(
    ("number", "heading"),
    [
        (1, "1、 总体情况"), (1, "一、工作概述"), (1, "一、总体概述"), (1, "一、总体情况、"), (1, "一.总体情况"), (1, "总体情况"), (1, "一 总体情况"),
        (1, "一、总体工作情况"), (1, "一、政府信息公开工作总体情况"), (1, "一、總體情況"), (1, "第一部分 总体情况"), (1, "一、概述"), (1, "一、总 体 情 况"),
        (1, "1.总体情况"), (1, "（一）总体情况"), (1, "一、 总体情况（宋体加粗小四号字）"), (1, "一，总体情况"), (1, "一、总体情况："),
        (2, "二、主动公开政府政府情况"), (2, "二、主动公开情况"), (2, "2、主动公开政府信息情况"), (2, "一、主动公开政府信息情况"), (2, "二、主动公开政府信息情况（该部分以表格形式报告）"),
        (3, "三、收到和处理政府信息公开申请的情况"), (3, "三、收到和处理政府信息公开申请情况表"), (3, "三、政府信息公开申请办理情况"),
        (4, "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"), (4, "四、政府信息公开行政复议行政诉讼情况"), (4, "四、行政复议、行政诉讼情况"),
        (5, "五、存在问题及改进情况"), (5, "五、存在的主要问题及整改措施"), (5, "五、政府信息公开工作存在的主要问题及改进情况"), (5, "五、存在的问题和改进措施"),
        (5, "五、当前存在的主要问题及下步改进措施"), (5, "四、存在的主要问题及改进情况"), (5, "五、问题及改进情况"), (5, "五、存在的主要问题及下一步工作打算"),
        (6, "六、其他需要报告的事项"), (6, "六、需要报告的其他事项"), (6, "六、其他需要说明的事项"), (6, "六、其它需要报告的事项"), (6, "六、其他需要报告事项"),
    ],
)  # fmt: skip
def test_heading_variants(number: int, heading: str) -> None:
    report = read(*with_heading(number, heading))
    assert numbers(report) == ALL
    assert len(report.cells) == 200


def test_numbering_that_restarts() -> None:
    assert (
        numbers(
            read(
                "一、总体情况",
                "一、主动公开政府信息情况",
                "二、收到和处理政府信息公开申请情况",
                "三、政府信息公开行政复议、行政诉讼情况",
                "四、存在的主要问题及改进情况",
                "五、其他需要报告的事项",
            )
        )
        == ALL
    )


def test_headings_without_any_numbering() -> None:
    assert numbers(read(*(heading[2:] for heading in w.HEADINGS))) == ALL


def test_heading_with_text_in_the_same_paragraph() -> None:
    report = read(
        *with_heading(
            1,
            "一、总体情况。2024年，本镇认真贯彻落实有关要求，全面推进各项工作，现将有关情况报告如下，请予审议并提出意见建议。",
        )
    )
    assert numbers(report) == ALL
    assert report.sections[0].heading == "一、总体情况"
    assert "现将有关情况" in report.sections[0].text


def test_preface_before_section_one_belongs_to_no_section() -> None:
    report = read(
        title=f"{w.TITLE}</p><p>根据条例规定，编制本年度报告。本报告由总体情况、主动公开政府信息情况等六个部分组成。"
    )
    assert numbers(report) == ALL
    assert "编制本年度报告" not in "".join(section.text for section in report.sections)


def test_preface_inside_section_one_is_its_text() -> None:
    report = read(*with_heading(1, "一、总体情况</b></p><p>根据条例规定编制。</p><p><b>"))
    assert report.sections[0].text.startswith("根据条例规定编制。")


def test_sub_items_are_not_sections() -> None:
    page = w.page(HTML)
    for line in ("（一）主动公开情况", "（二）依申请公开情况"):
        assert line in page
    report = parse(page.encode())[0]
    assert [section.heading for section in report.sections] == list(w.HEADINGS)
    assert "（一）主动公开情况" in report.sections[0].text


@pytest.mark.parametrize("style", ["1.主动公开情况|2.依申请公开情况", "1、主动公开政府信息情况|2、依申请公开情况", "主动公开情况|依申请公开情况", "一是主动公开情况|二是依申请公开情况", "(一)主动公开政府信息情况|(二)收到和处理政府信息公开申请情况"])  # fmt: skip
def test_sub_items_numbered_like_sections(style: str) -> None:
    first, second = style.split("|")
    page = w.page(HTML).replace("（一）主动公开情况", first).replace("（二）依申请公开情况", second)
    report = parse(page.encode())[0]
    assert [section.heading for section in report.sections] == list(w.HEADINGS)


def test_table_of_contents_on_top() -> None:
    contents = "".join(f"<p>{heading}</p>" for heading in w.HEADINGS)
    report = read(title=f"{w.TITLE}</p><p>目录</p>{contents}<p>")
    assert numbers(report) == ALL
    assert "本镇按要求" in report.sections[0].text
    assert "加强培训" in report.sections[4].text


def test_table_of_contents_with_page_numbers() -> None:
    contents = "".join(f"<p>{heading}……{n}</p>" for n, heading in enumerate(w.HEADINGS, 1))
    report = read(title=f"{w.TITLE}</p><p>目录</p>{contents}<p>")
    assert [section.heading for section in report.sections] == list(w.HEADINGS)
    assert "本镇按要求" in report.sections[0].text


def test_sections_inside_one_big_layout_cell() -> None:
    report = read(wrap="<table><tr><td>{}</td></tr></table>")
    assert numbers(report) == ALL
    assert "加强培训" in report.sections[4].text


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_a_missing_section_is_missing_and_moves_no_other(number: int) -> None:
    report = read(*with_heading(number, ""))
    assert numbers(report) == [n for n in ALL if n != number]
    assert len(report.cells) == 200


def test_prose_keeps_the_tables_out() -> None:
    report = read()
    assert "规章" not in "".join(section.text for section in report.sections)
    assert "自然人" not in "".join(section.text for section in report.sections)


def test_sections_hold_the_paragraphs_one_a_line() -> None:
    assert read().sections[4].text == "\n".join(w.PROSE[5])


def test_headings_as_inline_text_parted_by_line_breaks() -> None:
    body = "<br>".join(f"{heading}<br>内容{n}" for n, heading in enumerate(w.HEADINGS, 1))
    report = parse(f"<html><body><h1>{w.TITLE}</h1><div>{body}</div></body></html>".encode())[0]
    assert [section._asdict() for section in report.sections] == [
        {"number": n, "heading": heading, "text": f"内容{n}"} for n, heading in enumerate(w.HEADINGS, 1)
    ]


def test_headings_in_list_items_and_spans() -> None:
    page = w.page(HTML)
    for heading in w.HEADINGS:
        pieces = "".join(f"<span>{c}</span>" for c in heading)
        page = page.replace(f"<p><b>{heading}</b></p>", f"<ul><li><strong>{pieces}</strong></li></ul>")
    assert numbers(parse(page.encode())[0]) == ALL


def test_heading_as_a_row_of_its_table() -> None:
    tables = w.printed(w.zeros())
    html = {}
    for number, (code, rows) in enumerate(tables.items(), 2):
        html[code] = w.html_table([[replace(rows[0][0], text=w.HEADINGS[number - 1], wide=10, tall=1)], *rows])
    report = parse(w.page(html, headings=[h if n in (1, 5, 6) else "" for n, h in enumerate(w.HEADINGS, 1)]).encode())[
        0
    ]
    assert {cell.state for cell in report.cells} == {"reported"}
    assert numbers(report) == ALL


def test_footer_after_section_six_is_told_apart() -> None:
    report = read(after="<div>主办：某某网</div><div>手机扫码查看本页</div>")
    assert numbers(report) == ALL
    assert report.sections[5].text.startswith(w.PROSE[6][0])


def test_a_page_that_is_one_table_as_spreadsheets_save_it() -> None:
    """Title, headings and prose are rows of the table, in cells followed by empty ones."""
    width = 16
    rows = [[w.Td(text)] for text in (w.TITLE,)]
    for number, heading in enumerate(w.HEADINGS, 1):
        rows += [[w.Td(text)] for text in (heading, *w.PROSE.get(number, ()))]
        rows += w.printed(w.numbered()).get({2: "disclosure", 3: "applications", 4: "disputes"}.get(number, ""), [])
    padded = [[*row, *[w.Td("")] * (width - sum(td.wide for td in row))] if len(row) == 1 else row for row in rows]
    page = f"<html><body>{w.html_table(padded)}</body></html>"
    (report,) = parse(page.encode())
    assert {c.cell: str(c.value) for c in report.cells} == w.numbered()
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert report.sections[0].text == "\n".join(w.PROSE[1])
    assert (report.agency, report.report_year, report.warnings) == (w.AGENCY, 2024, [])
