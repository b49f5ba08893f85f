"""A month of one agency: published on day 3, changed on day 9, taken down on day 12."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gouji.collect.archive import read_archived
from gouji.collect.log import Log
from gouji.collect.verify import verify_archive
from gouji.collect.visit import RetryLater, Visitor, client_for, host_groups
from gouji.collect.web_history import Collected, from_web
from gouji.core.registry_file import load_registry
from tests.standin.district import CRAWL_POLICY, YEAR, column, page, row
from tests.standin.site import Page, Site

TITLE = "甲镇人民政府2025年政府信息公开工作年度报告"


class Month:
    """One agency's column, looked at on days of January 2026."""

    def __init__(self, site: Site, home: Path) -> None:
        self.site, self.home = site, home
        path = home / "registry.csv"
        path.write_text(f"code,name,kind,source\n990101100000,甲镇,镇,内网 {site.root}/nb/\n", encoding="utf-8")
        self.registry = load_registry(path)
        self.site.pages["/nb/"] = page(column([]))

    def show(self, text: str | None) -> None:
        """Let the site show a report of these words, or none."""
        self.site.pages.pop("/nb/1.html", None)
        if text is None:
            self.site.pages["/nb/"] = page(column([]))
            return
        self.site.pages["/nb/"] = page(column([row("1.html", TITLE)]))
        self.site.pages["/nb/1.html"] = page(f"<html><body><h1>{TITLE}</h1><p>{text}</p></body></html>")

    def look(self, day: int, hour: int = 6) -> Collected:
        now = datetime(2026, 1, day, hour, tzinfo=UTC) - timedelta(hours=8)
        log = Log(self.home, clock=lambda: now)
        with client_for(self.registry, CRAWL_POLICY) as client:
            visitor = Visitor(self.home, log, client, self.registry, YEAR, now)
            for group in host_groups(self.registry):
                with suppress(RetryLater):
                    visitor.visit(group)
        return from_web(log, self.registry)


@pytest.fixture
def month(tmp_path: Path):
    with Site() as site:
        yield Month(site, tmp_path)


def states(collected: Collected, role: str) -> list[tuple[str, int, int]]:
    return [(f["state"], f["first_on"].day, f["last_on"].day) for f in collected.fetches if f["role"] == role]


def test_published_changed_and_taken_down(month: Month) -> None:
    shows = {3: "第一版", 9: "第二版", 12: None}
    for day in range(1, 15):
        if day in shows:
            month.show(shows[day])
        found = month.look(day)
        versions = [(item.fetched_on.day, item.version, item.in_force) for item in found.documents if item.fetched_on]
        expected = [] if day < 3 else [(3, 1, day < 9)] if day < 9 else [(3, 1, False), (9, 2, day < 12)]
        assert versions == expected, day
    assert states(found, "search") == [("not_listed", 1, 2), ("listed", 3, 11), ("not_listed", 12, 14)]
    assert states(found, "page") == [("archived", 3, 8), ("archived", 9, 11), ("gone", 12, 14)]
    gone = next(f for f in found.fetches if f["state"] == "gone")
    assert gone["problem"].startswith("2026-01-09 至 2026-01-11 曾公布，2026-01-12 起不存在或已撤下")
    texts = [read_archived(month.home, item.archive_path).decode() for item in found.documents]
    assert ["第一版" in texts[0], "第二版" in texts[1]] == [True, True]
    assert verify_archive(month.home).problems == []


def test_a_change_taken_back_is_in_force_again(month: Month) -> None:
    for day, text in ((3, "甲"), (4, "乙"), (5, "甲")):
        month.show(text)
        found = month.look(day)
    assert [(item.version, item.in_force) for item in found.documents] == [(2, False), (3, True)]


@pytest.mark.parametrize("shows", ["unreachable", "taken down"])
def test_what_is_there_again_is_the_version_it_was(month: Month, shows: str) -> None:
    month.show("甲")
    month.look(3)
    if shows == "unreachable":
        month.site.pages["/nb/1.html"] = Page(b"", 503)
    else:
        month.show(None)
    month.look(4)
    month.show("甲")
    found = month.look(5)
    assert [(d.fetched_on.day, d.version, d.in_force) for d in found.documents if d.fetched_on] == [(3, 1, True)]
    month.show("乙")
    assert [(item.version, item.in_force) for item in month.look(6).documents] == [(1, False), (2, True)]


def test_two_changes_on_one_day_are_both_kept(month: Month) -> None:
    for hour, text in ((6, "甲"), (12, "乙")):
        month.show(text)
        found = month.look(3, hour)
    assert [(item.version, item.in_force) for item in found.documents] == [(1, False), (2, True)]


def test_a_failure_that_passed_on_its_day_is_not_published_and_one_that_lasted_is(month: Month) -> None:
    month.show("甲")
    month.site.pages["/nb/1.html"].trouble = "cut"
    assert [f["state"] for f in month.look(3).fetches if f["role"] == "page"] == ["failed"]
    month.site.pages["/nb/1.html"].trouble = ""
    assert states(month.look(3, 7), "page") == [("archived", 3, 3)]
    month.site.pages["/nb/1.html"] = Page(b"", 503)
    assert states(month.look(4), "page") == [("archived", 3, 3), ("failed", 4, 4)]
    assert month.look(4).documents[0].in_force  # not reached is not taken down


def test_an_agency_that_left_the_registry_takes_its_documents_along(month: Month) -> None:
    month.show("甲")
    assert month.look(3).documents
    path = month.home / "other.csv"
    path.write_text("code,name,kind\n990101200000,乙镇,镇\n", encoding="utf-8")
    assert from_web(Log(month.home), load_registry(path)).documents == []


@pytest.mark.parametrize("shows", ["the same", "another"])
def test_a_lost_copy_is_taken_again_from_the_site(month: Month, shows: str) -> None:
    month.show("甲")
    (first,) = month.look(13).documents
    (month.home / first.archive_path).unlink()
    if shows == "another":
        month.show("乙")
    documents = month.look(14).documents
    assert [item.document_id == first.document_id for item in documents] == [True, False][: len(documents)]
    assert len(documents) == (1 if shows == "the same" else 2)
    assert read_archived(month.home, documents[-1].archive_path)
