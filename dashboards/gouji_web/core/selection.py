"""What a page looks at: the published version of this moment, a district and a report year."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request

from gouji_web.wording import plain

from .versions import VersionReader, Versions

MAX_OFFERED = 300  # districts offered in a list; of more the code is typed

_DISTRICTS = "SELECT district_code AS code, coalesce(name, district_code) AS name FROM districts ORDER BY district_code"
_YEARS = "SELECT DISTINCT report_year AS year FROM rankings ORDER BY 1 DESC"


class NothingPublished(Exception):
    """A page that shows a published version was asked for before the first; answered by a page with the next step."""


@dataclass(frozen=True)
class Selection:
    """The version, district and year of a request. `notices`: what of the address is not there."""

    version: VersionReader
    districts: dict[str, str]  # code -> name
    years: list[int]  # newest first
    district: str
    year: int
    notices: list[str] = field(default_factory=list)

    @property
    def district_name(self) -> str:
        return self.districts.get(self.district, self.district)

    def rows(self, sql: str, *params: Any) -> list[dict[str, Any]]:
        """Rows of the version (core/versions.py)."""
        return self.version.rows(sql, *params)


def version_of(request: Request) -> VersionReader:
    """The version published at this moment. Raises NothingPublished."""
    versions: Versions = request.app.state.versions
    version = versions.current()
    if version is None:
        raise NothingPublished
    return version


def selection_of(request: Request) -> Selection:
    """What the address asks for, else the first district and the newest year. Raises NothingPublished."""
    version = version_of(request)
    districts = {row["code"]: plain(row["name"]) for row in version.rows(_DISTRICTS)}
    years = [int(row["year"]) for row in version.rows(_YEARS)]
    if not districts or not years:
        raise NothingPublished
    notices: list[str] = []
    district = _known(request, "district", "区县", {code: code for code in districts}, notices)
    year = _known(request, "year", "报告年度", {str(year): year for year in years}, notices)
    selection = Selection(version, districts, years, district, year, notices)
    request.state.selection = selection  # for the base template
    return selection


def _known(request: Request, key: str, label: str, options: dict[str, Any], notices: list[str]) -> Any:
    given = request.query_params.get(key)
    if given in options:
        return options[given]
    if given:
        notices.append(f"网址中的{label}“{plain(given, 40)}”在这个版本里没有，现显示“{next(iter(options))}”。")
    return next(iter(options.values()))


Looked = Annotated[Selection, Depends(selection_of)]  # as the parameter of a page's function
