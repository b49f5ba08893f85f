"""Which agency and year each report is of, and which of several versions counts."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from gouji.core.model import FoundReport
from gouji.core.registry import Agency, Match, Registry
from gouji.parse.prose.identity import year_in

CURRENT, SUPERSEDED = "current", "superseded"
UNKNOWN_AGENCY, UNKNOWN_YEAR, NOT_EXPECTED = "unknown_agency", "unknown_year", "year_not_expected"


class Origin(NamedTuple):
    """What its source says of a document: the agency it was collected for, from which day its address showed it,
    which version of that address it is, and whether it still is what is shown there."""

    agency_code: str | None = None
    fetched_on: date | None = None
    version: int = 1
    in_force: bool = True


class Placement(NamedTuple):
    """Where a report belongs; `agency_code`, `version` are None while it belongs nowhere."""

    report_id: str
    agency_code: str | None
    report_year: int | None
    version: int | None
    is_current: bool
    status: str
    problem: str | None


def place_reports(
    found: list[FoundReport], registry: Registry, focus: int, latest: int, origins: Mapping[str, Origin] | None = None
) -> list[Placement]:
    """Place every report: agency by the registry, then versions by date of publication.

    `focus` is the report year of the run, `latest` the last year that can be reported on, `origins` by report_id. Of
    several reports of one agency and year the one published last counts; one without tables never replaces one with
    them, nor does what an address no longer shows replace what one shows; where dates are equal or unknown, the one
    collected last, then the one whose source sorts last.
    """
    origins = origins or {}
    known = {agency.code: agency for agency in registry.agencies}
    placed: dict[str, Placement] = {}
    versions: dict[tuple[str, int], list[FoundReport]] = {}
    for report in map(_with_year, found):
        origin = origins.get(report.report_id, Origin())
        source = known.get(origin.agency_code or "")
        agency, status, problem = _belongs(report, registry, source, focus, latest)
        if status == CURRENT and agency is not None and report.report_year is not None:
            versions.setdefault((agency.code, report.report_year), []).append(report)
        else:
            code = agency.code if agency else None
            placed[report.report_id] = Placement(
                report.report_id, code, report.report_year, None, False, status, problem
            )
    for (code, year), group in versions.items():
        group.sort(key=lambda report: _order(report, origins.get(report.report_id, Origin())))
        last = group[-1]
        for number, report in enumerate(group, 1):
            is_current = report is last
            problem = (
                None
                if is_current
                else (
                    f"该机关 {year} 年度共收到 {len(group)} 份报告，以公布日期最晚的「{last.source}」为准，本份不计入"
                )
            )
            placed[report.report_id] = Placement(
                report.report_id,
                code,
                year,
                number,
                is_current,
                CURRENT if is_current else SUPERSEDED,
                problem,
            )
    return [placed[report.report_id] for report in found]


def _order(report: FoundReport, origin: Origin) -> tuple[object, ...]:
    published, fetched = report.published_on or date.min, origin.fetched_on or date.min
    return report.cells > 0, origin.in_force, published, fetched, report.source, origin.version, report.report_id


def _with_year(report: FoundReport) -> FoundReport:
    """By what is printed, else by the name of its file or folder."""
    named = (year_in(name) for name in _named(report))
    return report if report.report_year else report._replace(report_year=next((year for year in named if year), None))


def _named(report: FoundReport) -> list[str]:
    """Names of its file and folders, those inside an archive first."""
    return [*(_names(report.member) if report.member else []), *_names(report.source)]


@lru_cache(maxsize=4)  # asked for twice of a report
def _names(source: str) -> list[str]:
    """Names of a file and of the folders it lies in, the nearest first; an address on the web has none that tell."""
    path = PurePosixPath(source.replace("\\", "/"))
    return [path.stem] if "://" in source else [path.stem, *(folder.name for folder in path.parents if folder.name)]


def _match(report: FoundReport, registry: Registry, source: Agency | None) -> Match:
    """The agency by what is printed, else by the names of file and folders, else the one whose source it is from,
    else the one the text says it is."""
    match = registry.match(report.agency, report.title, *_named(report))
    if match.agency or report.agency:
        return match
    if source:
        return Match(source, None)
    return registry.match(report.speaker) if report.speaker else match


def _belongs(
    report: FoundReport, registry: Registry, source: Agency | None, focus: int, latest: int
) -> tuple[Agency | None, str, str | None]:
    match = _match(report, registry, source)
    if match.agency is None:
        return None, UNKNOWN_AGENCY, match.problem
    if report.report_year is None:
        return match.agency, UNKNOWN_YEAR, "标题和正文中都没有找到报告年度，请核对标题"
    years = registry.expected_years(match.agency, focus, latest)
    # where the registry does not say since when, earlier reports are owed by nobody but serve for comparison
    is_earlier = match.agency.first_year is None and report.report_year < years.start
    if report.report_year not in years and not is_earlier:
        span = f"{years.start}—{years.stop - 1}" if len(years) > 1 else str(years.start)
        return (
            match.agency,
            NOT_EXPECTED,
            (
                f"报告年度 {report.report_year} 不在该机关应报的年度（{span}）之内，请核对标题，"
                f"或在登记表修改 first_year、last_year，或以 --year 指定年度"
            ),
        )
    return match.agency, CURRENT, None
