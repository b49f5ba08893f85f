"""Small DOCX and XLSX writers for tests, from the printed tables of writers.py."""

import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from html import escape
from io import BytesIO

from tests.parse import writers as w

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = f'<Types xmlns="{PACKAGE}/content-types"/>'


def zipped(entries: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


# --- DOCX -------------------------------------------------------------------------------------------------------


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def one_run(text: str) -> str:
    return run(text) if text else ""


def split_runs(text: str) -> str:
    """Each character in a run of its own, as spelling and language marks leave them."""
    return "".join(run(c, '<w:rFonts w:hint="eastAsia"/>') + "<w:proofErr w:type='spellEnd'/>" for c in text)


def p(inner: str) -> str:
    return f"<w:p><w:pPr><w:tabs><w:tab w:val='left' w:pos='1'/></w:tabs></w:pPr>{inner}</w:p>"


def docx_table(rows: w.Rows, inner: Callable[[str], str] = one_run) -> str:
    """Merged as Word merges: gridSpan, and vMerge with an empty cell in every row below."""
    lines = []
    below: dict[int, tuple[int, int]] = {}  # grid column -> (rows left, width)
    for row in rows:
        cells = []
        column, left = 0, list(row)
        while left or any(at >= column for at in below):
            if column in below:
                more, wide = below.pop(column)
                cells.append(f"<w:tc><w:tcPr><w:gridSpan w:val='{wide}'/><w:vMerge/></w:tcPr><w:p/></w:tc>")
                if more > 1:
                    below[column] = (more - 1, wide)
                column += wide
                continue
            td = left.pop(0)
            merge = "<w:vMerge w:val='restart'/>" if td.tall > 1 else ""
            span = f"<w:gridSpan w:val='{td.wide}'/>" if td.wide > 1 else ""
            cells.append(f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{p(inner(td.text))}</w:tc>")
            if td.tall > 1:
                below[column] = (td.tall - 1, td.wide)
            column += td.wide
        lines.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(lines)}</w:tbl>"


def docx_body(tables: Mapping[str, str], title: str = w.TITLE, headings: Iterable[str] = w.HEADINGS) -> str:
    parts = [p(one_run(title))] if title else []
    for number, heading in enumerate(headings, 1):
        parts.append(p(one_run(heading)))
        parts += [p(one_run(text)) for text in w.PROSE.get(number, ())]
        code = {2: "disclosure", 3: "applications", 4: "disputes"}.get(number)
        if code and code in tables:
            parts.append(tables[code])
    return "".join(parts)


def document_xml(body: str, namespace: str = W) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{namespace}" xmlns:r="{R}"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"'
        f' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><w:body>{body}<w:sectPr/></w:body></w:document>'
    )


def docx(body: str, namespace: str = W, **more: str | bytes) -> bytes:
    """`more`: further parts, "/" written as "__"."""
    parts = {name.replace("__", "/"): content for name, content in more.items()}
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": document_xml(body, namespace)} | parts)


def as_docx(figures: Mapping[str, str], form: str = "2021", inner: Callable[[str], str] = one_run) -> bytes:
    return docx(docx_body({code: docx_table(rows, inner) for code, rows in w.printed(figures, form).items()}))


# --- XLSX -------------------------------------------------------------------------------------------------------


