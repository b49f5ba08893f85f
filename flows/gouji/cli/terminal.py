"""What the commands print: Chinese text and tables, coloured only on a terminal."""

import sys
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gouji.core.forms import load_forms
from gouji.core.model import ABSENT, BLANK, NOT_APPLICABLE, REPORTED, STATES, UNREADABLE, Report
from gouji.core.settings import TIME_ZONE
from gouji.core.wording import (
    SEVERITY,
    STATUS,
    WAIVER,
    band_words,
    chinese_date,
    movement_words,
    plain,
    published_words,
    received,
)

if TYPE_CHECKING:
    from gouji.collect.verify import Verified

COLOUR = {"error": "red", "warning": "yellow", "note": "cyan"}
STATE = {REPORTED: "有数", BLANK: "空白", NOT_APPLICABLE: "不适用", UNREADABLE: "非数字", ABSENT: "缺"}
_WAIVER_COLOUR = {
    "in_force": "green",
    "lapsed": "red",
    "expired": "yellow",
    "matches_nothing": "dim",
    "malformed": "red",
}
CHANGE = {"new": "新出现", "resolved": "已解决", "open": "仍存在"}
_CHANGES = 40  # listed of each kind
_ENDS = 5  # agencies shown at either end of the ranking
_LISTED = 8  # agencies named in a line before “等”

PIPE_WIDTH = 140  # columns of a table where there is no terminal to measure

console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def print_summary(summary: dict[str, Any]) -> None:
    """The result of a run, for a person."""
    s = summary
    console.print(
        f"\n[bold]{s['report_year']} 年度政府信息公开工作年度报告：收集、检查与排名[/bold]（截至 {chinese_date(s['as_of'])}）\n"
    )
    console.print(
        f"  应报 {s['expected']} 个机关：已报 [green]{s['reported']}[/green]（其中迟报 [yellow]{s['late']}[/yellow]"
        + (f"，日期待核 [yellow]{s['unclear']}[/yellow]" if s["unclear"] else "")
        + "），"
        f"缺报 [red]{s['missing']}[/red]" + (f"，未到期 {s['not_due']}" if s["not_due"] else "")
    )
    _print_names("  缺报", [row["agency"] for row in s["missing_agencies"]])
    _print_names("  迟报", [f"{row['agency']}（迟 {row['days_late']} 天）" for row in s["late_agencies"]])
    _print_names("  日期待核", [row["agency"] for row in s["unclear_agencies"]])
    _print_names("  本级报告（另计）", [f"{row['agency']}{STATUS[row['status']]}" for row in s["own_reports"]])
    console.print(f"  {received(s)}", style=None if s["documents"] else "bold yellow")
    for row in s["trouble"][:_LISTED]:
        console.print(f"    · {row['problem']}", style="yellow", markup=False, soft_wrap=True)
    if len(s["trouble"]) > _LISTED:
        console.print("    · …… 全部见 gouji status")
    console.print()
    console.print(_findings_table(s["findings"], s["report_year"]))
    if s["changes"]:
        told = "、".join(f"{word} {s['changes'].get(change, 0)}" for change, word in CHANGE.items())
        console.print(f"  与上一版相比（各年度）：{told}；详见 gouji diff")
    if s["waived"] or s["waiver_problems"]:
        console.print(f"  已豁免 {s['waived']} 条；无效的豁免 {len(s['waiver_problems'])} 项，详见 gouji waivers")
    if s["ranking"]:
        console.print()
        console.print(_ranking_table(s["ranking"]))
    files = s.get("files", {})
    if files:
        console.print("[bold]文件[/bold]")
        console.print(f"  数据库（DuckDB，只读打开）  {files['warehouse']}", soft_wrap=True)
        console.print(f"  Parquet、CSV 与清单         {files['public']}", soft_wrap=True)
        if "papers" in files:
            console.print(f"  汇总表、通报、通知、工作簿  {files['papers']}", soft_wrap=True)
        word = "内容与上一版相同，未另发新版" if s["state"] == "unchanged" else "已发布"
        console.print(f"  版本 {s['version']}（{word}）")
    for note in s.get("notes", []):
        console.print(f"  {note}", style="yellow", markup=False, soft_wrap=True)
    if "seconds" in s:
        console.print(f"  用时 {s['seconds']['work']:.1f} 秒，另有 Prefect 启动 {s['seconds']['prefect']:.1f} 秒")


