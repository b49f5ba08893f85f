"""Web pages, style sheets, text and mail made to harm whoever reads them: sizes and places by chance."""

import random
from base64 import b64encode

from tests.parse import hostile as h
from tests.parse import writers as w

from .hostile_kinds import ANY, RIGHT, Kind

PAGE = h.PLAIN.decode()
TABLES = "".join(w.html_table(rows) for rows in w.printed(w.numbered()).values())
_TAGS = (
    "div", "span", "b", "p", "table", "li", "select", "svg", "math", "template", "a", "button", "form", "details",
    "table><tr><td", "dl><dd", "h1><h2", "ruby><rt", "font", "sup", "nobr", "b><p", "a><table", "object", "label",
)  # fmt: skip
# What one regular expression or another looks for, over and over.
PIECES = (
    "9", "1,", "0.", "（", "(", ")", " ", "\u3000", "\xa0", "-", "—", "|", "、", "一", "二十", "百", "年", "2024年", "第", "件", "1 ",
    "共1件，", "一、", "（一）", "1.", "公开", "本", "&", "&nbsp;", "&amp;", "&#49;", "&#", "&lt;", "/", "^", "*", "`", "“", "\u200b", "\u202e",
    "e\u0301", "\u0301", "其中", "收到", "申请0件", "占比1%", "其中：", "政府信息公开工作年度报告", "2024年政府信息公开工作年度报告", "１", "٣",
    "①", "²", "〇", "\U0001d7d8", "\ufeff", "\ue000", "\x0b", "其他", "万元", "10月1日", "2024-1-1", "http://a.example/", "镇人民政府",
)  # fmt: skip
_LINES = (
    "{}",
    "1",
    "一、总体情况",
    "（一）",
    "| 1 | 2 |",
    "其他",
    "规章",
    "0件",
    "2024年{}",
    "x\t1",
    "1,{}",
    "行政许可 {}",
    "名称：{}",
)
_SHEETS = (
    ":root{{{variables}}}td{{color:var(--a0)}}", "td{{{long}}}", "td{{color:{calls}}}", "{nested}", "{stars}{{display:none}}",
    "td:nth-child({n}n+1):nth-last-child(2n):nth-of-type(3){{color:red}}", "{classes}{{color:#fff}}", "@import url(a.css);{ats}",
    "td{{content:\"{quotes}", "td{{background:url({brackets}", "{escapes}{{display:none}}", "{attributes}{{font-size:0}}",
    "{isis}{{color:white}}", "{colours}", "<!--{open}-->", "td{{width:calc({calc}1px)}}", "@media {media}{{td{{display:none}}}}",
    "td{{text-indent:{digits}px;font-size:{digits}em}}", "@layer {layers};", "td{{{importants}}}", "{unicode}{{color:red}}",
)  # fmt: skip


def _in_page(before: str = "", head: str = "", after: str = "") -> bytes:
    page = PAGE.replace("<head>", f"<head>{head}").replace("<body>", f"<body>{before}")
    return page.replace("</body>", f"{after}</body>").encode("utf-8", "surrogatepass")


def sheet(draw: random.Random) -> str:
    """A style sheet that takes long: nested, endless, or of many of the same."""
    n = draw.choice((50, 900, 6_000, 40_000))
    return draw.choice(_SHEETS).format(
        n=n, variables="".join(f"--a{i}:var(--a{i + 1})var(--a{i + 1});" for i in range(min(n, 6_000))), long="color:red;" * n,
        calls="rgb(" * n, nested="@media all{" * n + "td{display:none}", stars="* " * min(n, 900) + "td",
        classes=",".join(f".c{i} td:not(.d{i})" for i in range(n)), ats="@x{" * n, quotes="\\'" * n, brackets="(" * n,
        escapes="\\74 d" + "\\" * n, attributes="td" + "[a*='" * n, isis="td" + ":is(td" * min(n, 4_000) + ")" * min(n, 4_000),
        colours="".join(f"td.a{i}{{color:#{i:06x};background:#{i + 1:06x}}}" for i in range(n)), open="/*" * n, calc="(" * n,
        media="(min-width:1px) and " * n + "screen", digits="9" * n, layers=",".join(map(str, range(n))),
        importants="display:none!important;" * n, unicode="\U0001f4a9\u202e" * n,
    )  # fmt: skip


def _nested(draw: random.Random) -> bytes:
    tags = "<" + draw.choice(_TAGS) + ">"
    return _in_page(**{draw.choice(("before", "after")): tags * draw.randint(500, 60_000)})


