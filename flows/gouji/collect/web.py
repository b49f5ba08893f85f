"""Fetching by the crawl policy: one request at a time to a host, a pause between two, robots.txt, limits on size and time.

Whatever keeps an address from being read is a FetchError that says what it was and whether trying again may help.
"""

import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import httpx

from gouji import __version__
from gouji.core.addresses import join_address
from gouji.core.crawl_policy import CrawlPolicy
from gouji.core.sources import Place

from .exchange import ExchangeLimit, limited_exchange
from .fetch_errors import FetchError, asked_wait, network_error, status_error
from .host_guard import GuardedTransport, HostGuard, Refused
from .log import FAILED, REFUSED
from .page_state import look_at
from .page_worker import PageError, ask
from .robots import permission, rules_in
from .unpacking import NotUnpacked, TooLarge, unpack

AGENT = "gouji"
MAX_ADDRESS_CHARACTERS = 4_000
_MAX_OVERHEAD_BYTES = 1_000_000  # of headers, chunk sizes and the like, beside a body
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_WHOLE = frozenset({200, 203})
_KEPT_HEADERS = frozenset(
    ["content-encoding", "content-length", "content-type", "date", "etag", "last-modified", "location", "server"]
)


class WebResponse(NamedTuple):
    """What an address answered. `status` 304: unchanged, `data` empty. `final`: the address after redirects."""

    final: str
    status: int
    headers: dict[str, str]
    data: bytes


