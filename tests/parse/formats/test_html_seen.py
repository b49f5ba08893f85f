"""What a web page shows is what is read: hidden, struck and raised text by every means a page has."""

from collections.abc import Callable

import pytest

from tests.parse import writers as w
from tests.parse.formats.layouts import expect, read

Cell = Callable[[str], str]  # a figure -> what its cell holds


def page_with(cell: Cell, style: str = "", doctype: str = "<!DOCTYPE html>") -> str:
    """A page with each figure written so, and a style sheet."""

    def inner(text: str) -> str:
        return cell(text) if text.isdigit() else text

    html = w.as_page(w.numbered(), inner=inner).replace("<!DOCTYPE html>", doctype)
    return html.replace("<head>", f"<head><style>{style}</style>") if style else html


def before(attributes: str, tag: str = "span") -> Cell:
    """Another figure in front, in an element with these attributes."""
    return lambda text: f"<{tag} {attributes}>9</{tag}>{text}"


def after(attributes: str, tag: str = "span") -> Cell:
    return lambda text: f"{text}<{tag} {attributes}>1</{tag}>"


HIDDEN = {
    "attribute": (before("hidden"), ""),
    "until-found": (before('hidden="until-found"'), ""),
    "display": (before('style="display:none"'), ""),
    "display in capitals": (before('STYLE="DISPLAY : NONE"'), ""),
    "class": (before('class="old"'), ".old{display:none}"),
    "one of several classes": (before('class="a old b"'), "p{color:red} td .old , .other{ display:none; }"),
    "descendant": (before(""), "table td > span{display:none}"),
    "attribute selector": (before('data-year="2023"'), '[data-year="2023"]{display:none}'),
    "not": (before(""), "td span:not(.new){display:none}"),
    "later rule": (before('class="old"'), ".old{display:inline} .old{display:none}"),
    "more specific rule": (before('class="old"'), "td span.old{display:none} .old{display:inline}"),
    "important": (before('class="old" style="display:inline"'), ".old{display:none !important}"),
    "screen": (before('class="old"'), "@media screen and (min-width:600px){.old{display:none}}"),
    "nested media": (before('class="old"'), "@supports (display:grid){@media all{.old{display:none}}}"),
    "variable": (before('class="old"'), ":root{--show:none} .old{display:var(--show)}"),
    "in a comment's neighbour": (before('class="old"'), "/* .old{display:inline} */ .old{display:none}"),
    "visibility": (before('style="visibility:hidden"'), ""),
    "mso-hide": (before("style='mso-hide:all'"), ""),
    "opacity": (before('style="opacity:0"'), ""),
    "opacity in per cent": (before('class="old"'), ".old{opacity:0%}"),
    "size": (before('style="font-size:0"'), ""),
    "size in pt": (before('style="font-size:0.5pt"'), ""),
    "size by shorthand": (before('style="font:0/0 a"'), ""),
    "white": (before('style="color:#fff"'), ""),
    "white by name": (before('color="white"', "font"), ""),
    "nearly white": (before('style="color:rgb(254,254,255)"'), ""),
    "see-through": (before('style="color:transparent"'), ""),
    "see-through by alpha": (before('style="color:rgba(0,0,0,0)"'), ""),
    "colour of its own ground": (before('style="color:navy;background:#000080"'), ""),
    "no height": (before('style="display:inline-block;height:0;overflow:hidden"'), ""),
    "no height, a block": (before('style="max-height:0;overflow:hidden"', "div"), ""),
    "clipped": (before('class="sr"'), ".sr{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}"),
    "clip path": (before('style="clip-path:inset(50%)"'), ""),
    "off the page": (before('style="position:absolute;left:-9999px"'), ""),
    "far indent": (before('style="display:block;text-indent:-9999px"'), ""),
    "moved away": (before('style="display:inline-block;transform:translateX(-5000px)"'), ""),
    "scaled to nothing": (before('style="display:inline-block;transform:scale(0)"'), ""),
    "template": (before("", "template"), ""),
    "folded": (lambda text: f"<details><summary>{text}</summary>9</details>", ""),
    "dialog": (before("", "dialog"), ""),
    "script": (lambda text: f"<script>var x = 9</script>{text}", ""),
    "hidden inside hidden": (before('style="display:none"'), "span{display:inline}"),
    "input of kind hidden": (lambda text: f'<input type="hidden" value="9">{text}', ""),
}
SHOWN = {
    "made visible again": (lambda t: f'<i style="visibility:hidden">9<b style="visibility:visible">{t}</b></i>', ""),
    "aria-hidden": (lambda t: f'<span aria-hidden="true">{t}</span>', ""),
    "rule for phones": (lambda t: f'<span class="pc">{t}</span>', "@media (max-width:768px){.pc{display:none}}"),
    "rule for print": (lambda t: f'<span class="pc">{t}</span>', "@media print{.pc{display:none}}"),
    "while pointed at": (lambda t: f'<span class="pc">{t}</span>', ".pc:hover{display:none}"),
    "overruled": (lambda t: f'<span class="pc">{t}</span>', ".pc{display:none} td .pc{display:inline}"),
    "overruled by its own style": (lambda t: f'<span class="pc" style="display:inline">{t}</span>', ".pc{display:none}"),
    "attribute overruled": (lambda t: f'<span class="pc" hidden>{t}</span>', ".pc{display:inline}"),
    "a child of another": (lambda t: f'<span class="pc">{t}</span>', "p > .pc{display:none}"),
    "size set again": (lambda t: f'<div style="font-size:0"><span style="font-size:14px">{t}</span></div>', ""),
    "white on a dark ground": (lambda t: f'<div style="background:#003366"><b style="color:#fff">{t}</b></div>', ""),
    "white on a picture": (lambda t: f'<div style="background:url(a.png)"><b style="color:#fff">{t}</b></div>', ""),
    "white link": (lambda t: f'<div style="color:#fff"><a href="a.html">{t}</a></div>', ""),
    "no room but shown": (lambda t: f'<div style="height:0">{t}</div>', ""),
    "a strike taken back": (lambda t: f'<del style="text-decoration:none">{t}</del>', ""),
    "raised as a whole": (lambda t: f'<span style="vertical-align:super">{t}</span>', ""),
    "a raised cell": (lambda t: f'<span style="display:block;vertical-align:super">{t}</span>', ""),
    "right to left": (lambda t: f'<bdo dir="rtl">{t[::-1]}</bdo>', ""),
    "right to left by style": (lambda t: f'<b style="unicode-bidi:bidi-override;direction:rtl">{t[::-1]}</b>', ""),
}  # fmt: skip
STRUCK = {
    "s": (before("", "s"), ""),
    "strike": (before("", "strike"), ""),
    "del": (before("", "del"), ""),
    "style": (before('style="text-decoration:line-through"'), ""),
    "line": (before('style="text-decoration-line: underline line-through"'), ""),
    "class": (before('class="old"'), ".old{text-decoration:line-through red}"),
    "inside": (lambda t: f'<b style="text-decoration:line-through"><i style="text-decoration:none">9</i></b>{t}', ""),
    "whole cell's old value in a block": (lambda t: f'<p style="text-decoration:line-through">7</p><p>{t}</p>', ""),
    "one digit": (lambda t: f"<del>7</del><ins>{t}</ins>", ""),
}
RAISED = {
    "sup": (after("", "sup"), ""),
    "sub": (after("", "sub"), ""),
    "style": (after('style="vertical-align:super;font-size:8px"'), ""),
    "class": (after('class="note"'), ".note{vertical-align:super}"),
    "sub by style": (after('style="vertical-align:sub"'), ""),
    "by a length": (after('style="vertical-align:4pt;font-size:7pt"'), ""),
    "by per cent": (after('style="vertical-align:40%"'), ""),
    "small at the top": (after('style="vertical-align:top;font-size:60%"'), ""),
    "moved up by Word": (after("style='position:relative;top:-4.0pt;mso-text-raise:4.0pt;font-size:7pt'"), ""),
    "position of the font": (after('style="font-variant-position:super"'), ""),
    "a link to a note": (lambda t: f'{t}<a href="#n1" style="vertical-align:super">[1]</a>', ""),
}
CONTROLS = {
    "text": lambda t: f'<input type="text" value="{t}" readonly>',
    "no type": lambda t: f"<input value={t}>",
    "number": lambda t: f'<input type="number" value="{t}">',
    "in a paragraph": lambda t: f'<p><span><input value="{t}" size="3"></span></p>',
    "select": lambda t: f"<select><option>请选择</option><option selected>{t}</option><option>9</option></select>",
    "first option": lambda t: f"<select><option>{t}</option><option>9</option></select>",
    "label of an option": lambda t: f'<select><option label="{t}" selected>x</option></select>',
    "group of options": lambda t: f"<select><optgroup label=a><option value=9 selected>{t}</option></optgroup></select>",
    "textarea": lambda t: f"<textarea rows=1>{t}</textarea>",
    "output": lambda t: f"<output>{t}</output>",
    "beside a hidden one": lambda t: f'<input type="hidden" value="9"><input value="{t}">',
    "white on white around it": lambda t: f'<div style="color:#fff"><input value="{t}"></div>',
}  # fmt: skip


@pytest.mark.parametrize("kind", HIDDEN)
def test_hidden_text_is_not_read(kind: str) -> None:
    expect(read(page_with(*HIDDEN[kind])), w.numbered())


@pytest.mark.parametrize("kind", SHOWN)
def test_shown_text_is_read(kind: str) -> None:
    expect(read(page_with(*SHOWN[kind])), w.numbered())


@pytest.mark.parametrize("kind", STRUCK)
def test_struck_text_is_not_read(kind: str) -> None:
    expect(read(page_with(*STRUCK[kind])), w.numbered())


@pytest.mark.parametrize("kind", RAISED)
def test_raised_marks_are_no_digits(kind: str) -> None:
    expect(read(page_with(*RAISED[kind])), w.numbered())


@pytest.mark.parametrize("kind", CONTROLS)
def test_form_controls_show_values(kind: str) -> None:
    expect(read(page_with(CONTROLS[kind])), w.numbered())
