"""Whatever a site answers costs that address only: a row for it, within the limits on time and memory."""

import resource
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from gouji.collect import agency_visit, archiving_client, listing
from gouji.collect.fetch_errors import FetchError
from gouji.collect.log import FAILED, Log
from gouji.collect.page_worker import PageError, ask
from gouji.collect.visit import RetryLater, Visitor, client_for, host_groups
from gouji.collect.web import Client
from gouji.core.crawl_policy import CrawlPolicy
from gouji.core.registry_file import load_registry
from tests.standin.district import CRAWL_POLICY, YEAR, column, page, row, title, write_agencies, write_registry
from tests.standin.hostile_answers import answers
from tests.standin.site import Page, Site

QUICK = CrawlPolicy(delay=0, connect=1, read=1, whole=1.5, longest_wait=0, most_bytes=50_000_000)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def test_an_answer_of_any_kind_is_an_answer_or_a_row(site: Site) -> None:
    kinds = list(answers(seed=15, count=24))
    site.pages |= {f"/{number}": Page(answer.sent, trouble="raw") for number, answer in enumerate(kinds)}
    with Client({("127.0.0.1", site.port): True}, QUICK) as client:
        for number in range(len(kinds)):
            with suppress(FetchError):  # and nothing else
                client.get(f"{site.root}/{number}")
        site.pages["/good"] = Page(b"here")
        assert client.get(f"{site.root}/good").data == b"here"


@pytest.mark.parametrize(
    "piece",
    [b"HTTP/1.1 100 Continue\r\n\r\n", b"X-More: y\r\n", b"1;" + b"e" * 30],
    ids=["endless 100 Continue", "endless headers", "slow chunk extensions"],
)
def test_one_limit_for_a_whole_exchange(site: Site, piece: bytes) -> None:
    site.pages["/a"] = Page(piece, trouble="trickle")
    began = time.monotonic()
    with Client({("127.0.0.1", site.port): True}, QUICK) as client, pytest.raises(FetchError):
        client.get(f"{site.root}/a")
    assert time.monotonic() - began < 4


def test_what_is_packed_twice_is_not_unpacked(site: Site) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number, answer in enumerate(answers(seed=2, count=9)):
        site.pages[f"/{number}"] = Page(answer.sent, trouble="raw")
    with Client({("127.0.0.1", site.port): True}, QUICK) as client:
        for number, words in ((6, "压缩了 2 层"), (8, "段以上")):
            with pytest.raises(FetchError, match=words):
                client.get(f"{site.root}/{number}")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000  # KB


def test_a_part_is_not_archived_as_the_whole(site: Site) -> None:
    site.pages["/a"] = Page(b"<html", 206, {"Content-Range": "bytes 0-4/99"})
    with Client({("127.0.0.1", site.port): True}, QUICK) as client, pytest.raises(FetchError, match="206"):
        client.get(f"{site.root}/a")


def test_large_pages_are_looked_at_in_a_worker_and_in_time(site: Site, tmp_path: Path) -> None:
    agency, *others = write_agencies(tmp_path, 3)
    write_registry(tmp_path / "web.csv", tmp_path / "registry.csv", {agency.code: f"内网 {site.root}/nb/"})
    links = "".join(
        f"<a href='{n}.html'>{others[0].name}{n}办公室{YEAR}年政府信息公开工作年度报告</a>" for n in range(10_000)
    )
    attached = "".join(f"<a href='f{n}.pdf'>附件{n}</a>" for n in range(200_000))
    site.pages["/nb/"] = page(column([row("/report.html", title(agency)), links]))
    site.pages["/report.html"] = Page(agency.report + attached.encode())
    registry, log = load_registry(tmp_path / "web.csv"), Log(tmp_path / "home")
    began, used = time.monotonic(), time.process_time()
    with client_for(registry, replace(CRAWL_POLICY, most_bytes=20_000_000, whole=30)) as client:
        (group,) = host_groups(registry)
        Visitor(tmp_path / "home", log, client, registry, YEAR, datetime.now(UTC)).visit(group)
    assert time.process_time() - used < 5
    assert time.monotonic() - began < 40
    assert any(entry.source.endswith("/report.html") and entry.document_id for entry in log)


def divide(number: int) -> float:
    return 1 / number


def test_what_goes_wrong_in_a_worker_is_told_with_its_place() -> None:
    assert ask(divide, 2) == 0.5
    with pytest.raises(PageError, match=r"ZeroDivisionError.*test_hostile_answers\.py|ZeroDivisionError"):
        ask(divide, 0)


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (archiving_client, "look_at"),
        (archiving_client, "archive_bytes"),
        (archiving_client, "_check_content"),
        (agency_visit, "look_at"),
        (agency_visit, "ask"),
        (agency_visit, "join_address"),
        (agency_visit, "_wanted_links"),
        (listing, "reports"),
    ],
)
def test_an_error_that_nobody_foresaw_becomes_a_row(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: ModuleType, name: str
) -> None:
    """Thrown once, at the first agency, at each stage of a visit: the second agency is found."""
    agencies = write_agencies(tmp_path, 8)[:2]
    shown = {agency.code: f"内网 {site.root}/{agency.code}/" for agency in agencies}
    write_registry(tmp_path / "web.csv", tmp_path / "registry.csv", shown)
    for agency in agencies:
        site.pages[f"/{agency.code}/"] = page(column([row("report.html", title(agency))]))
        linked = b"<html><body><h1>x</h1><a href=a.docx>a.docx</a></body></html>"
        site.pages[f"/{agency.code}/report.html"] = Page(linked)
        site.pages[f"/{agency.code}/a.docx"] = Page(b"PK" + agency.code.encode())
    true, thrown = getattr(owner, name), []

    def throws_once(*arguments: object, **named: object) -> object:
        if not thrown:
            thrown.append(name)
            raise ZeroDivisionError("甲")
        return true(*arguments, **named)

    monkeypatch.setattr(owner, name, throws_once)
    registry, log = load_registry(tmp_path / "web.csv"), Log(tmp_path / "home")
    with client_for(registry, CRAWL_POLICY) as client:
        visitor = Visitor(tmp_path / "home", log, client, registry, YEAR, datetime.now(UTC))
        for group in host_groups(registry):
            try:
                visitor.visit(group)
            except RetryLater as error:
                pytest.fail(str(error))
    rows = [entry for entry in log if entry.state == FAILED]
    assert thrown
    assert any("ZeroDivisionError" in (entry.problem or "") and ".py:" in (entry.problem or "") for entry in rows)
    found = {entry.agency_code for entry in log if entry.document_id}
    second = [agency.code for agency in sorted(agencies)][1]
    assert second in found
