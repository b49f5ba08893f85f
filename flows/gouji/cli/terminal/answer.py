"""A clerk's answer: what is wrong, what to change, and the tables with the cells in question marked."""

from collections import Counter
from itertools import groupby
from operator import itemgetter

from rich.markup import escape

from gouji.check.check_files import Checked
from gouji.check.marks import mark_cells
from gouji.core.forms import load_forms
from gouji.core.rows import FindingRow, RepairRow
from gouji.core.wording import SEVERITY, plain

from .console import COLOUR, console
from .table_drawing import draw_table

_UNSURE = 2  # findings of one rule that cannot be told
_CANDIDATES = 5  # ways to put one block right

Proposals = list[list[RepairRow]]  # the rows of a proposal are those of one block


def print_answers(answers: list[Checked]) -> None:
    """Every report checked, those with something to say in full; then how many are in order."""
    for checked in answers:
        _print_answer(checked)
    if len(answers) > 1:
        wrong = sum(checked.has_errors for checked in answers)
        left_out = sum(bool(checked.superseded) for checked in answers)
        clean = sum(not checked.findings for checked in answers) - left_out
        rest = len(answers) - wrong - clean - left_out
        console.print(
            f"\n[bold]共 {len(answers)} 份报告[/bold]：{wrong} 份有错误，{rest} 份只有警告或提示，{clean} 份没有发现问题"
            + (f"，{left_out} 份因另有同一机关同一年度的报告而未检查" if left_out else "")
        )


def _print_answer(checked: Checked) -> None:
    name = escape(checked.agency or "（未识别机关）")
    year = f"{checked.report_year} 年度" if checked.report_year else "年度不明"
    console.print(f"\n[bold]{name} {year}[/bold]（{escape(checked.source)}）", soft_wrap=True)
    if checked.superseded:
        console.print(f"  {checked.superseded}；这一份未检查", style="yellow", markup=False, soft_wrap=True)
        return
    proposals = [list(rows) for _, rows in groupby(checked.repairs, itemgetter("block"))]
    _print_findings(checked.findings, proposals)
    _print_repairs(proposals)
    _print_tables(checked)
    for warning in checked.warnings:
        console.print(f"  读取提示：{warning}", style="dim", markup=False, soft_wrap=True)
    _print_total(checked)


def _print_findings(findings: list[FindingRow], proposals: Proposals) -> None:
    for finding in (f for f in findings if f["outcome"] == "fail"):
        word, colour = SEVERITY[finding["severity"]], COLOUR[finding["severity"]]
        waived = "（已豁免）" if finding["waived"] else ""
        root = _root(finding, proposals)
        console.print(
            f"  [{colour}]{word}[/] {finding['rule']}{waived}：{escape(finding['message'])}[bold]{root}[/]",
            soft_wrap=True,
        )
    for finding in (f for f in findings if f["outcome"] == "explained"):
        console.print(f"  [dim]已作说明[/] {finding['rule']}：{escape(finding['message'])}", soft_wrap=True)
    unsure = [f for f in findings if f["outcome"] == "cannot_tell"]
    for rule, count in Counter(f["rule"] for f in unsure).items():
        for finding in [f for f in unsure if f["rule"] == rule][:_UNSURE]:
            console.print(f"  [dim]无法判定[/] {rule}：{escape(finding['message'])}", soft_wrap=True)
        if count > _UNSURE:
            console.print(f"  [dim]无法判定[/] {rule}：…… 等 {count} 处，全部见 --json")


def _root(finding: FindingRow, proposals: Proposals) -> str:
    """Which proposal would clear the finding."""
    for number, rows in enumerate(proposals, 1):
        changed = {row["cell"] for row in rows if row["cell"]}
        if finding["rule"] in {rule for row in rows for rule in row["clears"]} and (
            not changed or changed & set(finding["cells"])
        ):
            return f"（见建议 {number}）"
    return ""


def _print_repairs(proposals: Proposals) -> None:
    if proposals:
        console.print("  [bold]更正建议[/bold]（所报数字不会被改动，请对照台账核实）")
    for number, rows in enumerate(proposals, 1):
        told = list({row["candidate"]: row["why"] for row in rows}.values())
        total = rows[0]["candidates"]
        if rows[0]["class"] != "candidates":
            console.print(f"  {number}. {escape(told[0])}", soft_wrap=True)
            continue
        if total == len(told) == 1:
            console.print(f"  {number}. 可能的改法：{escape(told[0])}", soft_wrap=True)
            continue
        console.print(f"  {number}. 有 {total} 种改法都能使勾稽成立，可能性大的在前：")
        for place, why in enumerate(told[:_CANDIDATES], 1):
            console.print(f"     {number}.{place} {escape(why)}", soft_wrap=True)
        if total > _CANDIDATES:
            console.print(f"     …… 另有 {total - min(len(told), _CANDIDATES)} 种")
        certain = sorted({row["cell"] for row in rows if row["cell"] and row["certain"]})
        if certain and len(told) > 1:
            console.print(f"     以上改法都要改的格：{'、'.join(certain)}", soft_wrap=True)


def _print_tables(checked: Checked) -> None:
    """The tables that have a marked cell; one that is missing altogether is not drawn."""
    marks = mark_cells(checked.findings, checked.repairs, checked.cells)
    cells = {row["cell"]: row for row in checked.cells}
    for table in load_forms()[checked.form].tables if checked.form else ():
        mine = [cell for cell in cells if cell.startswith(f"{table.code}.")]
        if any(cell in marks for cell in mine) and any(cells[cell]["state"] != "absent" for cell in mine):
            console.print(draw_table(table, cells, marks, console.width))


def _print_total(checked: Checked) -> None:
    wrong = [f for f in checked.findings if f["outcome"] == "fail"]
    unsure = sum(f["outcome"] == "cannot_tell" for f in checked.findings)
    errors_found = sum(f["severity"] == "error" for f in wrong)
    if not checked.findings:
        console.print("  [green]没有发现问题[/green]")
        form = load_forms()[checked.form] if checked.form else None
        outcomes = {cell.cell for cell in form.cells if cell.table_role == "requests"} if form else set()
        if any(row["value"] for row in checked.cells if row["cell"] in outcomes):
            console.print("  [dim]整行数字填到另一办理结果行的，勾稽上查不出，请自行核对[/]")
    else:
        console.print(f"  共 {len(wrong)} 处不符（其中错误 {errors_found} 处），{unsure} 处无法判定")
        charged = [fault for fault in checked.faults if fault["points"]]
        if charged:
            lost = plain(checked.points_lost)
            console.print(f"  归为 {len(charged)} 个问题，共扣 {lost} 分（同一处更正可以消除的算一个，只扣一次）：")
        for fault in charged:
            by = f"（按本区规定 {fault['policy_source']}）" if fault["policy_source"] else ""
            line = f"    扣 {plain(fault['points'])} 分  {fault['title']}{by}"
            console.print(line, markup=False, soft_wrap=True)