def _spans(draw: random.Random) -> bytes:
    cell = f"<td rowspan={draw.choice((9, 65_534, 10**9, '²', -1))} colspan={draw.choice((2, 1_000, 10**12, 'x'))}>1"
    row = "<tr>" + cell * draw.randint(1, 40)
    return _in_page(after=f"<table>{row * draw.randint(100, 3_000)}</table>")


def _run_in_cell(draw: random.Random) -> bytes:
    """A long run in a cell that is no figure of the form, in a paragraph, or in a heading."""
    run = draw.choice(PIECES) * draw.randint(1_000, 200_000)
    where = draw.choice(
        ("<table><tr><td>{}</td></tr></table>", "<p>{}</p>", "<p>一、{}</p>", "<p>{}：<br>{}</p>", "<title>{}</title>")
    )
    return _in_page(**{draw.choice(("before", "after")): where.replace("{}", run)})


def _in_figure(draw: random.Random) -> bytes:
    """A long run in the place of a figure: that one is lost, no other."""
    run = draw.choice(PIECES) * draw.randint(300, 100_000)
    return PAGE.replace("<td>103</td>", f"<td>{run}</td>").encode("utf-8", "surrogatepass")


def _paragraphs(draw: random.Random) -> bytes:
    line = draw.choice(_LINES)
    lines = "".join(f"<p>{line.format(i)}" for i in range(draw.randint(10_000, 100_000)))
    return _in_page(**{draw.choice(("before", "after")): lines})


def _tables(draw: random.Random) -> bytes:
    return _in_page(after=TABLES * draw.randint(20, 120))


def _headings(draw: random.Random) -> bytes:
    return _in_page(after="".join(f"<h2>{heading}</h2>" for heading in w.HEADINGS) * draw.randint(200, 8_000))


def _controls(draw: random.Random) -> bytes:
    control = draw.choice(("<input value={}>", "<select><option>1<option selected>{}</select>", "<textarea>{}", "<input type=hidden value={}>",
                           "<progress value={}>", "<input type=checkbox checked={}>", "<button>{}</button>"))  # fmt: skip
    return _in_page(after="".join(control.format(i) for i in range(draw.randint(1_000, 50_000))))


def _held(draw: random.Random) -> bytes:
    """Articles in scripts, templates and boxes, which a page's scripts would show."""
    holder = draw.choice(("<template>{}</template>", "<textarea>{}</textarea>", "<script type=text/html>{}</script>",
                          "<noscript>{}</noscript>", "<div style=display:none>{}</div>", "<details>{}</details>", "<iframe srcdoc='{}'></iframe>",
                          "<script>var a='{}';</script>", "<xmp>{}</xmp>", "<!--{}-->"))  # fmt: skip
    return ("<html><body>" + holder.replace("{}", TABLES) * draw.randint(2, 40)).encode()


def _links(draw: random.Random) -> bytes:
    link = draw.choice(("<a href={}.pdf>附件</a>", "<img src={}.png>", "<iframe src={}.html></iframe>", "<embed src={}.pdf>",
                        "<script>open('{}.pdf')</script>", "<img src='data:image/png;base64,{}'>", "<a href='data:application/pdf;base64,{}'>附件"))  # fmt: skip
    return _in_page(after="".join(link.format(i) for i in range(draw.randint(1_000, 60_000))))


def _signs(draw: random.Random) -> bytes:
    """Markup that is never closed, or that says nothing."""
    sign = draw.choice(("<!--", "<", "</", "<!", "<?", "<![CDATA[", "<script>", "<plaintext>", "<p/", "<br>", "</p>", "<a b='", "\0", "<td>", "</table>",
                        "<hr>", "&#x10FFFF;", "&#0;", "&#" + "9" * 3_000 + ";", "<style>", "<title>", "<svg><![CDATA[", "<table><caption>"))  # fmt: skip
    return _in_page(after=sign * draw.randint(1_000, 60_000))


def _styled(draw: random.Random) -> bytes:
    return _in_page(head=f"<style>{sheet(draw)}</style>")


def _style_attributes(draw: random.Random) -> bytes:
    style = draw.choice(
        (
            "left:{}px",
            "color:rgb({},1,1)",
            "--a{}:var(--b{})",
            "font:{}px x",
            "background:url({}",
            "display:none;x:{}",
            "margin:{}e9px -{}px",
        )
    )
    texts = "".join(f'<i style="{style.replace("{}", str(i))}">x</i>' for i in range(draw.randint(1_000, 40_000)))
    return _in_page(after=texts)