def _print_names(title: str, names: list[str]) -> None:
    if names:
        more = f" 等 {len(names)} 个" if len(names) > _LISTED else ""
        console.print(f"{title}：{'、'.join(names[:_LISTED])}{more}", markup=False)


def _findings_table(findings: Iterable[dict[str, Any]], year: int) -> Table:
    table = _table(f"{year} 年度检查发现", "检查", "规则", "程度", "不符>", "无法判定>", "机关>")
    table.columns[0].no_wrap = False
    clean = 0
    for row in findings:
        if not row["fail"] and not row["cannot_tell"]:
            clean += 1
            continue
        word, colour = SEVERITY[row["severity"]], COLOUR[row["severity"]]
        counts = (str(row[name]) for name in ("fail", "cannot_tell", "agencies"))
        table.add_row(row["title"], row["rule"], f"[{colour}]{word}[/]", *counts)
    table.title = f"{year} 年度检查发现（其余 {clean} 项检查没有发现）"
    return table


def _ranking_table(ranked: list[dict[str, Any]]) -> Table:
    table = _table(
        f"排名（{len(ranked)} 个机关，满分 100，同分同名次；稳健区间：权重变动时名次的 5%-95%）",
        "名次>", "稳健区间>", "比上年>", "机关", "组别", "组内>", "得分>", "状态",
    )  # fmt: skip
    bottom = ranked[max(_ENDS, len(ranked) - _ENDS) :]
    for row in [*ranked[:_ENDS], *bottom]:
        if bottom and row is bottom[0]:
            table.add_section()
        table.add_row(
            str(row["rank"]), band_words(row["rank_low"], row["rank_high"]), movement_words(row["movement"]),
            row["agency"], row["peer_group"], str(row["rank_in_group"]), f"{row['score']:.1f}", STATUS[row["status"]],
        )  # fmt: skip
    return table


