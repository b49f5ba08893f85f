"""Every layout of rules.md, read back cell by cell: value, state and locator."""

from collections.abc import Callable
from dataclasses import replace
from html import escape
from itertools import pairwise

import pytest

from gouji.core.model import ABSENT, BLANK, NOT_APPLICABLE, REPORTED, UNREADABLE, Cell, Report
from gouji.parse.reports import parse
from tests.parse import writers as w

FORMS = ("2021", "2019")
SEPARATED = (w.pipe_table, w.markdown_table, w.tab_table, w.lines_table)
FLAT = (w.bare_lines, w.one_line, w.row_lines)


def read(document: str, encoding: str = "utf-8") -> Report:
    reports = parse(document.encode(encoding))
    assert len(reports) == 1
    return reports[0]


def figures(report: Report) -> dict[str, str | None]:
    return {c.cell: str(c.value) if c.state == REPORTED else None for c in report.cells}


def cells(report: Report) -> dict[str, Cell]:
    return {c.cell: c for c in report.cells}


def expect(report: Report, wanted: dict[str, str], form: str = "2021") -> None:
    """All cells of the form once, in form order, with these figures, none of them doubted."""
    assert [c.cell for c in report.cells] == w.names(form)
    assert figures(report) == wanted
    assert report.form == form
    assert report.warnings == []


# --- HTML -------------------------------------------------------------------------------------------------------


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


def test_traditional_characters() -> None:
    import tomllib

    from gouji.core.resources import resource

    data = tomllib.loads(resource("data", "forms", "characters.toml").read_text(encoding="utf-8"))
    to_traditional = {ord(s): t for t, s in zip(data["traditional"], data["simplified"], strict=True) if s not in "系"}
    report = read(w.as_page(w.numbered()).translate(to_traditional))
    expect(report, w.numbered())
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


# --- blanks, odd figures ----------------------------------------------------------------------------------------


def test_blank_cells_keep_their_neighbours_in_place() -> None:
    wanted = {name: ("" if i % 3 == 0 else str(i)) for i, name in enumerate(w.names())}
    report = read(w.as_page(wanted, inner=w.word_cell))
    assert figures(report) == {name: text or None for name, text in wanted.items()}
    assert {c.state for c in report.cells} == {REPORTED, BLANK}


@pytest.mark.parametrize("blank", ["", "&nbsp;", "<p>&nbsp;</p>", "<br>", "<span> </span>", "\u3000"])
def test_one_zero_in_a_row_and_the_rest_empty(blank: str) -> None:
    page = w.as_page(
        w.zeros()
        | {
            f"applications.new.{c}": "§"
            for c in ("natural_person", "business", "research", "nonprofit", "legal_service", "other_organisation")
        }
    )
    report = read(page.replace("§", blank))
    row = [c for c in report.cells if c.cell.startswith("applications.new.")]
    assert [c.state for c in row] == [BLANK] * 6 + [REPORTED]


def test_zeros_only_in_natural_person_and_total() -> None:
    wanted = {
        n: ("0" if not n.startswith("applications.") or n.endswith(("natural_person", "total")) else "")
        for n in w.names()
    }
    report = read(w.as_page(wanted))
    assert figures(report) == {name: text or None for name, text in wanted.items()}


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("/", NOT_APPLICABLE),
        ("-", NOT_APPLICABLE),
        ("无", NOT_APPLICABLE),
        ("见附件", UNREADABLE),
        ("1 2", UNREADABLE),
        ("", BLANK),
    ],
)
@pytest.mark.parametrize("name", ["disclosure.regulations.issued", "disclosure.licensing.decisions", "applications.new.natural_person", "applications.granted.research", "applications.carried_out.total", "disputes.review.upheld", "disputes.litigation_after_review.total"])  # fmt: skip
def test_a_cell_without_figure_keeps_state_raw_and_place(text: str, state: str, name: str) -> None:
    wanted = w.numbered() | {name: text}
    report = read(w.as_page(wanted))
    cell = cells(report)[name]
    assert (cell.value, cell.state, cell.raw) == (None, state, text)
    assert figures(report) == {n: (None if n == name else t) for n, t in wanted.items()}
    assert bool(report.warnings) == (state == UNREADABLE)


