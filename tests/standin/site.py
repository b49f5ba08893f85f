"""The server: pages by path, each with the trouble it makes, and a record of every request."""

import gzip
import hashlib
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

_BOMB = gzip.compress(b"0" * 100_000_000, 1)


class Request(NamedTuple):
    began: float  # monotonic seconds
    path: str
    headers: dict[str, str]


@dataclass
class Page:
    """An answer. `times`: only the first so many requests get it, later ones get `then`."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    times: int | None = None
    then: "Page | None" = None
    trouble: str = ""  # slow, hang, cut, bomb, long, short, drip, raw, trickle


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """A reader that hung up is nobody's error here."""


class Site:
    """Serves `pages` on 127.0.0.1 and counts what was asked. Use in a `with`."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.requests: list[Request] = []
        self.most_at_once = 0
        self._busy = 0
        self._lock = threading.Lock()
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site._answer(self)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.root = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Site":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def asked(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        with self._lock:
            asked = len(self.asked(handler.path))
            self.requests.append(Request(time.monotonic(), handler.path, dict(handler.headers)))
            self._busy += 1
            self.most_at_once = max(self.most_at_once, self._busy)
        page = self.pages.get(handler.path) or Page(b"Not Found", 404)
        while page.times is not None and asked >= page.times and page.then:
            asked -= page.times
            page = page.then
        try:
            _TROUBLES.get(page.trouble, _plain)(handler, page)
        except (BrokenPipeError, ConnectionResetError):
            handler.close_connection = True
        finally:
            with self._lock:
                self._busy -= 1


def _plain(handler: BaseHTTPRequestHandler, page: Page) -> None:
    """As a good site answers: with an ETag, and 304 where the reader has that copy."""
    tag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
    if page.status == 200 and handler.headers.get("If-None-Match") == tag:
        _head(handler, 304, {"ETag": tag})
        return
    _head(handler, page.status, {"ETag": tag, "Content-Length": str(len(page.body))} | page.headers)
    handler.wfile.write(page.body)


def _slow(handler: BaseHTTPRequestHandler, page: Page) -> None:
    """A piece at a time."""
    _head(handler, 200, {"Content-Length": str(len(page.body))} | page.headers)
    size = len(page.body) // 5 + 1
    for start in range(0, len(page.body), size):
        handler.wfile.write(page.body[start : start + size])
        handler.wfile.flush()
        time.sleep(0.1)


def _hang(handler: BaseHTTPRequestHandler, _page: Page) -> None:
    """Never answers."""
    time.sleep(4)
    handler.close_connection = True


def _cut(handler: BaseHTTPRequestHandler, page: Page) -> None:
    """Drops the line half way."""
    _head(handler, 200, {"Content-Length": str(len(page.body))})
    handler.wfile.write(page.body[: len(page.body) // 2])
    handler.wfile.flush()
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def _bomb(handler: BaseHTTPRequestHandler, _page: Page) -> None:
    """A little gzip that unpacks to a hundred million bytes."""
    _head(handler, 200, {"Content-Length": str(len(_BOMB)), "Content-Encoding": "gzip", "Content-Type": "text/html"})
    handler.wfile.write(_BOMB)


def _long(handler: BaseHTTPRequestHandler, page: Page) -> None:
    """Says more bytes than it has."""
    _head(handler, 200, {"Content-Length": str(len(page.body) + 1000)})
    handler.wfile.write(page.body)
    handler.close_connection = True


def _short(handler: BaseHTTPRequestHandler, page: Page) -> None:
    """Says fewer bytes than it has."""
    _head(handler, 200, {"Content-Length": str(len(page.body) - 60), "Connection": "close"})
    handler.wfile.write(page.body)
    handler.close_connection = True


def _drip(handler: BaseHTTPRequestHandler, page: Page) -> None:
    """A byte now and then, without end."""
    _head(handler, 200, {"Content-Length": "1000000"} | page.headers)
    for _ in range(60):
        handler.wfile.write(b".")
        handler.wfile.flush()
        time.sleep(0.1)
    handler.close_connection = True


def _raw(handler: BaseHTTPRequestHandler, page: Page) -> None:
    """The body alone, for an answer as it stands, and the end of the line."""
    handler.wfile.write(page.body)
    handler.wfile.flush()
    handler.close_connection = True


def _trickle(handler: BaseHTTPRequestHandler, page: Page) -> None:
    """Part of an answer as it stands, again and again, without end."""
    for _ in range(200):
        handler.wfile.write(page.body)
        handler.wfile.flush()
        time.sleep(0.05)
    handler.close_connection = True


_TROUBLES: dict[str, Callable[[BaseHTTPRequestHandler, Page], None]] = {
    "slow": _slow, "hang": _hang, "cut": _cut, "bomb": _bomb, "long": _long, "short": _short, "drip": _drip,
    "raw": _raw, "trickle": _trickle,
}  # fmt: skip


def _head(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str]) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    if status == 304 or "Content-Length" in headers:
        handler.end_headers()
        return
    handler.send_header("Content-Length", "0")
    handler.end_headers()
