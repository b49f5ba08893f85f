"""How a report is called, and what of it its placement needs."""

from gouji.core.model import ABSENT, BLANK, FoundReport, Report

REPORT_DIGITS = 16  # of the document's sha256 in a report_id


def make_report_id(document: str, ordinal: int) -> str:
    """The first 16 digits of the document's sha256 and the report's place in it, from 1."""
    return f"{document[:REPORT_DIGITS]}-{ordinal}"


def found_report(identifier: str, source: str, report: Report) -> FoundReport:
    """What of a report its placement needs."""
    filled = sum(cell.state not in (ABSENT, BLANK) for cell in report.cells)
    return FoundReport(
        identifier,
        source,
        report.title,
        report.agency,
        report.report_year,
        report.published_on,
        filled,
        report.speaker,
        report.member,
        report.form,
    )
