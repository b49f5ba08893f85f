"""整改通知: what one agency is asked to correct or verify, on what ground, by when; with a form to answer on."""

from collections.abc import Iterator
from typing import Any

import duckdb

from gouji.check.rules import PUBLICATION, dimensions_about
from gouji.core.wording import chinese_date

from .blocks import (
    AnnexMark,
    AttachmentList,
    Block,
    DocumentNumber,
    PaperHeading,
    Paragraph,
    Signature,
    Title,
    listing,
)
from .contents import Office, Row
from .fault_words import FaultWords, faults_in_words, merged
from .marked_tables import marked_tables, unread_cells
from .page_fit import letter_page, settled
from .paper_file import PaperFile, file_name, word_file

_REPLY_WIDTHS_CM = (1.2, 4.8, 1.8, 4.8, 3.0)
_REPLY_ROW_CM = 1.9
_MIN_REPLY_ROWS = 5


def notices(_: duckdb.DuckDBPyConnection, office: Office) -> Iterator[PaperFile]:
    """整改通知, one to each agency that something is asked of, besides the district government itself."""
    for agency in office.agencies:
        if agency["kind"] != "district" and (notice := notice_of(office, agency)):
            title, blocks = notice
            blocks = settled(blocks)
            code = agency["agency_code"]
            name = f"整改通知/{file_name(agency['name'])}_{file_name(title)}_{file_name(code)}"
            file = word_file(office, name, title, blocks, letter_page(blocks), code)
            yield file._replace(title=f"{agency['name']}：{title}")


def notice_of(office: Office, agency: Row) -> tuple[str, list[Block]] | None:
    """(title on one line, blocks) of the notice to an agency, or None when there is nothing to ask of it."""
    wrong, unsure = findings_of(office, agency)
    if not wrong and not unsure:
        return None
    words = office.policy["notice"]
    rules = {f["rule"] for f in wrong}
    alone = words["only"].get(next(iter(rules))) if len(rules) == 1 else None
    also = []
    asked = merged(faults_in_words(office, agency, [*wrong, *unsure]))  # of all that the agency has to answer for
    if agency["report_id"] is None:
        kind, wrong, unsure = words["missing"], [], []
    elif alone:
        kind = alone
        # when it was published is what the notice is about; of all else the opening says what there is to say
        unsure = [f for f in unsure if f["dimension"] not in dimensions_about(PUBLICATION)]
        wrong = [f for f in wrong if f["cells"]]
        also = ["verify"] if unsure else []
    elif wrong:
        kind, also = words["correct"], [rule for rule in words["also"] if rule in rules]
        wrong = [f for f in wrong if f["rule"] not in also]
    else:
        kind = words["verify"]
    said = facts(office, agency)
    title = kind["title"].format(**said)
    opening = kind["opening"] + ("" if also else kind.get("sound", ""))
    body = [opening.format(**said), *_faults(office, agency, wrong, unsure), kind["order"].format(**said)]
    body[1 if alone else -1 : 1 if alone else -1] = [words["also"][rule].format(**said) for rule in also]
    body += [text.format(**said) for text in (kind["closing"], words["end"]["text"]) if text]
    headings = (words["wrong"], words["unsure"])
    # the last paragraph goes over the page with the signature rather than leave it there alone
    letter = [PaperHeading(t) if t in headings else Paragraph(t, keep=t is body[-2]) for t in body]
    letter[-1] = Paragraph(words["end"]["text"], keep=True)
    annexes = {
        words["table"]: marked_tables(office, agency, [*wrong, *unsure]),
        words["reply"]: reply_form(office, agency, asked),
    }
    return title.replace("\n", ""), [
        DocumentNumber(office.document_number),
        Title(title),
        Paragraph(f"{agency['full_name']}：", indented=False),
        *letter,
        *signed(office, {heading: blocks for heading, blocks in annexes.items() if blocks}),
    ]


def signed(office: Office, annexes: dict[str, list[Block]]) -> list[Block]:
    """The end of a letter: what is attached, who signs, whom to ask; then the annexes, each on a page of its own."""
    form = office.policy["form"]
    several = len(annexes) > 1
    titles = tuple(f"{number}.{heading}" if several else heading for number, heading in enumerate(annexes, 1))
    blocks: list[Block] = [AttachmentList(titles)] if annexes else []
    blocks += [Signature(office.signature), Paragraph(f"（{office.contact}）", ragged=True)]
    for number, (heading, content) in enumerate(annexes.items(), 1):
        blocks += [AnnexMark(form["annex"].format(number=number if several else "")), Title(heading), *content]
    return blocks


def _faults(office: Office, agency: Row, wrong: list[Row], unsure: list[Row]) -> list[str]:
    """The faults, numbered, those to be corrected before those to be looked into; headings where there are both."""
    words = office.policy["notice"]
    parts = [(words["wrong"], wrong), (words["unsure"], unsure)]
    told: list[str] = []
    for heading, findings in parts:
        if not findings:
            continue
        faults = merged(faults_in_words(office, agency, findings))
        told += [heading] if wrong and unsure else []
        for number, fault in enumerate(faults, 1):
            mark = f"{number}.".replace(".", "．") if len(faults) > 1 else ""
            told.append(f"{mark}{fault.text}{words['basis'].format(basis=fault.basis)}")
    return told


def reply_form(office: Office, agency: Row, faults: list[FaultWords]) -> list[Block]:
    """反馈表: a line a fault, with room for what the agency found and did."""
    words = office.policy["notice"]["reply_form"]
    rows = [(str(number), fault.short, "", "", "") for number, fault in enumerate(faults, 1)]
    rows += [("", "", "", "", "")] * (_MIN_REPLY_ROWS - len(rows))
    return [
        Paragraph(words["whom"] + agency["full_name"], indented=False),
        Paragraph(words["name"].format(year=office.year), indented=False),
        listing(words["head"], rows, _REPLY_WIDTHS_CM, left=(1,), height=_REPLY_ROW_CM),
        Paragraph(words["note"], indented=False),
        Paragraph(words["signed"], indented=False),
        Paragraph(words["contact"], indented=False),
    ]


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


def facts(office: Office, agency: Row) -> dict[str, Any]:
    """What the words of a notice may speak of."""
    words = office.policy["notice"]
    published, first = agency["published_on"], agency["first_published_on"]
    local = office.settings.get("basis")
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
        "local_basis": words["local_basis"].format(basis=local) if local else "",
        "by": office.by,
        "send_to": office.send_to,
    }
