"""The sheets of the workbook as frames; what is a number stays a number, what is a day a day."""

from functools import cache
from typing import Any

import polars as pl

from gouji.check.rank_bands import ranking_policy
from gouji.core.form_layout import cell_names
from gouji.core.forms import form_for_year, load_forms
from gouji.core.wording import STATUS, band_words

from .contents import Office, Row
from .doubtful_cells import doubtful_cells

SCORES = """
SELECT s.agency_code, d.title, s.score::DOUBLE AS score
FROM scores s JOIN dimensions d ON d.dimension = s.dimension JOIN agencies a ON a.agency_code = s.agency_code
WHERE a.district_code = $district AND s.report_year = $year
ORDER BY d.rowid
"""
SUMS = """
SELECT t.cell, t.peer_group, t.balanced_sum::DOUBLE AS value, t.agencies_counted, c.reported_sum::DOUBLE AS reported,
    l.balanced_sum::DOUBLE AS last_year
FROM district_balanced_sums t
LEFT JOIN district_reported_sums c
    ON c.district_code = t.district_code AND c.report_year = t.report_year AND c.kind = 'all' AND c.cell = t.cell
LEFT JOIN district_balanced_sums l
    ON l.district_code = t.district_code AND l.report_year = t.report_year - 1
    AND l.peer_group = t.peer_group AND l.cell = t.cell
WHERE t.district_code = $district AND t.report_year = $year
"""
LAST_YEAR = """
SELECT c.agency_code, c.cell, c.value::DOUBLE AS value
FROM cells c
JOIN reports r ON r.report_id = c.report_id AND r.is_current
JOIN agencies a ON a.agency_code = c.agency_code
WHERE a.district_code = $district AND c.report_year = $year - 1 AND list_contains($cells, c.cell)
"""


def ranking_sheet(office: Office, scores: pl.DataFrame) -> pl.DataFrame:
    titles = list(dict.fromkeys(scores["title"].to_list()))
    kept = {(code, title): score for code, title, score in scores.iter_rows()}
    apart = [row for row in office.agencies if row["kind"] != "district" and not row["rank"]]
    return _frame(
        [
            {
                "名次": row["rank"],
                "机关": row["name"],
                "组别": row["peer_group"],
                "组内名次": row["rank_in_group"],
                "得分": _number(row["score"]),
                "等次": row["grade"] or "",
                **{title: kept.get((row["agency_code"], title)) for title in titles},
                "稳健区间": band_words(row["rank_low"], row["rank_high"]),
                "组内稳健区间": band_words(row["rank_low_in_group"], row["rank_high_in_group"]),
                "最能左右名次的权重": row["driver"] or "",
                "上年得分": _number(row["previous_score"]),
                "较上年增减分": _number(row["score_change"]),
                "申请量": row["requests"],
                "有无申请": row["request_group"] or "",
                "有（无）申请机关中名次": row["rank_in_request_group"],
                "申请量分组": row["volume_group"] or "",
                "同量组名次": row["rank_in_volume_group"],
                "状态": STATUS[row["status"]],
            }
            for row in [*office.ranked, *apart]
        ]
    )


def status_sheet(office: Office) -> pl.DataFrame:
    numbers = {table.code: table.number for table in form_for_year(office.year).tables}
    counted = {(row["agency_code"], row["table_code"]): row["left_out"] for row in office.counted}
    return _frame(
        [
            {
                "机关代码": row["agency_code"],
                "机关": row["full_name"],
                "类别": "区县政府本级" if row["kind"] == "district" else row["kind"],
                "状态": STATUS[row["status"]],
                "期限": row["deadline"],
                "首次公布": row["first_published_on"],
                "现行版本公布": row["published_on"],
                "迟报天数": row["days_late"],
                "版次": row["version"],
                "格式": row["form"] or "",
                **{
                    f"表{number}计入汇总": "" if row["kind"] == "district" else counted.get((row["agency_code"], code)) or "是"
                    for code, number in numbers.items()
                },
                "来源": row["source"] or "",
            }
            for row in office.agencies
        ]
    )  # fmt: skip


def sums_sheet(office: Office, sums: pl.DataFrame) -> pl.DataFrame:
    """汇总: the district's own tables, all and by peer group, beside the sum of everything reported and last year's; per
    cent only over a base that is large enough."""
    by_group = {(row["cell"], row["peer_group"]): row for row in sums.iter_rows(named=True)}
    rows = []
    for names, cell in _in_form_order(office):
        whole = by_group.get((cell, "all"))
        if whole:
            rows.append(
                names
                | {f"全{office.level}": whole["value"]}
                | {group: (by_group.get((cell, group)) or {}).get("value") for group in office.peer_groups}
                | {"计入机关数": whole["agencies_counted"], "各机关所报之和（含未计入的表）": whole["reported"]}
                | {f"{office.year - 1}年": whole["last_year"]}
                | _change(whole["last_year"], whole["value"])
            )
    return _frame(rows)


def doubtful_sheet(office: Office) -> pl.DataFrame:
    """存疑数字: every figure that counts although something speaks against it, the greatest first."""
    rows = [row for row in office.tables if row["peer_group"] == "all"]
    doubts = doubtful_cells(office, rows, office.counted) if rows else []
    head = ("机关", "项目", "所报", "疑点及建议", f"对全{office.level}数的影响")
    return _frame([dict(zip(head, doubt[: len(head)], strict=True)) for doubt in doubts], head)


def agency_years_sheet(office: Office, compared: list[str], last: pl.DataFrame) -> pl.DataFrame:
    before = {(code, cell): value for code, cell, value in last.iter_rows()}
    names = cell_names(list(load_forms())[-1])
    rows = []
    for row in office.agencies:
        now = {c["cell"]: _number(c["value"]) for c in office.cells.get(row["report_id"] or "", [])}
        for cell in compared:
            this, earlier = now.get(cell), before.get((row["agency_code"], cell))
            if this is not None or earlier is not None:
                who = {"机关": row["name"], "项目": names[cell], "组别": row["peer_group"]}
                rows.append(who | {f"{office.year - 1}年": earlier, f"{office.year}年": this} | _change(earlier, this))
    return _frame(rows)


@cache
def smallest_base() -> int:
    """Below this figure of last year no change is given in per cent."""
    smallest: int = ranking_policy()["rates"]["smallest_base"]
    return smallest


def _change(last: float | None, this: float | None) -> Row:
    smallest = smallest_base()
    if last is None or this is None:
        return {"增减": None, "增减（%）": None}
    if last < smallest:
        return {"增减": this - last, "增减（%）": None}
    return {"增减": this - last, "增减（%）": 100 * (this - last) / last}


def _in_form_order(office: Office) -> list[tuple[Row, str]]:
    """(labels, cell) of every cell of the form of the district's tables."""
    form = load_forms()[office.tables[0]["form"]] if office.tables else list(load_forms().values())[-1]
    numerals = {table.code: table.number for table in form.tables}
    return [({"表": numerals[c.table], "行": c.row_label, "列": c.column_label}, c.cell) for c in form.cells]


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _frame(rows: list[Row], columns: tuple[str, ...] = ("机关",)) -> pl.DataFrame:
    """A frame of the rows; without any, one with these columns and no row."""
    if not rows:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    return pl.DataFrame(rows, infer_schema_length=None)
