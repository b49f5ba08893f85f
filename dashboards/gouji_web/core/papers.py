"""The papers that the looked-at version holds, by the agency they are to."""

from .selection import Selection


def paper_of_each(selection: Selection, kind: str) -> dict[str, str]:
    """Agency code -> path of its paper of a kind, of the district and year; empty where the run wrote none."""
    return {
        each["agency_code"]: each["path"]
        for each in selection.version.manifest.get("papers", [])
        if (each["kind"], each["district_code"], each["report_year"]) == (kind, selection.district, selection.year)
        and each.get("agency_code")
    }
