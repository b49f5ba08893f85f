"""运行 › 两版之间的变化: a version against the one before, one by one: filtered, searched, taken away."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gouji_web.core.files import XLSX, attachment, workbook
from gouji_web.core.listing import Column, Facet, Listing, make_listing
from gouji_web.core.office import FormError, desk_of
from gouji_web.core.rendering import render
from gouji_web.core.runs import version_list
from gouji_web.core.version_changes import CHANGES, WHAT, before_of, version_changes

router = APIRouter()

COLUMNS = (
    Column("change_word", "变化", by="change"),
    Column("what_word", "类"),
    Column("agency", "单位"),
    Column("report_year", "年度", "number"),
    Column("title", "检查或指标"),
    Column("before", "上一版", by=None),
    Column("after", "这一版", by=None),
    Column("message", "说明", by=None),
)


@router.get("/runs/changes")
def changes(request: Request, version: str = "") -> HTMLResponse:
    """`version` names the version whose changes are listed."""
    before, rows = _rows(request, version)
    return render(
        request, "version_changes.html", version=version, before=before, listing=_listing(request, rows)
    )  # fmt: skip


@router.get("/runs/changes.xlsx")
def as_workbook(request: Request, version: str = "") -> Response:
    """What the same address lists, as a workbook."""
    listing = _listing(request, _rows(request, version)[1])
    return attachment(workbook({"变化": (COLUMNS, listing.matching)}), f"变化-{version}.xlsx", XLSX)


def _rows(request: Request, version: str) -> tuple[str, list[dict[str, Any]]]:
    home = desk_of(request).home
    known = version_list(home)
    if version not in {row["version"] for row in known}:
        raise FormError("链接中的版本已不在，请从“运行”页重新打开。")
    before = before_of(version, known)
    return before, version_changes(home, before, version, request.app.state.versions.current())


def _listing(request: Request, rows: list[dict[str, Any]]) -> Listing:
    facets = [Facet("change", "变化", CHANGES), Facet("what", "类", WHAT), Facet("report_year", "年度"), Facet("title", "检查或指标")]  # fmt: skip
    return make_listing(request, rows, COLUMNS, facets, ("agency", "title", "message"))
