"""All odd entries of an inbox and odd addresses of sites in one run, beside twelve good agencies."""

import os
import socket
import zipfile
from pathlib import Path

import duckdb
import pytest

from tests.standin.district import CRAWL_POLICY, YEAR, column, page, row, title, write_agencies, write_registry
from tests.standin.site import Page, Site

GOOD = 12


def test_each_oddity_costs_itself_and_twelve_agencies_are_published(tmp_path: Path, run) -> None:
    agencies = write_agencies(tmp_path / "district", 40)
    good, others = agencies[:GOOD], iter(agencies[GOOD:])
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number, agency in enumerate(good):
        name = f"{agency.name}{YEAR}年报{agency.ending}"
        raw = name.encode("gb18030") if number == 0 else name.encode()
        (inbox / os.fsdecode(raw)).write_bytes(agency.report)
    sources = {agency.code: "收件" for agency in good}
    told = _odd_entries(inbox, tmp_path)
    with Site() as site:
        asked = _odd_pages(site, others, sources)
        write_registry(tmp_path / "web.csv", tmp_path / "district" / "registry.csv", sources)
        run(inbox, tmp_path / "home", registry=tmp_path / "web.csv", crawl_policy=CRAWL_POLICY)
    with duckdb.connect(str((tmp_path / "home" / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
        published = {code for (code,) in con.sql("SELECT agency_code FROM current_reports").fetchall()}
        unread = dict(con.sql("SELECT source, problem FROM documents WHERE document_state = 'unreadable'").fetchall())
        read = {
            source for (source,) in con.sql("SELECT source FROM documents WHERE document_state = 'read'").fetchall()
        }
        fetches = con.sql("SELECT agency_code, problem FROM fetches WHERE is_latest AND problem IS NOT NULL").fetchall()
    assert {agency.code for agency in good} <= published
    assert f"{good[0].name}{YEAR}年报{good[0].ending}" in read
    assert {source: words in unread.get(source, "") for source, words in told.items()} == dict.fromkeys(told, True)
    assert {code for code in asked if not any(code == of for of, _ in fetches)} == set()


def _odd_entries(inbox: Path, beside: Path) -> dict[str, str]:
    """Put odd entries into the inbox: {source: words of its reason}."""
    os.mkfifo(inbox / "pipe.html")
    (inbox / "self.html").symlink_to("self.html")
    (inbox / "device.html").symlink_to("/dev/zero")
    (inbox / "eio.html").symlink_to("/proc/self/mem")
    (inbox / "deep").mkdir()
    (inbox / "deep" / "up").symlink_to(inbox)
    (beside / "outside").mkdir()
    (inbox / "out").symlink_to(beside / "outside")
    with (inbox / "huge.pdf").open("wb") as file:
        file.truncate(20_000_000_000)
    door = socket.socket(socket.AF_UNIX)
    door.bind(str(inbox / "door"))
    door.close()
    (inbox / os.fsdecode(b"\xff\xfe.html")).write_bytes(b"no report")
    with zipfile.ZipFile(inbox / "twice.zip", "w") as archive:
        archive.writestr("same.html", b"one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("same.html", b"two")
    return {
        "pipe.html": "FIFO", "self.html": "打不开", "device.html": "设备", "eio.html": "读不出", "deep/up": "自身",
        "out": "之外", "huge.pdf": "上限", "door": "socket", "%FF%FE.html": "", "twice.zip": "同名之2",
    }  # fmt: skip


def _odd_pages(site: Site, agencies, sources: dict[str, str]) -> list[str]:
    """Serve odd answers, one agency each: codes of the agencies that must be told of."""

    def serve(listed: str | Page, report: Page | None = None) -> None:
        agency = next(agencies)
        sources[agency.code] = f"内网 {site.root}/{agency.code}/"
        shown = listed if isinstance(listed, Page) else page(listed.replace("TITLE", title(agency)))
        site.pages[f"/{agency.code}/"] = shown
        if report:
            site.pages[f"/{agency.code}/r.html"] = report

    for address in ("http://[bad/", "http://127.0.0.1:99999/", f"http://{'x' * 80}.invalid/", "http://127.0.0.1:a/"):
        serve(column([row(address, "TITLE")]))
        serve(Page(status=302, headers={"Location": address}))
        serve(page(f"<meta http-equiv=refresh content='0;url={address}'>"))
        serve(column([row("r.html", "TITLE")]).replace("<head>", f"<head><base href='{address}'>"))
    serve(Page(b"busy", 503, {"Retry-After": "²".encode().decode("latin-1")}))
    serve(column([row("r.html", "TITLE")]), Page(b"<html", 206))
    return [code for code, source in sources.items() if source != "收件"]
