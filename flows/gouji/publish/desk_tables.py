"""What the office decided, as tables of a version: `cases`, `case_faults`, `desk_decisions`, `office_settings`; and the
ticks that follow from them once the version is published."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

from gouji.core.errors import NotPublished
from gouji.core.resources import resource
from gouji.core.settings import TIME_ZONE
from gouji.desk.cases import Case, result_of
from gouji.desk.explanations import ExplanationDecision
from gouji.desk.inputs import DeskInput
from gouji.desk.intake import Intake
from gouji.desk.office_settings import setting_kinds
from gouji.desk.paper_words import PAPERS_FILE
from gouji.desk.store import Desk
from gouji.desk.ticks import write_ticks
from gouji.load.warehouse import fetch_rows, insert_rows

from .changes import published
from .versions import latest

TABLES = ("cases", "case_faults", "desk_decisions", "office_settings")


def fill_desk_tables(con: duckdb.DuckDBPyConnection, desk: DeskInput, home: Path, version: str) -> None:
    """Fill the tables of the desk in a build whose findings are final; `version` is its name."""
    for table in TABLES:
        con.execute(f"DELETE FROM {table}")
    _fill_case_faults(con, desk.cases, home, version)
    still_open = dict(
        con.execute("""
            SELECT concat(agency_code, '/', report_year), count(*) FILTER (state NOT IN ('resolved', 'waived', 'explained'))
            FROM case_faults GROUP BY ALL
        """).fetchall()
    )
    insert_rows(con, "cases", [_case_row(case, still_open) for case in desk.cases])
    decisions = [
        *(_intake_row(con, each) for each in desk.intake),
        *(_explanation_row(con, e) for e in desk.explanations),
    ]
    insert_rows(con, "desk_decisions", sorted(decisions, key=lambda row: (row["kind"], row["subject"])))
    kinds = setting_kinds()
    settings = [{"setting": code, "title": kinds[code].word, "value": v} for code, v in sorted(desk.settings.items())]
    if desk.paper_words:
        settings.append({"setting": PAPERS_FILE, "title": "文书用语", "value": desk.paper_words})
    insert_rows(con, "office_settings", settings)


def tick_cases(home: Path) -> int:
    """Write down at the desk what the published version says of the faults of cases; returns how many ticks changed."""
    current, desk = latest(home), Desk(home)
    if current is None or not desk.exists():
        return 0
    with duckdb.connect() as con:
        rows = fetch_rows(con, f"FROM {published(home, current['version'], 'case_faults')}")
    keys = {(row["agency_code"], row["report_year"], row["fault_id"]): row for row in rows}
    resolved = {key: row["resolved_in"] for key, row in keys.items() if row["resolved_in"]}
    found_again = {key for key, row in keys.items() if row["state"] == "open"}
    return write_ticks(desk, current["version"], resolved, found_again)


def _fill_case_faults(con: duckdb.DuckDBPyConnection, cases: list[Case], home: Path, version: str) -> None:
    con.execute("""
        CREATE OR REPLACE TEMP TABLE given_faults (
            agency_code VARCHAR, report_year INTEGER, fault_id VARCHAR, title VARCHAR, findings VARCHAR[],
            cells VARCHAR[], reopened BOOLEAN, result VARCHAR
        )
    """)
    insert_rows(con, "given_faults", [row for case in cases for row in _fault_rows(case)])
    before = _remembered(home)
    con.execute(f"CREATE OR REPLACE TEMP TABLE remembered_faults AS FROM {before or 'case_faults LIMIT 0'}")
    con.execute("SET VARIABLE version = $1", [version])
    sql = resource("sql", "versions", "case_faults.sql").read_text(encoding="utf-8")
    con.execute(f"INSERT INTO case_faults BY NAME {sql}")
    for table in ("given_faults", "remembered_faults"):
        con.execute(f"DROP TABLE temp.{table}")


def _remembered(home: Path) -> str | None:
    """`case_faults` of the latest version, to select from; None where that has none."""
    last = latest(home)
    try:
        return published(home, last["version"], "case_faults") if last else None
    except NotPublished:  # of before there were cases
        return None


def _fault_rows(case: Case) -> list[dict[str, Any]]:
    return [
        {
            "agency_code": case.agency_code,
            "report_year": case.report_year,
            "fault_id": fault_id,
            "title": fault["title"],
            "findings": fault["findings"],
            "cells": fault["cells"],
            "reopened": fault_id in case.row["reopened"],
            "result": result_of(fault) or None,
        }
        for fault_id, fault in case.row["faults"].items()
    ]


def _case_row(case: Case, still_open: dict[str, int]) -> dict[str, Any]:
    row = case.row
    return {
        "agency_code": case.agency_code,
        "report_year": case.report_year,
        "state": row["state"],
        "since": date.fromisoformat(row["since"]),
        "handler": row["handler"] or None,
        "until": date.fromisoformat(row["until"]) if row["until"] else None,
        "remark": row["remark"] or None,
        "from_version": row["version"],
        "faults": len(row["faults"]),
        "faults_open": still_open.get(f"{case.agency_code}/{case.report_year}", 0),
    }


def _intake_row(con: duckdb.DuckDBPyConnection, intake: Intake) -> dict[str, Any]:
    document, _, number = intake.document.partition("#")
    row, named = intake.row, intake.row["agency"]
    [(documents,)] = con.execute(
        "SELECT count(DISTINCT document_id) FROM documents WHERE document_id = $1 OR source = $2",
        [document, intake.document],
    ).fetchall()
    reports = con.execute(
        """
        SELECT DISTINCT r.report_id, r.agency_code, r.decided FROM reports r JOIN documents d USING (document_id)
        WHERE (d.source = $1 OR d.document_id = $2) AND ($3 = '' OR r.ordinal::VARCHAR = $3)
        """,
        [intake.document, document, number],
    ).fetchall()
    problem = None
    if not documents:
        problem = "没有收到这份文件：可能已换了内容或改了名，请核对"
    elif named and not any("agency" in decided for _, _, decided in reports):
        several = len(reports) > 1 and not number
        problem = (
            f"文件中有 {len(reports)} 份报告，不知道指的是哪一份，请写 sha256#序号" if several
            else f"登记表中没有机关「{named}」，请核对" if reports else "这份文件读不出报告，请先看它为何读不出"
        )  # fmt: skip
    code = next((code for _, code, decided in reports if "agency" in decided), None)
    return _decision("intake", intake.document, intake.who, intake.at) | {
        "agency_code": code,
        "report_year": row["report_year"],
        "published_on": date.fromisoformat(row["published_on"]) if row["published_on"] else None,
        "decision": row["decision"],
        "reason": row["reason"] or None,
        "state": "in_force" if problem is None else "malformed" if documents else "matches_nothing",
        "problem": problem,
    }


def _explanation_row(con: duckdb.DuckDBPyConnection, each: ExplanationDecision) -> dict[str, Any]:
    subject = f"{each.agency_code}/{each.report_year}/{each.fault_id}"
    [(there,)] = con.execute(
        """
        SELECT count(*) FROM findings
        WHERE agency_code = $1 AND report_year = $2 AND (finding_id = $3 OR fault_id = $3)
        """,
        [each.agency_code, each.report_year, each.fault_id],
    ).fetchall()
    return _decision("explanation", subject, each.who, each.at) | {
        "agency_code": each.agency_code,
        "report_year": each.report_year,
        "published_on": None,
        "decision": each.row["decision"],
        "reason": each.row["reason"] or None,
        "state": "in_force" if there else "matches_nothing",
        "problem": None if there else "现在没有这个问题：可能已经改正，可以撤销这一决定",
    }


def _decision(kind: str, subject: str, who: str, at: str) -> dict[str, Any]:
    day = datetime.fromisoformat(at).astimezone(TIME_ZONE).date()
    return {"kind": kind, "subject": subject, "who": who, "decided_on": day}
