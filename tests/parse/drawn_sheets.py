"""Sheets with something over or in one cell."""

from tests.parse import office as o
from tests.parse import writers as w

NAME = "applications.new.total"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08"


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
