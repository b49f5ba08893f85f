"""整改通知: what one agency is asked to correct or verify, on what ground, by when, with its tables as reported."""

from collections.abc import Collection, Iterator
from typing import Any

import duckdb

from gouji.check.marks import Mark, mark_cells
from gouji.check.rules import PUBLICATION, dimensions_about
from gouji.core.form_layout import Wording, cell_names
from gouji.core.forms import load_forms
from gouji.core.model import ABSENT, BLANK, UNREADABLE
from gouji.core.wording import SEVERITY, chinese_date, plain

from .blocks import Block, Note, PageBreak, PaperHeading, Paragraph, Signature, Title, listing, statutory_table
from .contents import Office, Row
from .docx import LETTER
from .paper_file import PaperFile, file_name, word_file

# Kind of mark -> its sign and shade. Told apart by sign and by lightness, not by hue.
SIGNS = {"wrong": ("▲", "F4A582"), "suspect": ("△", "FDE0C5"), BLANK: ("○", "D9D9D9"), ABSENT: ("×", "D9D9D9")}
_WIDTH_CM = 15.6  # cm
_MAX_RAW_LENGTH = 12
_MAX_PROPOSALS = 6


def notices(_: duckdb.DuckDBPyConnection, office: Office) -> Iterator[PaperFile]:
    """整改通知, one to each agency that something is asked of, besides the district government itself."""
    for agency in office.agencies:
        if agency["kind"] != "district" and (notice := notice_of(office, agency)):
            title, blocks = notice
            code = agency["agency_code"]
            name = f"整改通知/{file_name(code)}_{file_name(agency['name'])}"
            file = word_file(office, name, title, blocks, LETTER, code)
            yield file._replace(title=f"{agency['name']}：{title}")


def notice_of(office: Office, agency: Row) -> tuple[str, list[Block]] | None:
    """(title on one line, blocks) of the notice to an agency, or None when there is nothing to ask of it."""
    wrong, unsure = findings_of(office, agency)
    if not wrong and not unsure:
        return None
    words = office.policy["notice"]
    rules = {f["rule"] for f in wrong}
    said = facts(office, agency)
    alone = words["only"].get(next(iter(rules))) if len(rules) == 1 else None
    also = []
    if agency["report_id"] is None:
        kind = words["missing"]
    elif alone:
        kind = alone
        unsure = [
            f for f in unsure if f["dimension"] not in dimensions_about(PUBLICATION)
        ]  # that is what the notice is about
        wrong = [f for f in wrong if f["cells"]]  # of all else the opening says what there is to say
        also = ["verify"] if unsure else []
    elif wrong:
        kind, also = words["correct"], [rule for rule in words["also"] if rule in rules]
    else:
        kind = words["verify"]
    title = kind["title"].format(**said)
    opening = kind["opening"] + ("" if also else kind.get("sound", ""))
    blocks: list[Block] = [
        Title(title),
        Paragraph(f"{agency['full_name']}：", indented=False),
        Paragraph(opening.format(**said)),
        *[Paragraph(words["also"][rule].format(**said)) for rule in also],
    ]
    attached = [] if agency["report_id"] is None else attachments(office, agency, wrong, unsure)
    if attached:
        blocks.append(Paragraph(words["details"] if alone else _counted(words, wrong, unsure)))
    blocks.append(Paragraph(kind["closing"].format(**said)))
    if office.contact:
        blocks.append(Paragraph(f"（{office.contact}）"))
    numbers = [f"{number}" if len(attached) > 1 else "" for number in range(1, len(attached) + 1)]
    if attached:
        listed = [f"{number and number + '.'}{heading}" for number, (heading, _) in zip(numbers, attached, strict=True)]
        blocks.append(Paragraph(words["attachments"] + "　".join(listed)))
    blocks += [Signature((office.issuer, chinese_date(office.as_of))), *([PageBreak()] if attached else [])]
    for number, (heading, content) in zip(numbers, attached, strict=True):
        blocks += under_heading(f"附件{number}　{heading}", content)
    return title.replace("\n", ""), blocks


