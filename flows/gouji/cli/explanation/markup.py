"""Pieces of a page as strings. What a document says goes through `text`, and only through it: escaped, and with the
characters that would act on their surroundings spelled out."""

from collections.abc import Iterable, Sequence
from html import escape

from gouji.core.visible_text import visible

MAX_TEXT_LENGTH = 400  # characters shown of one text of the document


def text(value: object, most: int = MAX_TEXT_LENGTH) -> str:
    return escape(visible(str(value), most))


def table(head: Sequence[str], rows: Iterable[str], classes: str = "") -> str:
    """A table of rows as `row` makes them; nothing where there are none. `head`: Chinese and English, a line each."""
    body = "\n".join(rows)
    if not body:
        return none()
    titles = "".join(f"<th>{bilingual(title)}</th>" for title in head)
    return f'<div class="wide"><table class="{classes}"><thead><tr>{titles}</tr></thead><tbody>\n{body}\n</tbody></table></div>'


def row(cells: Sequence[str], classes: str = "") -> str:
    """A row of ready markup."""
    return f'<tr class="{classes}">{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def bilingual(title: str) -> str:
    """机关|Agency -> both, the English smaller."""
    chinese, _, english = title.partition("|")
    return f'{escape(chinese)} <span class="en" lang="en">{escape(english)}</span>' if english else escape(chinese)


def heading(title: str, level: int, anchor: str = "") -> str:
    return f"<h{level}{f' id={chr(34)}{anchor}{chr(34)}' if anchor else ''}>{bilingual(title)}</h{level}>"


def folded(summary: str, body: str, *, is_open: bool = False) -> str:
    """A part that opens at a click; `summary` is ready markup."""
    return f"<details{' open' if is_open else ''}><summary>{summary}</summary>\n{body}\n</details>"


def none(words: str = "无|none") -> str:
    return f'<p class="none">{bilingual(words)}</p>'


def left_out(count: int, things: str) -> str:
    """What a part says below its end when not all is shown."""
    return f'<p class="cut">还有 {count} {bilingual(things)}，未显示 not shown</p>' if count > 0 else ""


def link(anchor: str, words: str) -> str:
    return f'<a href="#{anchor}">{words}</a>'
