"""Agencies for reports that no registry knows, so that a clerk may check any document."""

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

    Reports that bear one name, with or without its district, are of one agency. The report of the file `last_year` is
    of the agency whose name it bears, else of that of the first report. `folders`: by source, see placement.Origin.
    """
    full = _full_names({_name(report) for report in found})
    by_name: dict[str, Agency] = {}
    made: list[Agency] = []

    def stand_in(report: FoundReport) -> Agency:
        name = full[_name(report)]
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


def _name(report: FoundReport) -> str:
    name = report.agency or report.speaker or report.title or Path(report.member or report.source).stem
    return without_suffix(canonical(name))


def _full_names(names: set[str]) -> dict[str, str]:
    """Each name -> the longest that ends with it (梧桐镇 -> 某区梧桐镇), if all that do are one agency's."""
    full = {}
    for name in names:
        longer = sorted((other for other in names if other.endswith(name)), key=len)
        alike = all(long.endswith(short) for short, long in pairwise(longer))
        full[name] = longer[-1] if alike else name
    return full
