"""登记: who owes a report. A list is uploaded and looked at before it is taken; a line is added, changed or taken out."""

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData, UploadFile

from gouji.core.changes_file import changes_files
from gouji.core.digest import file_digest
from gouji.core.errors import GoujiError
from gouji.core.lineage import KIND_WORDS
from gouji.core.registry import Registry
from gouji.core.registry_file import load_registry
from gouji.core.registry_table import read_registry_table, registry_columns
from gouji.desk.registry_edits import (
    check_upload,
    edit_agency,
    install_registry,
    registry_path,
    registry_writer,
    remove_agency,
)
from gouji.desk.registry_history import former_registries, former_registry
from gouji.desk.registry_template import registry_template
from gouji.desk.registry_uploads import (
    ADDED,
    CHANGED,
    MAX_UPLOAD_BYTES,
    REMOVED,
    differences,
    forget_upload,
    keep_upload,
    kept_upload,
    table_of,
    take_beside,
    take_over,
)
from gouji.publish.run_folders import run_folders, said_registry
from gouji_web.core.address import to
from gouji_web.core.files import XLSX, attachment, workbook
from gouji_web.core.forms import posted, see_other
from gouji_web.core.listing import Column, Facet, Listing, make_listing
from gouji_web.core.may import MANAGE, may
from gouji_web.core.office import FormError, desk_of, text_of, who_of
from gouji_web.core.rendering import render

router = APIRouter()

SHOWN = ("code", "name", "kind", "short_names", "deadline", "source", "contact", "phone")
MAX_FORMER = 50  # former registries listed
NEW = "new"  # in place of a code: a line to be added
DIFFERENCES = {REMOVED: "删去", CHANGED: "改动", ADDED: "新增"}


@router.get("/registry")
def registry(request: Request) -> HTMLResponse:
    """Also before anything is published. `open` names the code of the line to change, `upload` the upload looked at."""
    return _page(request, request.query_params.get("open"), request.query_params.get("upload"))


@router.get("/registry.xlsx")
def as_workbook(request: Request) -> Response:
    """The registry as it is, in the columns of the template: to be changed in Excel and uploaded again."""
    columns = [Column(name, column.title) for name, column in registry_columns().items()]
    rows = [{column.key: row.get(column.key) or "" for column in columns} for row in _rows(_used(request))]
    return attachment(workbook({"登记表": (columns, rows)}), "登记表.xlsx", XLSX)


@router.get("/registry-template.xlsx")
def template() -> Response:
    """The template to fill in."""
    return attachment(registry_template(), "登记表样表.xlsx", XLSX)


@router.get("/registry/former.csv")
def former(request: Request, digest: str) -> Response:
    """A registry that was in use before, as it was."""
    return attachment(former_registry(desk_of(request).home, digest), f"登记表-{digest[:8]}.csv", "text/csv")


@router.post("/registry")
def change(request: Request, form: Annotated[FormData, Depends(posted)]) -> Response:
    """Look at an upload, take it, or change one line. The first change makes the operator's registry the office's own."""
    if said_registry() is not None:
        raise FormError("登记表由启动网页时的 --registry 指定，网页上不能改；请改那份文件，或不带 --registry 启动。")
    desk, do = desk_of(request), text_of(form, "do")
    if do == "look":
        file = form.get("file")
        data = file.file.read(MAX_UPLOAD_BYTES + 1) if isinstance(file, UploadFile) else b""
        return see_other(request, to(request, "registry", upload=keep_upload(desk.home, data)))
    if do == "again":  # looked at as an upload is, before it is taken
        data = former_registry(desk.home, text_of(form, "digest"))
        return see_other(request, to(request, "registry", upload=keep_upload(desk.home, data)))
    with registry_writer(desk.home):  # from the look at what is there until it is written
        return _write(request, form, do)


