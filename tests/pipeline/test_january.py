"""January of four agencies, day by day, through the flow: on each day the right status, and always something whole to
read. One publishes on day 3, changes on day 9 and takes it down on day 12; one publishes on the last day, without a
date; one on 2 February; one never."""

import json
import os
import threading
from datetime import date, datetime, timedelta

import duckdb
import pytest
from click.testing import CliRunner

from flows.cli import cli
from flows.collect import log
from flows.settings import TIME_ZONE
from tests.standin.district import MANNERS, YEAR, column, page, row, title, write_agencies, write_registry
from tests.standin.site import Page, Site

# Every day on which something happens, one before and one after; EVERY_DAY=1 in the environment: all 34.
EVENTS = [date(2026, 1, day) for day in (2, 3, 9, 12, 31)] + [date(2026, 2, day) for day in (1, 2, 3)]
DAYS = [date(2026, 1, 1) + timedelta(days) for days in range(34)] if os.environ.get("EVERY_DAY") else EVENTS


class Reader(threading.Thread):
    """An analyst who opens the published file again and again."""

    def __init__(self, link):
        super().__init__(daemon=True)
        self.link, self.stop, self.reads, self.wrong = link, threading.Event(), 0, []

    def run(self):
        while not self.stop.wait(0.01):
            if not self.link.exists():
                continue
            try:
                path = self.link.resolve()
                with duckdb.connect(str(path), read_only=True) as con:
                    versions = con.sql("SELECT version FROM runs ORDER BY started_at DESC LIMIT 1").fetchall()
                    orphans = con.sql(
                        "SELECT count(*) FROM cells WHERE report_id NOT IN (SELECT report_id FROM reports)"
                    ).fetchall()
                if versions != [(path.stem,)] or orphans != [(0,)]:
                    self.wrong.append((path.name, versions, orphans))
                self.reads += 1
            except Exception as error:
                self.wrong.append(repr(error))


@pytest.fixture(scope="module")
def january(run, tmp_path_factory):
    """(day, status as JSON) of each day, and what the reader met with."""
    folder, home, inbox = (tmp_path_factory.mktemp(name) for name in ("agencies", "home", "inbox"))
    agencies = [a for a in write_agencies(folder, 20) if a.ending in (".html", ".htm")][:4]
    early, last_day, late, _never = agencies
    kept = log.now
    seen = []
    reader = Reader(home / "warehouse" / "gouji.duckdb")
    reader.start()
    with Site() as site:
        write_registry(
            folder / "web.csv", folder / "registry.csv", {a.code: f"内网 {site.root}/{a.code}/nb/" for a in agencies}
        )

        def publish(agency, day, body):
            address = f"/{agency.code}/nb/t{day:%Y%m%d}_1.html"
            site.pages[f"/{agency.code}/nb/"] = page(column([row(address, title(agency), str(day))]))
            site.pages[address] = Page(body)

        def take_down(agency):
            for path in [path for path in site.pages if path.startswith(f"/{agency.code}/")]:
                del site.pages[path]
            site.pages[f"/{agency.code}/nb/"] = page(column([]))

        for agency in agencies:
            take_down(agency)
        try:
            for day in DAYS:
                if day == date(2026, 1, 3):
                    publish(early, day, early.report)
                elif day == date(2026, 1, 9):
                    publish(early, date(2026, 1, 3), early.report + "<p>更正</p>".encode())
                elif day == date(2026, 1, 12):
                    take_down(early)
                elif day == date(2026, 1, 31):
                    publish(last_day, day, last_day.report)
                elif day == date(2026, 2, 2):
                    publish(late, day, late.report)
                log.now = lambda day=day: datetime(day.year, day.month, day.day, 6, tzinfo=TIME_ZONE)
                run(inbox, home, registry=folder / "web.csv", as_of=day, manners=MANNERS)
                seen.append(
                    (day, json.loads(CliRunner().invoke(cli, ["status", "--home", str(home), "--json"]).stdout))
                )
        finally:
            log.now = kept
            reader.stop.set()
            reader.join()
    return agencies, home, seen, reader


def test_the_status_of_each_day(january):
    (early, last_day, late, never), _, seen, _ = january
    deadline = date(2026, 1, 31)
    for day, status in seen:
        assert (status["report_year"], status["as_of"]) == (YEAR, str(day))
        rows = {row["agency_code"]: row for row in status["agencies"]}
        absent = "missing" if day > deadline else "not_due"
        found = {code: row["status"] not in ("missing", "not_due") for code, row in rows.items()}
        assert found[early.code] == (day >= date(2026, 1, 3)), day
        assert found[last_day.code] == (day >= deadline), day
        assert found[late.code] == (day >= date(2026, 2, 2)), day
        assert rows[never.code]["status"] == absent, day
        assert rows[never.code]["days_overdue"] == ((day - deadline).days if day > deadline else None), day
        assert any("尚未列出" in problem for problem in rows[never.code]["seen"])
        gone = [row for row in status["trouble"] if row["status"] == "gone"]
        assert len(gone) == (day >= date(2026, 1, 12)), day


def test_a_change_is_a_second_version_and_what_was_taken_down_stays_known(january):
    (early, *_), home, _, _ = january
    with duckdb.connect(str((home / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
        versions = con.sql(f"""
            SELECT d.version, d.fetched_on, d.in_force, r.is_current
            FROM reports r JOIN documents d USING (document_id) WHERE r.agency_code = '{early.code}' ORDER BY 1
        """).fetchall()
    assert versions == [(1, date(2026, 1, 3), False, False), (2, date(2026, 1, 9), False, True)]


def test_an_analyst_reads_whole_versions_only(january):
    _, _, _, reader = january
    assert reader.wrong == []
    assert reader.reads > len(DAYS)
