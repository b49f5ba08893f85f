"""DOCX and XLSX documents, written part by part."""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from gouji.core.form_layout import FormBox, Grid, printed_tables, spans

from .draft import Draft
from .html import printed_figures
from .package import packed

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.{}+xml"
_FORBIDDEN = re.compile(r"[\\/?*\[\]:]")  # in the name of a sheet
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
MAX_NAME_LENGTH = 31

Placed = tuple[str, int, int, int]  # text, grid column from 0, rows, columns


def office_document(draft: Draft) -> bytes:
    """The bytes of a DOCX or XLSX document, by the layout's family."""
    if draft.layout["family"] == "xlsx":
        return _xlsx(printed_parts(draft), _FORBIDDEN.sub("", draft.name)[:MAX_NAME_LENGTH])
    return word_document(draft)


def word_document(draft: Draft) -> bytes:
    """The bytes of a DOCX document."""
    body = [
        _word_table(content) if kind == "table" else _word_paragraph(content) for kind, content in printed_parts(draft)
    ]
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{"".join(body)}<w:sectPr/></w:body></w:document>'
    return _package(
        "word/document.xml", {"word/document.xml": document}, _MAIN.format("wordprocessingml.document.main")
    )


def printed_parts(draft: Draft) -> Iterator[tuple[str, Any]]:
    """The document in order: ("title" | "heading" | "paragraph", text) and ("table", rows of Placed)."""
    texts, zero = printed_figures(draft, "\xa0", "")
    opening = draft.title.split("\n")
    if draft.date_in == "visible":
        opening.append(draft.date_style.format(date=draft.published, minute=draft.number % 60))

    def filled(box: FormBox) -> str:
        return texts.get(box.cell, zero) if box.cell else box.text

    for text in opening:
        yield "title", text
    for kind, text in draft.parts():
        if kind == "table":
            for grid in printed_tables(draft.form.code, text, draft.wording, draft.layout["tables"]):
                yield "table", [[(filled(box), *span) for box, *span in row] for row in _with_places(grid)]
        else:
            yield kind, text


def _with_places(grid: Grid) -> list[list[tuple[FormBox, int, int, int]]]:
    """Rows of (box, grid column from 0, rowspan, colspan)."""
    rows = []
    for line, row in zip(grid, spans(grid), strict=True):
        places = {id(box): at for at, box in reversed(list(enumerate(line)))}
        rows.append([(box, places[id(box)], tall, wide) for box, tall, wide in row])
    return rows


def _word_paragraph(text: str, size: int = 32) -> str:
    """Digits in runs of their own, as Word parts them by font."""
    runs = [
        f'<w:r><w:rPr><w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">{escape(run)}</w:t></w:r>'
        for run in re.findall(r"\d+|\D+", text)
    ]
    return f'<w:p><w:pPr><w:spacing w:line="560"/></w:pPr>{"".join(runs)}</w:p>'


def _word_table(rows: list[list[Placed]]) -> str:
    """Merged as Word merges: gridSpan, and an empty continuing cell in every row below."""
    lines = []
    below: dict[int, tuple[int, int]] = {}  # grid column -> rows still covered, columns
    for row in rows:
        cells = {at: (text, tall, wide, '<w:vMerge w:val="restart"/>') for text, at, tall, wide in row}
        cells |= {at: ("", tall, wide, "<w:vMerge/>") for at, (tall, wide) in below.items()}
        line = []
        for _, (text, tall, wide, merge) in sorted(cells.items()):
            span = f'<w:gridSpan w:val="{wide}"/>' if wide > 1 else ""
            merged = merge if tall > 1 or not merge.endswith('"restart"/>') else ""
            line.append(f"<w:tc><w:tcPr>{span}{merged}</w:tcPr>{_word_paragraph(text, 16)}</w:tc>")
        lines.append(f"<w:tr>{''.join(line)}</w:tr>")
        below = {at: (tall - 1, wide) for at, (_, tall, wide, _) in cells.items() if tall > 1}
    columns = max(at + wide for row in rows for _, at, _, wide in row)
    grid = f'<w:gridCol w:w="{9_000 // columns}"/>' * columns
    properties = f'<w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
    return f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"


def _xlsx(parts: Iterator[tuple[str, Any]], name: str) -> bytes:
    rows: list[dict[int, str]] = []
    merges = []
    for kind, content in parts:
        if kind != "table":
            rows.append({0: content})
            continue
        top = len(rows)
        rows += [{} for _ in content]
        for i, row in enumerate(content, top):
            for text, at, tall, wide in row:
                rows[i][at] = text
                for below in range(i, i + tall):
                    rows[below] |= {beside: "" for beside in range(at, at + wide) if (below, beside) != (i, at)}
                if tall * wide > 1:
                    merges.append(f'<mergeCell ref="{_place(i, at)}:{_place(i + tall - 1, at + wide - 1)}"/>')
    lines = [
        f'<row r="{i + 1}">{"".join(_sheet_cell(_place(i, at), text) for at, text in sorted(row.items()))}</row>'
        for i, row in enumerate(rows)
    ]
    sheet = (
        f'<worksheet xmlns="{_SHEET}"><sheetData>{"".join(lines)}</sheetData>'
        f'<mergeCells count="{len(merges)}">{"".join(merges)}</mergeCells></worksheet>'
    )
    workbook = (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATION}"><sheets>'
        f'<sheet name="{escape(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    inner = {
        "xl/workbook.xml": workbook,
        "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
    }
    return _package("xl/workbook.xml", inner, _MAIN.format("spreadsheetml.sheet.main"))


def _place(row: int, column: int) -> str:
    return f"{chr(65 + column)}{row + 1}"


def _sheet_cell(place: str, text: str) -> str:
    """A number where the text is one as Excel would write it, else a text; a blank cell keeps its borders."""
    if not text:
        return f'<c r="{place}"/>'
    if re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?", text):
        return f'<c r="{place}"><v>{text}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def _relations(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATION}/{kind}" Target="{target}"/></Relationships>'
    )


def _package(main: str, parts: dict[str, str], main_type: str) -> bytes:
    overrides = f'<Override PartName="/{main}" ContentType="{main_type}"/>'
    if "sheet" in main_type:
        sheet_type = _MAIN.format("spreadsheetml.worksheet")
        overrides += f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet_type}"/>'
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )
    everything = {"[Content_Types].xml": types, "_rels/.rels": _relations("officeDocument", main)} | parts
    return packed(everything)
