"""Tables of web pages in every layout of the form, read back cell by cell: value, state and locator."""

from collections.abc import Callable
from html import escape
from itertools import pairwise

import pytest

from gouji.core.model import BLANK, UNREADABLE
from tests.parse import writers as w
from tests.parse.formats.layouts import FORMS, cells, expect, figures, read


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("inner", [escape, w.split_spans, w.word_cell])
def test_html_with_every_figure_different(form: str, inner: Callable[[str], str]) -> None:
    expect(read(w.as_page(w.numbered(form), form, inner)), w.numbered(form), form)


@pytest.mark.parametrize("form", FORMS)
def test_locators_point_at_the_grid_with_spans_expanded(form: str) -> None:
    wanted = w.numbered(form)
    report = read(w.as_page(wanted, form, w.word_cell))
    for index, rows in enumerate(w.printed(wanted, form).values(), 1):
        for name, (row, column) in w.places(rows).items():
            cell = cells(report)[name]
            assert (cell.table, cell.row, cell.column, cell.page) == (index, row, column, None), name
            assert cell.raw.strip() == wanted[name]


@pytest.mark.parametrize(
    "markup",
    [
        "<span>1</span><span>2</span>", "<b><span>1</span></b><font>2</font>", "<p>1<span>2</span></p>", "1<!-- x -->2",
        "<span>1</span>\n<span></span>2".replace("\n", ""), "<p><span>&nbsp;</span></p><p>12</p>", "<div>12<br></div>",
        "<o:p></o:p>12<o:p>&nbsp;</o:p>", "&#49;&#50;", "<script>3</script>12",
    ],
)  # fmt: skip
def test_a_figure_in_pieces_is_one_figure(markup: str) -> None:
    page = w.as_page(w.zeros(**{"applications.new.total": "§"})).replace("§", markup)
    assert cells(read(page))["applications.new.total"].value == 12


@pytest.mark.parametrize(
    "markup", ["1<br>2", "<p>1</p><p>2</p>", "<div>1</div><div>2</div>", "<span>1</span> <span>2</span>"]
)
def test_figures_on_two_lines_are_not_joined(markup: str) -> None:
    page = w.as_page(w.zeros(**{"applications.new.total": "§"})).replace("§", markup)
    report = read(page)
    assert cells(report)["applications.new.total"].state == UNREADABLE
    assert any("1 2" in warning for warning in report.warnings)


def test_labels_broken_by_line_breaks_and_paragraphs() -> None:
    page = w.as_page(w.numbered())
    for whole, broken in [
        ("商业企业", "商业<br/>企业"), ("科研机构", "<p>科研</p><p>机构</p>"), ("行政规范性文件", "行政规范性<br>文件"),
        ("<td>规章</td>", "<td><p>规</p>\n <p>章</p></td>"), ("结果维持", "结果<br>维持"), ("（七）总计", "（七）总&nbsp;&nbsp;计"),
        ("1.属于国家秘密", "<span>1</span><span>.</span>属于<br>国家秘密"),
    ]:  # fmt: skip
        assert whole in page
        page = page.replace(whole, broken)
    expect(read(page), w.numbered())


def test_header_labels_with_their_second_half_lost() -> None:
    page = w.as_page(w.numbered())
    for whole, half in [
        ("结果维持", "结果"),
        ("结果纠正", "结果"),
        ("其他结果", "其他"),
        ("尚未审结", "尚未"),
        ("商业企业", "商业"),
    ]:
        page = page.replace(whole, half)
    expect(read(page), w.numbered())


