"""Which agency and year each report is of, and which of several versions counts: for the yearly run and for a check
before publishing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath
from typing import NamedTuple

from gouji.core.model import FoundReport
from gouji.core.registry import Agency, Match, Registry
from gouji.parse.prose.identity import year_in

CURRENT, SUPERSEDED = "current", "superseded"
UNKNOWN_AGENCY, UNKNOWN_YEAR, NOT_EXPECTED = "unknown_agency", "unknown_year", "year_not_expected"
RETURNED = "returned"


class Origin(NamedTuple):
    """What its source says of a document: the agency it was collected for, from which day its address showed it,
    which version of that address it is, whether it still is what is shown there, and the folder that was given with
    it in it, whose own name tells nothing (None: the source is relative to that already)."""

    agency_code: str | None = None
    fetched_on: date | None = None
    version: int = 1
    in_force: bool = True
    folder: str | None = None


class Decided(NamedTuple):
    """What the office said of a document; None: nothing. `returned`: why it was sent back."""

    agency_code: str | None = None
    report_year: int | None = None
    published_on: date | None = None
    returned: str | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """What of a report's placement is the office's word."""
        said = {"agency": self.agency_code, "report_year": self.report_year, "published_on": self.published_on}
        return tuple(name for name, value in said.items() if value is not None)


class Placement(NamedTuple):
    """Where a report belongs; `agency_code`, `version` are None while it belongs nowhere. `problem`: why it belongs
    nowhere or does not count, or what was assumed; `decided`: what of it is the office's word."""

    report_id: str
    agency_code: str | None
    report_year: int | None
    version: int | None
    is_current: bool
    status: str
    problem: str | None
    published_on: date | None = None
    decided: tuple[str, ...] = ()


class Assumptions(NamedTuple):
    """What is assumed where a report would belong nowhere, so that a clerk may check any document: an agency for one
    that the registry does not know, and the year of one that names none. Any year will do."""

    agency: Callable[[FoundReport], Agency]
    year: Callable[[FoundReport], int]


def place_reports(
    found: list[FoundReport],
    registry: Registry,
    focus: int,
    latest: int,
    origins: Mapping[str, Origin] | None = None,
    assumed: Assumptions | None = None,
    decided: Mapping[str, Decided] | None = None,
) -> list[Placement]:
    """Place every report: agency by the registry, then versions by date of publication. One each, in the order given.

    `decided` by report_id: what the office said wins over what the document says.

    `focus` is the report year of the run, `latest` the last year that can be reported on, `origins` by report_id. Of
    several reports of one agency and year the one published last counts; one without tables never replaces one with
    them, nor does what an address no longer shows replace what one shows; where dates are equal or unknown, the one
    collected last, then the one whose source sorts last. With `assumed` every report belongs somewhere.
    """
    origins, decided = origins or {}, decided or {}
    known = {agency.code: agency for agency in registry.agencies}
    placed: dict[str, Placement] = {}
    versions: dict[tuple[str, int], list[FoundReport]] = {}
    for report in found:
        origin, said = origins.get(report.report_id, Origin()), decided.get(report.report_id, Decided())
        report = report._replace(published_on=said.published_on or report.published_on)
        place = _belongs(report, registry, known, origin, focus, latest, assumed, said)
        placed[report.report_id] = place
        if place.status == CURRENT and place.agency_code is not None and place.report_year is not None:
            versions.setdefault((place.agency_code, place.report_year), []).append(report)
    for (_, year), group in versions.items():
        group.sort(key=lambda report: _order(report, origins.get(report.report_id, Origin())))
        superseded = (
            f"该机关 {year} 年度共收到 {len(group)} 份报告，以公布日期最晚的「{group[-1].source}」为准，本份不计入"
        )
        for number, report in enumerate(group, 1):
            place = placed[report.report_id]._replace(version=number, is_current=number == len(group))
            if not place.is_current:
                place = place._replace(status=SUPERSEDED, problem=superseded)
            placed[report.report_id] = place
    return [placed[report.report_id] for report in found]


def reported_years(placed: Iterable[Placement]) -> dict[str, set[int]]:
    """The years of which each agency's reports count, by its code."""
    years: dict[str, set[int]] = {}
    for place in placed:
        if place.is_current and place.agency_code and place.report_year:
            years.setdefault(place.agency_code, set()).add(place.report_year)
    return years


