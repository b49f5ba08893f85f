"""Charts. Colours are told apart by the colour-blind (Okabe and Ito 2008), and every mark is labelled or hovered."""

from collections.abc import Sequence

import altair as alt
import polars as pl

BLUE, ORANGE, RED, SKY, GREEN, PURPLE, GREY = (
    "#0072b2", "#e69f00", "#b3261e", "#56b4e9", "#009e73", "#cc79a7", "#9aa7b3",
)  # fmt: skip
Chart = alt.Chart | alt.LayerChart | alt.FacetChart
AROUND = 92  # pixels of axis and legend, which a chart as wide as its column counts in its height
SERIES = [BLUE, ORANGE, GREEN, PURPLE, SKY, RED]
STATUS_COLOURS = {"按时": BLUE, "迟报": ORANGE, "日期待核": SKY, "缺报": RED, "未到期": GREY}
SEVERITY_COLOURS = {"错误": RED, "警告": ORANGE, "提示": SKY}


def reported_bar(counts: pl.DataFrame) -> Chart:
    """Columns status, group, agencies: who has reported, a bar a peer group."""
    base = alt.Chart(counts).encode(
        y=alt.Y("group:N", title=None, sort=None, axis=_names(120)),
        x=alt.X("agencies:Q", title=None, stack="zero", axis=alt.Axis(tickMinStep=1, tickCount=8, format="d")),
        order=alt.Order("order:Q"),
    )
    bars = base.mark_bar(height=16).encode(
        color=_colour("status", STATUS_COLOURS, "状态"),
        tooltip=[alt.Tooltip("group", title="组别"), alt.Tooltip("status", title="状态"), alt.Tooltip("agencies", title="单位数")],
    )  # fmt: skip
    chart: Chart = bars.properties(height=26 * counts["group"].n_unique() + AROUND)
    return chart


def findings_bar(counts: pl.DataFrame) -> Chart:
    """Columns dimension, severity, findings."""
    chart: Chart = (
        alt.Chart(counts)
        .mark_bar(height=16)
        .encode(
            y=alt.Y("dimension:N", title=None, sort=None, axis=_names(120)),
            x=alt.X("findings:Q", title=None, stack="zero", axis=alt.Axis(tickMinStep=1, tickCount=8, format="d")),
            color=_colour("severity", SEVERITY_COLOURS, "程度"),
            order=alt.Order("order:Q"),
            tooltip=[alt.Tooltip("dimension", title="维度"), alt.Tooltip("severity", title="程度"), alt.Tooltip("findings", title="问题数")],
        )
        .properties(height=26 * counts["dimension"].n_unique() + AROUND)
    )  # fmt: skip
    return chart


def heat_map(cells: pl.DataFrame, agencies: Sequence[str], rules: Sequence[str]) -> Chart:
    """Columns agency, agency_code, rule, title, findings, points: an agency a row, a rule a column. A square's colour
    is the points lost, the number in it how many findings."""
    chosen = alt.selection_point(name="agency", fields=["agency_code"], empty=False)
    base = alt.Chart(cells).encode(
        x=alt.X("title:N", title=None, sort=list(rules), axis=alt.Axis(orient="top", labelAngle=-40, labelLimit=230, labelOverlap=False, labelFlush=False)),
        y=alt.Y("agency:N", title=None, sort=list(agencies), axis=_names()),
        tooltip=[
            alt.Tooltip("agency", title="单位"), alt.Tooltip("title", title="检查"),
            alt.Tooltip("findings", title="问题数"), alt.Tooltip("points:Q", title="扣分", format=".1f"),
        ],
    )  # fmt: skip
    squares = base.mark_rect(stroke="white").encode(
        color=alt.Color(
            "points:Q", title="扣分", scale=alt.Scale(scheme="orangered", domainMin=0), legend=alt.Legend(orient="bottom")
        )
    )  # fmt: skip
    dark = float(cells["points"].max() or 0) * 0.6  # type: ignore[arg-type]  # from here on the colour asks for white
    numbers = base.mark_text(fontSize=11).encode(
        text="findings:Q", color=alt.condition(f"datum.points > {dark}", alt.value("white"), alt.value("#1b2733"))
    )
    return alt.layer(squares, numbers).add_params(chosen).properties(height=alt.Step(20), width=alt.Step(34))