@dataclass
class _Host:
    """The requests to one host; `lock` is held while one is under way."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0  # monotonic seconds
    rules: str | None = None  # of its robots.txt, once read
    asked_delay: float = 0.0  # seconds, by these rules


class Client:
    """Fetches from the places of a registry. May be used from several threads; close it, or use it in a `with`."""

    def __init__(self, allowed: Mapping[Place, bool], policy: CrawlPolicy | None = None) -> None:
        self.policy = policy or CrawlPolicy()
        self._guard = HostGuard(allowed)
        self._hosts: dict[Place, _Host] = {}
        self._lock = threading.Lock()
        contact = os.environ.get("GOUJI_CONTACT", "")
        policy = self.policy
        self._http = httpx.Client(
            transport=GuardedTransport(self._guard),
            headers={
                "User-Agent": f"{AGENT}/{__version__} (yearly reports on government information disclosure; {contact})",
                "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
                "Accept-Language": "zh-CN,zh;q=0.9",
                "Accept-Encoding": "gzip, deflate",
            },
            timeout=httpx.Timeout(policy.read, connect=policy.connect),
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, address: str, before: Mapping[str, str] | None = None) -> WebResponse:
        """Fetch an address, following redirects. `before`: headers of the last copy, to ask whether it has changed.

        Raises FetchError.
        """
        asked = _conditions(before or {})
        seen: list[str] = []
        while True:
            seen.append(address)
            self._check_robots(address)
            answer = self._request(address, asked)
            target = answer.headers.get("location") if answer.status in _REDIRECTS else None
            if target is None and answer.status == 200:
                target = look_at(answer.data).forwarding
            if target is None:
                return answer
            address = join_address(address, target)
            if address in seen or len(seen) > self.policy.most_redirects:
                raise FetchError(
                    FAILED, f"{seen[0]} 一再转向（{len(seen)} 次，最后到 {address}），已放弃。 Endless redirects."
                )

    def _check_robots(self, address: str) -> None:
        place = self._place(address)
        host = self._host(place)
        if host.rules is None:
            host.rules = self._read_robots(address)
        try:
            allowed, host.asked_delay = ask(permission, host.rules, address, AGENT)
        except PageError as error:
            raise FetchError(REFUSED, f"{address} 所在网站的 robots.txt 无法判读，按惯例不访问：{error}") from None
        if not allowed:
            raise FetchError(
                REFUSED,
                f"{address} 不允许程序访问（robots.txt），未取；请与网站管理单位商定，或将报告放入收件目录。"
                " Disallowed by robots.txt.",
            )

    def _read_robots(self, address: str) -> str:
        """The rules of a host: none where there is no such file, and nothing may be fetched while it cannot be had."""
        robots = join_address(address, "/robots.txt")
        for _ in range(self.policy.most_redirects):
            try:
                answer = self._request(robots, {})
                target = answer.headers.get("location") if answer.status in _REDIRECTS else None
                if target is None:
                    return ask(rules_in, answer.data)
            except FetchError as error:
                if error.status is not None and 400 <= error.status < 500 and not error.is_temporary:
                    return ""
                raise FetchError(
                    error.state, f"无法取得 {robots}，按惯例暂不访问：{error}", error.status, error.is_temporary
                ) from None
            except PageError as error:
                raise FetchError(FAILED, f"{robots} 无法判读，按惯例暂不访问：{error}") from None
            robots = join_address(robots, target)
        return ""

    def _request(self, address: str, headers: Mapping[str, str]) -> WebResponse:
        """One request; no other to its host meanwhile. Raises FetchError for everything but 2xx, 3xx and 304."""
        place = self._place(address)
        host = self._host(place)
        with host.lock:
            time.sleep(max(0.0, host.next_at - time.monotonic()))
            try:
                return self._send(address, headers, host)
            except Refused as error:
                raise FetchError(REFUSED, str(error)) from None
            except httpx.HTTPError as error:
                raise network_error(address, error) from None
            except ExchangeLimit as error:
                raise FetchError(
                    FAILED,
                    f"{address} {error}（{self.policy.whole:.0f} 秒），已放弃。 Too slow or too much.",
                    is_temporary=True,
                ) from None
            except (httpx.InvalidURL, httpx.CookieConflict, ValueError) as error:  # ValueError: IDNA, odd headers
                raise FetchError(FAILED, f"{address} 不是有效的网址（{error}）。 Invalid address.") from None
            except OSError as error:
                raise FetchError(FAILED, f"{address} 传到一半中断（{error}）。 Cut off.", is_temporary=True) from None
            finally:
                self._http.cookies.clear()  # nothing a site sets is sent back, or kept
                host.next_at = max(host.next_at, time.monotonic() + self._delay(host))

    def _send(self, address: str, headers: Mapping[str, str], host: _Host) -> WebResponse:
        policy = self.policy
        with (
            limited_exchange(policy.whole, policy.most_bytes + _MAX_OVERHEAD_BYTES),
            self._http.stream("GET", address, headers=dict(headers)) as response,
        ):
            kept = {name: value for name, value in response.headers.items() if name in _KEPT_HEADERS}
            status = response.status_code
            if status >= 400:
                if wait := asked_wait(response):
                    host.next_at = time.monotonic() + min(wait, policy.longest_wait)
                raise status_error(address, response)
            if status in _REDIRECTS or status == 304:
                return WebResponse(address, status, kept, b"")
            if status not in _WHOLE:
                raise FetchError(
                    FAILED, f"{address} 状态为 {status}，不是完整的内容，未存。 Not the whole document.", status,
                    is_temporary=True,
                )  # fmt: skip
            try:
                data = unpack(response.iter_raw(), response.headers.get("content-encoding", ""), policy.most_bytes)
            except TooLarge:
                raise FetchError(
                    FAILED,
                    f"{address} 解开后超过 {policy.most_bytes:,} 字节，不像一份年度报告，已放弃。 Too large.",
                    status,
                ) from None
            except NotUnpacked as error:
                raise FetchError(
                    FAILED,
                    f"{address} 的压缩内容解不开（{error}）。 Cannot be decompressed.",
                    status,
                    is_temporary=True,
                ) from None
        return WebResponse(address, status, kept, data)

    def _place(self, address: str) -> Place:
        if len(address) > MAX_ADDRESS_CHARACTERS:
            raise FetchError(
                REFUSED,
                f"网址 {address[:100]}… 有 {len(address):,} 个字符（上限 {MAX_ADDRESS_CHARACTERS:,}），未访问。 Address too long.",
            )
        try:
            return self._guard.check(address)
        except Refused as error:
            raise FetchError(REFUSED, str(error)) from None

    def _host(self, place: Place) -> _Host:
        with self._lock:
            return self._hosts.setdefault(place, _Host())

    def _delay(self, host: _Host) -> float:
        return max(self.policy.delay, min(host.asked_delay, self.policy.longest_delay))


def _conditions(before: Mapping[str, str]) -> dict[str, str]:
    pairs = (("etag", "If-None-Match"), ("last-modified", "If-Modified-Since"))
    return {asked: before[name] for name, asked in pairs if before.get(name)}
