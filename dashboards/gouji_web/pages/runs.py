"""运行: publish from the page, in a process of its own; how far it is, what runs said, what changed, and back to a version
that was published before."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from gouji.core.errors import NotPublished
from gouji.core.registry import RegistryError
from gouji.core.registry_file import load_registry
from gouji.core.settings import TIME_ZONE
from gouji.publish.due import due_row, what_is_due
from gouji.publish.restore_version import restore_version, restored_words
from gouji.publish.run_folders import RunFolders, run_folders
from gouji.publish.run_request import start_run
from gouji.publish.runs import FAILED
from gouji.publish.versions import latest
from gouji_web.core.address import to
from gouji_web.core.forms import posted, see_other
from gouji_web.core.may import DECIDE, PUBLISH, may, require
from gouji_web.core.office import FormError, desk_of, text_of, who_of
from gouji_web.core.rendering import render
from gouji_web.core.runs import at_work, changes, history, notes_of, version_list

from . import version_changes

router = APIRouter()
router.include_router(version_changes.router)

STATES = {"published": "已发布", "unchanged": "没有变化", "failed": "未发布", "running": "正在进行"}
MAX_CHANGES = 20
MOST_OWN = 12  # reports of districts told one by one


@router.get("/runs")
def runs(request: Request) -> HTMLResponse:
    """Also before anything is published. `version` names the version whose changes are shown."""
    home = desk_of(request).home
    rows, known = history(home), version_list(home)
    wanted = request.query_params.get("version")
    opened = wanted if any(row["version"] == wanted for row in known) else None
    working = at_work(home, rows)
    last = rows[0] if rows and not working else None
    return render(
        request,
        "runs.html",
        runs=rows,
        states=STATES,
        working=working,
        asks=last if last and last["state"] == FAILED and last["confirmed_by"] else None,
        last=last,
        notes=notes_of(home, last["request"]) if last else [],
        versions=known,
        opened=opened,
        is_gone=bool(wanted) and opened is None,
        changes=changes(home, opened, known) if opened else None,
        most=MAX_CHANGES,
        problem=_problem(run_folders(home)),
        due=due_row(what_is_due(home, datetime.now(TIME_ZONE))),
        most_own=MOST_OWN,
        restored=restored_words(latest(home)),
        may_run=may(request, DECIDE),
        may_restore=may(request, PUBLISH),
    )


@router.post("/runs")
def act(request: Request, form: Annotated[FormData, Depends(posted)]) -> Response:
    """Start a run, or go back to a version."""
    home, do = desk_of(request).home, text_of(form, "do")
    if do == "start":
        require(request, DECIDE)
        day = text_of(form, "as_of")
        start_run(home, who_of(request), run_folders(home), force=text_of(form, "force") == "yes", as_of=_day(day))
        return see_other(request, to(request, "runs"), "已开始。可以离开这一页，发布照常进行。")
    if do == "restore":
        require(request, PUBLISH)
        version = text_of(form, "version")
        if version not in {row["version"] for row in version_list(home)}:
            raise FormError("表单中的版本已不在，没有改动，请返回刷新。")
        restore_version(home, version, who_of(request), text_of(form, "reason"))
        return see_other(
            request, to(request, "runs"), f"已恢复 {version}，各页现在显示的就是它。此后的发布会先停下来请您确认。"
        )
    raise FormError("这张表单不完整，请返回刷新后重填。")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise FormError(f"日期“{text}”应如 2026-02-15。") from None


def _problem(folders: RunFolders) -> dict[str, Any] | None:
    """What keeps a run from starting: `told`, and the page that helps."""
    if folders.registry is None:
        return {"told": "还没有登记表：有哪些单位、谁该报。先建登记表，再发布。", "page": "registry"}
    try:
        load_registry(folders.registry)
    except (RegistryError, OSError, NotPublished) as error:
        return {"told": str(error), "page": "registry"}
    return None
