"""`gouji parse`: one report as read."""

from collections import Counter

from rich.markup import escape

from gouji.core.form_layout import cell_names
from gouji.core.model import ABSENT, BLANK, NOT_APPLICABLE, REPORTED, STATES, UNREADABLE, Report
from gouji.core.wording import chinese_date, numeral, plain

from .console import console, titled_table

STATE = {REPORTED: "有数", BLANK: "空白", NOT_APPLICABLE: "不适用", UNREADABLE: "非数字", ABSENT: "缺"}


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
    names = cell_names(report.form) if report.form else {}
    table = titled_table("不为 0 的数字", "格", "数值>", "原文", "出处")
    for cell in report.cells:
        if cell.state == REPORTED and cell.value == 0:
            continue
        if cell.state in (REPORTED, UNREADABLE):
            where = f"第{cell.table}张表第{cell.row}行第{cell.column}列"
            table.add_row(names[cell.cell], plain(cell.value) or "非数字", escape(cell.raw.strip()[:40]), where)
    if table.row_count:
        console.print(table)
    found = "、".join(f"{numeral(s.number)}（{len(s.text)}字）" for s in report.sections)
    console.print(f"  部分：{found or '未找到'}")
    for statement in report.statements:
        console.print(
            f"  所述：{statement.kind} = {plain(statement.value)}{statement.unit}  {escape(statement.text[:60])}"
        )
    for warning in report.warnings:
        console.print(f"  提示：{warning}", style="yellow", markup=False, soft_wrap=True)
