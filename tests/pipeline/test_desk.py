"""What the office decides at the desk is an input of the next version, and of nothing else."""

import hashlib
import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from gouji.demo.district import write_district
from gouji.desk.cases import fault_of, open_case, reopen_fault
from gouji.desk.explanations import decide_explanation
from gouji.desk.intake import send_back, take_in
from gouji.desk.office_settings import set_settings
from gouji.desk.paper_words import PAPERS_FILE, write_paper_words
from gouji.desk.store import Desk
from gouji.desk.ticks import list_ticks
from gouji.load.warehouse import fetch_rows
from gouji.publish.case_faults import case_faults_of, published_agency
from gouji.publish.papers.contents import read_office
from gouji.publish.versions import latest
from tests.standin.plain_run import plain_run

GONE = fault_of("早已改好的问题", ["0" * 32], [])


def rows(home: Path, query: str) -> list[dict]:
    with duckdb.connect(str((home / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
        return fetch_rows(con, query)


def run(inbox: Path, home: Path) -> str:
    version: str = plain_run(inbox, home, write_office_papers=lambda *_: [])["version"]
    return version


def agencies(inbox: Path) -> list[str]:
    lines = (inbox / "registry.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    return [line.split(",")[0] for line in lines if ",district," not in line]


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, str]]:
    """(inbox, home, document by what was decided of it) of a small district, whose office decided before the run."""
    inbox, home = tmp_path_factory.mktemp("inbox"), tmp_path_factory.mktemp("home")
    write_district(inbox, agencies=5, years=1, seed=4)
    desk, files = Desk(home), sorted(file for file in (inbox / "2025").iterdir() if file.suffix == ".html")
    names = ("dated", "moved", "nobody")
    documents = {n: hashlib.sha256(f.read_bytes()).hexdigest() for n, f in zip(names, files, strict=False)}
    documents["back"] = f"2025/{files[3].name}"
    take_in(desk, "张三", documents["dated"], published_on=date(2026, 3, 3))
    send_back(desk, "张三", documents["back"], "盖章页缺失")
    take_in(desk, "张三", f"{documents['moved']}#1", agency=agencies(inbox)[0], report_year=2024)
    take_in(desk, "张三", documents["nobody"], agency="无此机关")
    take_in(desk, "张三", "不在/这里.docx", report_year=2025)
    for code in agencies(inbox):
        open_case(desk, "张三", code, 2025, {"gone": GONE}, None, until=date(2026, 3, 1))
    reopen_fault(desk, "张三", agencies(inbox)[1], 2025, "gone")
    decide_explanation(desk, "张三", agencies(inbox)[1], 2025, "f" * 32, "rejected", "没有附依据")
    set_settings(desk, "张三", {"issuer": "示例区政务公开办", "days_to_correct": "15"})
    write_paper_words(home, {"circular.end": "专此通报。"})
    run(inbox, home)
    return inbox, home, documents


def test_the_wording_of_papers_is_an_input_and_stays_with_its_version(decided):
    _, home, _ = decided
    last = latest(home)
    manifest = json.loads((home / "public" / last["manifest"]).read_bytes())
    digest = hashlib.sha256('"circular.end" = "专此通报。"\n'.encode()).hexdigest()
    assert {"source": PAPERS_FILE, "sha256": digest} in manifest["inputs"]
    districts = rows(home, "SELECT district_code FROM districts")
    with duckdb.connect(str((home / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
        office = read_office(con, districts[0]["district_code"], 2025, date(2026, 3, 1))
    assert office.policy["circular"]["end"] == "专此通报。"
    assert PAPERS_FILE not in office.settings


def test_whose_when_and_sent_back_are_the_offices_word(decided):
    inbox, home, documents = decided
    told = {
        name: row for row in rows(home, "SELECT r.*, d.source FROM reports r JOIN documents d USING (document_id)")
        for name, document in documents.items() if document in (row["document_id"], row["source"])
    }  # fmt: skip
    assert (told["dated"]["published_on"], told["dated"]["decided"]) == (date(2026, 3, 3), ["published_on"])
    assert (told["moved"]["agency_code"], told["moved"]["report_year"]) == (agencies(inbox)[0], 2024)
    assert told["moved"]["decided"] == ["agency", "report_year"]
    assert (told["nobody"]["decided"], told["nobody"]["status"]) == ([], "current")
    assert (told["back"]["status"], told["back"]["is_current"]) == ("returned", False)
    assert "盖章页缺失" in told["back"]["problem"]
    status = {row["agency_code"]: row for row in rows(home, "FROM current_reports WHERE report_year = 2025")}
    assert status[told["back"]["agency_code"]]["status"] == "missing"
    assert status[told["dated"]["agency_code"]]["published_on"] == date(2026, 3, 3)
    decisions = {row["subject"]: row for row in rows(home, "FROM desk_decisions")}
    assert sorted(row["state"] for row in decisions.values()) == [
        "in_force", "in_force", "in_force", "malformed", "matches_nothing", "matches_nothing",
    ]  # fmt: skip
    assert "无此机关" in decisions[documents["nobody"]]["problem"]
    assert {row["setting"]: row["value"] for row in rows(home, "FROM office_settings")} == {
        "issuer": "示例区政务公开办", "days_to_correct": "15", PAPERS_FILE: '"circular.end" = "专此通报。"\n',
    }  # fmt: skip


def test_faults_that_are_gone_tick_themselves_off_but_not_where_no_report_is(decided):
    inbox, home, _ = decided
    states = {row["agency_code"]: row for row in rows(home, "FROM case_faults")}
    without = {row["agency_code"] for row in rows(home, "FROM current_reports WHERE report_id IS NULL")}
    version = (latest(home) or {})["version"]
    taken_back = agencies(inbox)[1]
    for code, row in states.items():
        expected = "unclear" if code in without else "reopened" if code == taken_back else "resolved"
        assert (code, row["state"], row["resolved_in"]) == (code, expected, None if code in without else version)
    assert without
    ticked = {tick.agency_code for tick in list_ticks(Desk(home))}
    assert ticked == set(agencies(inbox)) - without
    still_open = {row["agency_code"]: row["faults_open"] for row in rows(home, "FROM cases")}
    assert still_open == {code: int(code in without | {taken_back}) for code in agencies(inbox)}
    faulty = rows(home, "FROM faults WHERE NOT waived ORDER BY fault_id")[0]
    faults, since = case_faults_of(home, faulty["agency_code"], faulty["report_year"])
    assert faults[faulty["fault_id"]]["title"] == faulty["title"]
    assert since == version
    assert published_agency(home, faulty["agency_code"]) == faulty["agency_code"]


def test_the_version_names_the_desk_and_a_run_that_ticked_changes_nothing(decided):
    inbox, home, _ = decided
    version = (latest(home) or {})["version"]
    manifest = json.loads((home / "public" / version / "manifest.json").read_bytes())
    assert len(manifest["digests"]["desk"]) == 64
    assert {"cases", "case_faults", "desk_decisions"} <= {table["name"] for table in manifest["tables"]}
    assert (latest(home) or {})["desk"]["events"] > 0
    assert run(inbox, home) == version
