"""Sheets with something over or in one cell."""

from tests.parse import office as o
from tests.parse import writers as w

NAME = "applications.new.total"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08"
CORNER = "<xdr:{0}><xdr:col>{1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{2}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{0}>"


def picture_over(figure: str, size: tuple[int, int] | None, high: int = 1, *, kind: bytes = b"\x02") -> bytes:
    """A picture over a cell that stores `figure`: over `high` rows, or of a size in points from its upper left corner."""
    rows = o.report_rows(w.numbered() | {NAME: figure})
    row, column = w.places(rows)[NAME]
    end = CORNER.format("to", column, row - 1 + high)
    anchor = "twoCellAnchor"
    if size is not None:
        anchor, end = "oneCellAnchor", f'<xdr:ext cx="{12_700 * size[0]}" cy="{12_700 * size[1]}"/>'
    drawing = (
        '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
        f' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{o.R}"><xdr:{anchor}>'
        f"{CORNER.format('from', column - 1, row - 1)}{end}"
        f'<xdr:pic><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic></xdr:{anchor}></xdr:wsDr>'
    )
    relations = "<Relationships><Relationship Id='rId1' Type='{0}/{1}' Target='../{2}'/></Relationships>"
    parts = {
        "xl/worksheets/_rels/sheet1.xml.rels": relations.format(o.R, "drawing", "drawings/drawing1.xml"),
        "xl/drawings/_rels/drawing1.xml.rels": relations.format(o.R, "image", "media/image1.png"),
        "xl/drawings/drawing1.xml": drawing,
        "xl/media/image1.png": PNG + kind + b"\0\0\0",
    }
    return o.xlsx({"Sheet1": o.sheet_xml(rows)}, parts=parts)  # type: ignore[arg-type]


def ods_with(stored: str, inside: str, styles: str = "", behind: str = "", style: str = "") -> bytes:
    """A sheet in which one cell has more in it, or a style."""
    figures = w.numbered() | {NAME: "98765"}
    table = o.odf_table(o.report_rows(figures))
    start = table.rindex("<table:table-cell", 0, table.index("98765"))
    end = table.index("</table:table-cell>", start) + len("</table:table-cell>")
    named = f' table:style-name="{style}"' if style else ""
    cell = (
        f'<table:table-cell office:value-type="float" office:value="{stored}"{named}>'
        f"<text:p>{stored}</text:p>{inside}</table:table-cell>"
    )
    table = table[:start] + cell + table[end:]
    return o.odf("spreadsheet", table.replace("</table:table>", f"{behind}</table:table>"), styles)
