"""The wide views: one row a current report, one column a cell, generated from the forms.

`disclosure`, `applications` and `disputes` hold the cells of that table over all forms, named ``<row>_<column>``:
counts as BIGINT, money (万元) as DECIMAL(18, 6).
"""

from collections.abc import Iterator
from typing import Any

from gouji.core.form_model import MONEY
from gouji.core.forms import FormCell, FormTable, load_forms

KEYS = {
    "agency_code": "机关代码 / Agency",
    "report_year": "报告年度 / Year reported on",
    "report_id": "现行报告 / Current report",
    "agency_name": "机关名称 / Name of the agency",
    "kind": "类别；district 为区县政府自己的报告，已汇总各机关 / Kind; district: its own report, which sums up its agencies",
    "peer_group": "同类组 / Peer group",
    "district_code": "所属区县代码 / District",
    "division_code": "统计用区划代码前九位，与九位、十二位的代码相连 / First nine digits of the code, to join by",
    "form": "格式 / Form",
    "doubtful": "本表所报是否有存疑的数，何数见 figures / Whether a figure of the table is in doubt; see figures for which",
}


def wide_views() -> dict[str, dict[str, FormCell]]:
    """{view: {column: form cell}} in form order; a cell two forms share is described by the newer."""
    forms = list(reversed(list(load_forms().values())))
    views: dict[str, dict[str, FormCell]] = {}
    for form in forms:
        for cell in form.cells:
            views.setdefault(cell.table, {}).setdefault(f"{cell.row}_{cell.column}", cell)
    return views


def create_wide_views(con: Any) -> None:
    """Create or replace the three views on `reports`, `agencies`, `cells` and `cell_bounds`, with their comments."""
    for view, columns in wide_views().items():
        con.execute(_view(view, columns))
        con.execute(f"COMMENT ON VIEW {view} IS {_text(_view_comment(view))}")
        comments = KEYS | {name: f"{cell_label(cell)}（{cell.unit}） / {cell.cell}" for name, cell in columns.items()}
        con.execute("".join(f'COMMENT ON COLUMN {view}."{name}" IS {_text(text)};' for name, text in comments.items()))


def cell_label(cell: FormCell) -> str:
    """Chinese name of the cell: its table, row and column."""
    return f"{next(_tables_of(cell.table)).label}：{cell.row_label} · {cell.column_label}"


def _view(view: str, columns: dict[str, FormCell]) -> str:
    """Figures are gathered by row of the form first and by report then.

    182 conditional aggregates over every cell take 9 s on 8 million cells, PIVOT 2.7 s whatever is asked for,
    this 3.6 s for everything and 0.06 s for one agency: a filter on the keys reaches the cells. Above the last aggregate
    nothing is worked out column by column: where it was, DuckDB 2.0 planned a join with a few agencies for minutes.
    """
    cells = list(columns.values())
    rows = list(dict.fromkeys(cell.row for cell in cells))
    parts = list(dict.fromkeys(map(_part, cells)))
    places = ",\n            ".join(
        f"('{cell.cell}', {rows.index(cell.row)}, {parts.index(_part(cell))})" for cell in cells
    )
    gather = ", ".join(
        f"part_{i}: max({_typed(is_money=is_money)}) FILTER (part = {i})" for i, (_, is_money) in enumerate(parts)
    )
    figures = ",\n        ".join(
        f'any_value(l.figures.part_{parts.index(_part(cell))}) FILTER (l.line = {rows.index(cell.row)}) AS "{name}"'
        for name, cell in columns.items()
    )
    names = ", ".join(f'"{name}"' for name in columns)
    return f"""CREATE OR REPLACE VIEW {view} AS
SELECT agency_code, report_year, report_id, agency_name, kind, peer_group, district_code,
    left(agency_code, 9) AS division_code, form,
    report_id IN (
        SELECT report_id FROM cell_bounds WHERE reason = 'doubtful' AND starts_with(cell, '{view}.')
    ) AS doubtful,
    {names}
FROM (
    SELECT r.agency_code, r.report_year, r.report_id, a.name AS agency_name,
        a.kind, a.peer_group, a.district_code, r.form,
        {figures}
    FROM reports r
    LEFT JOIN agencies a ON a.agency_code = r.agency_code
    LEFT JOIN (
        SELECT report_id, line, {{{gather}}} AS figures
        FROM cells
        JOIN (VALUES
            {places}
        ) AS places (cell, line, part) USING (cell)
        GROUP BY report_id, line
    ) l ON l.report_id = r.report_id
    WHERE r.is_current
    GROUP BY r.agency_code, r.report_year, r.report_id, a.name, a.kind, a.peer_group, a.district_code, r.form
)"""


def _part(cell: FormCell) -> tuple[str, bool]:
    """What the figures of a row are told apart by: the column, and whether it is money, as one type holds either."""
    return cell.column, cell.unit == MONEY


def _typed(*, is_money: bool) -> str:
    """A count as a whole number; what is none (0.5 of a request) is no count: null here, and as it stands in `figures`.
    Money to the fen, so that nothing is rounded."""
    if is_money:
        return "TRY_CAST(value AS DECIMAL(18, 6))"
    return "CASE WHEN value = trunc(value) THEN TRY_CAST(value AS BIGINT) END"


def _view_comment(view: str) -> str:
    label = next(_tables_of(view)).label
    return f"宽表：{label}，每份现行报告一行、每格一列 / Wide view: one row a current report, one column a cell"


def _tables_of(code: str) -> Iterator[FormTable]:
    return (table for form in reversed(list(load_forms().values())) for table in form.tables if table.code == code)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
