"""Answers no honest site gives, drawn from a seed: (what it is, the bytes sent), to be sent as they are and cut off."""

import gzip
import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

HTML = "Content-Type: text/html; charset=utf-8"
ODD_ADDRESSES = (
    "http://[bad/", "http://127.0.0.1:99999/a", "http://127.0.0.1:port/", "http://" + "x" * 80 + ".example.invalid/",
    "http://xn--a.example.invalid/", "http://\u2488.invalid/", "//", "http:///a", "http://%zz/", "javascript:void(0)",
    "data:text/html,x", "file:///etc/passwd", "http://a@[::1", "/\x00", "?" + "q" * 5_000, "http://①.②.③/", "ht!tp://x/",
)  # fmt: skip


class Answer(NamedTuple):
    kind: str
    sent: bytes


def answers(seed: int, count: int) -> Iterator[Answer]:
    """`count` answers; every kind comes before one comes again."""
    draw = random.Random(seed)
    for number in range(count):
        kind, make = _KINDS[number % len(_KINDS)]
        yield Answer(kind, make(draw))


def _answer(*lines: str, body: bytes = b"", status: str = "200 OK") -> bytes:
    head = "\r\n".join([f"HTTP/1.1 {status}", *lines, "Connection: close", "", ""])
    return head.encode("utf-8", "replace") + body


def _page(text: str) -> bytes:
    body = f"<html><body>{text}</body></html>".encode("utf-8", "replace")
    return _answer(HTML, f"Content-Length: {len(body)}", body=body)


def _odd(draw: random.Random) -> str:
    return draw.choice(ODD_ADDRESSES)


def _title(address: str) -> str:
    return f"<li><a href='{address}'>2025年政府信息公开工作年度报告</a></li>"


def _zipped_twice(draw: random.Random) -> bytes:
    body = gzip.compress(gzip.compress(b"0" * draw.randint(10, 60) * 1_000_000, 1), 1)
    return _answer(HTML, "Content-Encoding: gzip, gzip", body=body)


def _bomb(draw: random.Random) -> bytes:
    return _answer(HTML, "Content-Encoding: gzip", body=gzip.compress(b" " * draw.randint(4, 60) * 1_000_000, 1))


def _members(draw: random.Random) -> bytes:
    return _answer(HTML, "Content-Encoding: gzip", body=gzip.compress(b"") * draw.randint(200, 100_000))


def _noise(draw: random.Random) -> bytes:
    return draw.randbytes(draw.randint(1, 3_000))


def _flipped(draw: random.Random) -> bytes:
    sent = bytearray(_page(_title("1.html") * 20))
    for _ in range(draw.randint(1, 30)):
        sent[draw.randrange(len(sent))] = draw.randrange(256)
    return bytes(sent)


_KINDS: tuple[tuple[str, Callable[[random.Random], bytes]], ...] = (
    ("a title that leads nowhere", lambda d: _page(_title(_odd(d)))),
    ("an odd base", lambda d: _page(f"<base href='{_odd(d)}'>{_title('1.html')}")),
    ("an odd Location", lambda d: _answer(f"Location: {_odd(d)}", status=f"{d.choice((301, 302, 303, 307, 308))} Moved")),
    ("an odd refresh", lambda d: _page(f"<meta http-equiv=refresh content='0;url={_odd(d)}'>")),
    ("an odd frame", lambda d: _page(f"<iframe src='{_odd(d)}'></iframe><a href='{_odd(d)}'>下一页</a>")),
    ("an odd Retry-After", lambda d: _answer(f"Retry-After: {d.choice(('²', '9' * 500, '-1', 'nan', 'Sun, 99 Foo'))}", status="503 Busy")),
    ("gzip in gzip", _zipped_twice),
    ("a bomb", _bomb),
    ("gzip of many members", _members),
    ("gzip cut short", lambda d: _answer("Content-Encoding: gzip", body=gzip.compress(d.randbytes(9_000))[: d.randint(1, 8_000)])),
    ("an unknown encoding", lambda d: _answer(f"Content-Encoding: {d.choice(('br', 'zstd', 'x' * 500, ',,,'))}", body=b"x")),
    ("a part", lambda _: _answer("Content-Range: bytes 0-4/99", HTML, body=b"<html", status="206 Partial Content")),
    ("an odd status", lambda d: _answer(body=b"x", status=d.choice(("204 No", "226 x", "299 x", "304 x", "600 x", "999 x", "099 x", "abc", "2²0 x")))),
    ("noise", _noise),
    ("flipped bytes", _flipped),
    ("many headers", lambda d: _answer(*(f"X-{n}: {'y' * 300}" for n in range(d.randint(400, 2_000))), body=b"x")),
    ("odd lengths", lambda d: _answer(f"Content-Length: {d.choice(('-5', '1e9', '²', '9' * 30, '5, 6'))}", body=b"x" * 9)),
    ("odd chunks", lambda d: _answer("Transfer-Encoding: chunked", body=d.choice((b"zz\r\nx", b"-1\r\n", b"5;" + b"e" * 200_000, b"ffffffffffff\r\nx")))),
    ("continue", lambda d: b"HTTP/1.1 100 Continue\r\n\r\n" * d.randint(1_000, 50_000)),
    ("rules in a script", lambda d: _page(f"<script>location='{_odd(d)}'</script>")),
    ("many links in a row", lambda d: _page(f"<li>{'<a href=1.html>x</a>' * d.randint(2_000, 20_000)}</li>")),
    ("many attachments", lambda d: _page(_title("#") + "".join(f"<a href={n}.pdf>附件</a>" for n in range(d.randint(500, 20_000))))),
    ("a deep page", lambda d: _page("<div>" * d.randint(1_000, 60_000) + _title("1.html"))),
    ("an odd charset", lambda d: _answer(f"Content-Type: text/html; charset={d.choice(('utf-7', 'x' * 99, 'zlib', 'idna', '²'))}", body=b"<html><meta charset=rot13><body>x")),
)  # fmt: skip
