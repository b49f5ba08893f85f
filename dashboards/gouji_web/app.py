"""The office's pages as one application: `gouji dashboard` serves it, tests call it without a server."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from fastapi import Depends, FastAPI, Request
from fastapi.responses import RedirectResponse
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from gouji.core.own_origin import OwnOriginOnly

from .core import forms, may, problems
from .core.log_in import LogIn
from .core.memory import few_arenas
from .core.rendering import STATIC
from .core.safety import FewAtOnce, RequestLimit, StrictHeaders
from .core.versions import Versions
from .page_list import PAGES, Page
from .pages import clerk, log_in

HOME, NAMES, LOG_IN = "GOUJI_HOME", "GOUJI_NAMES", "GOUJI_LOG_IN"  # set by `gouji dashboard`


def create_app(
    home: Path, pages: Sequence[Page] = PAGES, *, names: Collection[str] = (), with_log_in: bool = False
) -> FastAPI:
    """The application over a home folder, for this machine and its own pages only (core/own_origin.py), or under other
    `names` too. With `with_log_in` nobody sees or does anything without an account, on this machine either."""
    if names and not with_log_in:
        raise ValueError("pages that are reached from elsewhere need accounts")
    app = FastAPI(
        title="勾稽",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "auto_configure": False,
        },  # nothing leaves the machine
        dependencies=[Depends(may.check_right), Depends(forms.check_form)],
        middleware=[
            Middleware(StrictHeaders),
            Middleware(OwnOriginOnly, names=names),
            Middleware(RequestLimit),
            *([Middleware(LogIn, home=home)] if with_log_in else []),
            Middleware(FewAtOnce),
        ],
    )
    app.state.versions = Versions(home)
    app.state.secret = forms.home_secret(home)
    app.state.pages = pages
    app.mount("/static", _Kept(directory=STATIC), name="static")
    app.add_api_route("/", _first_page, include_in_schema=False)
    for page in pages:
        app.include_router(page.router)
    app.include_router(clerk.router)
    if with_log_in:
        app.include_router(log_in.router)
    problems.add_handlers(app)
    return app


def from_environment() -> FastAPI:
    """The application over the home that the environment names."""
    few_arenas()
    names = [name for name in os.environ.get(NAMES, "").split(",") if name]
    return create_app(Path(os.environ.get(HOME, "data")), names=names, with_log_in=os.environ.get(LOG_IN) == "1")


def _first_page(request: Request) -> RedirectResponse:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/{request.app.state.pages[0].path}{query}")


class _Kept(StaticFiles):
    """Files whose address changes with their content: a browser keeps them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer
