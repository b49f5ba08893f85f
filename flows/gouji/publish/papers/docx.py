"""Blocks -> a Word document in the layout of official papers (GB/T 9704: A4, 仿宋 body, 小标宋 title, 黑体 headings).

The same blocks give the same bytes: dates are those of the paper, the parts of the package bear no time.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from html import escape
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph as DocxParagraph

from .blocks import (
    AnnexMark,
    AttachmentList,
    Block,
    CommentedParagraph,
    DocumentNumber,
    ListEntry,
    Note,
    PageBreak,
    PaperHeading,
    PaperTable,
    Paragraph,
    Signature,
    Title,
    clean,
)
from .docx_styles import LETTER, PageSetup, base_document, style_ids

_TWIPS_PER_CM = 1440 / 2.54  # a cm
_LINE_OF_TABLE = 1.25  # height of a line in a table by the size of its characters
_DATE_MARGIN_CHARACTERS = 4  # GB/T 9704: the day stands four characters from the right
_XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_EXTENDED = '"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"'
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def write_docx(blocks: Sequence[Block], title: str, issuer: str, as_of: date, page: PageSetup = LETTER) -> bytes:
    """The bytes of a Word document."""
    document = docx.Document(io.BytesIO(base_document(page)))
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, issuer, issuer
    properties.created = properties.modified = datetime(as_of.year, as_of.month, as_of.day)
    _set_company(document, issuer)
    styles = style_ids(page)
    body, on_new_page = document.element.body, False
    for block in blocks:
        if isinstance(block, PageBreak):  # a mark of the paragraph after it: one of its own may fall on an empty page
            on_new_page = True
            continue
        place = len(body) - 1  # before the properties of the section
        _add(document, block, styles)
        if on_new_page and body[place].tag == qn("w:p"):
            DocxParagraph(body[place], document).paragraph_format.page_break_before = True
        on_new_page = False
    buffer = io.BytesIO()
    document.save(buffer)
    return timeless(buffer.getvalue())


def timeless(package: bytes) -> bytes:
    """A ZIP package whose entries bear no time of writing."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, _NO_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(entry))
    return buffer.getvalue()


def _add(document: Any, block: Block, styles: Mapping[str, str | None]) -> None:
    def add(text: str, style: str) -> Any:
        paragraph = document.add_paragraph(text)
        paragraph._p.style = styles[style]
        return paragraph

    match block:
        case Title(text):
            _lines(add("", "Title"), text.split("\n"))
        case PaperHeading(text, level):
            add(clean(text), f"Heading {level}")
        case Paragraph(text, indented, keep, ragged):
            paragraph = add(clean(text), "Body Text" if indented else "Normal")
            if keep:
                paragraph.paragraph_format.keep_with_next = True
            if ragged:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        case Note(text, keep):
            add(clean(text), "Caption").paragraph_format.keep_with_next = keep or None
        case DocumentNumber(text):
            add(clean(text), "文号")
        case AnnexMark(text):
            add(clean(text), "附件").paragraph_format.page_break_before = True
        case AttachmentList(titles):
            add("", "Normal").paragraph_format.keep_with_next = True
            for number, title in enumerate(titles):
                paragraph = add(clean(title if number else f"附件：{title}"), "Normal")
                paragraph.paragraph_format.keep_with_next = True
                _indented(paragraph, 5, 0 if number else 3)
        case CommentedParagraph(sentences):
            paragraph = add("", "Body Text")
            for text, source in sentences:
                properties = document.core_properties
                comment = document.add_comment(paragraph.add_run(clean(text)), clean(source), properties.author, "")
                comment._comment_elm.date = properties.created  # no clock
        case Signature(lines):
            add("", "Normal").paragraph_format.keep_with_next = True
            for line in lines:
                paragraph = add(clean(line), "Signature")
                paragraph.paragraph_format.keep_with_next = True  # whom to ask stands below
                centred = _DATE_MARGIN_CHARACTERS + (_characters(lines[-1]) - _characters(line)) / 2
                _indented(paragraph, right=max(0.0, centred))
        case PaperTable():
            document.element.body.insert_element_before(parse_xml(_table(block)), "w:sectPr")


