"""Limits of one exchange with a site, from the look-up of its name to the last byte, headers included.

httpx limits the time of a single read, so headers, 100 Continue or chunk extensions that trickle in may last for ever.
Here every read and write of a connection asks how much of the exchange's own time and bytes is left.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from queue import Empty, Queue
from typing import Any

import httpcore

from gouji.core.errors import GoujiError


class ExchangeLimit(GoujiError):
    """An exchange took longer, or sent more bytes, than it may; the message says which."""


class _Exchange(threading.local):
    """What is left of the exchange that this thread is in; a request is made and answered in one thread."""

    ends_at: float | None = None  # monotonic seconds
    bytes_left = 0


_exchange = _Exchange()


@contextmanager
def limited_exchange(seconds: float, most_bytes: int) -> Iterator[None]:
    """Within: everything this thread sends and receives must be done in `seconds` and with `most_bytes` received."""
    _exchange.ends_at, _exchange.bytes_left = time.monotonic() + seconds, most_bytes
    try:
        yield
    finally:
        _exchange.ends_at = None


def time_left(wanted: float | None) -> float | None:
    """`wanted` seconds, or what is left of the exchange if that is less. Raises ExchangeLimit when nothing is left."""
    if _exchange.ends_at is None:
        return wanted
    left = _exchange.ends_at - time.monotonic()
    if left <= 0:
        raise ExchangeLimit("到了时限仍未取完")
    return left if wanted is None else min(wanted, left)


@contextmanager
def _in_time() -> Iterator[None]:
    """A time-out of what was left of the exchange is the exchange's."""
    try:
        yield
    except httpcore.TimeoutException:
        time_left(None)
        raise


def look_up(host: str, port: int, seconds: float | None) -> list[str]:
    """The numeric addresses of a host. Raises httpcore.ConnectError, also when the resolver does not answer in time."""
    answers: Queue[list[Any] | Exception] = Queue()

    def ask() -> None:
        try:
            answers.put(list(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except (OSError, ValueError) as error:  # UnicodeError: a name that IDNA refuses
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except Empty:
        raise httpcore.ConnectError(f"查主机 {host} 的地址超时") from None
    if isinstance(found, Exception):
        raise httpcore.ConnectError(f"查不到主机 {host} 的地址（{found}）") from found
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class LimitedStream(httpcore.NetworkStream):
    """A connection whose reads and writes keep to the limits of the exchange under way."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _in_time():
            data = self._stream.read(max_bytes, time_left(timeout))
        _exchange.bytes_left -= len(data)
        if _exchange.ends_at is not None and _exchange.bytes_left < 0:
            raise ExchangeLimit("传来的字节超过上限")
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _in_time():
            self._stream.write(buffer, time_left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        with _in_time():
            return LimitedStream(self._stream.start_tls(ssl_context, server_hostname, time_left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def connect(
    backend: httpcore.NetworkBackend,
    number: str,
    port: int,
    timeout: float | None,
    local: str | None,
    options: Iterable[Any] | None,
) -> httpcore.NetworkStream:
    """A connection to a numeric address, within the limits of the exchange."""
    with _in_time():
        return LimitedStream(backend.connect_tcp(number, port, time_left(timeout), local, options))
