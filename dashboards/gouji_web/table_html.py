"""A report's tables in the statutory layout, with wrong, suspicious and unfilled cells marked: HTML of escaped text."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from gouji.check.marks import Mark
from gouji.core.form_layout import PLAIN, Wording, layout
from gouji.core.forms import FormTable

from .wording import escaped, number

STATE = {"blank": "空", "not_applicable": "／", "unreadable": "？", "absent": "缺"}
RIGHT = 0.7  # of a row's width: what stands beyond opens its note to the left
LEGEND = """
<div class="gj-legend"><span><i class="gj-wrong">12<span class="gj-mark">✕</span></i>不符，且更正建议就在此格</span>
<span><i class="gj-suspect">12<span class="gj-mark">△</span></i>所在的等式不成立，或为可能的更正之一</span>
<span><i class="gj-unknown">空</i>空白、缺行或不是数字（不作零计）</span><span>停在格上看说明，点一格看原件出处</span></div>
"""


def table_html(
    table: FormTable,
    cells: Mapping[str, dict[str, Any]],
    marks: Mapping[str, Mark],
    notes: Mapping[str, list[str]],
    chosen: str | None,
    links: Mapping[str, str],
    wording: Wording = PLAIN,
) -> str:
    """One table. `cells`: rows of `cells` by code; `marks`: what `mark_cells` says; `notes`: messages of findings by
    cell; `links`: where a click on a figure leads."""
    lines = []
    for row in layout(table, wording):
        slots = []
        width, at = sum(slot.colspan for slot in row), 0
        for slot in row:
            at += slot.colspan
            span = f' rowspan="{slot.rowspan}"' * (slot.rowspan > 1) + f' colspan="{slot.colspan}"' * (slot.colspan > 1)
            if slot.cell is None:
                tag, kind = ("th", "") if slot.header else ("th", ' class="gj-row"')
                slots.append(f"<{tag}{kind}{span}>{escaped(slot.text)}</{tag}>")
            else:
                slots.append(
                    _figure(
                        slot.cell,
                        span,
                        at > RIGHT * width,
                        cells.get(slot.cell),
                        marks.get(slot.cell),
                        notes.get(slot.cell, []),
                        chosen,
                        links.get(slot.cell),
                    )
                )
        lines.append("<tr>" + "".join(slots) + "</tr>")
    return f'<div class="gj-form-box"><table class="gj-form">{"".join(lines)}</table></div>'


def cell_links(cells: Mapping[str, dict[str, Any]], address: dict[str, str], page: str = "") -> dict[str, str]:
    """To each figure's place in its document, on this page or another."""
    placed = [code for code, cell in cells.items() if cell["table_index"] is not None]
    return {code: f"{page}?{urlencode(address | {'cell': code})}" for code in placed}


def notes_by_cell(findings: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """What failing findings say of each cell, for the note that opens over it."""
    notes: dict[str, list[str]] = {}
    for finding in findings:
        for cell in finding["cells"]:
            notes.setdefault(cell, []).append(finding["message"])
    return notes


def _figure(
    code: str,
    span: str,
    to_the_right: bool,
    cell: dict[str, Any] | None,
    mark: Mark | None,
    notes: list[str],
    chosen: str | None,
    link: str | None,
) -> str:
    state = cell["state"] if cell else "absent"
    known = cell is not None and state == "reported"
    text = escaped(number(cell["value"])) if cell is not None and known else STATE[state]
    classes = [_class(state, mark)]
    if known and cell is not None and not cell["value"] and mark is None:
        classes.append("gj-zero")
    if code == chosen:
        classes.append("gj-chosen")
    if to_the_right:
        classes.append("gj-right")
    symbol = {"gj-wrong": "✕", "gj-suspect": "△"}.get(classes[0], "")
    inner = text + (f'<span class="gj-mark">{symbol}</span>' if symbol else "")
    if mark is not None and mark.proposed is not None:
        inner += f'<span class="gj-was">应为 {escaped(number(mark.proposed))}</span>'
    if link is not None:
        inner = f'<a href="{escaped(link)}" target="_self">{inner}</a>'
    else:
        inner = f'<span class="gj-value">{inner}</span>'
    tip = _tip(cell, mark, notes)
    return f'<td class="{" ".join(filter(None, classes))}" data-cell="{code}"{span}>{inner}{tip}</td>'


def _class(state: str, mark: Mark | None) -> str:
    if mark is not None and mark.kind in ("wrong", "suspect"):
        return f"gj-{mark.kind}"
    return "gj-unknown" if state not in ("reported", "not_applicable") else ""


def _tip(cell: dict[str, Any] | None, mark: Mark | None, notes: list[str]) -> str:
    if mark is None and not notes:
        return ""
    why = mark.why if mark else ""
    lines = [f"原文：{cell['raw']}" if cell and cell["raw"] else "", *notes, f"更正建议：{why}" if why else ""]
    text = "\n".join(escaped(line, 400) for line in lines if line)
    return f'<span class="gj-tip">{text}</span>' if text else ""