def letters(column: int) -> str:
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def sheet_xml(rows: w.Rows, *, merged: bool = True, numbers: bool = True) -> str:
    """A sheet: a blank cell has a format and no value; covered places are blank cells, as Excel writes them."""
    taken: dict[tuple[int, int], str] = {}
    merges = []
    lines = []
    for r, row in enumerate(rows, 1):
        cells = {}
        c = 1
        for td in row:
            while (r, c) in taken:
                c += 1
            for i in range(td.tall):
                for j in range(td.wide):
                    taken[r + i, c + j] = ""
            if merged and td.wide * td.tall > 1:
                merges.append(f"{letters(c)}{r}:{letters(c + td.wide - 1)}{r + td.tall - 1}")
            cells[c] = td.text
            c += td.wide
        cells |= {column: cells.get(column, "") for line, column in taken if line == r}
        xml = []
        for column in sorted(cells):
            text, at = cells[column], f"{letters(column)}{r}"
            if not text:
                xml.append(f'<c r="{at}" s="1"/>')
            elif numbers and text.replace(".", "", 1).isdigit():
                xml.append(f'<c r="{at}" s="1"><v>{text}</v></c>')
            else:
                xml.append(f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>')
        lines.append(f'<row r="{r}">{"".join(xml)}</row>')
    joined = f"<mergeCells>{''.join(f'<mergeCell ref={m!r}/>' for m in merges)}</mergeCells>" if merges else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{S}"><sheetData>{"".join(lines)}</sheetData>'
        f"{joined}</worksheet>"
    )


def xlsx(
    sheets: Mapping[str, str],
    hidden: Iterable[str] = (),
    state: str = "hidden",
    parts: Mapping[str, str] = {},
) -> bytes:
    """A workbook of sheets by name, each its XML, and further parts."""
    states = {name: f' state="{state}"' if name in set(hidden) else "" for name in sheets}
    listed = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}"{states[name]}/>' for i, name in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{R}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    written: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{R}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
    }
    return zipped(
        written | dict(parts) | {f"xl/worksheets/sheet{i}.xml": xml for i, xml in enumerate(sheets.values(), 1)}
    )


def report_rows(figures: Mapping[str, str], form: str = "2021") -> w.Rows:
    """The whole report as rows of one sheet: title, headings and prose in column A."""
    tables = w.printed(figures, form)
    rows: w.Rows = [[w.Td(w.TITLE)], []]
    for number, heading in enumerate(w.HEADINGS, 1):
        rows += [[w.Td(text)] for text in (heading, *w.PROSE.get(number, ()))]
        rows += tables.get({2: "disclosure", 3: "applications", 4: "disputes"}.get(number, ""), [])
    return rows


def as_xlsx(figures: Mapping[str, str], form: str = "2021", **how: bool) -> bytes:
    return xlsx({"年度报告": sheet_xml(report_rows(figures, form), **how)})


EXCEL_2003 = "urn:schemas-microsoft-com:office:spreadsheet"


def excel_2003(
    sheets: dict[str, w.Rows],
    *,
    hidden: str = "",
    rows: str = "",
    indexed: bool = False,
    styles: str = "",
    own: Mapping[tuple[int, int], str] = {},
    columns: str = "",
    options: str = "",
) -> bytes:
    """`rows`: more rows, as XML; `indexed`: every cell says its column, and blank rows are left out; `own`: attributes
    and content of cells by row and column from 0; `columns`, `options`: elements of each sheet."""
    pages = []
    for name, lines in sheets.items():
        taken: set[tuple[int, int]] = set()
        xml = []
        for r, line in enumerate(lines, 1):
            c, cells = 1, []
            for td in line:
                jumped = indexed
                while (r, c) in taken:
                    c, jumped = c + 1, True
                taken.update((r + i, c + j) for i in range(td.tall) for j in range(td.wide))
                marks = f' ss:Index="{c}"' if jumped else ""
                marks += f' ss:MergeAcross="{td.wide - 1}"' if td.wide > 1 else ""
                marks += f' ss:MergeDown="{td.tall - 1}"' if td.tall > 1 else ""
                kind = "Number" if td.text.replace(".", "", 1).isdigit() else "String"
                text = f"{td.text}.0" if kind == "Number" and "." not in td.text else td.text
                data = f'<Data ss:Type="{kind}">{escape(text)}</Data>' if td.text else ""
                cell = own.get((r - 1, c - 1), f' ss:StyleID="s1">{data}')
                cells.append(f"<Cell{marks}{cell}</Cell>")
                c += td.wide
            if cells or not indexed:
                xml.append(f'<Row ss:Index="{r}">{"".join(cells)}</Row>' if indexed else f"<Row>{''.join(cells)}</Row>")
        visible = f"<Visible>{hidden}</Visible>" if hidden else ""
        pages.append(
            f'<Worksheet ss:Name="{name}"><Table ss:ExpandedColumnCount="99">{columns}{"".join(xml)}{rows}</Table>'
            f'<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">{visible}{options}</WorksheetOptions></Worksheet>'
        )
    return (
        f'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<!-- exported -->\n<Workbook xmlns="{EXCEL_2003}"'
        f' xmlns:ss="{EXCEL_2003}"><Styles>{styles}</Styles>{"".join(pages)}</Workbook>'
    ).encode()


