"""Style sheets made to stall a reader: bounded, and said where they were cut; what came with a page in one file."""

import time

import pytest

from gouji.parse.formats.html import read_html
from tests.parse import writers as w
from tests.parse.formats.layouts import expect, read
from tests.parse.reading import read as read_bytes

pytestmark = pytest.mark.slow

WHOLE = w.as_page(w.numbered())
MAX_SECONDS = 10  # of processor time, on a busy machine; without the bounds each would take minutes


def styled(css: str) -> str:
    return WHOLE.replace("<head>", f"<head><style>{css}</style>")


CUT = {
    "thousands of rules": styled("".join(f"td:not(.x{i}), p.c{i}{{display:none}}" for i in range(10_000))),
    "a long sheet": styled(".a{display:none;}" * 120_000),
    "selectors in selectors": styled("td" + ":not(" * 5_000 + "x" + ")" * 5_000 + "{display:none}"),
    "has": styled("div:has(div div td){display:none}"),
    "siblings": styled("p ~ p ~ p{display:none}"),
    "styles": WHOLE.replace("</body>", "".join(f'<p style="display:none;left:{i}px">x' for i in range(21_000))),
}
WHOLLY_READ = {
    "blocks in blocks": styled("@media all{" * 20_000 + "td{display:none}"),
    "brackets": styled("td" + "[" * 100_000 + "{display:none}"),
    "ancestors": styled(".none " + "div " * 11 + "td{display:none}").replace("<body>", "<body>" + "<div>" * 800),
    "variables of variables": styled(":root{--a:var(--b)var(--b);--b:var(--a)var(--a)}td{display:var(--a)}"),
    "an open comment": styled("/*" * 500_000),
    "quotes in a script": WHOLE.replace("</body>", "<script>" + '"' * 100_000 + "'a\\" * 100_000 + "</script>"),
}


@pytest.mark.parametrize("kind", CUT)
def test_a_style_sheet_that_would_stall_is_cut_and_said(kind: str) -> None:
    start = time.process_time()
    document = read_html(CUT[kind].encode())
    assert time.process_time() - start < MAX_SECONDS
    assert any("样式表过大" in warning for warning in document.warnings)


@pytest.mark.parametrize("kind", WHOLLY_READ)
def test_a_page_that_looks_like_much_work_is_read(kind: str) -> None:
    start = time.process_time()
    expect(read(WHOLLY_READ[kind]), w.numbered())
    assert time.process_time() - start < MAX_SECONDS


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("https://zfxxgk.example/2024/css/site.css", "https://zfxxgk.example/2024/css/site.css"),
        ("https://zfxxgk.example/2024/css/site.css", "css/site.css"),
        ("cid:css-1@mhtml.blink", "cid:css-1@mhtml.blink"),
    ],
)
def test_a_style_sheet_saved_beside_its_page_counts(name: str, address: str) -> None:
    link = f'<link rel="stylesheet" href="{address}">'
    html = WHOLE.replace("<head>", f"<head>{link}").replace("<td>100</td>", '<td><b class="Old">9</b>100</td>')
    place = f"Content-ID: <{name[4:]}>" if name.startswith("cid:") else f"Content-Location: {name}"
    message = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        "Content-Type: text/html; charset=utf-8\r\nContent-Location: https://zfxxgk.example/2024/a.html\r\n\r\n"
        f"{html}\r\n--x\r\nContent-Type: text/css\r\n{place}\r\n\r\n.Old{{display:none}}\r\n--x--\r\n"
    )
    expect(read_bytes(message.encode()), w.numbered())


def links(body: str) -> list[str]:
    page = f"<!DOCTYPE html><html><head><title>{w.TITLE}</title></head><body>{body}</body></html>"
    return [link.name for link in read_html(page.encode()).links]


def test_a_hidden_attachment_is_taken_only_where_none_is_shown() -> None:
    hidden = '<div style="display:none"><a href="2023.pdf">2023年年报</a></div>'
    assert links(f'{hidden}<a href="2024.pdf">2024年年报</a>') == ["2024.pdf"]
    assert links(f"{hidden}<script src=viewer.js></script>") == ["2023.pdf"]
