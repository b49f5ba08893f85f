"""Who may talk to a server on this machine: those who call it by this machine's name, and pages of its own.

A page of the browser, from anywhere, can send requests to 127.0.0.1, and with a name that it lets point here (DNS
rebinding) read the answers too. A browser tells the truth in `Host` and `Origin`, and by these such a page is known.
"""

from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"
_OWN_NAMES = frozenset({LOOPBACK, "localhost", "::1"})
_REFUSED = "403 此服务只供本机访问 / for this machine and its own pages only\n".encode()

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]


class OwnOriginOnly:
    """An ASGI application that answers 403 to a foreign `Host` or `Origin`, before `app` sees the request (a WebSocket
    is refused before it opens). `names`: other names and addresses by which the machine is called."""

    def __init__(self, app: App, names: Collection[str] = ()) -> None:
        self._app = app
        self._names = frozenset(name.lower() for name in names)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or is_own(_values(scope, b"host"), _values(scope, b"origin"), self._names):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(_REFUSED))]
            await send({"type": "http.response.start", "status": 403, "headers": head})
            await send({"type": "http.response.body", "body": _REFUSED})


def is_own(hosts: list[str], origins: list[str], names: Collection[str] = ()) -> bool:
    """Whether a request with these values of `Host` and `Origin` is for this machine, or for one of `names` (lower
    case), and from a page of the server itself or from no page."""
    if len(hosts) != 1:
        return False
    try:
        own = urlsplit(f"//{hosts[0]}")
        is_named = own.hostname in names
        is_ours = (is_named or own.hostname in _OWN_NAMES) and own.netloc == hosts[0] and own.username is None
        _ = own.port
    except ValueError:
        return False
    schemes = ("http", "https") if is_named else ("http",)  # a named server may stand behind one that encrypts
    allowed = {f"{scheme}://{hosts[0].lower()}" for scheme in schemes}
    return is_ours and all(origin.lower() in allowed for origin in origins)


def _values(scope: Message, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]