# --- ODT and ODS ---------------------------------------------------------------------------------------------------


def odf_table(rows: w.Rows, own: Mapping[tuple[int, int], str] = {}) -> str:
    """Merged as OpenDocument merges: a covered cell in every further place. `own`: cells by row and column from 0."""
    covered: set[tuple[int, int]] = set()
    lines = []
    for r, row in enumerate(rows):
        cells = []
        c, left = 0, list(row)
        while left or (r, c) in covered:
            if (r, c) in covered:
                cells.append("<table:covered-table-cell/>")
                c += 1
                continue
            td = left.pop(0)
            if (r, c) in own:
                cells.append(own[r, c])
                c += 1
                continue
            covered |= {(r + i, c + j) for i in range(td.tall) for j in range(td.wide)} - {(r, c)}
            spans = f' table:number-columns-spanned="{td.wide}" table:number-rows-spanned="{td.tall}"'
            value = f' office:value-type="float" office:value="{td.text}"' if td.text.isdigit() else ""
            kind = value or (' office:value-type="string"' if td.text else "")
            cells.append(f"<table:table-cell{spans}{kind}><text:p>{escape(td.text)}</text:p></table:table-cell>")
            c += 1
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return f'<table:table table:name="表">{"".join(lines)}</table:table>'


_ODF_NAMES = {
    "office": "office", "text": "text", "table": "table", "draw": "drawing", "style": "style", "number": "datastyle",
    "fo": "xsl-fo-compatible",
}  # fmt: skip
_ODF_SPACES = "".join(f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{s}:1.0"' for n, s in _ODF_NAMES.items())


def odf(kind: str, body: str, styles: str = "", **more: str) -> bytes:
    """`kind`: text or spreadsheet; `styles`: the automatic ones; `more`: further parts, "/" written as "__"."""
    content = (
        f"<office:document-content{_ODF_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": content,
        "META-INF/manifest.xml": manifest,
    }
    return zipped(parts | {name.replace("__", "/"): part for name, part in more.items()})


def flat_ods(body: str, styles: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document{_ODF_SPACES}'
        ' office:mimetype="application/vnd.oasis.opendocument.spreadsheet">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{body}"
        "</office:spreadsheet></office:body></office:document>"
    ).encode()


def odt_body(tables: Mapping[str, str]) -> str:
    parts = [f"<text:h>{w.TITLE}</text:h>"]
    for number, heading in enumerate(w.HEADINGS, 1):
        parts += [f"<text:p>{text}</text:p>" for text in (heading, *w.PROSE.get(number, ()))]
        parts.append(tables.get({2: "disclosure", 3: "applications", 4: "disputes"}.get(number, ""), ""))
    return "".join(parts)


# --- XLS (BIFF8 in an OLE storage) --------------------------------------------------------------------------------


def ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file with these streams, each padded to sectors of its own."""
    free, end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    fat: list[int] = []
    body = b""
    places = []
    for content in streams.values():
        padded = content.ljust(max(4096, -(-len(content) // 512) * 512), b"\0")
        first, count = len(fat), len(padded) // 512
        fat += [*range(first + 1, first + count), end]
        places.append((first, len(padded)))
        body += padded
    names = [("Root Entry", 5, end, 0), *((n, 2, *place) for n, place in zip(streams, places, strict=True))]
    directory = b""
    for i, (name, kind, start, size) in enumerate(names):
        raw = name.encode("utf-16-le") + b"\0\0"
        right = i + 1 if 0 < i < len(names) - 1 else free
        child = 1 if i == 0 and len(names) > 1 else free
        directory += struct.pack(
            "<64sHBBIII16sI8s8sIII", raw, len(raw), kind, 1, free, right, child, b"", 0, b"", b"", start, size, 0
        )
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
    start = len(fat)
    fat += [*range(start + 1, start + len(directory) // 512), end]
    sectors = -(-(len(fat) + 2) // 128)
    at = len(fat)
    fat += [fat_mark] * sectors
    fat += [free] * (sectors * 128 - len(fat))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, sectors,
        start, 0, 4096, end, 0, end, 0,
    )  # fmt: skip
    header += struct.pack("<109I", *range(at, at + sectors), *[free] * (109 - sectors))
    return header + body + directory + struct.pack(f"<{len(fat)}I", *fat)


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


ERRORS = {"#DIV/0!": 0x07, "#REF!": 0x17}  # as a formula's result, as a value


def xls(
    sheets: Mapping[str, w.Rows],
    before: bytes = b"",
    *,
    styles: bytes = b"",
    own: Mapping[tuple[int, int], bytes] = {},
    hidden: Iterable[str] = (),
) -> bytes:
    """A workbook of Excel 97, with merged ranges, blank cells and errors; `before`: records of every sheet, `styles`:
    of the workbook, `own`: of cells by row and column from 0."""

    def begin(kind: int) -> bytes:
        return record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x7CC, 0, 6))

    parts = []
    for rows in sheets.values():
        taken: set[tuple[int, int]] = set()
        merges = []
        part = begin(0x10) + before
        for r, row in enumerate(rows):
            c = 0
            for td in row:
                while (r, c) in taken:
                    c += 1
                covered = {(r + i, c + j) for i in range(td.tall) for j in range(td.wide)}
                if len(covered) > 1:
                    merges.append(struct.pack("<HHHH", r, r + td.tall - 1, c, c + td.wide - 1))
                if (r, c) in own:
                    part += own[r, c]
                elif not td.text:
                    part += record(0x201, struct.pack("<HHH", r, c, 0))
                elif td.text == "#REF!":
                    part += record(0x205, struct.pack("<HHHBB", r, c, 0, ERRORS[td.text], 1))
                elif td.text == "#DIV/0!":
                    result = struct.pack("<BBBBHH", 2, 0, ERRORS[td.text], 0, 0, 0xFFFF)
                    part += record(0x06, struct.pack("<HHH8sHIHBH", r, c, 0, result, 0, 0, 3, 0x1E, 1))
                elif td.text.replace(".", "", 1).isdigit():
                    part += record(0x203, struct.pack("<HHHd", r, c, 0, float(td.text)))
                else:
                    raw = td.text.encode("utf-16-le")
                    part += record(0x204, struct.pack("<HHHHB", r, c, 0, len(td.text), 1) + raw)
                taken |= covered
                c += td.wide
        part += record(0xE5, struct.pack("<H", len(merges)) + b"".join(merges)) + record(0x0A)
        parts.append(part)
    heads = [(len(name), name.encode("utf-16-le"), name in set(hidden)) for name in sheets]
    offset = len(begin(5) + styles) + sum(len(record(0x85, b"\0" * 8 + raw)) for _, raw, _ in heads) + len(record(0x0A))
    stream = begin(5) + styles
    for (length, raw, is_hidden), part in zip(heads, parts, strict=True):
        stream += record(0x85, struct.pack("<IHBB", offset, is_hidden, length, 1) + raw)
        offset += len(part)
    return ole({"Workbook": stream + record(0x0A) + b"".join(parts)})
