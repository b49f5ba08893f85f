"""Who may be contacted: only hosts that the registry names, and no private address unless it says so.

A name is looked up here and the connection made to the very address that was checked, so an answer that changes
between the check and the connection (DNS rebinding) gains nothing.
"""

import ipaddress
import ssl
from collections.abc import Iterable, Mapping
from typing import Any

import certifi
import httpcore
import httpx

from gouji.core.errors import GoujiError
from gouji.core.sources import Place, place_of

from .exchange import connect, look_up, time_left


class Refused(GoujiError):
    """An address that is not contacted; the message says why, and what to write where to allow it."""


class HostGuard(httpcore.NetworkBackend):
    """Opens connections for httpcore, after checking whom to."""

    def __init__(self, allowed: Mapping[Place, bool]) -> None:
        self._allowed = allowed
        self._backend = httpcore.SyncBackend()

    def check(self, address: str) -> Place:
        """Host and port of an address; raises Refused when the registry does not name them."""
        try:
            place = place_of(address)
        except ValueError as error:
            raise Refused(f"{error}，未访问。 Not an address on the web.") from None
        if place not in self._allowed:
            host, port = place
            raise Refused(
                f"{address} 所在的主机 {host}:{port} 不在登记表的 source 列中，未访问；"
                f"如应收集，请在 source 中加“主机 {host}:{port}”。 Host not named in the registry: not contacted."
            )
        return place

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        private = self._allowed.get((host, port))
        if private is None:
            raise Refused(f"主机 {host}:{port} 不在登记表中，未访问。 Host not named in the registry.")
        numbers = look_up(host, port, time_left(timeout))
        usable = [number for number in numbers if private or _is_public(number)]
        if not usable:
            raise Refused(
                f"主机 {host} 的地址 {'、'.join(numbers)} 在内网或本机，未访问；"
                "如确为本单位内网站点，请在登记表 source 的网址前加“内网”。 A private address: not contacted."
            )
        for number in usable:
            try:
                return connect(self._backend, number, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == usable[-1]:
                    raise
        raise AssertionError("unreachable")


class GuardedTransport(httpx.HTTPTransport):
    """httpx's transport with connections opened by the guard, certificates verified, no proxy."""

    def __init__(self, guard: HostGuard) -> None:
        super().__init__(trust_env=False)
        context = ssl.create_default_context()  # the system's authorities (and SSL_CERT_FILE) …
        context.load_verify_locations(certifi.where())  # … and Mozilla's
        # httpx has no argument for httpcore's network_backend; tests/collect/test_web.py would notice its loss.
        self._pool = httpcore.ConnectionPool(ssl_context=context, network_backend=guard, keepalive_expiry=10)


def _is_public(number: str) -> bool:
    address = ipaddress.ip_address(number.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_global and not address.is_multicast