@pytest.mark.parametrize("text", ["/", "-", "无", "见附件", ""])
@pytest.mark.parametrize(
    "row",
    [
        "disclosure.regulations",
        "applications.new",
        "applications.granted",
        "applications.handled_total",
        "disputes.review",
    ],
)
def test_a_whole_row_without_figures(text: str, row: str) -> None:
    wanted = w.numbered() | {n: text for n in w.names() if n.startswith(row + ".")}
    report = read(w.as_page(wanted))
    state = {"": BLANK, "见附件": UNREADABLE}.get(text, NOT_APPLICABLE)
    assert {c.state for c in report.cells if c.cell.startswith(row + ".")} == {state}
    assert {c.state for c in report.cells if not c.cell.startswith(row + ".")} == {REPORTED}


def test_note_and_unit_in_a_cell() -> None:
    wanted = w.zeros(
        **{"disclosure.normative_documents.in_force": "22（其中修订16件）", "disclosure.fees.amount": "251000元"}
    )
    report = read(w.as_page(wanted))
    got = cells(report)
    assert got["disclosure.normative_documents.in_force"].value == 22
    assert str(got["disclosure.fees.amount"].value) == "25.1"
    assert got["disclosure.fees.amount"].raw == "251000元"
    assert len(report.warnings) == 2


# --- rows missing, extra, unlabelled ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        "disclosure.coercion",
        "applications.carried_in",
        "applications.denied_process_information",
        "applications.rejected_reissue",
        "applications.carried_out",
        "applications.other_other",
    ],
)
def test_a_missing_row_is_absent_and_moves_no_other(row: str) -> None:
    wanted = w.numbered()
    report = read(w.page({c: w.html_table(r) for c, r in w.printed(wanted, without=[row]).items()}))
    assert [c.cell for c in report.cells] == w.names()
    for cell in report.cells:
        if cell.cell.startswith(row + "."):
            assert (cell.value, cell.state, cell.table, cell.row, cell.column) == (None, ABSENT, None, None, None)
        else:
            assert str(cell.value) == wanted[cell.cell]


@pytest.mark.parametrize("table", ["disclosure", "applications", "disputes"])
def test_a_missing_table_is_absent(table: str) -> None:
    html = {c: w.html_table(r) for c, r in w.printed(w.numbered()).items() if c != table}
    report = read(w.page(html))
    assert [c.cell for c in report.cells] == w.names()
    assert {c.state for c in report.cells if c.cell.startswith(table)} == {ABSENT}
    assert {c.state for c in report.cells if not c.cell.startswith(table)} == {REPORTED}


@pytest.mark.parametrize(
    "row", ["denied_third_party", "granted_partial", "carried_in", "handled_total", "rejected_repeat"]
)
@pytest.mark.parametrize("label", ["", "&nbsp;", "???", "（二）"])
def test_a_lost_label_between_two_rows(row: str, label: str) -> None:
    printed = next(r.label for r in w.load_forms()["2021"].table("applications").rows if r.code == row)
    page = w.as_page(w.numbered())
    assert page.count(f">{printed}<") == 1
    assert figures(read(page.replace(f">{printed}<", f">{label}<"))) == w.numbered()


def test_an_unknown_row_with_figures_is_a_warning() -> None:
    tables = w.printed(w.numbered())
    extra = [w.Td("9.另有规定的情形", 1), *(w.Td(str(n)) for n in range(901, 908))]
    tables["applications"].insert(14, extra)
    report = read(w.page({c: w.html_table(r) for c, r in tables.items()}))
    assert figures(report) == w.numbered()
    assert any("901" in warning and "907" in warning for warning in report.warnings)


