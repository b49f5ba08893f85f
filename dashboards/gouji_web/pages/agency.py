"""单位: one agency: its faults, its report with the marks where they belong, the original beside it, the years."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from gouji.desk.access import list_links, make_link, revoke_link
from gouji_web.core import originals
from gouji_web.core.address import here, to
from gouji_web.core.clerk import address_of
from gouji_web.core.decisions import decide, decisions_of
from gouji_web.core.dimensions import dimensions_of
from gouji_web.core.fault_cards import cards_of, findings_in
from gouji_web.core.files import attachment as as_file
from gouji_web.core.forms import posted, see_other
from gouji_web.core.may import DECIDE, may
from gouji_web.core.office import FormError, day_of, desk_of, text_of, who_of
from gouji_web.core.promises import promises_of
from gouji_web.core.prose_facts import facts_of
from gouji_web.core.rendering import render
from gouji_web.core.report_text import report_text
from gouji_web.core.selection import Looked, Selection
from gouji_web.wording import plain, published_words

router = APIRouter()

_AGENCIES = """
SELECT a.agency_code, a.name, a.full_name, a.peer_group, k.status, k.score::DOUBLE AS score
FROM agencies a
LEFT JOIN rankings k ON k.agency_code = a.agency_code AND k.report_year = ?
WHERE a.district_code = ? AND (k.agency_code IS NOT NULL OR a.registered)
ORDER BY min(a.agency_code) OVER (PARTITION BY a.peer_group), a.agency_code
"""
_AGENCY = "SELECT agency_code, name, full_name, peer_group, district_code FROM agencies WHERE agency_code = ?"
_RANKINGS = "SELECT k.* FROM rankings k WHERE agency_code = ? ORDER BY report_year"
_EXPECTED = "FROM expected_reports WHERE agency_code = ? AND report_year = ?"
_REPORTS = """
SELECT r.*, d.source FROM reports r
LEFT JOIN (SELECT document_id, min(source) AS source FROM documents GROUP BY document_id) d USING (document_id)
WHERE r.agency_code = ? AND r.report_year = ? ORDER BY r.is_current DESC, r.version DESC
"""
_CHANGES = """
SELECT c.version, coalesce(l.label, c.item) AS place, c.before, c.after
FROM report_changes c
LEFT JOIN (SELECT cell, any_value(label) AS label FROM form_cells GROUP BY cell) l ON l.cell = c.item
WHERE c.agency_code = ? AND c.report_year = ? ORDER BY c.version, c.kind, c.item
"""
_SCORES = "SELECT dimension, report_year, score FROM scores WHERE agency_code = ?"


@router.get("/agency")
def agency(request: Request, selection: Looked, agency: str = "", cell: str = "") -> Response:
    """`agency` names it, `cell` the figure whose source is open; without an agency all are listed."""
    if not agency:
        return _choose(request, selection)
    found = selection.version.row(_AGENCY, agency)
    if found is None:
        selection.notices.append(f"网址中的单位“{plain(agency, 40)}”在这个版本里没有，请重新选择。")
        return _choose(request, selection)
    if found["district_code"] != selection.district and found["district_code"] in selection.districts:
        return RedirectResponse(here(request, district=found["district_code"]))
    return _shown(request, selection, found, cell)


@router.post("/agency/decide")
def decided(request: Request, selection: Looked, form: Annotated[FormData, Depends(posted)]) -> Response:
    """The office's word on one finding: waived, or its explanation rejected, or either taken back."""
    agency, wanted = text_of(form, "agency"), text_of(form, "finding")
    finding = next((each for each in findings_in(cards_of(selection, agency)) if each["finding_id"] == wanted), None)
    if finding is None:
        raise FormError("表单中的问题在这个版本里没有，请返回刷新。")
    told = decide(desk_of(request), who_of(request), finding, form)
    return see_other(request, f"{to(request, 'agency', agency=agency)}#f-{wanted}", told)


@router.post("/agency/link")
def link(request: Request, selection: Looked, form: Annotated[FormData, Depends(posted)]) -> Response:
    """A personal link for the agency's clerk, whose address is shown this once; or one taken back."""
    agency, desk, who = text_of(form, "agency"), desk_of(request), who_of(request)
    found = selection.version.row(_AGENCY, agency)
    if found is None:
        raise FormError("表单中的单位在这个版本里没有，请返回刷新。")
    back = f"{to(request, 'agency', agency=agency)}#links"
    if text_of(form, "do") == "revoke":
        revoke_link(desk, who, text_of(form, "link"))
        return see_other(request, back, "已收回，用这个链接什么都打不开了。")
    until = day_of(form, "until", "有效期")
    if until is None:
        raise FormError("请填链接的有效期。")
    made, token = make_link(desk, who, agency, until, text_of(form, "name"))
    return render(request, "link.html", agency=found, link=made, address=address_of(request, token), back=back)


