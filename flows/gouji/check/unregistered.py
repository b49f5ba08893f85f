"""Agencies for reports that no registry knows, so that a clerk may check any document."""

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from gouji.core.agency_names import canonical, without_suffix
from gouji.core.model import FoundReport
from gouji.core.registry import Agency, Registry
from gouji.core.registry_file import unregistered
from gouji.load.placement import match_agency


def stand_ins(
    found: list[FoundReport], registry: Registry, folders: dict[str, str], last_year: str | None
) -> tuple[Callable[[FoundReport], Agency], list[Agency]]:
    """(the agency that stands in for one report's, those that were made so far).

    Reports that bear one name, with or without its district, are of one agency; those that bear none are, where they
    bear one title and no two are of one year. The report of the file `last_year` is of the agency whose name it bears,
    else of that of the first report. `folders`: by source, see placement.Origin.
    """
    names = _names(found)
    full = _full_names(set(names.values()))
    by_name: dict[str, Agency] = {}
    made: list[Agency] = []

    def stand_in(report: FoundReport) -> Agency:
        name = full[names[report.report_id]]
        if name not in by_name:
            first = found[0]
            agency = None
            if report.source == last_year and report is not first:
                agency = match_agency(first, registry, None, folders[first.source]).agency or stand_in(first)
            if agency is None:
                agency = unregistered(report.agency or report.speaker, len(made) + 1)
                made.append(agency)
            by_name[name] = agency
        return by_name[name]

    return stand_in, made


def _names(found: list[FoundReport]) -> dict[str, str]:
    """By report_id, what a report goes by. Two of one year that name nobody are two agencies' or two drafts: they go by
    their files, as what is of one agency and year would be told to take the other's place."""
    nameless = {report for report in found if not (report.agency or report.speaker)}
    counts = Counter((report.title or "", report.report_year) for report in nameless)
    shared = {title for (title, _), count in counts.items() if count > 1}
    names = {}
    for report in found:
        file = Path(report.source, report.member or "").with_suffix("")
        if report in nameless and (report.title or "") in shared:
            names[report.report_id] = str(file)  # with its folder: 甲镇/年报 and 乙镇/年报 are two
        else:
            name = report.agency or report.speaker or report.title or file.name
            names[report.report_id] = without_suffix(canonical(name))
    return names


def _full_names(names: set[str]) -> dict[str, str]:
    """Each name -> the longest that ends with it (梧桐镇 -> 某区梧桐镇), if all that do are one agency's."""
    full = {}
    for name in names:
        longer = sorted((other for other in names if other.endswith(name)), key=len)
        alike = all(long.endswith(short) for short, long in pairwise(longer))
        full[name] = longer[-1] if alike else name
    return full