def test_a_row_of_the_old_form_in_the_new_is_a_warning() -> None:
    tables = w.printed(w.numbered())
    tables["disclosure"].insert(7, [w.Td("其他对外管理服务事项"), w.Td("977", 3)])
    report = read(w.page({c: w.html_table(r) for c, r in tables.items()}))
    assert figures(report) == w.numbered()
    assert any("977" in warning for warning in report.warnings)


def test_extra_zeros_behind_a_single_figure() -> None:
    page = w.as_page(w.zeros(**{"disclosure.penalties.decisions": "2"}))
    page = page.replace('<td colspan="3">2</td>', "<td>2</td><td>0</td><td>0</td>")
    report = read(page)
    assert cells(report)["disclosure.penalties.decisions"].value == 2
    assert any("2 | 0 | 0" in warning for warning in report.warnings)


def test_other_figures_behind_a_single_figure_are_not_guessed_at() -> None:
    page = w.as_page(w.zeros(**{"disclosure.penalties.decisions": "2"}))
    report = read(page.replace('<td colspan="3">2</td>', "<td>2</td><td>5</td><td>7</td>"))
    assert cells(report)["disclosure.penalties.decisions"].state == UNREADABLE
    assert any("2 | 5 | 7" in warning for warning in report.warnings)


@pytest.mark.parametrize("count", [6, 8, 9])
def test_a_row_with_too_few_or_too_many_figures_is_unreadable(count: int) -> None:
    tables = w.printed(w.numbered())
    label, *_ = tables["applications"][3]
    tables["applications"][3] = [label, *(w.Td(str(n)) for n in range(1, count + 1))]
    tables["applications"][0:3] = []
    report = read(w.page({c: w.html_table(r) for c, r in tables.items()}))
    row = [c for c in report.cells if c.cell.startswith("applications.new.")]
    assert {c.state for c in row} == {UNREADABLE}
    assert [f"实有 {count} 个" in warning for warning in report.warnings] == [True]


def test_empty_columns_added_at_the_edges() -> None:
    tables = w.printed(w.numbered())
    tables["applications"] = [[w.Td(""), *row, w.Td("")] for row in tables["applications"]]
    assert figures(read(w.page({c: w.html_table(r) for c, r in tables.items()}))) == w.numbered()


def test_a_figure_glued_to_its_label_is_a_warning() -> None:
    page = w.as_page(w.zeros()).replace('<td>行政许可</td><td colspan="3">0</td>', "<td colspan=4>行政许可：977件</td>")
    report = read(page)
    assert cells(report)["disclosure.licensing.decisions"].value is None
    assert any("977" in warning for warning in report.warnings)


def test_unrelated_table_with_figures_is_a_warning_and_no_cell() -> None:
    extra = "<table><tr><td>网站</td><td>5551</td></tr><tr><td>公众号</td><td>5552</td></tr></table>"
    html = {c: w.html_table(r) for c, r in w.printed(w.numbered()).items()}
    html["disclosure"] += extra
    report = read(w.page(html))
    assert figures(report) == w.numbered()
    assert any("5551" in warning for warning in report.warnings)


# --- （六）其他处理 -----------------------------------------------------------------------------------------------

UNDIVIDED = {f"applications.other_undivided.{c}": str(700 + i) for i, c in enumerate(["natural_person", "business", "research", "nonprofit", "legal_service", "other_organisation", "total"])}  # fmt: skip
DIVIDED = ("applications.other_not_corrected", "applications.other_fee_unpaid", "applications.other_other")


def test_undivided_other_row() -> None:
    wanted = {n: t for n, t in w.numbered().items() if not n.startswith(DIVIDED)} | UNDIVIDED
    report = read(w.as_page(wanted))
    assert figures(report) == wanted
    assert not [c for c in report.cells if c.cell.startswith(DIVIDED)]
    assert [c.cell for c in report.cells] == [n for n in w.names(optional=True) if n in wanted]
    assert report.form == "2021"


