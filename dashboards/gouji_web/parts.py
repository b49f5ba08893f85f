"""Pieces that several pages show: tiles of figures, a list of findings, a table to take away."""

import re
from collections.abc import Iterable
from typing import Any

import polars as pl
import streamlit as st

from .dataset import dimensions, frame
from .wording import OUTCOME, SEVERITY, escaped, plain

# A finding with what a person reads beside it: names and labels, the rule's title, its place in this version.
FINDINGS = """
WITH labels AS (
    SELECT f.finding_id, list(coalesce(c.label, p.cell) ORDER BY p.cell) AS places
    FROM findings f, unnest(f.cells) AS p(cell)
    LEFT JOIN (SELECT cell, any_value(label) AS label FROM form_cells GROUP BY cell) c ON c.cell = p.cell
    GROUP BY f.finding_id
)
SELECT
    f.finding_id, f.agency_code, a.name AS agency, a.peer_group, f.report_year, f.rule, r.title, f.dimension, f.severity,
    f.outcome, f.points, f.message, f.reported, f.expected, f.waived, f.cells, f.report_id, coalesce(l.places, []) AS places
FROM findings f
JOIN agencies a ON a.agency_code = f.agency_code
JOIN rules r ON r.rule = f.rule
LEFT JOIN labels l ON l.finding_id = f.finding_id
WHERE a.district_code = ? AND f.report_year = ?
"""
# Findings of the version before that are gone, in the same columns; rules and agencies may be gone with them.
RESOLVED = """
SELECT
    c.finding_id, c.agency_code, coalesce(a.name, c.agency_code) AS agency, a.peer_group, c.report_year, c.rule,
    coalesce(r.title, c.rule) AS title, coalesce(r.dimension, '') AS dimension, coalesce(r.severity, 'note') AS severity,
    coalesce(c.previous_outcome, 'fail') AS outcome, 0 AS points, c.message, c.previous_reported AS reported,
    NULL AS expected, coalesce(c.previous_waived, false) AS waived, c.cells, NULL AS report_id,
    list_transform(c.cells, lambda cell: coalesce(l.labels[cell], cell)) AS places, 'resolved' AS change
FROM finding_changes c
JOIN agencies a ON a.agency_code = c.agency_code
LEFT JOIN rules r ON r.rule = c.rule
CROSS JOIN (SELECT map(list(cell), list(label)) AS labels FROM (SELECT cell, any_value(label) AS label FROM form_cells GROUP BY cell)) l
WHERE a.district_code = ? AND c.report_year = ? AND c.change = 'resolved'
ORDER BY c.agency_code, c.rule, c.finding_id
"""
_FORMULA = "=+-@\t\r"  # what Excel takes for the beginning of a formula


def tiles(items: Iterable[tuple[str, Any, str, str]]) -> None:
    """(title, figure, note, tone) side by side; tone: good, warn, bad or ""."""
    st.html(
        '<div class="gj-tiles">'
        + "".join(
            f'<div class="gj-tile gj-{tone or "plain"}"><small>{escaped(title)}</small><b>{escaped(figure)}</b>'
            f"<small>{escaped(note)}</small></div>"
            for title, figure, note, tone in items
        )
        + "</div>"
    )


def findings_frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Findings as a person reads them, one row each, with safe text."""
    titles = dimensions()
    return pl.DataFrame(
        {
            "单位": [plain(r["agency"]) for r in rows],
            "检查": [plain(r["title"]) for r in rows],
            "维度": [titles.get(r["dimension"], r["dimension"]) for r in rows],
            "程度": [SEVERITY[r["severity"]] for r in rows],
            "结果": [_outcome(r) for r in rows],
            "扣分": [float(r["points"]) for r in rows],
            "说明": [plain(r["message"], 1_000) for r in rows],
            "涉及的格": ["；".join(r["places"]) for r in rows],
            "所报": [plain(r["reported"], 300) for r in rows],
            "应为": [plain(r["expected"], 300) for r in rows],
            "年度": [r["report_year"] for r in rows],
            "编号": [r["finding_id"] for r in rows],
        },
        schema_overrides={"扣分": pl.Float64, "年度": pl.Int64},
    )


def _outcome(finding: dict[str, Any]) -> str:
    if finding.get("change") == "resolved":
        return "已解决"
    return "已豁免" if finding["waived"] else OUTCOME[finding["outcome"]]


def csv_for_excel(table: pl.DataFrame) -> bytes:
    """CSV with a byte-order mark, as Excel in Chinese needs; text that would be a formula is kept as text."""
    text = [pl.col(name) for name, kind in table.schema.items() if kind == pl.String]
    risky = f"^[{re.escape(_FORMULA)}]"
    safe = table.with_columns(
        pl.when(column.str.contains(risky)).then("'" + column).otherwise(column).name.keep() for column in text
    )
    return "\ufeff".encode() + safe.write_csv().encode()


def for_print(table: pl.DataFrame, columns: dict[str, str], most: int = 500) -> None:
    """What a table on the screen, which is a picture of its visible part, is on paper: right after it, columns by
    the heading they are printed under."""
    lines = [
        f"<tr>{''.join(f'<td>{escaped(_printed(value), 600)}</td>' for value in row)}</tr>"
        for row in table.select(list(columns)).head(most).iter_rows()
    ]
    head = "".join(f"<th>{escaped(title)}</th>" for title in columns.values())
    more = f"<p>共 {table.height} 行，只印前 {most} 行。</p>" if table.height > most else ""
    st.html(
        f'<div class="gj-print"><table class="gj-list"><thead><tr>{head}</tr></thead><tbody>{"".join(lines)}</tbody></table>{more}</div>'
    )


def _printed(value: Any) -> Any:
    return f"{value:.1f}" if isinstance(value, float) else value


def download(label: str, table: pl.DataFrame, name: str) -> None:
    """A button that gives the table as CSV for Excel."""
    st.download_button(
        label,
        data=lambda: csv_for_excel(table),
        file_name=f"{name}.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def table_of(sql: str, *params: Any) -> pl.DataFrame:
    """A query's rows with every text made safe."""
    found = frame(sql, *params)
    text = [name for name, kind in found.schema.items() if kind == pl.String]
    return found.with_columns(pl.col(name).map_elements(plain, return_dtype=pl.String) for name in text)
