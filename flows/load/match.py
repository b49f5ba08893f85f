"""Which agency and year each report is of, and which of several versions counts."""

from datetime import date
from typing import NamedTuple

from ..registry import Agency, Registry

CURRENT, SUPERSEDED = "current", "superseded"
UNKNOWN_AGENCY, UNKNOWN_YEAR, NOT_EXPECTED = "unknown_agency", "unknown_year", "year_not_expected"


class Found(NamedTuple):
    """A report as read, in the few words needed to place it."""

    report_id: str
    source: str  # file or address it came from
    title: str | None
    agency: str | None
    report_year: int | None
    published_on: date | None
    cells: int  # cells read with any content; 0 when the tables are missing


class Placed(NamedTuple):
    """Where a report belongs; `agency_code`, `version` are None while it belongs nowhere."""

    report_id: str
    agency_code: str | None
    report_year: int | None
    version: int | None
    is_current: bool
    status: str
    problem: str | None


def place_reports(found: list[Found], registry: Registry, focus: int, latest: int) -> list[Placed]:
    """Place every report: agency by the registry, then versions by date of publication.

    `focus` is the report year of the run, `latest` the last year that can be reported on. Of several reports of one
    agency and year the one published last counts; one without tables never replaces one with them; where dates are
    equal or unknown, the one whose source sorts last.
    """
    placed: dict[str, Placed] = {}
    versions: dict[tuple[str, int], list[Found]] = {}
    for report in found:
        agency, status, problem = _belongs(report, registry, focus, latest)
        if status == CURRENT and agency is not None and report.report_year is not None:
            versions.setdefault((agency.code, report.report_year), []).append(report)
        else:
            code = agency.code if agency else None
            placed[report.report_id] = Placed(report.report_id, code, report.report_year, None, False, status, problem)
    for (code, year), group in versions.items():
        group.sort(key=lambda r: (r.cells > 0, r.published_on or date.min, r.source, r.report_id))
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
            placed[report.report_id] = Placed(
                report.report_id,
                code,
                year,
                number,
                is_current,
                CURRENT if is_current else SUPERSEDED,
                problem,
            )
    return [placed[report.report_id] for report in found]


def _belongs(report: Found, registry: Registry, focus: int, latest: int) -> tuple[Agency | None, str, str | None]:
    file_name = report.source.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    match = registry.match(report.agency, report.title, file_name)
    if match.agency is None:
        return None, UNKNOWN_AGENCY, match.problem
    if report.report_year is None:
        return match.agency, UNKNOWN_YEAR, "标题和正文中都没有找到报告年度，请核对标题"
    years = registry.expected_years(match.agency, focus, latest)
    if report.report_year not in years:
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
