"""A small district in an in-memory DuckDB, set up in a few lines."""

from collections.abc import Sequence
from datetime import date, timedelta
from fnmatch import filter as filter_names
from pathlib import Path
from typing import Any

import duckdb

from gouji.check.explanations import apply_explanations
from gouji.check.faults import fill_faults
from gouji.check.new_warehouse import new_warehouse
from gouji.check.repair.fill import fill_repairs
from gouji.check.run import charge_points, run_checks
from gouji.core.forms import load_forms
from gouji.core.lineage import Change, Lineage
from gouji.core.model import Section, Statement, Unread
from gouji.load.expected import change_rows
from gouji.load.warehouse import insert_rows
from gouji.parse.prose.explanations import figures_of_other_years, read_explanations
from gouji.parse.prose.facts import read_facts
from gouji.parse.prose.statements import read_sentences, stated

# Sections in which no check finds anything.
FAULTLESS = {
    1: (
        "{year}年，本机关主动公开各类信息，依申请公开渠道畅通，政府信息管理、政府信息公开平台建设有序，监督保障有力，"
        "年度考核合格，社会评议良好，未发生责任追究。"
    ),
    2: "",
    3: "",
    4: "",
    5: "存在的主要问题：一是个别栏目更新不够及时；二是解读形式单一。改进措施：一是按月检查栏目；二是加强图解制作。",
    6: "{year}年未收取信息处理费。",
}
STATES = ("blank", "not_applicable", "unreadable", "absent")


def empty_district() -> duckdb.DuckDBPyConnection:
    """Tables, forms and views, without agencies or reports; without descriptions, as for `gouji check`."""
    con = new_warehouse(for_reading=False)
    con.execute("SET threads = 1")  # as `gouji check`
    return con


def judge(
    con: duckdb.DuckDBPyConnection, decisions: Sequence[dict[str, Any]] = (), policies: Sequence[Path] = ()
) -> None:
    """Findings, explanations, repairs and faults of what has been added, points charged."""
    run_checks(con, policies=policies)
    apply_explanations(con, decisions)
    fill_repairs(con)
    fill_faults(con)
    charge_points(con)


def add_agency(
    con: duckdb.DuckDBPyConnection,
    code: str,
    kind: str = "镇",
    peer_group: str = "镇乡",
    *,
    name: str | None = None,
    makes_rules: bool = False,
    district: str = "500101",
) -> None:
    con.execute(
        "INSERT INTO districts SELECT ?, '示例区' WHERE ? NOT IN (SELECT district_code FROM districts)", [district] * 2
    )
    con.execute(
        "INSERT INTO agencies BY NAME"
        " SELECT ? AS agency_code, ? AS district_code, ? AS name, name AS full_name,"
        " ? AS kind, ? AS peer_group, ? AS rule_making_power, [] AS former_names, [] AS short_names,"
        " true AS registered",
        [code, district, name or f"机关{code}", kind, peer_group, makes_rules],
    )


def add_changes(con: duckdb.DuckDBPyConnection, changes: list[Change]) -> None:
    """Changes of organs, all that there are in the district."""
    insert_rows(con, "agency_changes", change_rows(Lineage(changes)))


def expect_report(
    con: duckdb.DuckDBPyConnection, code: str, year: int, *, due: bool = True, set_by: str = "notice"
) -> None:
    con.execute(
        "INSERT INTO expected_reports VALUES (?, ?, ?, '测试期限', ?, ?)",
        [code, year, date(year + 1, 1, 31), due, set_by],
    )


def add_fetch(
    con: duckdb.DuckDBPyConnection,
    code: str,
    year: int,
    state: str,
    since: int,
    until: int,
    address: str = "http://www.example.invalid/1.html",
    *,
    role: str = "page",
    version: int | None = None,
    http_status: int | None = None,
) -> None:
    """What an address showed from a day to a day, counted from the deadline; `version`: this report of the agency."""
    deadline = date(year + 1, 1, 31)
    con.execute(
        "INSERT INTO fetches BY NAME"
        " SELECT ? AS agency_code, ? AS report_year, ? AS address, ? AS role, ? AS number, ? AS state,"
        " ? AS http_status, ? AS document_id, ? AS first_on, ? AS last_on, true AS is_latest",
        [
            *(code, year, address, role, since + 1000, state, http_status),  # of numbers only the order matters
            f"{code}-{year}-{version}" if version else None,
            *(deadline + timedelta(since), deadline + timedelta(until)),
        ],
    )