def _counted(words: Row, wrong: list[Row], unsure: list[Row]) -> str:
    places = {f["fault_id"] for f in wrong}  # of corrections: one wrong figure may break several sums
    counts = [words["counts_correct"].format(wrong=len(places))] if wrong else []
    counts += [words["counts_verify"].format(unsure=len(unsure))] if unsure else []
    return str(words["counts"].format(counts="，".join(counts)))


def findings_of(office: Office, agency: Row) -> tuple[list[Row], list[Row]]:
    """An agency's findings that are wrong for certain, and those to be looked into; none that is waived or that the
    report explains, and none that hangs on what could not be read: that is for the office alone."""
    lost = unread_cells(office, agency)
    findings = [
        f
        for f in office.findings
        if f["agency_code"] == agency["agency_code"]
        and not f["waived"]
        and f["outcome"] != "explained"
        and f["rule"] not in office.policy["office_only"]
        and (f["outcome"] == "fail" or lost.isdisjoint(f["cells"]))
    ]
    wrong = [f for f in findings if f["outcome"] == "fail" and f["severity"] != "note"]
    return wrong, [f for f in findings if f not in wrong]


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


def facts(office: Office, agency: Row) -> dict[str, Any]:
    """What the words of a notice may speak of."""
    words = office.policy["notice"]
    published, first = agency["published_on"], agency["first_published_on"]
    return {
        "district": office.district,
        "level": office.level,
        "year": office.year,
        "published": words["published"].format(date=chinese_date(published)) if published else "",
        "first": chinese_date(first) if first else "",
        "days": agency["days_late"],
        "as_of": chinese_date(office.as_of),
        "due": chinese_date(agency["deadline"]),
        "basis": agency["deadline_basis"],
        "deadline": chinese_date(office.correct_by),
    }


def attachments(
    office: Office, agency: Row, wrong: list[Row], unsure: list[Row], problems: bool = True
) -> list[tuple[str, list[Block]]]:
    """(heading, blocks): the findings, the corrections proposed, the tables as reported with their marks."""
    words = office.policy["notice"]
    parts: list[tuple[str, list[Block]]] = []
    if not wrong and not unsure:
        return parts
    cells = office.cells.get(agency["report_id"], [])
    lost = unread_cells(office, agency)
    repairs = [repair for repair in office.repairs.get(agency["report_id"], []) if repair["cell"] not in lost]
    if problems:
        # either side of an equation may be the wrong one: what to change stands in the next attachment
        cleared = {rule for repair in repairs if repair["cell"] for rule in repair["clears"]}
        listed = [_findings([*wrong, *unsure], cleared, words["see_proposals"]), *_own_rules(office, wrong)]
        parts.append((words["problems"], listed))
    if proposals := _proposals(office, agency, repairs, cells):
        parts.append((words["proposals"], [Paragraph(words["proposals_words"]), *proposals]))
    read = [cell for cell in cells if cell["cell"] not in lost]
    if tables := _marked_tables(agency, cells, mark_cells([*wrong, *unsure], repairs, read)):
        new_page = [block for block in tables[:1] if isinstance(block, PageBreak)]
        parts.append((words["table"], [*new_page, Note(words["legend"]), *tables[len(new_page) :]]))
    return parts


def under_heading(heading: str, content: list[Block]) -> list[Block]:
    """The content with its heading, which goes over to the next page with it."""
    new_page = [block for block in content[:1] if isinstance(block, PageBreak)]
    return [*new_page, PaperHeading(heading), *content[len(new_page) :]]


def _findings(findings: list[Row], cleared: Collection[str], see_proposals: str) -> Block:
    rows = [
        (
            str(number),
            message_of(f),
            f["reported"] or "",
            (f["expected"] or "") + (see_proposals if f["rule"] in cleared else ""),
            f["basis"],
            plain(f["points"]) if f["points"] else SEVERITY["note"] if f["severity"] == "note" else "—",
        )
        for number, f in enumerate(findings, 1)
    ]
    head = ("序号", "问题及位置", "所报", "应为（要求）", "依据", "扣分")
    return listing(head, rows, (0.9, 6.2, 1.9, 2.1, 3.5, 1.0), left=(1, 4))


