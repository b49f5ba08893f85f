"""Names of some agencies, by code."""

from collections.abc import Iterable

from .versions import VersionReader

_NAMES = "SELECT agency_code, name FROM agencies WHERE list_contains(string_split(?, ','), agency_code)"


def names_of(version: VersionReader | None, codes: Iterable[str]) -> dict[str, str]:
    """Those of `codes` that the version knows; none before the first version."""
    asked = ",".join(sorted(set(codes)))
    return {row["agency_code"]: row["name"] for row in version.rows(_NAMES, asked)} if version and asked else {}
