"""Which reports are owed, and the year a run looks at."""

from collections import Counter
from datetime import date
from typing import Any

from gouji.core.lineage import Lineage
from gouji.core.model import FoundReport
from gouji.core.registry import Agency, Registry, deadline


def focus_year(registry: Registry, found: list[FoundReport], as_of: date) -> int:
    """The report year of a run that names none: the latest that is owed and may have been reported by now.

    Last year, once something of it was received or while its deadlines still run; else the latest year received.
    """
    owed = [agency.last_year for agency in registry.agencies]
    last = as_of.year - 1
    if None not in owed:
        last = min(last, max(year for year in owed if year is not None))
    years = Counter(report.report_year for report in found if report.report_year)
    last_deadline = max((deadline(agency, last) for agency in registry.agencies), default=as_of)
    if last in years or as_of <= last_deadline:
        return last
    return max((year for year in years if year < last), default=last)


def expected_rows(registry: Registry, focus: int, latest: int, as_of: date) -> list[dict[str, Any]]:
    """Rows for `expected_reports`: one an agency and year owed."""
    return [
        expected_row(agency, year, as_of)
        for agency in registry.agencies
        for year in registry.expected_years(agency, focus, latest)
    ]


def expected_row(agency: Agency, year: int, as_of: date) -> dict[str, Any]:
    """The row of `expected_reports` of one agency and year."""
    day = deadline(agency, year)
    return {
        "agency_code": agency.code,
        "report_year": year,
        "deadline": day,
        "deadline_basis": agency.deadline_basis,
        "is_due": as_of > day,
        "deadline_set_by": agency.deadline_set_by,
    }


def agency_rows(registry: Registry) -> list[dict[str, Any]]:
    """Rows for `agencies`."""
    return [
        {
            "agency_code": a.code,
            "district_code": a.district_code,
            "name": a.name,
            "full_name": a.full_name,
            "kind": a.kind,
            "peer_group": a.peer_group,
            "rule_making_power": a.rule_making_power,
            "former_names": list(a.former_names),
            "short_names": list(a.short_names),
            "registered": a.registered,
        }
        for a in registry.agencies
    ]


def change_rows(lineage: Lineage) -> list[dict[str, Any]]:
    """Rows for `agency_changes`."""
    return [
        {
            "change": change.kind,
            "from_code": change.before,
            "to_code": change.after,
            "day": change.day,
            "report_year": change.report_year,
            "from_goes_on": change.before is not None and lineage.goes_on(change.before, change),
            "to_goes_on": change.after is not None and lineage.goes_on(change.after, change),
            "note": change.note,
            "source": change.source,
        }
        for change in lineage.changes
    ]


def district_rows(registry: Registry) -> list[dict[str, Any]]:
    """Rows for `districts`."""
    return [{"district_code": d.code, "name": d.name} for d in registry.districts]