def rank_bands(ranked: pl.DataFrame) -> Chart:
    """Columns agency, rank, rank_low, rank_high, score: the rank as a dot on its 5-95 % band."""
    order = ranked["agency"].to_list()
    worst = max(2, *ranked["rank_high"].to_list(), *ranked["rank"].to_list())
    tooltip = [
        alt.Tooltip("agency", title="单位"), alt.Tooltip("rank", title="名次"), alt.Tooltip("score", title="得分", format=".1f"),
        alt.Tooltip("rank_low", title="区间下限"), alt.Tooltip("rank_high", title="区间上限"),
    ]  # fmt: skip
    y = alt.Y("agency:N", title=None, sort=order, axis=_names())
    x = alt.X(
        "rank_low:Q",
        title="名次（线段为 5%—95% 区间）",
        scale=alt.Scale(domain=[1, worst], nice=False, padding=8),
        axis=alt.Axis(tickMinStep=1, format="d"),
    )
    band = (
        alt.Chart(ranked)
        .mark_rule(strokeWidth=6, opacity=0.35, color=BLUE)
        .encode(y=y, x=x, x2="rank_high:Q", tooltip=tooltip)
    )
    dot = alt.Chart(ranked).mark_point(filled=True, size=70, color=BLUE).encode(y=y, x=alt.X("rank:Q"), tooltip=tooltip)
    return alt.layer(band, dot).properties(height=18 * ranked.height + AROUND // 2)


def lines(series: pl.DataFrame, title: str, unit: str = "件") -> Chart:
    """Columns year, name, value: a line a name, over years."""
    names = series["name"].unique(maintain_order=True).to_list()
    legend = alt.Legend(orient="bottom", columns=2, labelLimit=220) if len(names) > 1 else None
    base = alt.Chart(series).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=f"{title}（{unit}）", axis=alt.Axis(tickMinStep=1)),
        color=alt.Color("name:N", title=None, sort=names, scale=alt.Scale(domain=names, range=SERIES[: len(names)]), legend=legend),
        tooltip=[alt.Tooltip("name", title="项目"), alt.Tooltip("year", title="年度"), alt.Tooltip("value:Q", title=unit, format=",")],
    )  # fmt: skip
    return alt.layer(base.mark_line(), base.mark_point(filled=True, size=55)).properties(height=280)


def strip(points: pl.DataFrame, title: str, unit: str) -> Chart:
    """Columns agency, group, value: every agency a tick in its peer group, the median a bar. Counts, never rates."""
    tooltip = [alt.Tooltip("agency", title="单位"), alt.Tooltip("value:Q", title=title, format=",")]
    y = alt.Y("group:N", title=None, axis=_names(120))
    x = alt.X(
        "value:Q", title=f"{title}（{unit}，对称对数刻度）", scale=alt.Scale(type="symlog"), axis=alt.Axis(format=",d")
    )
    ticks = (
        alt.Chart(points).mark_tick(thickness=2, size=20, opacity=0.55, color=BLUE).encode(y=y, x=x, tooltip=tooltip)
    )
    median = alt.Chart(points).mark_tick(thickness=4, size=30, color=RED).encode(y=y, x=alt.X("median(value):Q"))
    return alt.layer(ticks, median).properties(height=44 * points["group"].n_unique() + AROUND // 2)


def _colour(field: str, colours: dict[str, str], title: str) -> alt.Color:
    return alt.Color(
        f"{field}:N",
        title=title,
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        legend=alt.Legend(orient="top", title=None, offset=4),
    )


def _names(limit: int = 160) -> alt.Axis:
    """An axis of names, each level with its row."""
    return alt.Axis(labelLimit=limit, labelOverlap=False, labelFlush=False)
