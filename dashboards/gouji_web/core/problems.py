"""What went wrong, as a page in the words of the office."""

import logging

import duckdb
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gouji.collect.inbox_files import find_files
from gouji.core.errors import GoujiError, refusal, unforeseen
from gouji.desk.office_settings import SETTING
from gouji.desk.store import Desk
from gouji.publish.run_folders import run_folders

from .rendering import render
from .safety import HEADERS
from .selection import NothingPublished

_WORDS = {
    400: ("表单没有收下", "文件太多或表单不完整：一次至多交 2,000 份文件，请分几次交。"),
    401: ("请先登录", "这一页要登录后才能看。"),
    403: ("不能这样做", "没有做这件事的权限，什么都没有改动。"),
    404: ("没有这一页", "网址可能不完整，或者所指的内容已不在这个版本里。"),
    405: ("不能这样打开", "这个网址只接受表单，请从页面上的按钮进入。"),
    413: ("文件太大", "请分几次交。"),
}


def add_handlers(app: FastAPI) -> None:
    """Every exception becomes a page: those of HTTP, Gouji's own, the system's, and what nobody foresaw."""
    for kind, answer in (
        (HTTPException, _http),
        (RequestValidationError, _address),
        (NothingPublished, _nothing),
        (GoujiError, _own),
        (duckdb.BinderException, _older),
        (duckdb.CatalogException, _older),
        (Exception, _unforeseen),
    ):
        app.add_exception_handler(kind, answer)


def _page(request: Request, status: int, title: str, told: str) -> Response:
    return render(request, "problem.html", status, title=title, told=told)


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    title, told = _WORDS.get(error.status_code, ("打不开", ""))
    own = error.detail if any("\u4e00" <= character <= "\u9fff" for character in error.detail or "") else told
    return _page(request, error.status_code, title, own)


def _address(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = "、".join(dict.fromkeys(str(each["loc"][-1]) for each in error.errors()))
    return _page(request, 400, "网址不对", f"网址中的 {wrong} 写法不对，请从页面上的链接进入。")


def _nothing(request: Request, _: Exception) -> Response:
    home = request.app.state.versions.home
    folders = run_folders(home)
    steps = {
        "settings": Desk(home).exists() and bool(Desk(home).entries(SETTING)),
        "registry": folders.registry is not None,
        "intake": folders.inbox.is_dir() and bool(find_files(folders.inbox)),
    }
    needed = [step for step in ("registry", "intake") if not steps[step]]
    done = [step for step, is_done in steps.items() if is_done]
    return render(request, "nothing_published.html", done=done, next=needed[0] if needed else "runs")


def _own(request: Request, error: Exception) -> Response:
    return _page(request, 409, "没有做成", str(error))


def _older(request: Request, error: Exception) -> Response:
    """A table or column that the published version does not have: a newer program over an older version."""
    logging.getLogger("gouji.web").warning("%s: %s", request.url.path, error)
    told = "这个版本是较早的程序发布的，没有这一页要用的内容。请重新发布一次（gouji run），数据和已作的决定都不会丢。"
    return _page(request, 409, "请重新发布一次", told)


def _unforeseen(request: Request, error: Exception) -> Response:
    logging.getLogger("gouji.web").error("%s: %s", request.url.path, unforeseen(error), exc_info=error)
    answer = _page(request, 500, "出错了", refusal(error) or unforeseen(error))
    answer.headers.update(HEADERS)  # this answer is made outside of the middleware
    return answer
