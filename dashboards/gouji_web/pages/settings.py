"""设置: what the office's papers are signed with and count days by; and in which words they are written."""

import hashlib
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from gouji.desk.errors import DeskError
from gouji.desk.office_settings import list_settings, set_settings, setting_kinds
from gouji.desk.paper_words import as_toml, default_words, read_paper_words, write_paper_words
from gouji.publish.papers.registry import PAPERS
from gouji_web.core.forms import posted, see_other
from gouji_web.core.office import desk_of, seen_of, text_of, who_of
from gouji_web.core.rendering import render

router = APIRouter()


@router.get("/settings")
def settings(request: Request) -> HTMLResponse:
    """Every setting with what is set; also before anything is published."""
    return render(
        request, "settings.html", settings=list_settings(desk_of(request)), typed={}, reworded=len(_kept(request))
    )


@router.post("/settings")
def save(request: Request, form: Annotated[FormData, Depends(posted)]) -> Response:
    """All that was changed, or nothing: every wrong one is named beside what was typed."""
    desk = desk_of(request)
    typed = {code: text_of(form, code) for code in setting_kinds() if code in form}
    now = {setting.kind.code: setting.value or "" for setting in list_settings(desk)}
    changed = {code: value for code, value in typed.items() if value.replace("\r\n", "\n") != now[code]}
    if not changed:
        return see_other(request, "/settings", "没有改动。", "warn")
    try:
        set_settings(desk, who_of(request), changed, {code: seen_of(form, f"seen-{code}") for code in changed})
    except DeskError as error:
        return render(
            request, "settings.html", 409, settings=list_settings(desk), typed=typed, reworded=len(_kept(request)),
            problem=str(error),
        )  # fmt: skip
    return see_other(request, "/settings", f"已保存 {len(changed)} 项，下次发布的公文照此。")


@router.get("/settings/words")
def words(request: Request) -> HTMLResponse:
    """The words of the papers, those that the office has changed beside the default."""
    home = desk_of(request).home
    try:
        changed, problem = read_paper_words(home), None
    except DeskError as error:
        changed, problem = {}, str(error)
    return _words_page(request, 409 if problem else 200, changed, problem)


@router.post("/settings/words")
def save_words(request: Request, form: Annotated[FormData, Depends(posted)]) -> Response:
    """All that was changed, or nothing; a text that is emptied, or is the default's, is the default again."""
    home = desk_of(request).home
    typed = {key: text_of(form, key).replace("\r\n", "\n") for key in default_words() if key in form}
    now: dict[str, str] = {}
    try:
        now = read_paper_words(home)
        if text_of(form, "seen") != _seen(now):
            raise DeskError("您打开以后，用语已有改动，未予保存；请看过现在的内容再改。")
        wanted = {key: text for key, text in (now | typed).items() if text and text != default_words()[key].strip()}
        write_paper_words(home, wanted)
    except DeskError as error:
        return _words_page(request, 409, now | typed, str(error))
    count = sum(1 for key in now.keys() | wanted.keys() if now.get(key) != wanted.get(key))
    if not count:
        return see_other(request, "/settings/words", "没有改动。", "warn")
    return see_other(request, "/settings/words", f"已保存 {count} 处，下次发布的公文照此。")


def _words_page(request: Request, status: int, changed: Mapping[str, str], problem: str | None) -> HTMLResponse:
    groups: dict[str, dict[str, str]] = {}
    for key, text in default_words().items():
        groups.setdefault(key.partition(".")[0], {})[key] = text
    kinds = {each.code: each.title for each in PAPERS} | {"own_report": "本级报告初稿", "opinion": "审核意见"}
    return render(
        request,
        "words.html",
        status,
        groups={kinds.get(code, "各种文书共用"): texts for code, texts in groups.items() if code in kinds}
        | {"各种文书共用": {k: t for code, texts in groups.items() if code not in kinds for k, t in texts.items()}},
        changed=changed,
        problem=problem,
        seen=_seen(_kept(request)),
    )


def _kept(request: Request) -> dict[str, str]:
    try:
        return read_paper_words(desk_of(request).home)
    except DeskError:
        return {}


def _seen(changed: Mapping[str, str]) -> str:
    """What a form shows that it was opened on: the changes as they stood."""
    return hashlib.sha256(as_toml(changed).encode()).hexdigest()[:16]
