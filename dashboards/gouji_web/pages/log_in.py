"""登录 and 退出, where several people use the pages from elsewhere."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from gouji.desk.access import log_in, log_out
from gouji.desk.accounts import LogInRefused
from gouji_web.core.forms import posted, see_other
from gouji_web.core.log_in import ENTER, SESSION
from gouji_web.core.office import desk_of, text_of
from gouji_web.core.rendering import render

router = APIRouter()


@router.get(ENTER)
def enter(request: Request, next: str = "/") -> HTMLResponse:
    """The form; `next` is the page that was asked for."""
    return render(request, "enter.html", pages=(), next=_own_address(next), problem=None, name="")


@router.post(ENTER)
def entered(request: Request, form: Annotated[FormData, Depends(posted)]) -> Response:
    """A new session, whatever cookie the browser brought; 403 with the reason where it is refused."""
    password = form.get("password", "")
    name, address = text_of(form, "name"), _own_address(text_of(form, "next"))
    try:
        token = log_in(desk_of(request), name, password if isinstance(password, str) else "")
    except LogInRefused as error:
        return render(request, "enter.html", 403, pages=(), next=address, problem=str(error), name=name)
    answer = see_other(request, address)
    is_encrypted = request.url.scheme == "https"
    answer.set_cookie(SESSION, token, httponly=True, samesite="lax", secure=is_encrypted)  # until the browser is closed
    return answer


@router.post("/leave")
def leave(request: Request) -> Response:
    """End the session, in the desk too: a copy of its cookie is worth nothing."""
    log_out(desk_of(request), request.cookies.get(SESSION, ""))
    answer = see_other(request, ENTER, "已退出。")
    answer.delete_cookie(SESSION, httponly=True, samesite="lax")
    return answer


def _own_address(text: str) -> str:
    """`text` where it is an address of these pages, else the first page."""
    is_own = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if is_own and not text.startswith((ENTER, "/leave")) else "/"
