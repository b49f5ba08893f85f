"""What every answer carries and every request must keep to, below the pages."""

from asyncio import Semaphore

from gouji.core.own_origin import App, Message, Receive, Send

MAX_BODY_BYTES = 2_000_000_000  # of one form with all its files; a district's year of scans is 500 MB

MAX_PAGES_AT_ONCE = 4  # made at one moment: each holds rows, a part of DuckDB's memory, and the version it shows

MAX_ADDRESS_BYTES = 8_000  # of path and query: every list chosen in full is 6,000; each link of a page holds them all

HEADERS = {
    # Scripts, styles, pictures and requests of this server only; nothing inline, no frame around our pages.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_TOO_LARGE = "413 上传的文件合计超过 2 GB，请分几次交。\n".encode()
_TOO_LONG = "414 网址过长，请从页面上的链接进入。\n".encode()
_NO_LENGTH = "411 请求没有说明长度，请用浏览器的表单上传。\n".encode()


class StrictHeaders:
    """An ASGI application that adds HEADERS to every answer, unless the answer says otherwise itself."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {key.lower() for key, _ in message["headers"]}
                own = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *((k, v) for k, v in own if k not in given)]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class RequestLimit:
    """An ASGI application that refuses an address which is too long, and a body which is too long or does not say how
    long it is, before either is read."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and len(scope["path"]) + len(scope["query_string"]) > MAX_ADDRESS_BYTES:
            return await _refuse(send, 414, _TOO_LONG)
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
            length = dict(scope["headers"]).get(b"content-length", b"")
            if not length.isdigit():
                return await _refuse(send, 411, _NO_LENGTH)
            if int(length) > MAX_BODY_BYTES:
                return await _refuse(send, 413, _TOO_LARGE)
        await self._app(scope, receive, send)
        return None


class FewAtOnce:
    """An ASGI application that makes some pages at a time; further readers wait, without holding anything yet. A page's turn
    ends when it is made: who reads it slowly keeps nobody waiting. Forms, whose files may be long under way, have no turns."""

    def __init__(self, app: App) -> None:
        self._app, self._turns = app, Semaphore(MAX_PAGES_AT_ONCE)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return await self._app(scope, receive, send)
        await self._turns.acquire()
        has_turn = True

        async def made(message: Message) -> None:
            nonlocal has_turn
            if has_turn and message["type"] == "http.response.start":
                has_turn = False
                self._turns.release()
            await send(message)

        try:
            return await self._app(scope, receive, made)
        finally:
            if has_turn:
                self._turns.release()


async def _refuse(send: Send, status: int, text: bytes) -> None:
    head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(text))]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": text})