@pytest.mark.parametrize("write", [*SEPARATED, *FLAT])
def test_undivided_other_row_in_text(write: Callable[[w.Rows], str]) -> None:
    wanted = {n: t for n, t in w.numbered().items() if not n.startswith(DIVIDED)} | UNDIVIDED
    assert figures(read(w.as_text(wanted, write))) == wanted


def test_undivided_row_beside_the_divided_ones_is_not_added_to_them() -> None:
    wanted = w.numbered() | UNDIVIDED
    report = read(w.as_page(wanted))
    assert figures(report) == w.numbered()
    assert any("700" in warning for warning in report.warnings)


# --- text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("write", [*SEPARATED, *FLAT])
def test_text_with_every_figure_different(form: str, write: Callable[[w.Rows], str]) -> None:
    expect(read(w.as_text(w.numbered(form), write, form)), w.numbered(form), form)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("write", [*SEPARATED, *FLAT])
def test_text_of_zeros(form: str, write: Callable[[w.Rows], str]) -> None:
    expect(read(w.as_text(w.zeros(form), write, form)), w.zeros(form), form)


@pytest.mark.parametrize("write", SEPARATED)
def test_blanks_in_separated_text(write: Callable[[w.Rows], str]) -> None:
    wanted = {name: ("" if i % 3 == 0 else str(i)) for i, name in enumerate(w.names())}
    report = read(w.as_text(wanted, write))
    assert figures(report) == {name: text or None for name, text in wanted.items()}
    assert {c.state for c in report.cells} == {REPORTED, BLANK}


@pytest.mark.parametrize("write", FLAT)
def test_blanks_in_flat_text_are_never_zeros_nor_moved(write: Callable[[w.Rows], str]) -> None:
    """A flat row with figures missing cannot be told apart: it is unreadable, not guessed at."""
    wanted = w.numbered() | {"applications.new.research": "", "applications.granted.natural_person": ""}
    report = read(w.as_text(wanted, write))
    for cell in report.cells:
        if cell.cell.startswith(("applications.new.", "applications.granted.")):
            assert cell.state == UNREADABLE
        else:
            assert str(cell.value) == wanted[cell.cell]


@pytest.mark.parametrize("write", FLAT)
def test_an_empty_row_in_flat_text(write: Callable[[w.Rows], str]) -> None:
    wanted = w.numbered() | {n: "" for n in w.names() if n.startswith("applications.granted_partial.")}
    report = read(w.as_text(wanted, write))
    assert figures(report) == {n: t or None for n, t in wanted.items()}
    assert {c.state for c in report.cells if c.cell.startswith("applications.granted_partial.")} == {BLANK}


@pytest.mark.parametrize("write", SEPARATED)
def test_text_locators(write: Callable[[w.Rows], str]) -> None:
    report = read(w.as_text(w.numbered(), write))
    assert all(c.table and c.row and c.column and c.raw.strip() == w.numbered()[c.cell] for c in report.cells)
    places = [(c.table, c.row, c.column) for c in report.cells]
    assert len(set(places)) == len(places)


def test_everything_on_one_line_with_headings() -> None:
    lines = w.as_text(w.numbered(), w.one_line).split("\n")
    report = read(lines[0] + "\n" + " ".join(lines[1:]))
    assert {c.state for c in report.cells} <= {REPORTED, UNREADABLE, ABSENT}
    assert all(str(c.value) == w.numbered()[c.cell] for c in report.cells if c.state == REPORTED)
    assert figures(report) == w.numbered()


def test_zeros_stuck_together() -> None:
    document = w.as_text(w.zeros(), w.row_lines)
    report = read(document.replace("0 0 0 0 0 0 0", "0000000"))
    expect(report, w.zeros())


@pytest.mark.parametrize("pipe", ["｜", "│"])
def test_other_pipes_and_no_outer_ones(pipe: str) -> None:
    document = w.as_text(w.numbered(), w.pipe_table).replace("| ", "|").replace(" |", "|")
    lines = [line.strip("|").replace("|", pipe) for line in document.split("\n")]
    assert figures(read("\n".join(lines))) == w.numbered()