def _own_rules(office: Office, findings: list[Row]) -> list[Block]:
    """By whose rules the points are where some are by the district's own."""
    sources = list(dict.fromkeys(f["policy_source"] for f in findings if f["policy_source"]))
    words = office.policy["notice"]["own_rules"]
    return [Note(words.format(level=office.level, sources="；".join(sources)))] if sources else []


def message_of(finding: Row) -> str:
    return finding["message"] if finding["outcome"] == "fail" else f"（无法判定）{finding['message']}"


def _proposals(office: Office, agency: Row, repairs: list[Row], cells: list[Row]) -> list[Block]:
    """Proposed corrections, the likeliest first; those beyond search in words."""
    names = cell_names(agency["form"]) if agency["form"] else {}
    where = {cell["cell"]: _place(cell) for cell in cells}
    known = [r for r in repairs if r["cell"]]
    shown = known[:_MAX_PROPOSALS]
    alternatives = {r["candidate"]: r["class"] != "unique" for r in shown}
    rows = [
        (
            f"建议{r['candidate']}" + ("（之一）" if alternatives[r["candidate"]] else ""),
            str(names.get(r["cell"], r["cell"])),
            where.get(r["cell"], ""),
            plain(r["reported"]) or "空白",
            plain(r["proposed"]) or "空白",
            r["why"],
        )
        for r in shown
    ]
    blocks: list[Block] = []
    if rows:
        head = ("建议", "格", "出处", "所报", "改为", "理由")
        blocks.append(listing(head, rows, (1.6, 4.8, 2.6, 1.2, 1.2, 4.2), left=(1, 5)))
    if len(known) > len(shown):
        blocks.append(Note(office.policy["notice"]["proposals_more"].format(count=len(known) - len(shown))))
    return blocks + [Note(r["why"]) for r in repairs if not r["cell"]]


def _place(cell: Row) -> str:
    """Where a figure stood in the document."""
    page = f"第{cell['page']}页" if cell["page"] else ""
    if cell["table_index"] is None:
        return page
    return f"{page}第{cell['table_index']}张表第{cell['row_index']}行第{cell['column_index']}列"


def _marked_tables(agency: Row, cells: list[Row], marks: dict[str, Mark]) -> list[Block]:
    """The tables as reported that have anything marked in them."""
    if not agency["form"]:
        return []
    texts = {cell["cell"]: _text(cell, marks.get(cell["cell"])) for cell in cells}
    fills = {cell: SIGNS[mark.kind][1] for cell, mark in marks.items()}
    printed = {cell["cell"].rpartition(".")[0] for cell in cells if cell["state"] != ABSENT}
    blocks: list[Block] = []
    for table in load_forms()[agency["form"]].tables:
        has_marks = any(cell.startswith(f"{table.code}.") for cell in marks)
        in_document = any(line.startswith(f"{table.code}.") for line in printed)
        if has_marks and in_document:
            if table.layout == "rows":  # the long one stands on a page of its own
                blocks.append(PageBreak())
            blocks.append(Paragraph(f"表{table.number}　{table.label}", indented=False))
            undivided = any(f"{table.code}.{row.code}" in printed for row in table.rows if row.instead_of)
            blocks.append(statutory_table(table, texts, fills, Wording(undivided=undivided), _WIDTH_CM))
    return blocks


def _text(cell: Row, mark: Mark | None) -> str:
    """The figure as it stood, its sign, and the figure proposed for it."""
    raw = cell["raw"].strip()
    text = raw if len(raw) <= _MAX_RAW_LENGTH else f"{raw[:_MAX_RAW_LENGTH]}…"
    if mark is None:
        return text
    proposed = f"\n→{plain(mark.proposed)}" if mark.kind == "wrong" and mark.proposed is not None else ""
    return f"{text}{SIGNS[mark.kind][0]}{proposed}"