def _table(title: str, *columns: str) -> Table:
    """A table with a title; columns ending in ">" are set flush right."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    for column in columns:
        table.add_column(column.removesuffix(">"), justify="right" if column.endswith(">") else "left", no_wrap=True)
    return table


def print_status(found: dict[str, Any]) -> None:
    """How the last run ended; who has reported, one line an agency; what kept the collection from a report; every
    file that does not count, and why."""
    run = found["last_run"]
    if run and run["state"] in ("failed", "running"):
        word = "正在进行" if run["state"] == "running" else f"未发布：{run['message']}"
        began = run["started_at"].astimezone(TIME_ZONE)
        console.print(f"最近一次运行（{began:%Y-%m-%d %H:%M}）{word}", style="yellow", markup=False, soft_wrap=True)
    if not found["version"]:
        console.print("还没有发布过任何版本")
        return
    title = f"{found['report_year']} 年度报告报送情况（截至 {chinese_date(found['as_of'])}）"
    table = _table(title, "代码", "机关", "状态", "期限", "公布日期", "得分>")
    colours = {"missing": "red", "late": "yellow", "unclear": "yellow", "reported": "green", "not_due": "dim"}
    for row in found["agencies"]:
        days = f"（迟 {row['days_late']} 天）" if row["days_late"] else ""
        days = f"（已过期限 {row['days_overdue']} 天）" if row["days_overdue"] else days
        nothing = "—" if row["status"] in ("missing", "not_due") else "未注明"
        published = published_words(row["published_on"], row["first_published_on"], nothing)
        table.add_row(
            row["agency_code"], row["agency"], f"[{colours[row['status']]}]{STATUS[row['status']]}{days}[/]",
            chinese_date(row["deadline"]), published, "" if row["score"] is None else f"{float(row['score']):.1f}",
        )  # fmt: skip
    console.print(table)
    waiting = [row for row in found["agencies"] if row["status"] in ("missing", "not_due") and row["seen"]]
    _print_problems(
        "没有收到的，网上所见", [f"{row['agency']}：{problem}" for row in waiting for problem in row["seen"]]
    )
    _print_problems("不计入、读不出或取不到的", [row["problem"] for row in found["trouble"]])


def _print_problems(title: str, problems: list[str]) -> None:
    if problems:
        console.print(f"\n[bold]{title} {len(problems)} 项[/bold]")
    for problem in problems:
        console.print(f"  · {problem}", style="yellow", markup=False, soft_wrap=True)


def print_verified(verified: "Verified") -> None:
    """What was proved of the archive, and what not."""
    v = verified
    console.print(f"存档 {v.files} 份文件（{v.bytes:,} 字节），日志 {v.entries} 条")
    for problem in v.problems:
        console.print(f"  · {problem}", style="red", markup=False, soft_wrap=True)
    for note in v.notes:
        console.print(f"  · {note}", style="yellow", markup=False, soft_wrap=True)
    if not v.problems:
        console.print("[green]每份文件都与其 sha256 相符，日志前后相接[/green]")


def print_waivers(rows: list[dict[str, Any]]) -> None:
    """Every waiver, one line each, and what is wrong with those that are not in force."""
    if not rows:
        console.print("没有豁免。以 gouji waive 写入。")
        return
    table = _table(f"豁免 {len(rows)} 项", "出处", "检查", "机关", "年度>", "效力", "发现>", "准予者", "至")
    for row in rows:
        word, colour = WAIVER[row["state"]], _WAIVER_COLOUR[row["state"]]
        table.add_row(
            row["source"], row["title"] or row["rule"] or "", row["agency"] or row["agency_code"] or "",
            str(row["report_year"] or ""), f"[{colour}]{word}[/]", str(row["findings"]), escape(row["who"] or ""),
            str(row["until"] or "不限"),
        )  # fmt: skip
    console.print(table)
    for row in rows:
        if row["problem"]:
            console.print(f"  · {row['source']}：{row['problem']}", style="yellow", markup=False, soft_wrap=True)


def print_changes(rows: list[dict[str, Any]], old: str, new: str) -> None:
    """Findings of `new` against `old`: how many by rule, then the new and the resolved ones."""
    count = Counter((row["rule"], row["change"]) for row in rows)
    table = _table(f"{new} 与 {old} 相比", "规则", *(f"{word}>" for word in CHANGE.values()))
    for rule in sorted({rule for rule, _ in count}):
        table.add_row(rule, *(str(count[rule, change] or "") for change in CHANGE))
    console.print(table)
    for change in ("new", "resolved"):
        listed = [row for row in rows if row["change"] == change]
        for row in listed[:_CHANGES]:
            told = f"{row['finding_id'][:8]} {row['agency_code']} {row['report_year']} {row['message']}"
            console.print(f"  {CHANGE[change]} {told}", markup=False, soft_wrap=True)
        if len(listed) > _CHANGES:
            console.print(f"  …… {CHANGE[change]}共 {len(listed)} 条，全部见 finding_changes 表或 --json")


def print_report(report: Report) -> None:
    """One report as read: who, when, the three tables' state, figures that are not 0, warnings."""
    console.print(f"[bold]{escape(report.title or '（未找到标题）')}[/bold]")
    console.print(
        f"  机关 {escape(report.agency or report.speaker or '未识别')}　报告年度 {report.report_year or '未识别'}　"
        f"公布日期 {chinese_date(report.published_on) if report.published_on else '未识别'}　格式 {report.form or '无表格'}"
    )
    states = Counter(cell.state for cell in report.cells)
    words = "　".join(f"{STATE[state]} {states[state]}" for state in STATES if states[state])
    console.print(f"  {len(report.cells)} 格：{words}")
    names = _cell_names(report.form)
    table = _table("不为 0 的数字", "格", "数值>", "原文", "出处")
    for cell in report.cells:
        if cell.state == REPORTED and cell.value == 0:
            continue
        if cell.state in (REPORTED, UNREADABLE):
            where = f"第{cell.table}张表第{cell.row}行第{cell.column}列"
            table.add_row(names[cell.cell], plain(cell.value) or "非数字", escape(cell.raw.strip()[:40]), where)
    if table.row_count:
        console.print(table)
    found = "、".join(f"{'一二三四五六'[s.number - 1]}（{len(s.text)}字）" for s in report.sections)
    console.print(f"  部分：{found or '未找到'}")
    for statement in report.statements:
        console.print(
            f"  所述：{statement.kind} = {plain(statement.value)}{statement.unit}  {escape(statement.text[:60])}"
        )
    for warning in report.warnings:
        console.print(f"  提示：{warning}", style="yellow", markup=False, soft_wrap=True)


def _cell_names(form: str | None) -> dict[str, str]:
    """Chinese names of a form's cells: 表三 一、本年新收政府信息公开申请数量 · 自然人."""
    if form is None:
        return {}
    known = load_forms()[form]
    number = {table.code: table.number for table in known.tables}
    return {c.cell: f"表{number[c.table]} {c.row_label} · {c.column_label}" for c in known.cells}