# --- more of old sites and Word ---------------------------------------------------------------------------------


def test_the_whole_report_as_one_table_with_prose_rows() -> None:
    """Exported from a spreadsheet: title, prose and figures are rows of one table."""
    rows = [[w.Td(w.TITLE, 10)]]
    tables = iter(w.printed(w.numbered()).values())
    for number, heading in enumerate(w.HEADINGS, 1):
        rows.append([w.Td(heading, 10)])
        rows += [[w.Td(text, 10)] for text in w.PROSE.get(number, ())]
        if number == 1:
            rows.append([w.Td("本镇认真做好各项工作。" * 40, 10)])
        if number in (2, 3, 4):
            rows += next(tables)
    report = read(f"<html><body>{w.html_table(rows)}</body></html>")
    expect(report, w.numbered())
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6]
    assert "加强培训" in report.sections[4].text
    assert report.agency == w.AGENCY


def test_long_prose_in_one_cell_does_not_lose_the_table() -> None:
    page = (
        w.as_page(w.numbered())
        .replace("（二）部分公开", "（二）部分公开")
        .replace(
            '<td>行政许可</td><td colspan="3">106</td>', f'<td>行政许可</td><td colspan="3">{"情况说明" * 100}</td>'
        )
    )
    report = read(page)
    wanted = {n: None if n == "disclosure.licensing.decisions" else t for n, t in w.numbered().items()}
    assert figures(report) == wanted


def test_a_data_row_beside_a_nested_table() -> None:
    html = {code: w.html_table(rows) for code, rows in w.printed(w.numbered()).items()}
    inner = "<table><tr><td>填报说明</td></tr></table>"
    html["disclosure"] = html["disclosure"].replace("</table>", f"<tr><td colspan=4>{inner}</td></tr></table>")
    assert figures(read(w.page(html))) == w.numbered()


@pytest.mark.parametrize(
    ("markup", "state"), [("5<sup>1</sup>", UNREADABLE), ("<del>7</del>15", REPORTED), ("<p>15</p><s>7</s>", REPORTED)]
)
def test_notes_and_struck_out_figures(markup: str, state: str) -> None:
    page = w.as_page(w.zeros(**{"applications.new.total": "§"})).replace("§", markup)
    cell = cells(read(page))["applications.new.total"]
    assert cell.state == state
    assert cell.value in (None, 15)


@pytest.mark.parametrize(
    ("text", "state"),
    [("/", NOT_APPLICABLE), ("", BLANK), ("无", NOT_APPLICABLE), ("0", UNREADABLE), ("见附件", UNREADABLE)],
)
def test_a_row_of_figures_merged_into_one_cell(text: str, state: str) -> None:
    tables = w.printed(w.numbered())
    tables["applications"][3] = [tables["applications"][3][0], w.Td(text, 7)]
    report = read(w.page({c: w.html_table(r) for c, r in tables.items()}))
    assert {c.state for c in report.cells if c.cell.startswith("applications.new.")} == {state}
    assert all(str(c.value) == w.numbered()[c.cell] for c in report.cells if not c.cell.startswith("applications.new."))


def test_rows_in_another_order() -> None:
    tables = w.printed(w.numbered())
    two, three = tables["disclosure"], tables["applications"]
    at = next(i for i, row in enumerate(two) if row[0].text == "行政处罚")
    two[at], two[at + 1] = two[at + 1], two[at]
    three[14], three[15] = three[15], three[14]
    assert figures(read(w.page({c: w.html_table(r) for c, r in tables.items()}))) == w.numbered()


@pytest.mark.parametrize("at", range(3, 27))
def test_two_rows_of_table_three_swapped(at: int) -> None:
    tables = w.printed(w.numbered())
    rows = tables["applications"]
    rows[at], rows[at + 1] = rows[at + 1], rows[at]
    assert figures(read(w.page({c: w.html_table(r) for c, r in tables.items()}))) == w.numbered()