def match_agency(report: FoundReport, registry: Registry, collected_for: Agency | None, folder: str | None) -> Match:
    """The agency by what is printed, else by the names of file and folders, else the one it was collected for, else
    the one the text says it is."""
    match = registry.match(report.agency, report.title, others=_names_of(report, folder))
    if match.agency or report.agency:
        return match
    if collected_for:
        return Match(collected_for, None)
    return registry.match(report.speaker) if report.speaker else match


def _belongs(
    report: FoundReport,
    registry: Registry,
    known: Mapping[str, Agency],
    origin: Origin,
    focus: int,
    latest: int,
    assumed: Assumptions | None,
    said: Decided,
) -> Placement:
    """The agency and year of a report, without a version yet."""
    year = said.report_year or year_told(report, origin.folder)
    agency, unknown = known.get(said.agency_code or ""), None
    if agency is None:
        agency, unknown = match_agency(report, registry, known.get(origin.agency_code or ""), origin.folder)
    if said.returned is not None:
        whose, why = agency.code if agency else None, f"办公室已退回：{said.returned}"
        return Placement(report.report_id, whose, year, None, False, RETURNED, why, report.published_on, said.named)
    status, problems = CURRENT, []
    if agency is None:
        status, problems = (
            UNKNOWN_AGENCY,
            [unknown] if registry.agencies or not (report.agency or report.speaker) else [],
        )
        agency = assumed.agency(report) if assumed else None
    if agency and year:
        agency = registry.holder(agency, year)
    if year is None:
        status = UNKNOWN_YEAR if agency else status
        problems.append("没有写明报告年度：标题、正文和文件名中都没有找到，请核对标题")
    elif agency and year and (problem := _not_expected(agency, year, registry, focus, latest)):
        status = NOT_EXPECTED
        problems.append(problem)
    if assumed:
        status, year = CURRENT, year or assumed.year(report)
    code = agency.code if agency else None
    problem = "；".join(filter(None, problems)) or None
    return Placement(report.report_id, code, year, None, False, status, problem, report.published_on, said.named)


def _not_expected(agency: Agency, year: int, registry: Registry, focus: int, latest: int) -> str | None:
    if because := registry.why_not(agency, year):
        return f"报告年度 {year}：{because}"
    years = registry.expected_years(agency, focus, latest)
    # where the registry does not say since when, earlier reports are owed by nobody but serve for comparison; so do
    # those that an organ made just before it ceased
    ended = registry.lineage.ended_by(agency.code)
    if year in years or (agency.first_year is None and year < years.start) or (ended and years.stop <= year):
        return None
    span = f"{years.start}—{years.stop - 1}" if len(years) > 1 else str(years.start)
    return (
        f"报告年度 {year} 不在该机关应报的年度（{span}）之内，请核对标题，"
        f"或在登记表修改 first_year、last_year，或以 --year 指定年度"
    )


def _order(report: FoundReport, origin: Origin) -> tuple[object, ...]:
    published, fetched = report.published_on or date.min, origin.fetched_on or date.min
    return report.cells > 0, origin.in_force, published, fetched, report.source, origin.version, report.report_id


def year_told(report: FoundReport, folder: str | None) -> int | None:
    """The year its text names, else the one in the name of its file or of the nearest folder that has one; None where
    nobody wrote it."""
    if report.report_year:
        return report.report_year
    return next((year for name in _names_of(report, folder) if (year := year_in(name))), None)


def _names_of(report: FoundReport, folder: str | None) -> Iterator[str]:
    """Names of its file and folders, those inside an archive first; seldom asked for."""
    if report.member:
        yield from _names(report.member, None)
    yield from _names(report.source, folder)


@lru_cache(maxsize=4)  # asked for twice of a report
def _names(source: str, folder: str | None) -> list[str]:
    """Names of a file and of the folders it lies in, the nearest first; an address on the web has none that tell."""
    path = PurePosixPath(source.replace("\\", "/"))
    if "://" in source:
        return [path.stem]
    if folder is not None:
        path = path.relative_to(folder.replace("\\", "/"))
    return [path.stem, *(parent.name for parent in path.parents if parent.name)]
