"""Forms: a token of one's own in each that is posted, and a message after it. Both are signed with the home's secret.

A token belongs to the browser it was given to (a random number in a cookie), so that another site's page, which can
send a form but cannot read ours, has none.
"""

import os
import secrets
from pathlib import Path
from typing import Any

from fastapi import HTTPException, Request
from fastapi.responses import RedirectResponse
from itsdangerous import BadSignature, URLSafeSerializer
from starlette.datastructures import FormData
from starlette.responses import Response

TOKEN_FIELD = "csrf"
VISITOR, FLASH = "gouji_visitor", "gouji_flash"  # cookies
SECRET_FILE = "web-secret"  # in the home folder
MAX_FILES, MAX_FIELDS = 2_000, 5_000  # of a form; an intake of a large district has some hundreds of files
MAX_FLASH = 600  # characters of a message that travels in a cookie
TONES = ("good", "warn", "bad")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def home_secret(home: Path) -> str:
    """The secret of this home, made at the first start and readable by its owner only: forms that are open in a
    browser stay valid when the server is started again."""
    path = home / SECRET_FILE
    home.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < 32:
        raise ValueError(f"{path} 不完整，请删除后重新启动。 The secret is cut short: remove the file and start again.")
    return secret


def csrf_token(request: Request) -> str:
    """The token for a form on the page being made."""
    return str(_signer(request, "form").dumps(_visitor(request)))


async def check_form(request: Request) -> None:
    """Of every request that may change something: refuse it with 403 unless its token belongs to its browser."""
    if request.method in SAFE_METHODS:
        return
    form = await request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS)
    try:
        visitor = _signer(request, "form").loads(str(form.get(TOKEN_FIELD, "")))
    except BadSignature:
        visitor = None
    given = request.cookies.get(VISITOR, "")
    if not given or not isinstance(visitor, str) or not secrets.compare_digest(visitor.encode(), given.encode()):
        raise HTTPException(403, "这张表单已失效，没有写入任何内容。请返回上一页，刷新后重填。")


async def posted(request: Request) -> FormData:
    """The form of a request, for a page's function: `form: Annotated[FormData, Depends(posted)]`."""
    return await request.form(max_files=MAX_FILES, max_fields=MAX_FIELDS)


def see_other(request: Request, address: str, message: str = "", tone: str = "good") -> RedirectResponse:
    """The answer to a form that was carried out: the page to show next (our own address), with a message on it."""
    if not address.startswith("/") or address.startswith(("//", "/\\")):
        raise ValueError(f"not an address of these pages: {address}")
    if tone not in TONES:
        raise ValueError(f"no tone: {tone}")
    answer = RedirectResponse(address, status_code=303)
    if message:
        content = _signer(request, "flash").dumps([message[:MAX_FLASH], tone])
        answer.set_cookie(FLASH, str(content), max_age=60, httponly=True, samesite="lax")
    return answer


def flashed(request: Request) -> tuple[str, str] | None:
    """The message (text, tone) that the form before left for this page."""
    try:
        message, tone = _signer(request, "flash").loads(request.cookies.get(FLASH, ""))
    except (BadSignature, ValueError, TypeError):
        return None
    return str(message), str(tone)


def set_cookies(request: Request, answer: Response) -> None:
    """Of every page: the visitor's cookie where it is new; the message is shown once."""
    fresh = getattr(request.state, "new_visitor", None)
    if fresh is not None:
        answer.set_cookie(VISITOR, fresh, httponly=True, samesite="lax")
    if FLASH in request.cookies:
        answer.delete_cookie(FLASH, httponly=True, samesite="lax")


def _visitor(request: Request) -> str:
    given = request.cookies.get(VISITOR) or getattr(request.state, "new_visitor", None)
    if given is None:
        given = request.state.new_visitor = secrets.token_urlsafe(18)
    return str(given)


def _signer(request: Request, purpose: str) -> Any:
    return URLSafeSerializer(request.app.state.secret, salt=purpose)
