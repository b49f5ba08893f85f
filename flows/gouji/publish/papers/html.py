"""Blocks -> a web page ready to paste: every style inline, nothing fetched, no script."""

from collections.abc import Sequence
from html import escape

from .blocks import (
    AnnexMark,
    AttachmentList,
    Block,
    CommentedParagraph,
    DocumentNumber,
    Note,
    PageBreak,
    PaperHeading,
    PaperTable,
    Paragraph,
    Signature,
    Title,
    clean,
)

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{title}</title>
</head>
<body style="max-width:900px;margin:2em auto;font-family:仿宋,FangSong,serif;font-size:16pt;line-height:1.75;">
{body}
</body>
</html>
"""
_TITLE = "text-align:center;font-family:方正小标宋简体,宋体,SimSun,serif;font-size:22pt;font-weight:normal;"
_HEADING = "font-family:黑体,SimHei,sans-serif;font-size:16pt;font-weight:normal;text-indent:2em;margin:0.5em 0;"
_TABLE = (
    "border-collapse:collapse;width:100%;margin:0.5em auto;font-family:宋体,SimSun,serif;font-size:10.5pt;"
    "line-height:1.4;"
)
_CELL = "border:1px solid #000;padding:3px 4px;"


def write_html(blocks: Sequence[Block], title: str) -> str:
    """The text of a web page."""
    return _PAGE.format(title=_text(title), body="\n".join(_block(block) for block in blocks))


def _block(block: Block) -> str:
    match block:
        case Title(text):
            return f'<h1 style="{_TITLE}">{"<br>".join(_text(line) for line in text.splitlines())}</h1>'
        case PaperHeading(text, level):
            return f'<h{level + 1} style="{_HEADING}">{_text(text)}</h{level + 1}>'
        case Paragraph(text, indented, _, _):
            indent = "text-indent:2em;" if indented else ""
            return f'<p style="{indent}margin:0;text-align:justify;">{_text(text)}</p>'
        case DocumentNumber(text):
            return f'<p style="text-align:right;margin:0;">{_text(text)}</p>'
        case AnnexMark(text):
            return f'<p style="font-family:黑体,SimHei,sans-serif;margin:1em 0 0;">{_text(text)}</p>'
        case AttachmentList(titles):
            return f'<p style="text-indent:2em;margin:0;">附件：{"<br>".join(_text(title) for title in titles)}</p>'
        case CommentedParagraph(sentences):
            told = "".join(f'<span title="{_text(source)}">{_text(text)}</span>' for text, source in sentences)
            return f'<p style="text-indent:2em;margin:0;">{told}</p>'
        case Note(text, _):
            return f'<p style="margin:0.3em 0;font-size:10.5pt;line-height:1.5;">{_text(text)}</p>'
        case Signature(lines):
            return f'<p style="text-align:right;">{"<br>".join(_text(line) for line in lines)}</p>'
        case PageBreak():
            return '<div style="page-break-after:always;"></div>'
        case PaperTable():
            return _table(block)


def _table(table: PaperTable) -> str:
    columns = "".join(f'<col style="width:{100 * width / sum(table.widths):.2f}%;">' for width in table.widths)
    rows = []
    for line in table.rows:
        cells = []
        for entry in line:
            spans = "".join(
                f' {name}="{span}"'
                for name, span in (("rowspan", entry.rowspan), ("colspan", entry.colspan))
                if span > 1
            )
            style = f"{_CELL}text-align:{entry.align};"
            style += f"background:#{entry.fill};" if entry.fill else ""
            style += "font-weight:bold;" if entry.bold else ""
            text = "<br>".join(_text(part) for part in entry.text.split("\n"))
            cells.append(f'<td{spans} style="{style}">{text}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table style="{_TABLE}"><colgroup>{columns}</colgroup><tbody>\n' + "\n".join(rows) + "\n</tbody></table>"


def _text(text: str) -> str:
    return escape(clean(text))