def test_a_row_one_cell_short_is_unreadable() -> None:
    """Which cell is missing cannot be known: it need not be the last."""
    tables = w.printed(w.numbered())
    tables["applications"][3] = tables["applications"][3][:-1]
    report = read(w.page({c: w.html_table(r) for c, r in tables.items()}))
    assert {c.state for c in report.cells if c.cell.startswith("applications.new.")} == {UNREADABLE}
    assert any("实有 6 个" in warning for warning in report.warnings)


def test_a_figure_reaching_over_two_rows_belongs_to_the_first() -> None:
    tables = w.printed(w.numbered())
    new, carried = tables["applications"][3:5]
    new[3] = w.Td(new[3].text, 1, 2, new[3].cell)
    del carried[3]
    got = cells(read(w.page({c: w.html_table(r) for c, r in tables.items()})))
    assert got["applications.carried_in.research"].state == ABSENT
    for name in ("new.research", "carried_in.business", "carried_in.nonprofit", "carried_in.total"):
        assert str(got[f"applications.{name}"].value) == w.numbered()[f"applications.{name}"]


def test_the_article_twice_in_a_page_is_one_report() -> None:
    body = w.as_page(w.numbered()).split("<body>")[1].split("</body>")[0]
    report = read(f"<html><body>{body}<div class=print>{body}</div></body></html>")
    assert figures(report) == w.numbered()
    assert cells(report)["disclosure.regulations.issued"].table == 1


@pytest.mark.parametrize("write", [w.bare_lines, w.row_lines, w.one_line, w.pipe_table, w.lines_table])
def test_a_web_page_whose_tables_are_flattened_to_paragraphs(write: Callable[[w.Rows], str]) -> None:
    lines = w.as_text(w.numbered(), write).split("\n")
    report = read("<html><body>" + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</body></html>")
    assert figures(report) == w.numbered()
    assert [s.number for s in report.sections] == [1, 2, 3, 4, 5, 6]


def test_header_repeated_in_the_middle_of_a_table() -> None:
    tables = w.printed(w.numbered())
    rows = tables["applications"]
    head = [[w.Td(td.text, td.wide) for td in row] for row in rows[:3]]
    tables["applications"] = [*rows[:15], *head, *rows[15:]]
    assert figures(read(w.page({c: w.html_table(r) for c, r in tables.items()}))) == w.numbered()


def test_line_breaks_in_markdown_cells() -> None:
    document = (
        w.as_text(w.numbered(), w.markdown_table)
        .replace("商业企业", "商业<br>企业")
        .replace("另行制作", "另行<br/>制作")
    )
    expect(read(document), w.numbered())


def test_a_page_in_capital_letters() -> None:
    import re

    page = re.sub(r"</?\w+", lambda match: match[0].upper(), w.as_page(w.numbered()))
    expect(read(page), w.numbered())


@pytest.mark.parametrize("heading", ["# {}", "### {}", "**{}**", "## **{}**"])
@pytest.mark.parametrize("cell", ["{}", "**{}**"])
@pytest.mark.parametrize("rule", ["---", ":---:", "--:"])
def test_markdown(heading: str, cell: str, rule: str) -> None:
    tables = {
        code: [[replace(td, text=cell.format(td.text).replace(".", "\\.")) for td in row] for row in rows]
        for code, rows in w.printed(w.numbered()).items()
    }
    written = {code: "\n" + w.markdown_table(rows).replace("---", rule) + "\n" for code, rows in tables.items()}
    headings = [heading.format(text) for text in w.HEADINGS]
    report = read(w.text(written, title=heading.format(w.TITLE), headings=headings))
    expect(report, w.numbered())
    assert [section.heading for section in report.sections] == list(w.HEADINGS)
    assert (report.agency, report.report_year) == (w.AGENCY, 2024)


def test_marks_that_are_no_markdown_stay() -> None:
    document = w.as_text(w.numbered(), w.pipe_table).replace("渠道畅通。", "张** 申请 #3 号，2 * 3。")
    assert "张** 申请 #3 号，2 * 3。" in read(document).sections[0].text
