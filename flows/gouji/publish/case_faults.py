"""The faults of the published version, as a case at the desk takes them up."""

from pathlib import Path

import duckdb

from gouji.desk.cases import CaseFault, fault_of
from gouji.desk.errors import DeskError
from gouji.load.fetch import rows_of

from .database_link import LINK

_FAULTS = """
SELECT u.fault_id, u.title, u.cells, list(f.finding_id ORDER BY f.finding_id) AS findings
FROM faults u
JOIN findings f ON f.fault_id = u.fault_id AND f.agency_code = u.agency_code AND f.report_year = u.report_year
WHERE u.agency_code = $agency AND u.report_year = $year AND NOT u.waived
GROUP BY ALL
ORDER BY u.fault_id
"""
_AGENCY = "SELECT agency_code FROM agencies WHERE $name IN (agency_code, name, full_name) ORDER BY agency_code LIMIT 2"
_VERSION = "SELECT version FROM runs WHERE version IS NOT NULL ORDER BY started_at DESC LIMIT 1"


def case_faults_of(home: Path, agency_code: str, report_year: int) -> tuple[dict[str, CaseFault], str]:
    """The faults of an agency's year that are not waived, by fault_id, and the version they stand in.

    Raises DeskError where nothing is published yet."""
    with _published(home) as con:
        rows = rows_of(con, _FAULTS, {"agency": agency_code, "year": report_year})
        [(version,)] = con.execute(_VERSION).fetchall()
    return {row["fault_id"]: fault_of(row["title"], row["findings"], row["cells"]) for row in rows}, version


def published_agency(home: Path, name: str) -> str:
    """The code of an agency by code or name. Raises DeskError where there is none or several of that name."""
    with _published(home) as con:
        found = con.execute(_AGENCY, {"name": name}).fetchall()
    if len(found) != 1:
        what = "没有" if not found else "不止一个"
        raise DeskError(f"最近的版本中{what}机关「{name}」，请写代码或全称。 No such agency, or several.")
    return str(found[0][0])


def _published(home: Path) -> duckdb.DuckDBPyConnection:
    database = home / "warehouse" / LINK
    if not database.exists():
        raise DeskError(f"{home} 下还没有发布过任何版本，请先运行 gouji run。 Nothing is published yet.")
    return duckdb.connect(str(database.resolve()), read_only=True)
