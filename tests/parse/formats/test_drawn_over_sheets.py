"""What lies over the cells of a sheet: shapes, pictures, drawings of XLSX, ODS and XLS."""

import struct

import pytest

from gouji.core.model import UNREADABLE
from tests.parse import office as o
from tests.parse import writers as w
from tests.parse.drawn_sheets import ods_with, picture_over
from tests.parse.reading import read, values

NAME = "applications.new.total"

FILLED, OPEN = '<a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill>', "<a:noFill/>"


@pytest.mark.parametrize(
    ("stored", "text", "fill", "seen"),
    [("99", "", FILLED, UNREADABLE), ("99", "47", FILLED, UNREADABLE), ("", "47", OPEN, UNREADABLE),
     ("47", "见注", OPEN, "47"), ("47", "", OPEN, "47")],
)  # fmt: skip
def test_shapes_over_cells(stored: str, text: str, fill: str, seen: str) -> None:
    """A white box over an old figure, a figure typed over it, a figure in a box over a blank cell, a remark."""
    figures = w.numbered() | {NAME: stored}
    rows = o.report_rows(figures)
    row, column = w.places(rows)[NAME]
    corner = "<xdr:{0}><xdr:col>{1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{2}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{0}>"
    body = f"<xdr:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></xdr:txBody>" if text else ""
    drawing = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
        ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor>'
        f"{corner.format('from', column - 1, row - 1)}{corner.format('to', column, row)}"
        f'<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="框"/></xdr:nvSpPr><xdr:spPr>{fill}</xdr:spPr>{body}</xdr:sp>'
        "<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    relations = f'<Relationships><Relationship Id="rId1" Type="{o.R}/drawing" Target="../drawings/drawing1.xml"/></Relationships>'
    parts = {"xl/worksheets/_rels/sheet1.xml.rels": relations, "xl/drawings/drawing1.xml": drawing}
    report = read(o.xlsx({"Sheet1": o.sheet_xml(rows)}, parts=parts))
    assert values(report) == figures | {NAME: seen}
    assert any("个文本框浮在表格之上" in warning for warning in report.warnings) == bool(text)


@pytest.mark.parametrize(("kind", "seen"), [(b"\x02", UNREADABLE), (b"\x06", "99")])
def test_pictures_over_cells(kind: bytes, seen: str) -> None:
    """A picture over a figure; one with transparent points, as a seal has, leaves it."""
    assert values(read(picture_over("99", None, kind=kind))) == w.numbered() | {NAME: seen}


@pytest.mark.parametrize(
    ("inside", "seen"),
    [
        ("<draw:custom-shape/>", UNREADABLE),
        ("<draw:frame><draw:image/></draw:frame>", UNREADABLE),
        ("<draw:frame><draw:text-box><text:p>47</text:p></draw:text-box></draw:frame>", UNREADABLE),
        ("<draw:frame><draw:text-box><text:p>见注</text:p></draw:text-box></draw:frame>", "99"),
        ('<draw:custom-shape draw:style-name="gr1"/>', "99"),
        ('<draw:control draw:control="c1"/>', UNREADABLE),
    ],
)
def test_drawings_over_cells_of_ods(inside: str, seen: str) -> None:
    styles = '<style:style style:name="gr1" style:family="graphic"><style:graphic-properties draw:fill="none"/></style:style>'
    assert values(read(ods_with("99", inside, styles)))[NAME] == seen


def atom(kind: int, body: bytes, version: int = 0) -> bytes:
    return struct.pack("<HHI", version, kind, len(body)) + body


@pytest.mark.parametrize(
    ("what", "filled", "seen"),
    [(0x02, True, UNREADABLE), (0x08, False, UNREADABLE), (0x02, False, "99"), (0x19, True, "99")],
)
def test_drawings_over_cells_of_xls(what: int, filled: bool, seen: str) -> None:
    """A box, a picture, a box without ground, a comment."""
    figures = w.numbered() | {NAME: "99"}
    rows = o.report_rows(figures)
    row, column = w.places(rows)[NAME]
    place = struct.pack("<9H", 0, column - 1, 0, row - 1, 0, column, 0, row, 0)
    fill = struct.pack("<HI", 0x1BF, 0x100000 | (0x10 if filled else 0))
    shape = atom(0xF004, atom(0xF00B, fill, 0x13) + atom(0xF010, place), 0x0F)
    records = o.record(0xEC, shape) + o.record(0x5D, struct.pack("<HHHH", 0x15, 0x12, what, 1) + bytes(14))
    assert values(read(o.xls({"Sheet1": rows}, records))) == figures | {NAME: seen}
