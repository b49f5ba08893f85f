"""What style sheets add to a web page: text before and behind cells, elements laid over figures, sheets not there."""

import pytest

from gouji.core.model import REPORTED, UNREADABLE
from gouji.parse.reports import parse
from tests.parse import writers as w
from tests.parse.formats.layouts import expect, read
from tests.parse.formats.test_html_seen import Cell, page_with

# The first digit of each figure, or what stands around it, is written by the style sheet.
SHOWN: dict[str, tuple[Cell, str]] = {
    "unit behind": (lambda t: t, "td::after{content:''}"),
    "digits before": (lambda t: f'<b data-v="{t}"></b>', "b[data-v]::before{content:attr(data-v)}"),
    "digits behind": (lambda t: f'<b data-v="{t}"></b>', "td b:after{content:attr(data-v)}"),
    "hidden": (lambda t: f"<b>{t}</b>", "td b::before{content:'9';display:none}"),
    "white": (lambda t: f"<b>{t}</b>", "td b::after{content:'9';color:#fff}"),
    "clearing floats": (
        lambda t: f'<b class="c">{t}</b>',
        ".c:after{content:'.';height:0;visibility:hidden;clear:both}",
    ),
    "taken back": (lambda t: f'<b class="c">{t}</b>', "b:before{content:'9'} b.c:before{content:none}"),
    "an icon": (lambda t: f'<b class="c">{t}</b>', ".c::before{content:'\\f101'}"),
    "elsewhere": (lambda t: f"<b>{t}</b>", "p b::before{content:'9'}"),
    "a blank": (lambda t: f"<b>{t}</b>", "td b::after{content:' '}"),
}
DOUBTED: dict[str, tuple[Cell, str]] = {
    "counted": (lambda t: f"<b>{t}</b>", "b::before{content:counter(n)}"),
    "a picture": (lambda t: f"<b>{t}</b>", "b::after{content:url(9.png)}"),
    "laid over": (lambda t: f'{t}<b style="position:absolute;left:0;background:#fff">9</b>', ""),
    "laid over by a class": (lambda t: f'{t}<b class="o">9</b>', ".o{position:absolute;left:2px;top:1px}"),
    "moved over": (lambda t: f'{t}<b style="position:relative;left:-1em;background:#fff">9</b>', ""),
    "an empty cover": (lambda t: f'{t}<b style="position:absolute;inset:0;background:white"></b>', ""),
}  # fmt: skip


@pytest.mark.parametrize("kind", SHOWN)
def test_what_a_sheet_adds_is_read(kind: str) -> None:
    expect(read(page_with(*SHOWN[kind])), w.numbered())


@pytest.mark.parametrize("kind", DOUBTED)
def test_what_may_lie_over_a_figure_is_doubted(kind: str) -> None:
    (report,) = parse(page_with(*DOUBTED[kind]).encode())
    assert {cell.state for cell in report.cells} == {UNREADABLE}


def test_digits_before_a_figure_are_its_own() -> None:
    (report,) = parse(page_with(lambda t: f"<b>{t}</b>", "td b::before{content:'1'}").encode())
    numbered = w.numbered()
    assert {cell.cell: cell.raw for cell in report.cells if cell.state == REPORTED} == {
        name: f"1{figure}" for name, figure in numbered.items()
    }


def test_a_figure_that_floats_over_the_page_is_told() -> None:
    page = page_with(str).replace("</body>", '<div style="position:absolute;left:90px;top:400px">88</div></body>')
    (report,) = parse(page.encode())
    assert any("「88」" in each.place for each in report.unread)


def test_an_imported_sheet_may_colour_the_ground() -> None:
    """White figures on a ground that a sheet gives which is not there: not joined with what stands beside them."""
    cell: Cell = lambda t: f'<b class="new" style="color:#fff">9</b>{t}'  # noqa: E731
    (report,) = parse(page_with(cell, "@import url('site.css');").encode())
    numbered = w.numbered()
    assert all(cell.state == UNREADABLE or cell.raw == numbered[cell.cell] for cell in report.cells)