def _classes(draw: random.Random) -> bytes:
    names = " ".join(f"c{i}" for i in range(draw.randint(1_000, 100_000)))
    return _in_page(head=f"<style>{sheet(draw)}</style>", after=f'<p class="{names}">x</p>' * draw.randint(1, 5))


def _text(draw: random.Random) -> bytes:
    report = w.as_text(w.numbered(), draw.choice((w.pipe_table, w.markdown_table, w.tab_table, w.lines_table)))
    run = draw.choice(PIECES) * draw.randint(1_000, 200_000)
    return f"{report}\n{run}".encode("utf-8", "surrogatepass")


def _text_lines(draw: random.Random) -> bytes:
    report, line = w.as_text(w.numbered(), w.pipe_table), draw.choice(_LINES)
    return (report + "".join(f"\n{line.format(i)}" for i in range(draw.randint(10_000, 100_000)))).encode()


def _wide_text(draw: random.Random) -> bytes:
    part = draw.choice(("1|", "1\t", "1,", '"1",', '"', "1 ", "|", "\t", ",", '""', "+---", "｜"))
    line = part * draw.randint(1_000, 200_000)
    return "\n".join([line] * draw.randint(1, 6)).encode()


def _text_tables(draw: random.Random) -> bytes:
    tables = "\n".join(
        draw.choice((w.pipe_table, w.one_line, w.bare_lines, w.row_lines))(rows)
        for rows in w.printed(w.numbered()).values()
    )
    return "\n".join([tables] * draw.randint(10, 150)).encode()


def _mail(draw: random.Random) -> bytes:
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n"
    part = "--x\r\nContent-Type: text/html; charset={}\r\nContent-Transfer-Encoding: {}\r\n\r\n{}\r\n"
    good = part.format("utf-8", "base64", b64encode(h.PLAIN).decode())
    odd = draw.choice((
        "--x\r\n" * draw.randint(1_000, 40_000), "--x\r\n\r\n1\r\n" * draw.randint(1_000, 20_000),
        part.format("x" * 9_000, "x-uuencode", "begin 644 a\r\n" * 5_000), part.format("utf-7", "quoted-printable", "=" * 100_000),
        part.format("punycode", "base64", "A" * 100_001), "--x\r\nContent-Type: " + "message/rfc822;" * 20_000 + "\r\n\r\n",
        "--x\r\nContent-Location: " + "=?utf-8?q?=41?= " * 20_000 + "\r\n\r\n", "--x\r\n" + "X: y\r\n z\r\n" * 30_000 + "\r\n1",
        "--x\r\nContent-Type: multipart/related; boundary=x\r\n\r\n" * 90, "--x\r\nContent-Type: text/css\r\nContent-Location: a.css\r\n\r\n" + sheet(draw) + "\r\n",
    ))  # fmt: skip
    return f"{head}\r\n{good}{odd}--x--\r\n".encode("utf-8", "surrogatepass")


def _mail_heads(draw: random.Random) -> bytes:
    odd = draw.choice(("Content-Type: multipart/mixed; boundary=\r\n", "Content-Type: text/html; charset*0*=a;" * 9_000 + "\r\n",
                       "Subject: " + "=?gbk?b?" * 40_000 + "\r\n", "X: " + "(" * 50_000 + "\r\n", ":\r\n" * 50_000, "Content-Type: " + '"' * 50_000 + "\r\n"))  # fmt: skip
    return f"MIME-Version: 1.0\r\n{odd}\r\n".encode() + h.PLAIN


KINDS: tuple[Kind, ...] = (
    Kind("html, nesting", ANY, _nested), Kind("html, spans", ANY, _spans), Kind("html, a run", RIGHT, _run_in_cell),
    Kind("html, a run for a figure", RIGHT, _in_figure), Kind("html, paragraphs", RIGHT, _paragraphs), Kind("html, tables", ANY, _tables),
    Kind("html, headings", ANY, _headings), Kind("html, controls", ANY, _controls), Kind("html, held articles", ANY, _held),
    Kind("html, links", RIGHT, _links), Kind("html, signs", ANY, _signs), Kind("css, a sheet", ANY, _styled),
    Kind("css, attributes", ANY, _style_attributes), Kind("css, classes", ANY, _classes), Kind("text, a run", RIGHT, _text),
    Kind("text, lines", RIGHT, _text_lines), Kind("text, wide", ANY, _wide_text), Kind("text, tables", ANY, _text_tables),
    Kind("mail, parts", RIGHT, _mail), Kind("mail, heads", RIGHT, _mail_heads),
)  # fmt: skip
