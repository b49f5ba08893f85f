"""Articles and tables that a page holds in store, folds or hides; rows written as lines; what is written double."""

import base64
import json
from collections.abc import Callable
from html import escape
from urllib.parse import quote

import pytest

from gouji.core.model import BLANK, REPORTED, UNREADABLE
from tests.parse import writers as w
from tests.parse.formats.layouts import cells, expect, figures, read

WHOLE = w.as_page(w.numbered())
ARTICLE = WHOLE[WHOLE.index("<body>") + len("<body>") : WHOLE.index("</body>")]
OLD_TABLES = "".join(w.html_table(rows) for rows in w.printed(w.zeros()).values())


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><title>{w.TITLE}</title>{head}</head><body>{body}</body></html>"


def in_script(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("</", "<\\/")


SHOW = "<div id=s></div><script>s.innerHTML = c.value</script>"
HELD = {
    "textarea": f'<textarea id="c" style="display:none">{escape(ARTICLE)}</textarea>{SHOW}',
    "textarea of plain markup": f'<div style="display:none"><textarea id=c>{ARTICLE}</textarea></div>{SHOW}',
    "textarea of class": f"<textarea class=c hidden>{escape(ARTICLE)}</textarea>{SHOW}",
    "hidden input": f'<input type="hidden" id=c value="{escape(ARTICLE)}">{SHOW}',
    "script of markup": f'<script type="text/html" id=c>{ARTICLE}</script>{SHOW}',
    "script of a template": f'<script type="text/x-template" id=c>{ARTICLE}</script>{SHOW}',
    "template": f"<template id=c>{ARTICLE}</template>{SHOW}",
    "noscript": f'<div id=app></div><noscript>{ARTICLE}</noscript><script src="app.js"></script>',
    "string": f"<script>var data = {{title: 'x', content: {in_script(ARTICLE)}}}</script>{SHOW}",
    "string of ASCII": f"<script>var content = {json.dumps(ARTICLE).replace('<', chr(92) + 'u003c')}</script>{SHOW}",
    "template string": f"<script>s.innerHTML = `{ARTICLE}`</script>",
    "JSON": f'<script type="application/json">{json.dumps({"list": [{"content": ARTICLE}]})}</script>{SHOW}',
    "JSON in a string": f"<script>window.state = {in_script(json.dumps({'content': ARTICLE}))}</script>{SHOW}",
    "written": f"<script>document.write({in_script(ARTICLE)})</script>",
    "line by line": "<script>var h = '';\n"
    + "".join(f"h += {in_script(line)};\n" for line in ARTICLE.split("\n"))
    + "document.body.innerHTML = h</script>",
    "%3C": f'<script>s.innerHTML = decodeURIComponent("{quote(ARTICLE)}")</script>',
    "base64": f'<script>s.innerHTML = decode("{base64.b64encode(ARTICLE.encode()).decode()}")</script>',
    "text that becomes markup": f"<div id=c>{escape(ARTICLE)}</div><script>c.innerHTML = c.innerText</script>",
    "folded": ARTICLE.replace("<table", "<details><summary>展开</summary><table").replace("</table>", "</table></details>"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HELD)
def test_an_article_held_in_store_is_read_whole(kind: str) -> None:
    report = read(page(HELD[kind]))
    expect(report, w.numbered())
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    "other",
    [
        f'<textarea style="display:none">{escape(OLD_TABLES)}</textarea><script src=a.js></script>',
        f"<script>var last = {in_script(OLD_TABLES)}</script>",
        f"<template>{OLD_TABLES}</template>",
        f'<div style="display:none">{OLD_TABLES}</div><script src=a.js></script>',
        f'<div class="phone">{OLD_TABLES}</div><style>.phone{{display:none}}</style>',
        f'<div class="phone">{OLD_TABLES}</div>'
        "<style>.phone{display:none} @media (max-width:700px){.phone{display:block}.pc{display:none}}</style>",
        f"<details><summary>上年数据</summary>{OLD_TABLES}</details>",
        f'<div style="visibility:hidden">{OLD_TABLES}</div>',
        f"<div hidden>{OLD_TABLES}</div>",
        f'<div style="height:0;overflow:hidden">{OLD_TABLES}</div>',
        f'<div style="position:absolute;left:-9999px">{OLD_TABLES}</div>',
    ],
)
def test_what_is_shown_comes_before_what_is_held_or_hidden(other: str) -> None:
    expect(read(page(f'<div class="pc">{ARTICLE}</div>{other}')), w.numbered())
    expect(read(page(f'{other}<div class="pc">{ARTICLE}</div>')), w.numbered())


@pytest.mark.parametrize(
    "body",
    [
        f'<div id=app style="display:none">{ARTICLE}</div><script>app.style.display = ""</script>',
        f'<div class="wow" style="visibility:hidden">{ARTICLE}</div><script src="wow.js"></script>',
        f'<div v-cloak>{ARTICLE}</div><style>[v-cloak]{{display:none}}</style><script src="vue.js"></script>',
    ],
)
def test_a_report_hidden_until_a_script_shows_it_is_read_and_said(body: str) -> None:
    report = read(page(body))
    assert figures(report) == w.numbered()
    assert any("由脚本再显示" in warning for warning in report.warnings)


def test_a_computed_part_of_a_string_is_no_blank() -> None:
    broken = in_script(ARTICLE.replace("<td>100</td>", "<td>§</td>")).replace("§", '" + count + "')
    report = read(page(f"<script>document.write({broken})</script>"))
    assert cells(report)["disclosure.regulations.issued"].state == UNREADABLE


HIDDEN_ROWS: dict[str, Callable[[str], str]] = {
    "cell": lambda html: html.replace("<tr><td>规章", '<tr><td style="display:none">x</td><td>规章'),
    "cells before figures": lambda html: html.replace("<td>1", '<td class="old">9</td><td>1'),
    "row": lambda html: html.replace("<tr><td>规章", '<tr hidden><td>规章</td><td>1</td><td>2</td><td>3</td></tr><tr><td>规章'),
    "collapsed row": lambda html: html.replace(
        "<tr><td>规章", '<tr style="visibility:collapse"><td>规章</td><td>1</td><td>2</td><td>3</td></tr><tr><td>规章'
    ),
    "table": lambda html: html.replace("<table", f'<div class="old">{OLD_TABLES}</div><table', 1),
}  # fmt: skip


@pytest.mark.parametrize("kind", HIDDEN_ROWS)
def test_hidden_cells_rows_and_tables_take_no_place(kind: str) -> None:
    html = HIDDEN_ROWS[kind](WHOLE.replace("<head>", "<head><style>.old{display:none}</style>"))
    assert html.count("old") > 1 or "old" not in kind
    expect(read(html), w.numbered())


def as_lines(join: Callable[[list[str]], str], glued: bool = True, blank: str = "") -> str:
    """The table of applications with its 25 rows as lines of one row of cells."""
    tables = w.printed(w.numbered() | ({BLANK_CELL: ""} if blank else {}))
    heads, rows = tables["applications"][:3], tables["applications"][3:]
    labels: list[str] = []
    for row in rows:
        texts = [td.text for td in row if td.cell is None]
        labels += ["".join(texts)] if glued else texts
    lines = [[td.text or blank for td in row if td.cell] for row in rows]
    columns = [join(labels), *(join(list(column)) for column in zip(*lines, strict=True))]
    row_of_lines = f"<tr><td colspan=3>{columns[0]}</td>" + "".join(f"<td>{c}</td>" for c in columns[1:]) + "</tr>"
    html = {code: w.html_table(rows) for code, rows in tables.items()}
    html["applications"] = w.html_table(heads).replace("</table>", row_of_lines + "</table>")
    return w.page(html)


BLANK_CELL = "applications.granted.research"
JOINS: dict[str, Callable[[list[str]], str]] = {
    "br": "<br>".join,
    "br at the end too": lambda lines: "".join(f"{line}<br/>" for line in lines),
    "p": lambda lines: "".join(f"<p>{line}</p>" for line in lines),
    "div and span": lambda lines: "".join(f"<div><span>{line}</span></div>" for line in lines),
    "br in a p": lambda lines: f"<p>\n{'<br>'.join(lines)}\n</p>",
}


@pytest.mark.parametrize("join", JOINS)
@pytest.mark.parametrize("glued", [True, False])
def test_rows_that_are_lines_of_one_row(join: str, glued: bool) -> None:
    report = read(as_lines(JOINS[join], glued))
    assert figures(report) == w.numbered()


@pytest.mark.parametrize("join", ["br", "p"])
def test_an_empty_line_is_a_blank_cell(join: str) -> None:
    report = read(as_lines(JOINS[join], blank="&nbsp;"))
    assert cells(report)[BLANK_CELL].state == BLANK
    assert figures(report) == w.numbered() | {BLANK_CELL: None}


def test_lines_that_are_not_as_many_as_the_rows_are_unreadable() -> None:
    html = as_lines("<br>".join)
    first = w.numbered()["applications.carried_in.business"]
    assert f"<br>{first}<br>" in html
    report = read(html.replace(f"<br>{first}<br>", "<br>"))
    states = {c.state for c in report.cells if c.cell.startswith("applications.") and c.cell.endswith(".business")}
    assert states == {UNREADABLE}
    assert cells(report)["applications.carried_in.research"].state == REPORTED


@pytest.mark.parametrize("space", ["&amp;nbsp;", "&amp;NBSP;", "&amp;#160;", "&amp;ensp;", "&amp;zwnj;"])
def test_spaces_escaped_twice_are_spaces(space: str) -> None:
    html = WHOLE.replace("<td>100</td>", f"<td>{space}100{space}</td>").replace("<td>101</td>", f"<td>{space}</td>")
    report = read(html)
    assert cells(report)["disclosure.regulations.issued"].value == 100
    assert cells(report)["disclosure.regulations.repealed"].state == BLANK


def test_white_text_where_the_ground_is_in_a_sheet_that_did_not_come_is_doubtful() -> None:
    link = '<link rel="stylesheet" href="site.css">'
    html = WHOLE.replace("<head>", f"<head>{link}").replace(
        "<td>100</td>", "<td class=x><b style='color:#fff'>9</b>100</td>"
    )
    assert cells(read(html))["disclosure.regulations.issued"].state == UNREADABLE
    whole = WHOLE.replace("<head>", f"<head>{link}").replace("<td>100</td>", "<td class=x style='color:#fff'>100</td>")
    assert cells(read(whole))["disclosure.regulations.issued"].value == 100


@pytest.mark.parametrize(
    "control",
    [
        '<input type="range" value="47">', '<input type="password" value="47">', "<meter value=47 max=99>47</meter>",
        '<input value="4"><input value="7">', "<select multiple><option selected>4<option selected>7</select>",
        '<input placeholder="0">',
    ],
)  # fmt: skip
def test_what_a_control_does_not_tell_is_unreadable(control: str) -> None:
    report = read(WHOLE.replace("<td>100</td>", f"<td>{control}</td>"))
    assert cells(report)["disclosure.regulations.issued"].state == UNREADABLE


def test_boxes_that_are_ticked() -> None:
    box = '<p><input type="checkbox" checked>是 <input type="radio">否</p>'
    (section,) = [s for s in read(WHOLE.replace("<p>加强培训。</p>", box)).sections if s.number == 5]
    assert "☑ 是 ☐ 否" in section.text
