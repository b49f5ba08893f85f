"""A home with a published version that a test writes row by row: for pages, without a run and without a browser."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from starlette.testclient import TestClient

from gouji.check.new_warehouse import new_warehouse
from gouji.publish.wholeness import write_pointer
from gouji_web.app import create_app

OWN = "http://127.0.0.1"  # by which the pages answer
DISTRICT, TOWN, STREET = "990101000000", "990101001000", "990101002000"
Rows = Iterable[Mapping[str, Any]]
_EMPTY = {"VARCHAR": "", "BOOLEAN": False, "VARCHAR[]": []}

BASE: dict[str, Rows] = {
    "districts": [{"district_code": DISTRICT, "name": "甲区"}],
    "agencies": [
        {"agency_code": TOWN, "district_code": DISTRICT, "name": "甲镇", "kind": "镇", "peer_group": "镇街"},
        {"agency_code": STREET, "district_code": DISTRICT, "name": "乙街道", "kind": "街道", "peer_group": "镇街"},
    ],
    "rankings": [
        {"agency_code": code, "report_year": year, "district_code": DISTRICT, "status": "reported", "score": 90, "rank": 1}
        for code in (TOWN, STREET)
        for year in (2024, 2025)
    ],
    "dimensions": [{"dimension": "accuracy", "title": "准确"}],
    "rules": [
        {"rule": "row_total", "title": "行合计", "dimension": "accuracy", "severity": "error", "basis": "依据甲", "why": "为何甲"},
        {"rule": "filler", "title": "空话", "dimension": "accuracy", "severity": "note", "basis": "依据乙", "why": "为何乙"},
    ],
}  # fmt: skip


def write_home(home: Path, tables: Mapping[str, Rows], version: str = "v1", papers: Rows = ()) -> Path:
    """Publish `tables` over BASE as a version of a home: rows with the columns that matter to the test, the others
    filled with nothing. A later version may be written over an earlier one. `papers`: entries of the manifest, whose
    files hold their own paths."""
    (home / "public" / version).mkdir(parents=True)
    (home / "public" / version / "manifest.json").write_text(
        json.dumps({"version": version, "tables": [], "papers": list(papers), "files": []})
    )
    for each in papers:
        (home / "public" / version / each["path"]).parent.mkdir(parents=True, exist_ok=True)
        (home / "public" / version / each["path"]).write_text(each["path"])
    database = home / "warehouse" / f"{version}.duckdb"
    database.unlink(missing_ok=True)
    with new_warehouse(database, for_reading=False) as con:
        for table, rows in {**BASE, **tables}.items():
            for row in rows:
                _insert(con, table, row)
    published_at = datetime.now(UTC).isoformat()
    write_pointer(home, {"version": version, "previous": None, "manifest": f"{version}/manifest.json",
                         "manifest_sha256": "0" * 64, "published_at": published_at})  # fmt: skip
    return home


def pages_of(home: Path) -> TestClient:
    """A browser without scripts over the pages of a home; what a page raises is answered by its error page."""
    return TestClient(create_app(home), base_url=OWN, raise_server_exceptions=False)


def paper(kind: str, path: str, agency: str | None = None, year: int = 2025) -> dict[str, Any]:
    """A paper for the manifest, by its path below the district's folder."""
    return {
        "path": f"papers/{DISTRICT}/{path}", "title": path.rpartition("/")[2].removesuffix(".docx"), "kind": kind,
        "district_code": DISTRICT, "report_year": year, "agency_code": agency, "media_type": None, "bytes": 42_000,
    }  # fmt: skip


def finding(number: int, agency: str = TOWN, **more: Any) -> dict[str, Any]:
    """A finding of 2025 for the table `findings`."""
    return {
        "finding_id": f"f{number}", "rule": "row_total", "dimension": "accuracy", "severity": "error", "report_year": 2025,
        "agency_code": agency, "outcome": "fail", "message": f"第 {number} 处不符", "points": 4, **more,
    }  # fmt: skip


def _insert(con: duckdb.DuckDBPyConnection, table: str, row: Mapping[str, Any]) -> None:
    columns = con.execute(
        "SELECT column_name, data_type, is_nullable FROM information_schema.columns WHERE table_name = ?", [table]
    ).fetchall()
    assert row.keys() <= {name for name, _, _ in columns}, (table, row)
    filled = [
        row[name] if name in row else None if nullable == "YES" else _EMPTY.get(kind, 0)
        for name, kind, nullable in columns
    ]
    con.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(filled))})", filled)
