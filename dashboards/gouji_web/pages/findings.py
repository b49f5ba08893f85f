"""问题: every finding of the district and year, to be filtered, read in full and passed on."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gouji_web.core.files import XLSX, attachment, workbook
from gouji_web.core.listing import Column, Facet, Listing, make_listing
from gouji_web.core.rendering import render
from gouji_web.core.selection import Looked, Selection
from gouji_web.wording import OUTCOME, SEVERITY, plain

router = APIRouter()

CHANGES = {"new": "新增", "open": "仍在", "resolved": "已解决"}
OUTCOMES = OUTCOME | {"explained": "报告已说明", "waived": "已豁免", "resolved": "已解决"}
GROUPINGS = {"": "不分组", "agency": "按单位", "title": "按检查"}
COLUMNS = (
    Column("agency", "单位"),
    Column("title", "检查"),
    Column("severity_word", "程度", by="severity_order"),
    Column("points", "扣分", "number"),
    Column("message", "说明", by=None),
)
IN_WORKBOOK = (
    *COLUMNS,
    Column("state_word", "结果"),
    Column("reported", "所报"),
    Column("expected", "应为"),
    Column("policy_source", "按本区县的规定"),
    Column("places", "涉及的格"),
    Column("report_year", "年度", "number"),
    Column("finding_id", "编号"),
)
# A finding with what a person reads beside it. `state`: its outcome, or that it is waived or resolved.
_FINDINGS = """
WITH labels AS (
    SELECT f.finding_id, list(coalesce(c.label, p.cell) ORDER BY p.cell) AS places
    FROM findings f, unnest(f.cells) AS p(cell)
    LEFT JOIN (SELECT cell, any_value(label) AS label FROM form_cells GROUP BY cell) c ON c.cell = p.cell
    WHERE f.report_year = ? GROUP BY f.finding_id
)
SELECT
    f.finding_id, f.agency_code, a.name AS agency, a.peer_group, f.report_year, f.rule, r.title, f.dimension, f.severity,
    CASE WHEN f.waived THEN 'waived' ELSE f.outcome END AS state, f.points, f.message, f.reported, f.expected, f.cells,
    f.report_id, f.policy_source, coalesce(l.places, []) AS places, coalesce(c.change, 'open') AS change
FROM findings f
JOIN agencies a USING (agency_code)
JOIN rules r USING (rule)
LEFT JOIN labels l USING (finding_id)
LEFT JOIN finding_changes c USING (finding_id)
WHERE a.district_code = ? AND f.report_year = ?
ORDER BY f.impact_share DESC NULLS LAST, f.points DESC, f.agency_code, f.rule, f.finding_id
"""
# Findings of the version before that are gone; rules and agencies may be gone with them.
_RESOLVED = """
SELECT
    c.finding_id, c.agency_code, coalesce(a.name, c.agency_code) AS agency, a.peer_group, c.report_year, c.rule,
    coalesce(r.title, c.rule) AS title, coalesce(r.dimension, '') AS dimension, coalesce(r.severity, 'note') AS severity,
    'resolved' AS state, 0 AS points, c.message, c.previous_reported AS reported, NULL AS expected, c.cells,
    NULL AS report_id, NULL AS policy_source,
    list_transform(c.cells, lambda cell: coalesce(l.labels[cell], cell)) AS places, 'resolved' AS change
FROM finding_changes c
JOIN agencies a USING (agency_code)
LEFT JOIN rules r USING (rule)
CROSS JOIN (
    SELECT map(list(cell), list(label)) AS labels
    FROM (SELECT cell, any_value(label) AS label FROM form_cells GROUP BY cell)
) l
WHERE a.district_code = ? AND c.report_year = ? AND c.change = 'resolved'
ORDER BY c.agency_code, c.rule, c.finding_id
"""
_REPAIRS = """
SELECT DISTINCT candidate, why FROM repairs WHERE report_id = ? AND list_contains(clears, ?) ORDER BY candidate LIMIT 5
"""
_DIMENSIONS = "SELECT dimension, title FROM dimensions ORDER BY dimension"
_ORDER = {severity: order for order, severity in enumerate(SEVERITY)}


@router.get("/findings")
def findings(request: Request, selection: Looked) -> HTMLResponse:
    """The list; `open` names the finding read in full, `group` how the rows are grouped."""
    rows = findings_of(selection)
    listing = _listing(request, selection, rows)
    wanted = request.query_params.get("open") or request.query_params.get("finding")
    opened = next((row for row in rows if row["finding_id"] == wanted), None)
    if wanted and opened is None:
        selection.notices.append("链接中的问题在这个版本里没有，可能已在更早的版本解决。")
    group = request.query_params.get("group", "")
    group = group if group in GROUPINGS else ""
    return render(
        request,
        "findings.html",
        listing=listing,
        groups=listing.groups((lambda row: plain(row[group])) if group else None),
        group=group,
        groupings=GROUPINGS,
        state_words=OUTCOMES,
        opened=opened,
        detail=_detail(selection, opened),
        apart=opened is not None and opened not in listing.shown,
    )


@router.get("/findings.xlsx")
def as_workbook(request: Request, selection: Looked) -> Response:
    """What the same address lists, as a workbook."""
    listing = _listing(request, selection, findings_of(selection))
    return attachment(workbook({"问题": (IN_WORKBOOK, listing.matching)}), f"问题-{selection.year}.xlsx", XLSX)


def findings_of(selection: Selection) -> list[dict[str, Any]]:
    """Findings of the district and year, those resolved since the version before last."""
    district, year = selection.district, selection.year
    found = selection.rows(_FINDINGS, year, district, year) + selection.rows(_RESOLVED, district, year)
    return [
        row
        | {
            "severity_word": SEVERITY[row["severity"]],
            "severity_order": _ORDER[row["severity"]],
            "state_word": OUTCOMES.get(row["state"], row["state"]),
        }
        for row in found
    ]


def _listing(request: Request, selection: Selection, rows: list[dict[str, Any]]) -> Listing:
    dimensions = {row["dimension"]: row["title"] for row in selection.rows(_DIMENSIONS)}
    facets = [
        Facet("state", "结果", OUTCOMES, ["fail"]),
        Facet("severity", "程度", SEVERITY),
        Facet("change", "较上一版", CHANGES),
        Facet("dimension", "维度", dimensions),
        Facet("peer_group", "组别"),
        Facet("title", "检查"),
    ]
    return make_listing(request, rows, COLUMNS, facets, ("agency", "message", "title"))


def _detail(selection: Selection, row: dict[str, Any] | None) -> dict[str, Any]:
    """What is read in full of one finding: its rule, and the repairs that would clear it."""
    if row is None:
        return {}
    rule = selection.version.row("FROM rules WHERE rule = ?", row["rule"]) or {}
    repairs = selection.rows(_REPAIRS, row["report_id"], row["rule"]) if row["cells"] and row["report_id"] else []
    return {"rule": rule, "repairs": list(dict.fromkeys(repair["why"] for repair in repairs))}
