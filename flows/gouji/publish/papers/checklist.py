"""核对单: what is to be looked into in the district's own report, for the office that writes it; not sent to anybody."""

from collections.abc import Iterator

import duckdb

from .blocks import AnnexMark, Block, PaperTable, Paragraph, Title, listing
from .contents import Office, Row
from .docx_styles import LETTER
from .fault_words import FaultWords, faults_in_words
from .marked_tables import marked_tables
from .notice import facts, findings_of
from .paper_file import PaperFile, word_file

_WIDTHS_CM = (1.2, 6.4, 2.0, 2.1, 2.3, 1.6)  # cm
_SUMS = "district_sum"


def checklists(_: duckdb.DuckDBPyConnection, office: Office) -> Iterator[PaperFile]:
    """核对单 of the district's own report; none where nothing is to be looked into."""
    for agency in office.agencies:
        if agency["kind"] == "district" and (checklist := checklist_of(office, agency)):
            title, blocks = checklist
            yield word_file(office, title, title, blocks, LETTER, agency["agency_code"])


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
    blocks.append(_faults(office, faults_in_words(office, agency, [*wrong, *unsure])))
    blocks.append(Paragraph(words["signed"], indented=False))
    if tables := marked_tables(office, agency, [*wrong, *unsure]):
        annex = office.policy["form"]["annex"].format(number="")
        blocks += [AnnexMark(annex), Title(office.policy["notice"]["table"]), *tables]
    return title.replace("\n", ""), blocks


def _faults(office: Office, faults: list[FaultWords]) -> PaperTable:
    """The faults, with who has to explain each and room for what comes out."""
    rows = [
        (str(number), fault.text, fault.reported, fault.expected, _who(office, fault.lead), "")
        for number, fault in enumerate(faults, 1)
    ]
    return listing(office.policy["checklist"]["head"], rows, _WIDTHS_CM, left=(1, 4))


def _who(office: Office, finding: Row) -> str:
    """The agencies that a finding about the sum names, else whoever wrote the report."""
    named = [
        row["name"] for row in office.agencies if row["kind"] != "district" and row["full_name"] in finding["message"]
    ]
    return "、".join(named) if finding["rule"] == _SUMS and named else str(office.policy["checklist"]["writer"])