def _characters(text: str) -> float:
    """Width in full characters; Latin ones and digits are half as wide."""
    return sum(1.0 if ord(character) > 0x2E80 else 0.5 for character in text)


def _indented(paragraph: Any, left: float = 0, hanging: float = 0, right: float = 0) -> None:
    """Indent a paragraph of 三号 by characters."""
    for old in paragraph._p.get_or_add_pPr().findall(qn("w:ind")):
        paragraph._p.pPr.remove(old)
    indent = OxmlElement("w:ind")
    for side, characters in (("left", left), ("right", right), ("hanging", hanging)):
        if characters or side == "right":
            indent.set(qn(f"w:{side}Chars"), str(round(characters * 100)))
            indent.set(qn(f"w:{side}"), str(round(characters * LETTER.body * 20)))
    paragraph._p.pPr.insert_element_before(indent, "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")


def _lines(paragraph: Any, lines: list[str]) -> None:
    run = paragraph.add_run(clean(lines[0]))
    for line in lines[1:]:
        run.add_break()
        run = paragraph.add_run(clean(line))


def _table(table: PaperTable) -> str:
    """Markup of a table: fixed widths, merged cells as gridSpan and vMerge."""
    widths = [round(width * _TWIPS_PER_CM) for width in table.widths]
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    rows = []
    above: dict[int, tuple[int, int]] = {}  # grid column -> (rows still covered, width in columns) of a cell above
    for number, line in enumerate(table.rows):
        cells = []
        keep = number < (len(table.rows) - 1 if table.whole else table.head)
        entries = iter(line)
        column = 0
        while column < len(widths):
            if column in above:
                left, span = above.pop(column)
                cells.append(_cell(None, widths[column : column + span], table.size, "continue"))
                rest = left
            else:
                entry = next(entries)
                span, rest = entry.colspan, entry.rowspan
                merge = "restart" if entry.rowspan > 1 else ""
                cells.append(_cell(entry, widths[column : column + span], table.size, merge, keep=keep))
            if rest > 1:
                above[column] = (rest - 1, span)
            column += span
        head = "<w:tblHeader/>" if number < table.head else ""
        least = table.height * _TWIPS_PER_CM if number >= table.head else 0
        height = f'<w:trHeight w:val="{round(max(table.size * 28, least))}" w:hRule="atLeast"/>'
        rows.append(f"<w:tr><w:trPr><w:cantSplit/>{height}{head}</w:trPr>{''.join(cells)}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/>'
        f'<w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _cell(entry: ListEntry | None, widths: list[int], size: float, merge: str, *, keep: bool = False) -> str:
    span = f'<w:gridSpan w:val="{len(widths)}"/>' if len(widths) > 1 else ""
    vertical = {"restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>", "": ""}[merge]
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{entry.fill}"/>' if entry and entry.fill else ""
    properties = f'<w:tcW w:w="{sum(widths)}" w:type="dxa"/>{span}{vertical}{fill}<w:vAlign w:val="center"/>'
    if entry is None:
        return f'<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:pPr><w:pStyle w:val="a-table"/></w:pPr></w:p></w:tc>'
    bold = "<w:b/>" if entry.bold else ""
    half_points = round(size * 2)
    style = f'{bold}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in clean(entry.text).split("\n")
    )
    kept = "<w:keepNext/>" if keep else ""
    align = '<w:jc w:val="left"/>' if entry.align == "left" else ""
    align = f'<w:spacing w:line="{round(size * _LINE_OF_TABLE * 20)}" w:lineRule="exact"/>{align}'
    return (
        f'<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:pPr><w:pStyle w:val="a-table"/>{kept}{align}</w:pPr>'
        f"<w:r><w:rPr>{style}</w:rPr>{lines}</w:r></w:p></w:tc>"
    )


def _set_company(document: Any, issuer: str) -> None:
    """The office's name as that of the organ, in place of what the library's template says of its own making."""
    for relation in document.part.package.rels.values():
        if relation.reltype.endswith("/extended-properties"):
            company = f"<Company>{escape(clean(issuer), quote=False)}</Company>"
            relation.target_part._blob = f"{_XML_HEAD}<Properties xmlns={_EXTENDED}>{company}</Properties>".encode()
