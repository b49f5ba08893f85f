"""催报函: to each agency whose report is not there yet, before its deadline or after."""

from collections.abc import Iterator
from dataclasses import replace

import duckdb

from .blocks import Block, DocumentNumber, Paragraph, Title
from .contents import Office, Row
from .notice import facts, signed
from .page_fit import letter_page
from .paper_file import PaperFile, file_name, word_file

_OWING = ("missing", "not_due")
_KIND = "reminder"
_MISSING = "report_missing"


def reminders(_: duckdb.DuckDBPyConnection, office: Office) -> Iterator[PaperFile]:
    """催报函, one to each agency that owes a report; none where its report may be a file that could not be read."""
    may_be_here = {f["agency_code"] for f in office.findings if f["rule"] == _MISSING and f["outcome"] == "cannot_tell"}
    for agency in office.agencies:
        owes = agency["kind"] != "district" and agency["status"] in _OWING
        if owes and agency["agency_code"] not in may_be_here:
            title, blocks = reminder_of(office, agency)
            code = agency["agency_code"]
            name = f"催报函/{file_name(agency['name'])}_{file_name(title)}_{file_name(code)}"
            file = word_file(office, name, title, blocks, letter_page(blocks), code)
            yield file._replace(title=f"{agency['name']}：{title}")


def reminder_of(office: Office, agency: Row) -> tuple[str, list[Block]]:
    """(title on one line, blocks) of the letter to an agency that owes its report."""
    office = replace(office, kind=_KIND)
    words, said = office.policy["reminder"], facts(office, agency)
    title = words["title"].format(**said)
    return title.replace("\n", ""), [
        DocumentNumber(office.document_number),
        Title(title),
        Paragraph(f"{agency['full_name']}：", indented=False),
        *[Paragraph(text.format(**said)) for text in (words[agency["status"]], words["how"])],
        Paragraph(words["end"], keep=True),
        *signed(office, {}),
    ]
