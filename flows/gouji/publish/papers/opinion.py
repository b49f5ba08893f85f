"""审核意见: what an agency is told of a draft that it handed in before publishing; nothing of it is kept or charged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from gouji.check.check_files import Checked
from gouji.check.rules import read_rules

from .blocks import Block, PaperHeading, Paragraph, Title
from .contents import Office, Row, papers_policy
from .docx import LETTER
from .fault_words import faults_in_words
from .marked_tables import marked_tables
from .notice import signed
from .paper_file import PaperFile, file_name, word_file

_DRAFT = "draft"


@dataclass(frozen=True)
class OpinionOffice:
    """Who gives the opinion: `districts` by the agency's code, what the desk has set, the day."""

    districts: Mapping[str, str]
    settings: Mapping[str, str]
    as_of: date
    policy: Row | None = None


def opinions(reports: Sequence[Checked], by: OpinionOffice) -> Iterator[PaperFile]:
    """One Word document a draft that was checked, in their order."""
    for number, report in enumerate(reports, 1):
        office, agency = _office_of(report, by)
        title, blocks = opinion_of(office, agency, report)
        mark = f"{number}_" if len(reports) > 1 else ""
        name = f"{mark}{file_name(agency['full_name'])}_{file_name(title)}"
        yield word_file(office, name, title, blocks, LETTER, report.agency_code)


def opinion_of(office: Office, agency: Row, report: Checked) -> tuple[str, list[Block]]:
    """(title on one line, blocks): what must be changed, what should be looked into, beside which years it was read."""
    words = office.policy["opinion"]
    open_findings = [
        f for f in office.findings
        if not f["waived"] and f["outcome"] != "explained" and f["rule"] not in office.policy["office_only"]
    ]  # fmt: skip
    must = [f for f in open_findings if f["outcome"] == "fail" and f["severity"] == "error"]
    should = [f for f in open_findings if f not in must]
    year = str(report.report_year or words["no_year"])
    title = words["title"].format(year=year)
    compared = words["compared"].format(years="、".join(map(str, report.checked_with)))
    blocks: list[Block] = [
        Title(title),
        Paragraph(f"{agency['full_name']}：", indented=False),
        Paragraph(words["opening"].format(year=year) + (compared if report.checked_with else words["not_compared"])),
    ]
    number = 0
    for heading, findings in ((words["must"], must), (words["should"], should)):
        if findings:
            number += 1
            blocks.append(PaperHeading(f"{'一二'[number - 1]}、{heading}"))
            faults = faults_in_words(office, agency, findings)
            basis = office.policy["notice"]["basis"]
            blocks += [
                Paragraph(f"{place}．{fault.text}{basis.format(basis=fault.basis)}")
                for place, fault in enumerate(faults, 1)
            ]
    verdict = words["mend"] if must else words["look"] if should else words["sound"]
    blocks += [Paragraph(verdict), Paragraph(words["end"], keep=True)]
    tables = marked_tables(office, agency, open_findings)
    return title.replace("\n", ""), [
        *blocks,
        *signed(office, {office.policy["notice"]["table"]: tables} if tables else {}),
    ]


def _office_of(report: Checked, by: OpinionOffice) -> tuple[Office, Row]:
    """The draft as the papers read a report: its rows, and what the checks are called and based on."""
    policy = by.policy or papers_policy()
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
        as_of=by.as_of, policy=policy, settings=dict(by.settings), agencies=[agency], findings=findings,
        repairs={_DRAFT: cast(list[dict[str, Any]], report.repairs)},
        cells={_DRAFT: cast(list[dict[str, Any]], report.cells)},
        unread={}, counted=[], tables=[], bounds=[], own_rules=[],
    )  # fmt: skip
    return office, agency
