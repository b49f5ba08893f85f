"""Waivers: findings that stay, are marked, and do not count, for a reason, by someone, until a day.

Rows of waivers/*.csv, the project's and the home's: rule, agency (code or name), year, cells (separated by |; empty:
every finding of the rule in that report), reason, who; and if wanted until, finding (one finding's id) and figures
(the fingerprint of the figures it is granted for, which `gouji waive` fills in).
"""

import csv
import re
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from gouji.core.registry import csv_rows
from gouji.core.resources import resource
from gouji.load.warehouse import fetch_rows, insert_rows

from .run import charge_points

COLUMNS = ("rule", "agency", "year", "cells", "finding", "figures", "reason", "who", "until")
MIN_LETTERS = 6  # of a finding's id, to name it by
_REQUIRED = ("rule", "agency", "year", "reason", "who")
_FINDINGS = """
SELECT f.finding_id, f.rule, f.agency_code, f.report_year, f.cells, f.message, p.figures
FROM findings f JOIN finding_figures p USING (finding_id)
WHERE starts_with(f.finding_id, $start) ORDER BY f.finding_id LIMIT 2
"""


def waiver_files(home: Path | None = None) -> list[Path]:
    """The waiver files that count: the project's, then the home's."""
    folders = [resource("data", "waivers"), *([home / "waivers"] if home else [])]
    return list(dict.fromkeys(file.resolve() for folder in folders for file in sorted(folder.glob("*.csv"))))


def read_waivers(files: list[Path]) -> list[dict[str, Any]]:
    """One row a line, `problem` saying what is wrong with it if anything is."""
    rows: list[dict[str, Any]] = []
    for file in files:
        try:
            rows += [_row(f"{file.name}:{line}", row) for line, row in enumerate(csv_rows(file), 2)]
        except (OSError, csv.Error) as error:
            rows.append(_empty(file.name) | {"problem": f"读不出（{error}），应为 CSV，第一行为列名"})
    seen: dict[str, int] = {}
    for row in rows:  # two folders may have files of one name
        seen[row["source"]] = seen.get(row["source"], 0) + 1
        row["source"] += "" if seen[row["source"]] == 1 else f"#{seen[row['source']]}"
    return rows


def waived_agencies(home: Path) -> list[str]:
    """Codes or names of the agencies that waivers speak of."""
    return sorted({row["agency_code"] for row in read_waivers(waiver_files(home)) if row["agency_code"]})


def apply_waivers(
    con: duckdb.DuckDBPyConnection, given: list[dict[str, Any]], as_of: date, remembered: str | None = None
) -> None:
    """Fill `waivers`, mark the findings of those in force, and charge points anew.

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
    charge_points(con)


def write_waiver(home: Path, finding: str, reason: str, who: str, until: date | None = None) -> dict[str, Any]:
    """Add a row for one finding of the published version to ``home/waivers/waivers.csv``; returns the finding.

    `finding` is its id or the beginning of it. Raises ValueError when there is none or several, when it is waived
    already, and when the last day has passed.
    """
    database = home / "warehouse" / "gouji.duckdb"
    if not database.exists():
        raise ValueError(f"{home} 下还没有发布过任何版本，请先运行 gouji run")
    if len(finding) < MIN_LETTERS:
        raise ValueError(f"标识「{finding}」太短，请至少写前 {MIN_LETTERS} 位，以免误指")
    if until and until < date.today():
        raise ValueError(f"有效期 {until} 已经过去，请改写 --until")
    with duckdb.connect(str(database.resolve()), read_only=True) as con:
        found = fetch_rows(con, _FINDINGS, {"start": finding})
    if len(found) != 1:
        what = "没有" if not found else "不止一个"
        raise ValueError(f"{what}以 {finding} 开头的发现；标识见 findings 表的 finding_id，或 gouji diff")
    row = found[0]
    same = (given for given in read_waivers(waiver_files(home)) if given["finding_id"] == row["finding_id"])
    for given in same:
        if given["figures"] == row["figures"] and (given["until"] is None or given["until"] >= date.today()):
            raise ValueError(f"这一发现已在 {given['source']} 豁免（{given['who']}：{given['reason']}），无须再写")
    file = home / "waivers" / "waivers.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    is_new = not file.exists()
    cells = "|".join(row["cells"])
    with file.open("a", encoding="utf-8-sig" if is_new else "utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if is_new:
            writer.writerow(COLUMNS)
        writer.writerow(
            [
                row["rule"],
                row["agency_code"],
                row["report_year"],
                cells,
                row["finding_id"],
                row["figures"],
                reason,
                who,
                until,
            ]
        )
    return row | {"file": str(file)}


def _row(source: str, given: dict[str, str]) -> dict[str, Any]:
    """A line as given; agencies are looked up later."""
    problems = [f"缺少 {name}" for name in _REQUIRED if not given.get(name)]
    problems += [f"不认识的列 {name}" for name in given if name not in COLUMNS]
    year, until = given.get("year", ""), given.get("until", "")
    if year and not re.fullmatch(r"20\d\d", year):
        problems.append(f"year「{year}」应为四位数字，如 2025")
    try:
        last_day = date.fromisoformat(until.replace("/", "-")) if until else None
    except ValueError:
        problems.append(f"until「{until}」应写作 年-月-日，如 2026-12-31")
        last_day = None
    return _empty(source) | {
        "rule": given.get("rule"),
        "agency_code": given.get("agency"),
        "report_year": int(year) if re.fullmatch(r"20\d\d", year) else None,
        "cells": sorted(cell.strip() for cell in given.get("cells", "").split("|") if cell.strip()),
        "finding_id": given.get("finding") or None,
        "reason": given.get("reason"),
        "who": given.get("who"),
        "until": last_day,
        "figures": given.get("figures") or None,
        "problem": f"{'；'.join(problems)}，不予采用" if problems else None,
    }


def _empty(source: str) -> dict[str, Any]:
    names = ("rule", "agency_code", "report_year", "finding_id", "reason", "who", "until", "figures", "problem")
    return {"source": source, "cells": []} | dict.fromkeys(names)


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
