"""The tables of a report as reported, with the marks of its findings where they belong."""

from gouji.check.marks import Mark, mark_cells
from gouji.core.form_layout import Wording
from gouji.core.forms import load_forms
from gouji.core.model import ABSENT, BLANK, UNREADABLE
from gouji.core.wording import plain

from .blocks import Block, Note, PaperHeading, statutory_table
from .contents import Office, Row

# Kind of mark -> its sign and shade. Told apart by sign and by lightness, not by hue.
SIGNS = {"wrong": ("▲", "F4A582"), "suspect": ("△", "FDE0C5"), BLANK: ("○", "D9D9D9"), ABSENT: ("×", "D9D9D9")}
WIDTH_CM = 15.6  # of the text of a letter
_MAX_RAW_LENGTH = 12


def unread_cells(office: Office, agency: Row) -> set[str]:
    """Cells of an agency's report that could not be read, or may be in what could not."""
    cells = office.cells.get(agency["report_id"], [])
    unread = office.unread.get(agency["report_id"], [])
    anywhere = any(each["table_code"] is None and each["section"] is None for each in unread)
    tables = {each["table_code"] for each in unread}
    return {
        cell["cell"]
        for cell in cells
        if cell["state"] == UNREADABLE
        or (cell["state"] == ABSENT and (anywhere or cell["cell"].split(".", 1)[0] in tables))
    }


def marked_tables(office: Office, agency: Row, findings: list[Row]) -> list[Block]:
    """The tables as reported that have anything marked in them; nothing is marked that could not be read."""
    if agency["report_id"] is None or not agency["form"]:
        return []
    cells, lost = office.cells.get(agency["report_id"], []), unread_cells(office, agency)
    repairs = [repair for repair in office.repairs.get(agency["report_id"], []) if repair["cell"] not in lost]
    marks = mark_cells(findings, repairs, [cell for cell in cells if cell["cell"] not in lost])
    texts = {cell["cell"]: _text(cell, marks.get(cell["cell"])) for cell in cells}
    fills = {cell: SIGNS[mark.kind][1] for cell, mark in marks.items()}
    printed = {cell["cell"].rpartition(".")[0] for cell in cells if cell["state"] != ABSENT}
    blocks: list[Block] = []
    for table in load_forms()[agency["form"]].tables:
        has_marks = any(cell.startswith(f"{table.code}.") for cell in marks)
        in_document = any(line.startswith(f"{table.code}.") for line in printed)
        if has_marks and in_document:
            blocks.append(PaperHeading(f"表{table.number}　{table.label}", 2))
            undivided = any(f"{table.code}.{row.code}" in printed for row in table.rows if row.instead_of)
            drawn = statutory_table(table, texts, fills, Wording(undivided=undivided), WIDTH_CM)
            # below another one the long one goes on over the page rather than leave most of it empty
            blocks.append(drawn._replace(whole=not (blocks[:-1] and table.layout == "rows")))
    return [Note(office.policy["notice"]["legend"], keep=True), *blocks] if blocks else []


def _text(cell: Row, mark: Mark | None) -> str:
    """The figure as it stood, its sign, and the figure proposed for it."""
    raw = cell["raw"].strip()
    text = raw if len(raw) <= _MAX_RAW_LENGTH else f"{raw[:_MAX_RAW_LENGTH]}…"
    if mark is None:
        return text
    proposed = f"\n→{plain(mark.proposed)}" if mark.kind == "wrong" and mark.proposed is not None else ""
    return f"{text}{SIGNS[mark.kind][0]}{proposed}"