def test_the_variant_labels_seen_in_published_reports() -> None:
    page = w.as_page(w.numbered())
    for statutory, seen in [
        ("行政规范性文件", "规范性文件"), ("规章", "规 章"), ("现行有效件数", "现行有效件"), ("本年制发件数", "本年(2023)制发件数"),
        ("2.其他法律行政法规禁止公开", "2.其他法律行政止公开"),
        ("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "1.逾期不补正"),
        ("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "2.逾期不缴费"),
        ("本年收费金额", "本年收费金额（单位：万元）"), ("行政强制", "行政强制措施"),
    ]:  # fmt: skip
        assert statutory in page
        page = page.replace(statutory, seen)
    expect(read(page), w.numbered())


@pytest.mark.parametrize("form", FORMS)
def test_traditional_characters(form: str) -> None:
    report = read(w.as_page(w.numbered(form), form).translate(w.TRADITIONAL))
    expect(report, w.numbered(form), form)
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6]
    assert report.report_year == 2024


def test_one_table_for_all_three() -> None:
    tables = w.printed(w.numbered())
    merged = [row for rows in tables.values() for row in rows]
    expect(read(w.page({"disclosure": w.html_table(merged)})), w.numbered())


def test_tables_two_and_three_merged_and_four_apart() -> None:
    tables = w.printed(w.numbered())
    merged = w.html_table([*tables["disclosure"], *tables["applications"]])
    expect(read(w.page({"disclosure": merged, "disputes": w.html_table(tables["disputes"])})), w.numbered())


def test_all_tables_under_the_wrong_heading() -> None:
    tables = "".join(w.html_table(rows) for rows in w.printed(w.numbered()).values())
    expect(read(w.page({"disputes": tables})), w.numbered())


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("at", [4, 10, 20, 27])
def test_table_three_split_over_two_tables(header: bool, at: int) -> None:
    tables = w.printed(w.numbered())
    rows = tables["applications"]
    rest = [*rows[:3], *rows[at:]] if header else rows[at:]
    html = {code: w.html_table(r) for code, r in tables.items()}
    html["applications"] = w.html_table(rows[:at]) + "<p>第2页</p>" + w.html_table(rest)
    expect(read(w.page(html)), w.numbered())


def test_table_two_split_by_group() -> None:
    tables = w.printed(w.numbered())
    rows = tables["disclosure"]
    starts = [i for i, row in enumerate(rows) if len(row) == 1] + [len(rows)]
    parts = [w.html_table(rows[a:b]) for a, b in pairwise(starts)]
    html = {code: w.html_table(r) for code, r in tables.items()} | {"disclosure": "<p></p>".join(parts)}
    expect(read(w.page(html)), w.numbered())


@pytest.mark.parametrize("header", ["repeated", "wrong", "none"])
def test_one_table_per_row(header: str) -> None:
    tables = w.printed(w.numbered())
    rows = tables["applications"]
    heads = {"repeated": rows[:3], "wrong": tables["disclosure"][:2], "none": []}[header]
    single = [[td for td in row if not (td.tall > 3)] for row in rows[3:]]
    html = {code: w.html_table(r) for code, r in tables.items()}
    html["applications"] = "".join(w.html_table([*heads, row]) for row in single)
    expect(read(w.page(html)), w.numbered())


def test_page_laid_out_in_nested_tables() -> None:
    wrap = (
        "<table><tr><td>首页 &gt; 公开</td></tr><tr><td><table width=900><tr><td>{}</td></tr></table></td></tr></table>"
    )
    html = {code: w.html_table(rows) for code, rows in w.printed(w.numbered()).items()}
    report = read(w.page(html, wrap=wrap))
    expect(report, w.numbered())
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6]


def test_the_whole_article_in_one_big_cell_with_short_prose() -> None:
    html = {code: w.html_table(rows) for code, rows in w.printed(w.numbered()).items()}
    report = read(w.page(html, wrap="<table><tr><td>{}</td></tr></table>"))
    expect(report, w.numbered())
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    "span",
    [
        "colspan=99999",
        "rowspan=99999",
        "colspan=99999 rowspan=99999",
        "colspan=-3",
        "colspan=x",
        "rowspan=0",
        "colspan",
    ],
)
def test_span_bombs(span: str) -> None:
    page = w.as_page(w.numbered()).replace("<td>规章", f"<td {span}>规章").replace("<td>（一）", f"<td {span}>（一）")
    assert figures(read(page)) == w.numbered()


def test_unclosed_rows_and_cells() -> None:
    page = w.as_page(w.numbered()).replace("</td>", "").replace("</tr>", "")
    expect(read(page), w.numbered())


def test_thead_tbody_and_th() -> None:
    page = w.as_page(w.numbered()).replace("<table border=1>", "<table><thead></thead><tbody>")
    page = page.replace("<td>规章</td>", "<th>规章</th>")
    expect(read(page), w.numbered())


def test_table_four_as_one_row_a_group() -> None:
    tables = w.printed(w.numbered())
    data = tables["disputes"][-1]
    labels = ["行政复议", "未经复议直接起诉", "复议后起诉"]
    rows = [[w.Td(""), *(w.Td(t) for t in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计"))]]
    rows += [[w.Td(label), *data[i * 5 : i * 5 + 5]] for i, label in enumerate(labels)]
    html = {code: w.html_table(r) for code, r in tables.items()} | {"disputes": w.html_table(rows)}
    expect(read(w.page(html)), w.numbered())


def test_table_four_as_three_tables() -> None:
    tables = w.printed(w.numbered())
    data = tables["disputes"][-1]
    parts = []
    for i, label in enumerate(["行政复议", "未经复议直接起诉", "复议后起诉"]):
        heads = [w.Td(t) for t in ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")]
        parts.append(w.html_table([[w.Td(label, 5)], heads, data[i * 5 : i * 5 + 5]]))
    html = {code: w.html_table(r) for code, r in tables.items()} | {"disputes": "".join(parts)}
    expect(read(w.page(html)), w.numbered())


def test_table_four_empty_stays_empty() -> None:
    wanted = w.zeros(**{n: "" for n in w.names() if n.startswith("disputes.")})
    report = read(w.as_page(wanted))
    assert {c.state for c in report.cells if c.cell.startswith("disputes.")} == {BLANK}
    assert all(c.column for c in report.cells)


def test_rows_side_by_side() -> None:
    tables = w.printed(w.numbered())
    *rest, penalties, coercion = tables["disclosure"][:-3]
    side = [w.Td("行政处罚"), penalties[-1], w.Td("行政强制"), coercion[-1]]
    html = {code: w.html_table(r) for code, r in tables.items()}
    html["disclosure"] = w.html_table([*rest, side, *tables["disclosure"][-3:]])
    assert figures(read(w.page(html))) == w.numbered()
