"""What the office said of documents, told to the reports in them."""

from collections.abc import Iterable
from datetime import date

from gouji.core.model import FoundReport
from gouji.core.registry import Agency, Registry
from gouji.core.rows import DocumentRow
from gouji.desk.intake import RETURNED, Intake
from gouji.read.report_names import REPORT_DIGITS

from .placement import Decided


def decided_reports(
    found: Iterable[FoundReport], documents: Iterable[DocumentRow], intake: Iterable[Intake], registry: Registry
) -> dict[str, Decided]:
    """What the office said, by report_id. A document is named by its sha256, by that and `#n` for the n-th report in it,
    or by a source. Where a document has several reports, only `#n` says whose they are and of which year."""
    said = {each.document: each for each in intake}
    if not said:
        return {}
    names: dict[str, list[str]] = {}
    for row in documents:
        names.setdefault(row["document_id"][:REPORT_DIGITS], [row["document_id"]]).append(row["source"])
    reports: dict[str, list[str]] = {}
    for report in found:
        reports.setdefault(report.report_id[:REPORT_DIGITS], []).append(report.report_id)
    decided = {}
    for document, ids in reports.items():
        whole = next((said[name] for name in names.get(document, ()) if name in said), None)
        sha256 = names.get(document, [document])[0]
        for report_id in ids:
            own = said.get(f"{sha256}#{report_id.rpartition('-')[2]}")
            if own:
                decided[report_id] = _decided(own, registry, says_whose=True)
            elif whole:
                decided[report_id] = _decided(whole, registry, says_whose=len(ids) == 1)
    return decided


def agency_named(registry: Registry, agency: str | None) -> Agency | None:
    """The agency of a code or a name as the office writes it; None where the registry has none or several."""
    if not agency:
        return None
    by_code = next((each for each in registry.agencies if each.code == agency), None)
    return by_code or registry.match(agency).agency


def _decided(intake: Intake, registry: Registry, says_whose: bool) -> Decided:
    row = intake.row
    agency = agency_named(registry, row["agency"]) if says_whose else None
    return Decided(
        agency_code=agency.code if agency else None,
        report_year=row["report_year"] if says_whose else None,
        published_on=date.fromisoformat(row["published_on"]) if row["published_on"] else None,
        returned=row["reason"] if row["decision"] == RETURNED else None,
    )
