"""January of five agencies, day by day, through the flow: on each day the right status, the right findings on time, and
always something whole to read. One publishes on day 3, changes its words on day 9 and takes it down on day 12; one
publishes on day 3, changes a figure in silence on day 9 and cannot be reached on 1 February; one publishes on the last
day, dated by its address alone; one on 2 February, with a date in January; one never."""

import json
import os
import threading
from datetime import date, datetime, timedelta

import duckdb
import pytest
from click.testing import CliRunner

from gouji.cli.main import cli
from gouji.collect import log
from gouji.core.settings import TIME_ZONE
from tests.standin.district import (
    CRAWL_POLICY,
    YEAR,
    column,
    page,
    row,
    title,
    with_another_figure,
    write_agencies,
    write_registry,
)
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
        while not self.stop.wait(0.25):  # several times a run; oftener would take a third of a processor
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


FINDINGS = f"""
SELECT agency_code, rule, outcome, points::INTEGER, message FROM findings
WHERE dimension = 'timeliness' AND report_year = {YEAR} ORDER BY ALL
"""


@pytest.fixture(scope="module")
def january(run, tmp_path_factory):
    """(day, status as JSON, findings on time) of each day, and what the reader met with."""
    folder, home, inbox = (tmp_path_factory.mktemp(name) for name in ("agencies", "home", "inbox"))
    agencies = [a for a in write_agencies(folder, 20) if a.ending in (".html", ".htm")][:5]
    early, last_day, late, _never, silent = agencies
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
                    publish(silent, day, silent.report)
                elif day == date(2026, 1, 9):
                    publish(early, date(2026, 1, 3), early.report + "<p>更正</p>".encode())
                    publish(silent, date(2026, 1, 3), with_another_figure(silent.report))
                elif day == date(2026, 1, 12):
                    take_down(early)
                elif day == date(2026, 1, 31):
                    publish(last_day, day, last_day.report)
                elif day == date(2026, 2, 2):
                    publish(late, day, late.report)
                    publish(silent, date(2026, 1, 3), with_another_figure(silent.report))
                elif day == date(2026, 2, 1):
                    site.pages[f"/{silent.code}/nb/t20260103_1.html"] = Page(b"busy", 503)
                log.now = lambda day=day: datetime(day.year, day.month, day.day, 6, tzinfo=TIME_ZONE)
                run(inbox, home, registry=folder / "web.csv", as_of=day, crawl_policy=CRAWL_POLICY)
                (status,) = json.loads(CliRunner().invoke(cli, ["status", "--home", str(home), "--json"]).stdout)
                with duckdb.connect(str((home / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
                    seen.append((day, status, con.sql(FINDINGS).fetchall()))
        finally:
            log.now = kept
            reader.stop.set()
            reader.join()
    return agencies, home, seen, reader


def test_the_status_of_each_day(january):
    (early, last_day, late, never, silent), _, seen, _ = january
    deadline = date(2026, 1, 31)
    for day, status, _ in seen:
        assert (status["report_year"], status["as_of"]) == (YEAR, str(day))
        rows = {row["agency_code"]: row for row in status["agencies"]}
        absent = "missing" if day > deadline else "not_due"
        assert {code: row["status"] for code, row in rows.items()} == {
            early.code: "reported" if day >= date(2026, 1, 3) else absent,
            silent.code: "reported" if day >= date(2026, 1, 3) else absent,
            last_day.code: "reported" if day >= deadline else absent,
            late.code: "unclear" if day >= date(2026, 2, 2) else absent,
            never.code: absent,
        }, day
        assert rows[never.code]["days_overdue"] == ((day - deadline).days if day > deadline else None), day
        assert any("尚未列出" in problem for problem in rows[never.code]["seen"])
        gone = [row for row in status["trouble"] if row["status"] == "gone"]
        assert len(gone) == (day >= date(2026, 1, 12)), day


def test_the_findings_of_each_day(january):
    (early, _last_day, late, never, silent), _, seen, _ = january
    expected = [  # from this day to that
        (early, date(2026, 1, 9), date.max, "text_changed", "fail", 0),
        (early, date(2026, 1, 12), date.max, "report_withdrawn", "fail", 20),
        (silent, date(2026, 1, 9), date.max, "changed_after_publication", "fail", 3),
        (silent, date(2026, 2, 1), date(2026, 2, 1), "report_withdrawn", "cannot_tell", 0),
        (late, date(2026, 2, 1), date(2026, 2, 1), "report_missing", "fail", 100),
        (late, date(2026, 2, 2), date.max, "report_late", "cannot_tell", 0),
        (never, date(2026, 2, 1), date.max, "report_missing", "fail", 100),
    ]
    for day, _, findings in seen:
        assert [found[:4] for found in findings] == sorted(
            (agency.code, *row) for agency, since, until, *row in expected if since <= day <= until
        ), day
    said = {(code, rule): message for code, rule, *_, message in seen[-1][2]}
    assert "规章·本年制发件数：0→7。" in said[silent.code, "changed_after_publication"]
    assert all(
        words in said[late.code, "report_late"]
        for words in ("注明2026年1月27日公布", "2026年2月1日查看时网上仍未见到", "2026年2月2日首次见到")
    )
    assert "2026年1月12日起该网址不存在或已撤下（404）" in said[early.code, "report_withdrawn"]


def test_a_change_is_a_second_version_and_what_was_taken_down_stays_known(january):
    (early, *_, silent), home, _, _ = january
    with duckdb.connect(str((home / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
        versions = con.sql("""
            SELECT r.agency_code, d.version, d.fetched_on, d.in_force, r.is_current
            FROM reports r JOIN documents d USING (document_id) ORDER BY ALL
        """).fetchall()
        changes = con.sql("SELECT DISTINCT agency_code, published, kind FROM report_changes ORDER BY ALL").fetchall()
    for agency, still in ((early, False), (silent, True)):
        assert [version[1:] for version in versions if version[0] == agency.code] == [
            (1, date(2026, 1, 3), False, False),
            (2, date(2026, 1, 9), still, True),
        ]
    assert changes == [(early.code, "before", "section"), (silent.code, "before", "cell")]


def test_an_analyst_reads_whole_versions_only(january):
    _, _, _, reader = january
    assert reader.wrong == []
    assert reader.reads > len(DAYS)
