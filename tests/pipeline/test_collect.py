"""The flow on a district that publishes on the web: collected, published, told; and what `gouji status` says of it."""

import json
from datetime import date, datetime

import duckdb
import pytest
from click.testing import CliRunner

from gouji.cli.main import cli
from gouji.core.settings import TIME_ZONE
from tests.pipeline.conftest import AS_OF
from tests.standin.district import CRAWL_POLICY, YEAR, build_district
from tests.standin.site import Site


@pytest.fixture(scope="module")
def collected(run, tmp_path_factory):
    folder, home, inbox = (tmp_path_factory.mktemp(name) for name in ("district", "home", "inbox"))
    with Site() as site, Site() as outside:
        district = build_district(folder, site, outside)
        late = district.told["500"][0]  # what its site does not give comes by mail
        (inbox / f"{late.name}.html").write_bytes(late.report)
        options = {"registry": district.registry, "year": YEAR, "crawl_policy": CRAWL_POLICY}
        summary = run(inbox, home, **options)
        again = run(inbox, home, **options)
        yield district, home, summary, again, outside


def test_every_report_of_the_web_and_the_inbox_counts(collected):
    district, _, summary, _, _ = collected
    missing = {row["agency_code"] for row in summary["missing_agencies"]}
    missing |= {row["agency_code"] for row in summary["own_reports"] if row["status"] == "missing"}
    assert missing == {agency.code for way, (agency, _, _) in district.told.items() if way != "500"}
    told = " ".join(row["problem"] for row in summary["trouble"])
    for way, (_, state, words) in district.told.items():
        assert words in told or state == "not_listed" or way == "404", way


def test_documents_say_where_and_when(collected):
    district, home, _, _, _ = collected
    with duckdb.connect(str((home / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
        rows = con.sql("""
            SELECT d.agency_code, d.source, d.fetched_on FROM reports r JOIN documents d USING (document_id)
            WHERE r.is_current AND d.document_state <> 'duplicate'
        """).fetchall()
        attached = con.sql("SELECT link FROM documents WHERE attached_to IS NOT NULL").fetchall()
    assert len(rows) == len(district.found) + 1
    today = datetime.now(TIME_ZONE).date()
    web = [row for row in rows if row[1].startswith("http")]
    assert len(web) == len(district.found)
    assert all(code and (today - day).days in (0, 1) for code, _, day in web)
    assert len(attached) == 1


def test_looking_again_changes_nothing(collected):
    _, _, summary, again, outside = collected
    assert (again["state"], again["version"]) == ("unchanged", summary["version"])
    assert outside.requests == []


def test_status_says_who_is_late_and_why(collected):
    district, home, _, _, _ = collected
    (answer,) = json.loads(CliRunner().invoke(cli, ["status", "--home", str(home), "--json"]).stdout)
    rows = {row["agency_code"]: row for row in answer["agencies"]}
    for way, (agency, _, words) in district.told.items():
        row = rows[agency.code]
        assert any(words in problem for problem in row["seen"]), way
        if way != "500":
            assert row["status"] == "missing"
            assert row["days_overdue"] == (AS_OF - date.fromisoformat(row["deadline"])).days
    shown = CliRunner().invoke(cli, ["status", "--home", str(home)]).stdout
    assert "已过期限 296 天" in shown
    assert "尚未列出" in shown
