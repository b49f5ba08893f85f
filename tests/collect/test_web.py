"""What the client refuses, and what it puts up with."""

import ipaddress
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gouji.collect import exchange, host_guard
from gouji.collect.fetch_errors import FetchError
from gouji.collect.web import Client
from gouji.core.crawl_policy import CrawlPolicy
from tests.standin.site import Page, Site

QUICK = CrawlPolicy(delay=0, connect=1, read=1, whole=2, longest_wait=1)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def client(site: Site, private: bool = True, host: str = "127.0.0.1", crawl_policy: CrawlPolicy = QUICK) -> Client:
    return Client({(host, site.port): private}, crawl_policy)


def test_a_private_address_is_contacted_only_when_the_registry_says_so(site: Site) -> None:
    site.pages["/a"] = Page(b"here")
    with client(site) as allowed:
        assert allowed.get(f"{site.root}/a").data == b"here"
    asked = len(site.requests)
    with client(site, private=False) as public, pytest.raises(FetchError, match="内网") as told:
        public.get(f"{site.root}/a")
    assert (told.value.state, told.value.is_temporary) == ("refused", False)
    assert len(site.requests) == asked


@pytest.mark.parametrize(
    "number",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:127.0.0.1", "100.64.0.1", "224.0.0.1", "0.0.0.0"],
)
def test_a_public_name_that_leads_to_a_private_address_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    family = socket.AF_INET6 if ipaddress.ip_address(number).version == 6 else socket.AF_INET
    answers = [(family, socket.SOCK_STREAM, 6, "", (number, site.port))]
    monkeypatch.setattr(exchange.socket, "getaddrinfo", lambda *_, **__: answers)
    with client(site, private=False, host="www.example.invalid") as public, pytest.raises(FetchError, match="内网"):
        public.get(f"http://www.example.invalid:{site.port}/a")
    assert site.requests == []


def test_the_address_that_was_checked_is_the_one_connected_to(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers with a harmless address first and a private one at the next look: one look a connection."""
    looked = []
    look_up = socket.getaddrinfo

    def answer(host: str, *more: object, **named: object) -> list[tuple[object, ...]]:
        if host != "www.example.invalid":
            return look_up(host, *more, **named)  # type: ignore[arg-type]
        looked.append(host)
        number = "127.0.0.1" if len(looked) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, site.port))]

    monkeypatch.setattr(host_guard, "_is_public", lambda number: number == "127.0.0.1")
    monkeypatch.setattr(exchange.socket, "getaddrinfo", answer)
    with client(site, private=False, host="www.example.invalid") as public, pytest.raises(FetchError, match="内网"):
        public.get(f"http://www.example.invalid:{site.port}/a")
    assert len(looked) == 2
    assert site.paths() == ["/robots.txt"]
    assert site.requests[0].headers["Host"] == f"www.example.invalid:{site.port}"


def test_a_certificate_that_cannot_be_verified_is_refused(tmp_path: Path) -> None:
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key", "-out", "cert", "-days", "2",
         "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        cwd=tmp_path, capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("no openssl to make a certificate with")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def serve() -> None:
            line, _ = server.accept()
            with pytest.raises(ssl.SSLError), line:
                context.wrap_socket(line, server_side=True).read()

        thread = threading.Thread(target=serve)
        thread.start()
        with Client({("127.0.0.1", port): True}, QUICK) as strict, pytest.raises(FetchError, match="证书") as told:
            strict.get(f"https://127.0.0.1:{port}/")
        thread.join()
    assert (told.value.state, told.value.is_temporary) == ("refused", False)


def test_rules_that_cannot_be_had_keep_us_out_for_now(site: Site) -> None:
    site.pages |= {"/robots.txt": Page(b"", 503), "/a": Page(b"here")}
    with client(site) as polite, pytest.raises(FetchError, match=r"robots\.txt") as told:
        polite.get(f"{site.root}/a")
    assert told.value.is_temporary
    assert site.paths() == ["/robots.txt"]


def test_a_pause_asked_for_by_the_rules_is_kept(site: Site) -> None:
    site.pages |= {"/robots.txt": Page(b"User-agent: *\nCrawl-delay: 0.4\n"), "/a": Page(b"a"), "/b": Page(b"b")}
    with client(site) as polite:
        polite.get(f"{site.root}/a")
        polite.get(f"{site.root}/b")
    assert site.asked("/b")[0].began - site.asked("/a")[0].began >= 0.4


def test_a_redirect_is_followed_within_the_registry_only(site: Site) -> None:
    site.pages |= {"/a": Page(b"", 302, {"Location": "/b"}), "/b": Page(b"here")}
    site.pages["/c"] = Page(b"", 302, {"Location": "http://169.254.169.254/latest"})
    site.pages["/d"] = Page(b"", 302, {"Location": "file:///etc/passwd"})
    with client(site) as polite:
        assert polite.get(f"{site.root}/a")[:2] == (f"{site.root}/b", 200)
        for path in ("/c", "/d"):
            with pytest.raises(FetchError, match="未访问") as told:
                polite.get(site.root + path)
            assert told.value.state == "refused"


def test_a_copy_that_is_still_good_is_not_sent_again(site: Site) -> None:
    site.pages["/a"] = Page(b"here")
    with client(site) as polite:
        first = polite.get(f"{site.root}/a")
        assert polite.get(f"{site.root}/a", first.headers)[1:] == (304, {"etag": first.headers["etag"]} | {
            name: value for name, value in polite.get(f"{site.root}/a", first.headers).headers.items() if name != "etag"
        }, b"")  # fmt: skip


@pytest.mark.parametrize(
    "address", ["http://", "http://127.0.0.1:99999/", "javascript:void(0)", "http://[::1", "/relative"]
)
def test_what_is_no_address_is_told(site: Site, address: str) -> None:
    with client(site) as polite, pytest.raises(FetchError):
        polite.get(address)


def test_nobody_there_is_told_and_may_pass() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with Client({("127.0.0.1", port): True}, QUICK) as polite, pytest.raises(FetchError, match="连不上") as told:
        polite.get(f"http://127.0.0.1:{port}/")
    assert told.value.is_temporary
