"""Waivers over the findings of a build: which are in force, which lapsed, and what that changes (desk/waivers.py)."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from gouji.core.resources import resource
from gouji.desk.errors import DeskError
from gouji.desk.inputs import read_desk
from gouji.desk.waivers import append_waiver
from gouji.load.warehouse import fetch_rows, insert_rows

MIN_ID_LENGTH = 6  # of a finding's id, to name it by
_FINDINGS = """
SELECT f.finding_id, f.rule, f.agency_code, f.report_year, f.cells, f.message, p.figures
FROM findings f JOIN internal.finding_figures p USING (finding_id)
WHERE starts_with(f.finding_id, $start) ORDER BY f.finding_id LIMIT 2
"""


def apply_waivers(
    con: duckdb.DuckDBPyConnection, given: list[dict[str, Any]], as_of: date, remembered: str | None = None
) -> None:
    """Fill `waivers`, and mark the findings of those in force; points are charged after it (run.charge_points).

    `remembered`: the `waivers` of the version before, to select from.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE given_waivers AS SELECT * EXCLUDE (figures_now, findings, state) FROM waivers LIMIT 0"
    )
    insert_rows(con, "given_waivers", given)
    _name_agencies(con)
    con.execute(f"CREATE OR REPLACE TEMP TABLE remembered_waivers AS FROM {remembered or 'waivers LIMIT 0'}")
    con.execute("SET VARIABLE as_of = $1::DATE", [as_of])
    con.execute("DELETE FROM waivers")
    con.execute("INSERT INTO waivers BY NAME " + resource("sql", "versions", "waivers.sql").read_text(encoding="utf-8"))
    con.execute("""
        UPDATE findings SET waived = EXISTS (
            FROM waivers w
            WHERE w.state = 'in_force' AND w.rule = findings.rule AND w.agency_code = findings.agency_code
                AND w.report_year = findings.report_year
                AND (w.finding_id IS NULL OR w.finding_id = findings.finding_id)
                AND (len(w.cells) = 0 OR w.cells = list_sort(findings.cells))
        )
        WHERE waived OR rule IN (SELECT rule FROM waivers)
    """)
    for table in ("given_waivers", "remembered_waivers"):
        con.execute(f"DROP TABLE temp.{table}")


def write_waiver(home: Path, finding: str, reason: str, who: str, until: date | None = None) -> dict[str, Any]:
    """Add a row for one finding of the published version to ``home/waivers/waivers.csv``; returns the finding.

    `finding` is its id or the beginning of it. Raises ValueError as `finding_to_waive` does, and when the last day has
    passed.
    """
    if until and until < date.today():
        raise ValueError(f"有效期 {until} 已经过去，请改写 --until")
    row = finding_to_waive(home, finding)
    file = append_waiver(home, row, reason, who, until)
    return row | {"file": str(file)}


def finding_to_waive(home: Path, finding: str) -> dict[str, Any]:
    """A finding of the published version by its id or the beginning of it: rule, agency_code, report_year, cells,
    finding_id, message and the fingerprint of its figures.

    Raises ValueError when there is none or several, and when it is waived already, in a file or at the desk.
    """
    database = home / "warehouse" / "gouji.duckdb"
    if not database.exists():
        raise DeskError(f"{home} 下还没有发布过任何版本，请先运行 gouji run")
    if len(finding) < MIN_ID_LENGTH:
        raise DeskError(f"标识「{finding}」太短，请至少写前 {MIN_ID_LENGTH} 位，以免误指")
    with duckdb.connect(str(database.resolve()), read_only=True) as con:
        found = fetch_rows(con, _FINDINGS, {"start": finding})
    if len(found) != 1:
        what = "没有" if not found else "不止一个"
        raise DeskError(f"{what}以 {finding} 开头的发现；标识见 findings 表的 finding_id，或 gouji diff")
    row = found[0]
    same = (given for given in read_desk(home).waivers if given["finding_id"] == row["finding_id"])
    for given in same:
        if given["figures"] == row["figures"] and (given["until"] is None or given["until"] >= date.today()):
            raise DeskError(f"这一发现已在 {given['source']} 豁免（{given['who']}：{given['reason']}），无须再写")
    return row


def _name_agencies(con: duckdb.DuckDBPyConnection) -> None:
    """Agencies given by name become codes; what is in no registry, and rules there are none of, are problems."""
    con.execute("""
        UPDATE given_waivers SET agency_code = a.agency_code
        FROM agencies a WHERE given_waivers.agency_code IN (a.full_name, a.name)
    """)
    con.execute("""
        UPDATE given_waivers
        SET problem = format('没有规则 {}，请核对（规则见 docs/checks.md）', rule)
        WHERE problem IS NULL AND rule NOT IN (SELECT rule FROM rules);
        UPDATE given_waivers
        SET problem = format('登记表中没有机关 {}，请写代码或全称', agency_code)
        WHERE problem IS NULL AND agency_code NOT IN (SELECT agency_code FROM agencies)
    """)