def _write(request: Request, form: FormData, do: str) -> Response:
    desk, who, seen = desk_of(request), who_of(request), text_of(form, "seen")
    if seen != _digest(_used(request)):
        raise FormError("您打开以后，登记表已被改动，未予保存：请返回刷新，看过现在的内容再改。")
    if do == "take":
        digest = text_of(form, "upload")
        data = kept_upload(desk.home, digest)
        take_beside(desk.home, _used(request))
        checked = install_registry(desk, who, data)
        forget_upload(desk.home, digest)
        return see_other(request, to(request, "registry"), f"已采用，共 {checked.agencies} 个机关，下次发布起照此。")
    code = text_of(form, "code")
    if do == "save":
        typed = {name: text_of(form, name) for name in registry_columns() if name in form and name != "code"}
        try:
            take_over(desk, who, _used(request))
            edit_agency(desk, who, code, typed)
        except GoujiError as error:
            opened = code if any(row["code"] == code for row in _rows(_used(request))) else NEW
            return _page(request, opened, None, problem=str(error), typed={"code": code, **typed})
        return see_other(request, to(request, "registry", open=code), "已保存，下次发布起照此。")
    if do == "remove":
        take_over(desk, who, _used(request))
        remove_agency(desk, who, code)
        return see_other(request, to(request, "registry"), f"已删去 {code}，下次发布起照此。")
    raise FormError("这张表单不完整，请返回刷新后重填。")


def _page(
    request: Request, opened: str | None, upload: str | None, problem: str | None = None, typed: Any = None
) -> HTMLResponse:
    used = _used(request)
    rows = _rows(used)
    read, unusable = _loaded(used)
    line = next(
        (row for row in rows if row["code"] == opened), dict.fromkeys(registry_columns(), "") if opened == NEW else None
    )
    said = said_registry()
    return render(
        request,
        "registry.html",
        409 if problem else 200,
        listing=_listing(request, rows),
        columns=registry_columns(),
        opened=opened if line is not None else None,
        line=(typed or line) if line is not None else None,
        is_gone=bool(opened) and line is None,
        upload=upload,
        preview=_preview(request, used, upload) if upload else None,
        changes=_changes(read),
        former=former_registries(desk_of(request), _digest(used))[:MAX_FORMER],
        problem=problem or unusable,
        seen=_digest(used),
        used=used,
        is_own=used is not None and used.resolve() == registry_path(desk_of(request).home).resolve(),
        said=said,
        may_change=may(request, MANAGE) and said is None,
        words=DIFFERENCES,
    )


def _preview(request: Request, used: Path | None, upload: str) -> dict[str, Any]:
    """What an upload holds, what is wrong in it, and what taking it would change."""
    data = kept_upload(desk_of(request).home, upload)
    checked = check_upload(data, changes_files(used) if used else ())
    changed = [] if checked.problems else differences(table_of(used), read_registry_table(data))
    return {"checked": checked, "changed": changed}


def _used(request: Request) -> Path | None:
    return run_folders(desk_of(request).home).registry


def _digest(path: Path | None) -> str:
    return file_digest(path) if path else ""


def _rows(path: Path | None) -> list[dict[str, Any]]:
    """The lines of the registry, each with every column."""
    try:
        table = table_of(path)
    except (ValueError, OSError):
        return []  # told by _loaded
    return [{name: row.values.get(name) or "" for name in registry_columns()} for row in (table.rows if table else [])]


def _loaded(path: Path | None) -> tuple[Registry | None, str | None]:
    """The registry in use, or what is wrong with it."""
    try:
        return (load_registry(path), None) if path else (None, None)
    except (GoujiError, OSError) as error:
        return None, str(error)


def _changes(read: Registry | None) -> list[dict[str, str]]:
    """Which organ came from which, as the file of changes says it."""
    if read is None:
        return []
    names = {agency.code: agency.name for agency in read.agencies}
    return [
        {"before": _named(names, each.before), "after": _named(names, each.after), "kind": KIND_WORDS[each.kind][0],
         "day": each.day.isoformat(), "report_year": str(each.report_year), "note": each.note, "source": each.source}
        for each in read.lineage.changes
    ]  # fmt: skip


def _named(names: dict[str, str], code: str | None) -> str:
    return names.get(code, code) if code else ""


def _listing(request: Request, rows: list[dict[str, Any]]) -> Listing:
    columns = [Column(name, registry_columns()[name].title) for name in SHOWN]
    return make_listing(
        request, rows, columns, [Facet("kind", "类别")], ("code", "name", "short_names", "former_names", "contact")
    )
