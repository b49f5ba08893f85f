"""核对单: what is to be looked into in the district's own report, for the office that writes it; not sent to anybody."""

from collections.abc import Iterator

import duckdb

from .blocks import Block, ListEntry, PaperHeading, PaperTable, Paragraph, Title
from .contents import Office, Row
from .docx import TABLES
from .notice import attachments, facts, findings_of, message_of, under_heading
from .paper_file import PaperFile, word_file

_WIDTHS_CM = (0.9, 7.0, 1.9, 2.1, 2.8, 2.3)  # cm
_LEFT = (1, 4)
_SUMS = "district_sum"


def checklists(_: duckdb.DuckDBPyConnection, office: Office) -> Iterator[PaperFile]:
    """核对单 of the district's own report; none where nothing is to be looked into."""
    for agency in office.agencies:
        if agency["kind"] == "district" and (checklist := checklist_of(office, agency)):
            title, blocks = checklist
            yield word_file(office, f"{office.year}年度本级报告核对单", title, blocks, TABLES, agency["agency_code"])


def checklist_of(office: Office, agency: Row) -> tuple[str, list[Block]] | None:
    """(title on one line, blocks) of the list for the district's own report, or None when nothing is to be done."""
    wrong, unsure = findings_of(office, agency)
    if not wrong and not unsure:
        return None
    words = office.policy["checklist"]
    said = facts(office, agency)
    title = words["title"].format(**said)
    blocks: list[Block] = [Title(title), Paragraph(words["internal"], indented=False)]
    if agency["report_id"] is None:
        blocks.append(Paragraph(words["opening_missing"].format(**said)))
        return title.replace("\n", ""), [*blocks, Paragraph(words["signed"], indented=False)]
    blocks.append(Paragraph(words["opening"].format(**said)))
    if any(f["rule"] == _SUMS for f in wrong):
        blocks.append(Paragraph(words["sums"].format(**said)))
    blocks += [PaperHeading(words["problems"]), _findings(office, [*wrong, *unsure])]
    blocks.append(Paragraph(words["signed"], indented=False))
    for heading, content in attachments(office, agency, wrong, unsure, problems=False):
        blocks += under_heading(heading, content)
    return title.replace("\n", ""), blocks


def _findings(office: Office, findings: list[Row]) -> PaperTable:
    """The findings, with who has to explain each and room for what comes out."""
    rows = [[ListEntry(text, bold=True) for text in office.policy["checklist"]["head"]]]
    for number, f in enumerate(findings, 1):
        texts = (str(number), message_of(f), f["reported"] or "", f["expected"] or "", _who(office, f), "")
        rows.append([ListEntry(text, align="left" if i in _LEFT else "center") for i, text in enumerate(texts)])
    return PaperTable(rows, _WIDTHS_CM, head=1)


def _who(office: Office, finding: Row) -> str:
    """The agencies that a finding about the sum names, else whoever wrote the report."""
    named = [
        row["name"] for row in office.agencies if row["kind"] != "district" and row["full_name"] in finding["message"]
    ]
    return "、".join(named) if finding["rule"] == _SUMS and named else office.policy["checklist"]["writer"]
