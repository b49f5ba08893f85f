"""The archived original of a report, at the place where a figure stood."""

from pathlib import Path
from typing import Any

import streamlit as st

from gouji.collect.archive import DamagedCopy, read_archived
from gouji.parse.document import Grid

from .dataset import home, rows
from .page_picture import PictureCache, table_of
from .wording import escaped

ROWS_AROUND = 40  # rows of a long table shown before and after the figure

_DOCUMENT = """
SELECT d.*, r.title FROM reports r JOIN documents d USING (document_id) WHERE r.report_id = ? ORDER BY d.source LIMIT 1
"""
_ATTACHED = "SELECT * FROM documents WHERE attached_to = ? AND link = ? ORDER BY source LIMIT 1"


def show(report_id: str, cell: dict[str, Any] | None) -> None:
    """The document with the figure's table, its cell marked, and the bytes to take away."""
    found = rows(_DOCUMENT, report_id)
    if not found:
        st.caption("没有找到这份报告的原件记录。")
        return
    document = found[0]
    if cell is not None and cell.get("attachment"):
        document = next(iter(rows(_ATTACHED, document["document_id"], cell["attachment"])), document)
    path = home() / document["archive_path"]
    st.html(
        f'<div class="gj-text"><b>原件</b>　{escaped(document["source"])}<br><small class="gj-digest">sha256 {document["document_id"]}'
        f"　{document['size_bytes']:,} 字节　{escaped(document['media_type'])}</small></div>"
    )
    if not path.is_file():
        st.warning("存档中没有这份原件，可能只拷贝了 public 目录。", icon=":material/folder_off:")
        return
    try:
        data = read_archived(home(), document["archive_path"])
    except DamagedCopy as error:
        st.warning(f"{error} 请运行 gouji archive verify --repair。", icon=":material/broken_image:")
        return
    st.download_button(
        "下载原件",
        data=data,
        file_name=Path(document["source"].replace("\\", "/")).name or document["document_id"],
        mime="application/octet-stream",
        on_click="ignore",
        icon=":material/download:",
    )
    if cell is None:
        st.caption("点表中任一数字，这里显示它在原件中的位置。")
        return
    place = [f"第 {cell['page']} 页" if cell["page"] else "", f"第 {cell['table_index']} 张表", f"第 {cell['row_index']} 行第 {cell['column_index']} 列"]  # fmt: skip
    st.html(
        f'<div class="gj-text">{"，".join(filter(None, place))}，原文：<b>{escaped(cell["raw"]) or "（空白）"}</b></div>'
    )
    picture = _pictures().get(path, cell["page"])
    grid = _grid(path, cell["table_index"], cell["page"])
    if grid is not None:
        st.html(_grid_html(grid, cell["row_index"], cell["column_index"]))
    if picture is not None:
        st.image(picture, caption=f"原件第 {cell['page'] or 1} 页")
    if grid is None and picture is None:
        st.caption("这种格式不能在此处显示，请下载原件查看。")


@st.cache_resource
def _pictures() -> PictureCache:
    """One for all who look."""
    return PictureCache()


@st.cache_data(max_entries=64, show_spinner="正在打开原件……")
def _grid(path: Path, index: int, page: int | None) -> Grid | None:
    return table_of(path, index, page)


def _grid_html(grid: Grid, row: int, column: int) -> str:
    """The grid with every line as wide as the table: what a merged cell covers to its right belongs to it, what one
    above covers is left plain."""
    width = max((box.column for boxes in grid.rows for box in boxes), default=0)
    lines = []
    for boxes in grid.rows:
        if not boxes or not row - ROWS_AROUND <= boxes[0].row <= row + ROWS_AROUND:
            continue
        here = max((box.column for box in boxes if box.row == row and box.column <= column), default=None)
        cells = []
        if boxes[0].column > 1:  # covered by a cell above
            cells.append(f'<td class="gj-covered" colspan="{boxes[0].column - 1}"></td>')
        for box, following in zip(boxes, [*boxes[1:], None], strict=True):
            span = (following.column if following else width + 1) - box.column
            marked = ' class="gj-here"' if box.row == row and box.column == here else ""
            cells.append(f'<td{marked} colspan="{span}">{escaped(box.text, 300)}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f'<div class="gj-form-box"><table class="gj-source">{"".join(lines)}</table></div>'
