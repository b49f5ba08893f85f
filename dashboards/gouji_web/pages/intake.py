"""收件: files are dropped here; every document that came in, whose it was taken for, and the office's word on whose, of
which year and of which day it is. A word said here counts from the next publication on."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from gouji.collect.intake import MAX_FILE_BYTES
from gouji.core.registry import Registry
from gouji.core.settings import today
from gouji.desk.intake import forget_intake, send_back, take_in
from gouji.publish.run_folders import run_folders
from gouji_web.core.address import to
from gouji_web.core.forms import MAX_FILES, posted, see_other
from gouji_web.core.intake_rows import SAID, STATES, likely, published_rows, sorted_rows, waiting_rows
from gouji_web.core.listing import Column, Facet, Listing, make_listing
from gouji_web.core.may import DECIDE, may, require
from gouji_web.core.office import FormError, day_of, desk_of, seen_of, text_of, who_of
from gouji_web.core.previews import preview
from gouji_web.core.registries import registry_now
from gouji_web.core.rendering import render
from gouji_web.core.selection import NothingPublished, Selection, selection_of
from gouji_web.core.uploads import ARRIVED, all_well, counted, files_of, hand_in, handed_in

router = APIRouter()

PUBLISHED = {"no": "待发布", "yes": "已发布"}
COLUMNS = (
    Column("source", "文件"),
    Column("agency", "单位"),
    Column("report_year", "年度", "number"),
    Column("published_on", "公布日期"),
    Column("state_word", "状态", by="state_order"),
    Column("said_word", "依据", by="said"),
)
Row = dict[str, Any]


class _Desk:
    """What this page is about: the rows of the version, where there is one, and of the files that wait."""

    def __init__(self, request: Request) -> None:
        self.desk = desk_of(request)
        self.selection = _selection(request)
        home, version = self.desk.home, self.selection.version if self.selection else None
        self.preview = preview(home, run_folders(home).inbox, version)
        alone = self.selection.district if self.selection and not self.preview.waiting else ""
        self.registry = registry_now(home, version, alone)
        self.district = self.selection.district if self.selection else _first_district(self.registry)
        self.year = self.selection.year if self.selection else today().year - 1
        published = published_rows(self.desk, self.selection) if self.selection else []
        waiting = waiting_rows(self.desk, self.registry, self.preview.waiting, self.district, self.year)
        self.rows = sorted_rows([*waiting, *published])


@router.get("/intake")
def intake(request: Request) -> HTMLResponse:
    """The list; `open` names the document that is looked at, `upload` the upload whose files are told one by one."""
    page = _Desk(request)
    wanted = request.query_params.get("open")
    opened = next((row for row in page.rows if row["document"] == wanted), None)
    if wanted and opened is None and page.selection:
        page.selection.notices.append("链接中的文件在这个版本里没有，或者不在这个区县、年度。")
    agencies = _agencies(page.registry, page.district)
    return render(
        request,
        "intake.html",
        listing=_listing(request, page.rows),
        opened=opened,
        agencies=agencies,
        likely=likely(opened, agencies) if opened else [],
        today=page.desk.today().isoformat(),
        said=sum(row["said"] == "said" for row in page.rows),
        waiting=sum(row["waits"] for row in page.rows),
        unseen=page.preview.unseen,
        counts=_counts(page),
        year=page.year,
        upload=handed_in(page.desk, request.query_params.get("upload")),
        arrived=ARRIVED,
        has_registry=page.registry is not None,
        max_files=MAX_FILES,
        max_megabytes=MAX_FILE_BYTES // 1_000_000,
        may_decide=may(request, DECIDE),
    )


@router.post("/intake")
def decide(request: Request, form: Annotated[FormData, Depends(posted)]) -> Response:
    """Files that are handed in; or take a document in with what the office knows of it, send it back, take that back."""
    require(request, DECIDE)
    do = text_of(form, "do")
    if do == "upload":
        return _upload(request, form)
    page, who = _Desk(request), who_of(request)
    desk, document, seen = page.desk, text_of(form, "document"), seen_of(form)
    if document not in {row["document"] for row in page.rows}:
        raise FormError("表单中的文件在这个版本里没有，请返回刷新。")
    if do == "take":
        take_in(
            desk, who, document,
            agency=text_of(form, "agency") or None,
            report_year=_year_of(form),
            published_on=day_of(form, "published_on", "公布日期"),
            seen=seen,
        )  # fmt: skip
        told = "已收。下次发布时按此计入。"
    elif do == "return":
        send_back(desk, who, document, text_of(form, "reason"), seen=seen)
        told = "已退回。下次发布时不再计入。"
    elif do == "forget":
        forget_intake(desk, who, document, seen=seen)
        told = "已撤销，下次发布时仍按文件所写。"
    else:
        raise FormError("这张表单不完整，请返回刷新后重填。")
    return see_other(request, to(request, "intake", open=document, state=""), told)


def _upload(request: Request, form: FormData) -> Response:
    """Files into the inbox; what became of each is an event of the desk, and an address."""
    number, arrivals = hand_in(
        desk_of(request), who_of(request), ((each.filename or "", each.file) for each in files_of(form))
    )
    tone = "good" if all_well(arrivals) else "warn"
    return see_other(request, to(request, "intake", upload=number), counted(arrivals), tone)


def _selection(request: Request) -> Selection | None:
    try:
        return selection_of(request)
    except NothingPublished:
        return None


def _first_district(registry: Registry | None) -> str:
    return registry.districts[0].code if registry and registry.districts else ""


def _agencies(registry: Registry | None, district: str) -> list[Row]:
    known = registry.agencies if registry else []
    return [{"agency_code": each.code, "name": each.name} for each in known if each.district_code == district]


def _counts(page: _Desk) -> dict[str, int]:
    """Agencies that owe a report of the year, those with one that counts or will, and what is to be looked at."""
    registry, year = page.registry or Registry([], []), page.year
    owing = {
        each.code for each in registry.agencies
        if each.district_code == page.district and each.kind != "district" and year in registry.expected_years(each, year, year)
    }  # fmt: skip
    arrived = {
        row["agency_code"] for row in page.rows
        if row["report_year"] == year and row["state"] in ("current", "waiting", "undated", "superseded")
    }  # fmt: skip
    unsure = sum(row["to_act_on"] == "yes" for row in page.rows)
    return {"owing": len(owing), "arrived": len(owing & arrived), "missing": len(owing - arrived), "unsure": unsure}


def _year_of(form: FormData) -> int | None:
    text = text_of(form, "report_year")
    if text and not (text.isascii() and text.isdigit() and len(text) == 4):
        raise FormError(f"年度“{text}”应为四位数字，如 2025。")
    return int(text) if text else None


def _listing(request: Request, rows: list[Row]) -> Listing:
    facets = [
        Facet("to_act_on", "要处理", {"yes": "要处理", "no": "不必处理"}, ["yes"] if any(row["to_act_on"] == "yes" for row in rows) else []),
        Facet("published", "发布", PUBLISHED),
        Facet("state", "状态", STATES),
        Facet("said", "依据", SAID),
    ]  # fmt: skip
    return make_listing(request, rows, COLUMNS, facets, ("source", "agency", "agency_printed", "title"))
