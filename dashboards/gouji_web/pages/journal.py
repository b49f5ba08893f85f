"""记录: who did what at the desk, and when; nothing here is ever changed or taken out."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gouji_web.core.event_words import KINDS, change_told, code_of, subject_words
from gouji_web.core.files import XLSX, attachment, workbook
from gouji_web.core.listing import Column, Facet, Listing, make_listing
from gouji_web.core.names import names_of
from gouji_web.core.office import desk_of
from gouji_web.core.rendering import render

router = APIRouter()

MOST = 5_000  # events shown; the whole is gouji desk log
COLUMNS = (
    Column("at", "时间"),
    Column("who", "谁"),
    Column("kind_word", "哪一类"),
    Column("about", "什么"),
    Column("note", "做了什么", by=None),
    Column("changed", "改动", by=None),
)


@router.get("/journal")
def journal(request: Request) -> HTMLResponse:
    """The last events, the newest first; also before anything is published."""
    rows = _rows(request)
    return render(request, "journal.html", listing=_listing(request, rows), most=MOST if len(rows) == MOST else None)


@router.get("/journal.xlsx")
def as_workbook(request: Request) -> Response:
    """What the same address lists, as a workbook."""
    listing = _listing(request, _rows(request))
    return attachment(workbook({"操作记录": (COLUMNS, listing.matching)}), "操作记录.xlsx", XLSX)


def _rows(request: Request) -> list[dict[str, Any]]:
    events = desk_of(request).latest_events(MOST)
    names = names_of(request.app.state.versions.current(), map(code_of, events))
    return [
        {
            "seq": event.seq,
            "at": event.at,
            "who": event.who,
            "kind": event.kind,
            "kind_word": KINDS.get(event.kind, "其他"),
            "about": subject_words(event, names),
            "note": event.note,
            "changed": change_told(event),
        }
        for event in events
    ]


def _listing(request: Request, rows: list[dict[str, Any]]) -> Listing:
    facets = [Facet("kind", "哪一类", KINDS), Facet("who", "谁")]
    return make_listing(request, rows, COLUMNS, facets, ("who", "about", "note", "changed"))
