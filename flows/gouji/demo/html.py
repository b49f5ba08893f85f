"""HTML documents: clean pages of a site, pages pasted from Word, old pages laid out in tables.

A table's markup is rendered once a wording and kept with slots for its figures.
"""

import re
from functools import cache
from typing import Any

from gouji.core.form_layout import Wording, printed_tables, spans
from gouji.core.model import ABSENT
from gouji.core.resources import resource

from .draft import MARKS, Draft
from .wording import Slots, slots, words

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
UNIT_WIDTH = 46  # pixels of one grid column
DIGITS = re.compile(r"\d+")


def printed(value: Any, style: str, nbsp: str) -> str:
    """A figure as its document writes figures; `nbsp` is a no-break space in this kind of document."""
    text = f"{value:,}" if style == "thousands" else str(value)
    if style == "space":
        return f" {text}"
    if style == "nbsp":
        return f"{nbsp}{text}"
    return text.translate(FULL_WIDTH) if style == "fullwidth" else text


def printed_figures(draft: Draft, nbsp: str, blank: str) -> tuple[dict[str, str], str]:
    """The text of every cell that is not a plain 0, and the text of a 0."""
    style = draft.number_style
    texts = {
        cell: draft.raw.get(cell, blank) if value in MARKS else printed(value, style, nbsp)
        for cell, value in draft.figures.items()
        if value != ABSENT
    }
    return texts | {cell: text for cell, text in draft.raw.items() if cell in texts}, printed(0, style, nbsp)


def html_page(draft: Draft, instead: str = "") -> bytes:
    """The bytes of an HTML document. `instead`: markup at the end, in place of all tables."""
    layout = draft.layout
    skin = words("layouts")["skins"][layout["page"]]
    texts, zero = printed_figures(draft, "&nbsp;", skin["blank"])
    if "joint" in skin:  # Word breaks a figure into spans
        texts = {cell: skin["joint"].join(text) if text.isdecimal() else text for cell, text in texts.items()}
    body = []
    for kind, text in draft.parts():
        if kind == "table" and instead:
            continue
        if kind == "table":
            body.append(
                _tables(draft.form.code, text, draft.wording, layout["tables"], layout["page"]).fill(texts, zero)
            )
        else:
            inner = DIGITS.sub(lambda run: skin["digits"].format(text=run[0]), text) if "digits" in skin else text
            body.append(skin[kind].replace("{text}", inner))
    body += [instead] if instead else []
    page = _page(layout["page"]).fill(_frame(draft) | {"body": "\n".join(body)})
    return page.encode(layout["encoding"])


def _frame(draft: Draft) -> dict[str, str]:
    """What stands around the body: title, date, site, lists of other reports."""
    day = draft.published
    shown = draft.date_style.format(date=day, minute=draft.number % 60)
    meta = f'<meta name="PubDate" content="{day:%Y-%m-%d}">\n'
    return {
        "charset": draft.layout["declared"],
        "title": draft.title.replace("\n", ""),
        "title_lines": draft.title.replace("\n", "<br>"),
        "site": f"{draft.agency.district_name}人民政府门户网站",
        "name": draft.name,
        "place": draft.agency.place,
        "number": str(draft.number)[-4:],
        "meta_date": meta if draft.date_in == "meta" else "",
        "visible_date": f"<span>{shown}</span> " if draft.date_in == "visible" else "",
        "previous_title": draft.previous_title,
        "next_title": draft.next_title,
        "related": "".join(
            f'<li><a href="../{draft.year - back}/{draft.number}.html">{title}</a></li>'
            for back, title in enumerate(draft.related, 1)
        ),
    }


@cache
def _page(name: str) -> Slots:
    return slots(resource("data", "demo", "pages", f"{name}.html").read_text(encoding="utf-8"))


@cache
def _tables(form_code: str, table_code: str, wording: Wording, split: str, page: str) -> Slots:
    """The markup of one table of the form with a slot for each figure."""
    skin = words("layouts")["skins"][page]
    grids = [_table(grid, skin) for grid in printed_tables(form_code, table_code, wording, split)]
    return slots(skin["break_text"].join(grids))


def _table(grid: Any, skin: dict[str, Any]) -> str:
    quote = '"' if skin["quoted"] else ""
    rows = []
    for row in spans(grid):
        cells = []
        for box, rowspan, colspan in row:
            shown = "".join(
                f" {name}={quote}{span}{quote}"
                for name, span in (("rowspan", rowspan), ("colspan", colspan))
                if span > 1
            )
            text = box.text
            if "joint" in skin and not box.cell and len(text) > 5:
                text = text[: len(text) // 2] + skin["joint"] + text[len(text) // 2 :]
            cell = skin["cell"].replace("{spans}", shown).replace("{width}", str(colspan * UNIT_WIDTH))
            cells.append(cell.replace("{text}", text))
        rows.append(f"{skin['row']}{''.join(cells)}{skin['row_end']}")
    return f"{skin['table']}{''.join(rows)}{skin['table_end']}"