def add_report(
    con: duckdb.DuckDBPyConnection,
    code: str,
    year: int,
    *,
    form: str | None = "2021",
    fill: int | str = 0,
    cells: dict[str, Any] | None = None,
    sections: tuple[int, ...] = (1, 2, 3, 4, 5, 6),
    texts: dict[str, str] | None = None,
    headings: dict[str, str] | None = None,
    days_late: int | None = -10,
    fetched_late: int | None = None,
    address: str | None = None,
    version: int = 1,
    current: bool = True,
    warnings: tuple[str, ...] = (),
    unread: tuple[dict[str, Any], ...] = (),
) -> str:
    """A report whose cells are all `fill` but those named; of patterns (`disputes.*`) the last decides.

    A cell is a number, a state, or "omitted" when the reader gave no such cell; `days_late` None is undated;
    `fetched_late` says it was had from the web, and when; `address` where, if other versions are from there too; `unread`: fields of Unread; `texts` and `headings` by section replace the faultless ones.
    """
    report_id = f"{code}-{year}-{version}"
    published = None if days_late is None else date(year + 1, 1, 31) + timedelta(days_late)
    con.execute(
        "INSERT INTO reports BY NAME"
        " SELECT ? AS report_id, ? AS document_id, 1 AS ordinal, ? AS agency_code,"
        " ? AS report_year, ? AS form, ? AS published_on, ? AS version,"
        " ? AS is_current, ? AS status, ?::VARCHAR[] AS warnings",
        [
            report_id,
            report_id,
            code,
            year,
            form,
            published,
            version,
            current,
            "current" if current else "superseded",
            list(warnings),
        ],
    )
    if fetched_late is not None:
        con.execute(
            "INSERT INTO documents BY NAME SELECT ? AS document_id, ? AS source, 1 AS size_bytes, '' AS archive_path,"
            " 'read' AS document_state, 1 AS report_count, ? AS fetched_on, ? AS version, ? AS in_force",
            [report_id, address or report_id, date(year + 1, 1, 31) + timedelta(fetched_late), version, current],
        )
        add_fetch(con, code, year, "archived", fetched_late, fetched_late, address or report_id, version=version)
    contents: dict[str, Any] = {
        cell.cell: "omitted" if cell.optional else fill for cell in (load_forms()[form].cells if form else ())
    }
    for pattern, value in (cells or {}).items():
        named_cells = [pattern] if pattern in contents else filter_names(contents, pattern)
        contents |= dict.fromkeys(named_cells, value)
    rows = []
    for cell, content in contents.items():
        if content != "omitted":
            state = content if content in STATES else "reported"
            rows.append((cell, None if state != "reported" else str(content), state))
    if rows:
        con.execute(
            "INSERT INTO cells BY NAME"
            " SELECT ? AS report_id, ? AS agency_code, ? AS report_year, unnest(?) AS cell,"
            " unnest(?)::DECIMAL(20, 6) AS value, unnest(?) AS state, '' AS raw",
            [report_id, code, year, *([row[i] for row in rows] for i in range(3))],
        )
    written = []
    for number in sections:
        text = (texts or {}).get(str(number), FAULTLESS[number].format(year=year))
        heading = (headings or {}).get(str(number), "标题")
        con.execute("INSERT INTO sections VALUES (?, ?, ?, ?, ?, ?)", [report_id, code, year, number, heading, text])
        written.append(Section(number, heading, text))
    named = {"report_id": report_id, "agency_code": code, "report_year": year}
    explained = read_explanations(written, [], form, year)
    of_other_years = figures_of_other_years(explained, year)
    sentences = read_sentences(written)
    more = {"findings": 0, "state": "unneeded"}
    for table, of_report in {
        "statements": [named | _statement_row(s) for s in stated(sentences, of_other_years)],
        "facts": [named | fact._asdict() for fact in read_facts(sentences, None, year, of_other_years)],
        "explanations": [
            named | e._asdict() | more | {"explanation_id": f"{report_id}-{e.ordinal}"} for e in explained
        ],
        "unread": [named | Unread(**each)._asdict() for each in unread],
    }.items():
        if of_report:
            insert_rows(con, table, of_report)
    return report_id


def _statement_row(statement: Statement) -> dict[str, Any]:
    """A row of `statements`, whose columns have telling names."""
    row = statement._asdict()
    return {"statement_kind": row.pop("kind"), "stated_value": row.pop("value"), **row}
