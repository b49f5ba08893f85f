"""The page and the styles of official papers in Word (GB/T 9704: A4, 仿宋 body, 小标宋 title, 黑体 headings)."""

import io
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

_LATIN = "Times New Roman"


class PageSetup(NamedTuple):
    """Margins in cm; size of the body and height of its lines in points."""

    top: float
    bottom: float
    left: float
    right: float
    body: float = 16
    line: float = 28


LETTER = PageSetup(3.7, 3.5, 2.8, 2.6)  # GB/T 9704: the text area is 15.6 x 22.5 cm, a page has 22 lines


class TextStyle(NamedTuple):
    """East Asian font, points, line height in points, alignment, indent of the first line and margin at the right in
    characters, space after in points."""

    font: str
    size: float
    line: float
    align: str = "both"
    indent: int = 0
    after: float = 0
    margin: int = 0


# 2号 22 pt, 3号 16 pt, 小四 12 pt, 五号 10.5 pt
_STYLES = {
    "Title": TextStyle("方正小标宋简体", 22, 30, "center", after=10),
    "Heading 1": TextStyle("黑体", 16, 28, indent=2),
    "Heading 2": TextStyle("楷体", 16, 28, indent=2),
    "Normal": TextStyle("仿宋", 16, 28),
    "Body Text": TextStyle("仿宋", 16, 28, indent=2),
    "Signature": TextStyle("仿宋", 16, 28, "right", margin=4),
    "文号": TextStyle("仿宋", 16, 28, "right"),
    "附件": TextStyle("黑体", 16, 28),
    "Caption": TextStyle("仿宋", 10.5, 15, after=4),
    "表格": TextStyle("宋体", 9, 12, "center"),
}


_STYLE_CODES = {"表格": "a-table", "文号": "a-number", "附件": "a-annex"}


_COMMENT_STYLES = {
    "CommentReference": ("annotation reference", WD_STYLE_TYPE.CHARACTER),
    "CommentText": ("annotation text", WD_STYLE_TYPE.PARAGRAPH),
}


@cache
def base_document(page: PageSetup) -> bytes:
    """An empty document with our styles, margins and page numbers; what every paper starts from."""
    document = docx.Document()
    for name, style in _STYLES.items():
        if style.size == LETTER.body:
            style = style._replace(size=page.body, line=page.line)
        _set_style(document, name, style)
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    language.set(qn("w:val"), "en-US")  # Latin words and numbers are not broken over lines
    language.set(qn("w:eastAsia"), "zh-CN")
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(page.top), Cm(page.bottom)
    section.left_margin, section.right_margin = Cm(page.left), Cm(page.right)
    section.footer_distance = Cm(page.bottom - 0.7 - 0.5)
    document.settings.odd_and_even_pages_header_footer = True
    _without_origin(document)
    for code, (name, kind) in _COMMENT_STYLES.items():  # what the library's comments refer to
        document.styles.add_style(name, kind).element.set(qn("w:styleId"), code)
    for footer, align in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        _page_number(footer.paragraphs[0], align)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _without_origin(document: Any) -> None:
    """Leave out what the library's template says of itself, a remark in the properties and a picture of its page, and
    its second set of styles, which is not ours: Word would find the two at odds."""
    document.core_properties.comments = ""
    for relations in (document.part.package.rels, document.part.rels):
        unwanted = ("/thumbnail", "/stylesWithEffects")
        for code in [code for code, relation in relations.items() if relation.reltype.endswith(unwanted)]:
            del relations[code]


@cache
def style_ids(page: PageSetup) -> Mapping[str, str | None]:
    """Names of our styles -> their codes in a document; None for the one that is not written. By name, python-docx looks
    through all styles for each paragraph, which takes half the time of writing a paper."""
    part: Any = docx.Document(io.BytesIO(base_document(page))).part
    return MappingProxyType({name: part.get_style_id(name, WD_STYLE_TYPE.PARAGRAPH) for name in _STYLES})


def _set_style(document: Any, name: str, wanted: TextStyle) -> None:
    styles = document.styles
    found = name in [style.name for style in styles]
    style = styles[name] if found else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if not found:
        style.element.set(qn("w:styleId"), _STYLE_CODES.get(name, name.replace(" ", "")))
    font = style.font
    font.size, font.bold, font.italic = Pt(wanted.size), False, False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for kind, value in (("ascii", _LATIN), ("hAnsi", _LATIN), ("cs", _LATIN), ("eastAsia", wanted.font)):
        fonts.set(qn(f"w:{kind}"), value)
    for colour in style.element.rPr.findall(qn("w:color")):
        style.element.rPr.remove(colour)
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
    layout = style.paragraph_format
    layout.line_spacing = Pt(wanted.line)
    layout.space_before, layout.space_after = Pt(0), Pt(wanted.after)
    layout.keep_with_next = name.startswith("Heading")
    layout.widow_control = True
    hanging = OxmlElement("w:overflowPunct")
    # What Word does anyway; without it, or off, LibreOffice 7 hangs a full stop in the margin and loses it there.
    hanging.set(qn("w:val"), "1")
    properties.insert_element_before(
        hanging, "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid",
        "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl",
    )  # fmt: skip
    for space in ("autoSpaceDE", "autoSpaceDN"):  # no gap between characters and digits: 2026年1月31日
        off = OxmlElement(f"w:{space}")
        off.set(qn("w:val"), "0")
        properties.insert_element_before(
            off, "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc",
            "w:outlineLvl",
        )  # fmt: skip
    layout.alignment = {
        "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
    }[wanted.align]
    if wanted.indent or wanted.margin:
        indent = OxmlElement("w:ind")
        for side, characters in (("firstLine", wanted.indent), ("right", wanted.margin)):
            indent.set(qn(f"w:{side}Chars"), str(characters * 100))
            indent.set(qn(f"w:{side}"), str(round(characters * wanted.size * 20)))
        properties.insert_element_before(indent, "w:contextualSpacing", "w:jc", "w:outlineLvl")


def _page_number(paragraph: Any, align: Any) -> None:
    """— 1 —, 4号."""
    paragraph.alignment = align
    for text, kind in (("— ", None), ("", "begin"), ("PAGE", None), ("", "end"), (" —", None)):
        run = paragraph.add_run("" if kind or text == "PAGE" else text)
        run.font.size = Pt(14)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif text == "PAGE":
            instruction = OxmlElement("w:instrText")
            instruction.text = text
            run._r.append(instruction)