@router.get("/agency/source")
def source(request: Request, selection: Looked, report: str, cell: str) -> HTMLResponse:
    """The place of a figure in its original: the table around it and the page's picture."""
    placed = originals.cell_of(selection.version, report, cell)
    original = originals.original_of(selection.version, report, placed["attachment"] if placed else None)
    if placed is None or original is None:
        raise HTTPException(404, "这个数字在原件中的位置没有记录，请从单位页重新选择。")
    return render(
        request,
        "source.html",
        report=report,
        cell=placed,
        original=original,
        place=originals.place_words(placed),
        lines=originals.table_around(original, placed) if not original.problem else [],
        has_picture=originals.has_picture(original) and not original.problem,
    )


@router.get("/agency/picture")
def picture(selection: Looked, report: str, page: int | None = None, attachment: str = "") -> Response:
    """A page of an original as a picture."""
    original = originals.original_of(selection.version, report, attachment)
    drawn = originals.picture(original, page) if original is not None and not original.problem else None
    if drawn is None:
        raise HTTPException(404, "这一页画不出来，请下载原件查看。")
    kind = "image/png" if drawn.startswith(b"\x89PNG") else "image/jpeg"
    return Response(drawn, media_type=kind, headers={"Cache-Control": "private, max-age=86400"})


@router.get("/agency/original")
def original(selection: Looked, report: str, attachment: str = "") -> Response:
    """The bytes that a report was read from."""
    found = originals.original_of(selection.version, report, attachment)
    if found is None or found.problem:
        raise HTTPException(404, found.problem if found else "没有找到这份报告的原件记录。")
    return as_file(originals.bytes_of(selection.version, found), found.file_name)


def _choose(request: Request, selection: Selection) -> Response:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in selection.rows(_AGENCIES, selection.year, selection.district):
        groups.setdefault(row["peer_group"], []).append(row)
    return render(request, "agency_choice.html", groups=groups)


def _shown(request: Request, selection: Selection, agency: dict[str, Any], cell: str) -> Response:
    code, year = agency["agency_code"], selection.year
    everyone = selection.rows(_AGENCIES, year, selection.district)
    ranked = selection.rows(_RANKINGS, code)
    reports = selection.rows(_REPORTS, code, year)
    current = next((report for report in reports if report["is_current"]), None)
    cards = cards_of(selection, code)
    text = (
        report_text(selection, current, cards, lambda each: here(request, cell=None if each == cell else each))
        if current
        else None
    )
    if cell and (text is None or cell not in text.placed):
        selection.notices.append("网址中的数字在这份报告里没有位置记录。")
    return render(
        request,
        "agency.html",
        agency=agency,
        everyone=everyone,
        near=_near(request, everyone, code),
        ranked=next((row for row in ranked if row["report_year"] == year), None),
        expected=selection.version.row(_EXPECTED, code, year),
        published=_published(reports, current),
        current=current,
        cards=cards,
        counted=sum(card.counts for card in cards),
        lost=sum((card.points for card in cards), start=0),
        text=text,
        facts=facts_of(selection, current["report_id"]) if current else [],
        cell=cell if text is not None and cell in text.placed else "",
        reports=reports,
        changes=selection.rows(_CHANGES, code, year),
        years=ranked,
        scores={(row["dimension"], row["report_year"]): row["score"] for row in selection.rows(_SCORES, code)},
        dimensions=dimensions_of(selection.version),
        papers=_papers(selection, code),
        links=[each for each in list_links(desk_of(request)) if each.agency_code == code],
        today=desk_of(request).today(),
        may_give_links=may(request, DECIDE),
        promises=promises_of(selection, current["report_id"] if current else None),
        decisions=decisions_of(desk_of(request), code, year, may(request, DECIDE)),
        cell_address=lambda finding: _cell_address(request, text.placed if text else frozenset(), finding),
    )


def _near(request: Request, everyone: list[dict[str, Any]], code: str) -> list[tuple[str, str]]:
    """Links to the agency before and after this one."""
    codes = [row["agency_code"] for row in everyone]
    at = codes.index(code) if code in codes else -1
    places = [("← ", at - 1), ("", at + 1)] if at >= 0 else []
    return [
        (f"{arrow}{plain(everyone[place]['name'])}{'' if arrow else ' →'}", to(request, "agency", agency=codes[place]))
        for arrow, place in places
        if 0 <= place < len(everyone)
    ]


def _published(reports: list[dict[str, Any]], current: dict[str, Any] | None) -> str:
    days = [r["published_on"] for r in reports if r["published_on"] and r["status"] in ("current", "superseded")]
    return published_words(current["published_on"], min(days, default=None), "日期不明") if current else "未收到"


def _papers(selection: Selection, code: str) -> list[dict[str, Any]]:
    papers = selection.version.manifest.get("papers", [])
    return [each for each in papers if each["agency_code"] == code and each["report_year"] == selection.year]


def _cell_address(request: Request, placed: frozenset[str], finding: dict[str, Any]) -> list[tuple[str, str | None]]:
    """The cells that a finding names: label, and the address that opens their source."""
    return [
        (label, here(request, cell=cell) if cell in placed else None)
        for cell, label in zip(finding["cells"], finding["places"], strict=True)
    ]
