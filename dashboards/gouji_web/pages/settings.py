"""设置: what the office's papers are signed with and count days by."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from gouji.desk.errors import DeskError
from gouji.desk.office_settings import list_settings, set_settings, setting_kinds
from gouji_web.core.forms import posted, see_other
from gouji_web.core.office import desk_of, seen_of, text_of, who_of
from gouji_web.core.rendering import render

router = APIRouter()


@router.get("/settings")
def settings(request: Request) -> HTMLResponse:
    """Every setting with what is set; also before anything is published."""
    return render(request, "settings.html", settings=list_settings(desk_of(request)), typed={})


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
        return render(request, "settings.html", 409, settings=list_settings(desk), typed=typed, problem=str(error))
    return see_other(request, "/settings", f"已保存 {len(changed)} 项，下次发布的公文照此。")
