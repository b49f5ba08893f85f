"""审核意见: what an agency is told of a draft that it handed in before publishing; nothing of it is kept or charged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from gouji.check.rules import read_rules

from .blocks import Block, PaperHeading, Paragraph, Title
from .contents import Office, Row, papers_policy
from .fault_words import faults_in_words, merged
from .marked_tables import marked_tables
from .notice import findings_of, signed
from .page_fit import letter_page
from .paper_file import PaperFile, file_name, word_file

if TYPE_CHECKING:
    from gouji.check.check_files import Checked

_DRAFT = "draft"


@dataclass(frozen=True)
class OpinionOffice:
    """Who gives the opinion: `districts` by the agency's code, what the desk has set, the day."""

    districts: Mapping[str, str]
    settings: Mapping[str, str]
    as_of: date
    policy: Row | None = None


def opinions(reports: Sequence["Checked"], by: OpinionOffice) -> Iterator[PaperFile]:
    """One Word document a draft that was checked, in their order; none of a draft that another one was checked for."""
    drafts = [report for report in reports if not report.superseded]
    for number, report in enumerate(drafts, 1):
        office, agency = _office_of(report, by)
        title, blocks = opinion_of(office, agency, report)
        mark = f"{number}_" if len(drafts) > 1 else ""
        name = f"{mark}{file_name(agency['full_name'])}_{file_name(title)}"
        yield word_file(office, name, title, blocks, letter_page(blocks), report.agency_code)


def opinion_of(office: Office, agency: Row, report: "Checked") -> tuple[str, list[Block]]:
    """(title on one line, blocks): what must be changed, what should be looked into, what was not checked."""
    words = office.policy["opinion"]
    wrong, unsure = findings_of(office, agency)
    must = [finding for finding in wrong if finding["severity"] == "error"]
    should = [finding for finding in (*wrong, *unsure) if finding not in must]
    unchecked = _unchecked(office, report)
    parts = [
        (words["must"], _faults(office, agency, must)),
        (words["should"], _faults(office, agency, should)),
        (words["unread"], unchecked),
    ]
    year = str(report.report_year or words["no_year"])
    title = words["title"].format(year=year)
    compared = words["compared"].format(years="、".join(map(str, report.checked_with)))
    blocks: list[Block] = [
        Title(title),
        Paragraph(f"{agency['full_name']}：", indented=False),
        Paragraph(words["opening"].format(year=year) + (compared if report.checked_with else words["not_compared"])),
    ]
    for number, (heading, told) in zip("一二三", [part for part in parts if part[1]], strict=False):
        blocks += [PaperHeading(f"{number}、{heading}"), *map(Paragraph, told)]
    verdict = "mend" if must else "look" if should else "sound_but" if unchecked else "sound"
    blocks += [Paragraph(words[verdict]), Paragraph(words["end"], keep=True)]
    tables = marked_tables(office, agency, [*wrong, *unsure])
    return title.replace("\n", ""), [
        *blocks,
        *signed(office, {office.policy["notice"]["table"]: tables} if tables else {}),
    ]


def _faults(office: Office, agency: Row, findings: list[Row]) -> list[str]:
    basis = office.policy["notice"]["basis"]
    faults = merged(faults_in_words(office, agency, findings))
    return [f"{number}．{fault.text}{basis.format(basis=fault.basis)}" for number, fault in enumerate(faults, 1)]


def _unchecked(office: Office, report: "Checked") -> list[str]:
    """What the opinion cannot speak of: what was not read, and what hangs on a year that nobody wrote."""
    words = office.policy["opinion"]
    unread = [finding["message"] for finding in report.findings if finding["rule"] in office.policy["office_only"]]
    told = [words["unread_opening"], *(f"{n}．{text}" for n, text in enumerate(unread, 1))] if unread else []
    return told if report.report_year else [*told, words["no_year_told"]]


def _office_of(report: "Checked", by: OpinionOffice) -> tuple[Office, Row]:
    """The draft as the papers read a report: its rows, and what the checks are called and based on."""
    policy = by.policy or papers_policy()
    # the day that the office set is that of its notices, months later or a year before
    settings = {code: value for code, value in by.settings.items() if code != "signed_on"}
    rules = {rule.id: rule for rule in read_rules()}
    findings = [
        dict(f) | {
            "agency_code": report.agency_code, "report_id": _DRAFT, "finding_id": None,
            "fault": rules[f["rule"]].fault, "law": rules[f["rule"]].basis, "basis": rules[f["rule"]].basis,
        }
        for f in report.findings
    ]  # fmt: skip
    agency = {
        "agency_code": report.agency_code, "report_id": _DRAFT, "form": report.form,
        "full_name": report.agency or policy["opinion"]["nobody"],
    }  # fmt: skip
    office = Office(
        district_code="", district=by.districts.get(report.agency_code or "", ""), year=report.report_year or 0,
        as_of=by.as_of, policy=policy, settings=settings, agencies=[agency], findings=findings,
        repairs={_DRAFT: cast(list[dict[str, Any]], report.repairs)},
        cells={_DRAFT: cast(list[dict[str, Any]], report.cells)},
        unread={}, counted=[], tables=[], bounds=[], own_rules=[],
    )  # fmt: skip
    return office, agency
