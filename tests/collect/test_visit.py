"""Collecting from the stand-in district: every report found, every trouble survived and told, nobody else contacted."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from gouji.collect.archive import read_archived
from gouji.collect.log import Log
from gouji.collect.verify import verify_archive
from gouji.collect.visit import RetryLater, Visitor, client_for, host_groups
from gouji.collect.web_history import Collected, from_web
from gouji.core.registry_file import load_registry
from tests.standin.district import CRAWL_POLICY, YEAR, District, build_district
from tests.standin.site import Site


class Visited(NamedTuple):
    district: District
    site: Site
    outside: Site
    home: Path
    collected: Collected


def visit(home: Path, registry_file: Path, since: datetime | None = None, rounds: int = 2) -> Collected:
    """Rounds of a visit, as the flow has them retried."""
    registry, log = load_registry(registry_file), Log(home)
    with client_for(registry, CRAWL_POLICY) as client:
        visitor = Visitor(home, log, client, registry, YEAR, since or datetime.now(UTC))
        for group in host_groups(registry):
            for _ in range(rounds):
                try:
                    visitor.visit(group)
                    break
                except RetryLater:
                    continue
    return from_web(log, registry)


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory):
    folder, home = tmp_path_factory.mktemp("district"), tmp_path_factory.mktemp("home")
    with Site() as site, Site() as outside:
        district = build_district(folder, site, outside)
        yield Visited(district, site, outside, home, visit(home, district.registry))


def test_every_report_is_found_byte_for_byte(visited: Visited) -> None:
    kept: dict[str | None, list[bytes]] = {}
    for item in visited.collected.documents:
        paths = [item.archive_path, *(companion.archive_path for companion in item.companions)]
        kept.setdefault(item.agency_code, []).extend(read_archived(visited.home, path) for path in paths)
    missing = [
        way
        for way, agency in visited.district.found.items()
        if not any(data.startswith(agency.report[:-400]) for data in kept.get(agency.code, []))
    ]
    assert missing == []
    assert len(visited.district.found) >= 24


def test_what_cannot_be_had_is_told_in_words(visited: Visited) -> None:
    latest: dict[str | None, list[tuple[str, str]]] = {}
    for fetch in visited.collected.fetches:
        if fetch["is_latest"] and fetch["problem"]:
            latest.setdefault(fetch["agency_code"], []).append((fetch["state"], fetch["problem"]))
    untold = {
        way: latest.get(agency.code)
        for way, (agency, state, words) in visited.district.told.items()
        if not any(state == told and words in problem for told, problem in latest.get(agency.code, []))
    }
    assert untold == {}
    found = {agency.code for agency in visited.district.found.values()}
    beside = [problem for code in found for _, problem in latest.get(code, [])]
    assert len(beside) == 1  # the attachment on another host
    assert "不在登记表" in beside[0]


def test_nobody_outside_the_registry_is_contacted(visited: Visited) -> None:
    assert visited.outside.requests == []


def test_robots_are_asked_first_and_obeyed(visited: Visited) -> None:
    assert visited.site.requests[0].path == "/robots.txt"
    assert len(visited.site.asked("/robots.txt")) == 1
    assert not any(path.startswith("/robots/nb/202601/") for path in visited.site.paths())


def test_one_request_at_a_time_with_a_pause_and_a_name(visited: Visited) -> None:
    began = sorted(request.began for request in visited.site.requests)
    assert min(later - earlier for earlier, later in pairwise(began)) >= CRAWL_POLICY.delay * 0.9
    assert {request.headers["User-Agent"].partition("/")[0] for request in visited.site.requests} == {"gouji"}


def test_a_time_asked_for_is_waited(visited: Visited) -> None:
    first, second = visited.site.asked("/503_once/nb/")[:2]
    assert second.began - first.began >= 1


def test_what_cannot_pass_is_asked_once_and_what_may_pass_in_every_round(visited: Visited) -> None:
    def asked(way: str) -> int:
        agency = visited.district.told[way][0]
        return len(visited.site.asked(f"/{way}/nb/202601/t20260113_{agency.code}.html"))

    assert {way: asked(way) for way in ("403", "404_page", "soft_404", "bomb", "endless")} == dict.fromkeys(
        ("403", "404_page", "soft_404", "bomb", "endless"), 1
    )
    assert {way: asked(way) for way in ("500", "cut", "hang")} == {"500": 2, "cut": 2, "hang": 2}


def test_a_list_that_several_share_is_fetched_once(visited: Visited) -> None:
    assert len(visited.site.asked("/shared/nb/")) == 1


def test_the_archive_proves_itself(visited: Visited) -> None:
    verified = verify_archive(visited.home)
    assert (verified.problems, verified.notes) == ([], [])


def test_a_second_look_archives_nothing_new_and_asks_by_condition(visited: Visited) -> None:
    before = verify_archive(visited.home).files
    asked = len(visited.site.requests)
    again = visit(visited.home, visited.district.registry, rounds=1)
    assert verify_archive(visited.home).files == before
    assert again == visited.collected
    conditional = [request for request in visited.site.requests[asked:] if "If-None-Match" in request.headers]
    assert len(conditional) > 20


def test_a_run_that_goes_on_asks_only_for_what_is_missing(visited: Visited) -> None:
    since = min(entry.time for entry in Log(visited.home))
    asked = len(visited.site.requests)
    again = visit(visited.home, visited.district.registry, since, rounds=1)
    found = {agency.code for agency in visited.district.found.values()}
    paths = [request.path for request in visited.site.requests[asked:]]
    assert not any(code in path for code in found for path in paths)
    assert again.documents == visited.collected.documents
