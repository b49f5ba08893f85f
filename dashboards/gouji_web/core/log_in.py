"""Nobody sees a page without an account, where people log in: whose session a request belongs to, before any page."""

from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from gouji.core.own_origin import App, Message, Receive, Send
from gouji.desk.access import user_of_session
from gouji.desk.store import Desk

SESSION = "gouji_session"  # the cookie
ENTER = "/enter"
_STATIC = "/static/"
CLERK, OPENS = "/clerk", "/link/"  # an agency's clerk: these look at the personal link themselves (core/clerk.py)
MAX_TOKEN_CHARACTERS = 200


class LogIn:
    """An ASGI application that lets requests with a living session through, as `request.state.account` (with the role
    of now) and `request.state.user`; shows others the log-in, and refuses their forms with 401."""

    def __init__(self, app: App, home: Path) -> None:
        self._app, self._desk = app, Desk(home)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close", "code": 1008})
        request = Request(scope)
        token = request.cookies.get(SESSION, "")[:MAX_TOKEN_CHARACTERS]
        account = await run_in_threadpool(user_of_session, self._desk, token) if token else None
        if account is not None:
            scope.setdefault("state", {}).update(account=account, user=account.name)
        elif request.url.path not in (ENTER, CLERK) and not request.url.path.startswith((_STATIC, OPENS)):
            return await _shown_the_door(request)(scope, receive, send)
        await self._app(scope, receive, send)
        return None


def _shown_the_door(request: Request) -> Response:
    if request.method not in ("GET", "HEAD"):
        return PlainTextResponse("登录已过期，没有写入任何内容。请返回上一页，重新登录后再做。\n", 401)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{ENTER}?next={quote(request.url.path + query, safe='')}", 303)
