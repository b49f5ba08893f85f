"""The result of `gouji run`."""

import shlex
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import cast

from rich.table import Table

from gouji.core.wording import SEVERITY, STATUS, band_words, change_words, chinese_date, received
from gouji.publish.rank_ends import Row, by_request_group, rank_ends
from gouji.publish.summary import RankedAgency, RuleCount, Summary

from .changes import CHANGE
from .console import COLOUR, MAX_LISTED, console, titled_table

_ENDS = 5  # agencies shown at either end of a ranking


def print_summary(summary: Summary, home: Path) -> None:
    """The result of a run, for a person: what to do next stands first below the tables."""
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
    for row in s["trouble"][:MAX_LISTED]:
        console.print(f"    · {row['problem']}", style="yellow", markup=False, soft_wrap=True)
    if len(s["trouble"]) > MAX_LISTED:
        console.print("    · …… 全部见 gouji status")
    console.print()
    console.print(_findings_table(s["findings"], s["report_year"]))
    if s["changes"]:
        told = "、".join(f"{word} {s['changes'].get(change, 0)}" for change, word in CHANGE.items())
        console.print(f"  与上一版相比（各年度）：{told}；详见 gouji diff")
    if s["waived"] or s["waiver_problems"]:
        console.print(f"  已豁免 {s['waived']} 条；无效的豁免 {len(s['waiver_problems'])} 项，详见 gouji waivers")
    for rule in s["own_rules"]:
        console.print(f"  评分另有规定  {rule}", markup=False, soft_wrap=True)
    if s["ranking"]:
        console.print()
        _print_ranking(s["ranking"])
    files = s.get("files", {})
    if files:
        option = "" if home == Path("data") else f" --home {shlex.quote(str(home))}"
        console.print("[bold]下一步[/bold]")
        console.print(f"  gouji dashboard{option}", style="bold", markup=False, soft_wrap=True)
        console.print("      在浏览器里看结果、催报、整改、下载公文")
        if s["trouble"] or s["missing_agencies"]:
            console.print(f"  gouji status{option}      谁没有报、哪些文件不计入", markup=False, soft_wrap=True)
        console.print("[bold]文件[/bold]")
        console.print(f"  数据库（DuckDB，只读打开）  {files['warehouse']}", soft_wrap=True)
        console.print(f"  Parquet、CSV 与清单         {files['public']}", soft_wrap=True)
        if "papers" in files:
            console.print(f"  公文与工作簿                {files['papers']}", soft_wrap=True)
        word = "内容与上一版相同，未另发新版" if s["state"] == "unchanged" else "已发布"
        console.print(f"  版本 {s['version']}（{word}）")
    for note in s.get("notes", []):
        console.print(f"  {note}", style="yellow", markup=False, soft_wrap=True)
    if "seconds" in s:
        console.print(f"  用时 {s['seconds']['work']:.1f} 秒，另有 Prefect 启动 {s['seconds']['prefect']:.1f} 秒")


def _print_names(title: str, names: list[str]) -> None:
    if names:
        more = f" 等 {len(names)} 个" if len(names) > MAX_LISTED else ""
        console.print(f"{title}：{'、'.join(names[:MAX_LISTED])}{more}", markup=False)


def _findings_table(findings: Iterable[RuleCount], year: int) -> Table:
    table = titled_table(f"{year} 年度检查发现", "检查", "规则", "程度", "不符>", "已作说明>", "无法判定>", "机关>")
    table.columns[0].no_wrap = False
    clean = 0
    for row in findings:
        if not row["fail"] and not row["explained"] and not row["cannot_tell"]:
            clean += 1
            continue
        word, colour = SEVERITY[row["severity"]], COLOUR[row["severity"]]
        counts = (str(row[name]) for name in ("fail", "explained", "cannot_tell", "agencies"))
        table.add_row(row["title"], row["rule"], f"[{colour}]{word}[/]", *counts)
    table.title = f"{year} 年度检查发现（其余 {clean} 项检查没有发现）"
    return table


def _print_ranking(ranked: list[RankedAgency]) -> None:
    """Agencies with requests and those without, each compared among themselves: who is surely first and last."""
    grades = Counter(row["grade"] for row in ranked)
    console.print(f"  评分（满分 100）{len(ranked)} 个机关：{'、'.join(f'{grade} {n}' for grade, n in grades.items())}")
    for group, rows in by_request_group(cast(list[Row], ranked)):
        ends = rank_ends(rows, "_in_request_group")
        if ends.tied:
            score = ends.tied[0]["score"]
            console.print(
                f"  {group}的 {len(rows)} 个机关中 {len(ends.tied)} 个同为 {score:.1f} 分，并列第一，不分先后"
            )
        shown = (ends.first[:_ENDS], ends.last[-_ENDS:])
        if any(shown):
            console.print(_ranking_table(f"{group}的 {len(rows)} 个机关：名次有把握居前、居后的", *shown))
    console.print("  稳健区间：评分权重变动、待定事项或好或坏时的名次。", style="dim")


def _ranking_table(title: str, first: list[Row], last: list[Row]) -> Table:
    table = titled_table(
        title,
        "名次>", "稳健区间>", "机关", "组别", "得分>", "等次", "较上年>", "状态",
    )  # fmt: skip
    for end in (first, last):
        if end and table.row_count:
            table.add_section()
        for row in end:
            band = band_words(row["rank_low_in_request_group"], row["rank_high_in_request_group"])
            table.add_row(
                str(row["rank_in_request_group"]), band, row["agency"], row["peer_group"], f"{row['score']:.1f}",
                row["grade"], change_words(row["score_change"]), STATUS[row["status"]],
            )  # fmt: skip
    return table
