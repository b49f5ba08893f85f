"""`gouji status`: who has reported, and what does not count."""

from datetime import datetime
from typing import Any

from gouji.core.settings import TIME_ZONE
from gouji.core.wording import STATUS, chinese_date, days_words, published_words

from .console import console, print_problems, titled_table


def print_status(found: dict[str, Any]) -> None:
    """How the last run ended; who has reported, one line an agency; what kept the collection from a report; every
    file that does not count, and why."""
    run = found["last_run"]
    if run and run["state"] in ("failed", "running"):
        word = "正在进行" if run["state"] == "running" else f"未发布：{run['message']}"
        began = run["started_at"].astimezone(TIME_ZONE)
        console.print(f"最近一次运行（{began:%Y-%m-%d %H:%M}）{word}", style="yellow", markup=False, soft_wrap=True)
    for row in found["targets"]:
        at = datetime.fromisoformat(row["at"]).astimezone(TIME_ZONE)
        said = row["message"] or f"{at:%Y-%m-%d %H:%M} 已有版本 {row['version']}"
        colour = "yellow" if row["message"] else None
        console.print(f"送往 {row['target']}：{said}", style=colour, markup=False, soft_wrap=True)
    _print_due(found["due"])
    if not found["version"]:
        console.print("还没有发布过任何版本")
        return
    title = f"{found['report_year']} 年度报告报送情况（截至 {chinese_date(found['as_of'])}）"
    table = titled_table(title, "代码", "机关", "状态", "期限", "公布日期", "得分>")
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
    print_problems(
        "没有收到的，网上所见", [f"{row['agency']}：{problem}" for row in waiting for problem in row["seen"]]
    )
    print_problems("不计入、读不出或取不到的", [row["problem"] for row in found["trouble"]])


def _print_due(due: dict[str, Any]) -> None:
    """The next run of the schedule, and how long the district's own report has still."""
    if due["problem"]:
        console.print(due["problem"], style="yellow", markup=False, soft_wrap=True)
    if moment := due["next_run"]:
        served = "" if due["is_served"] else "；定时服务没有在运行，要有它才会自动运行（gouji serve）"
        period = f"{due['period']}，" if due["period"] else ""
        line = f"下一次定时运行 {moment.astimezone(TIME_ZONE):%Y-%m-%d %H:%M}（{period}{due['often']}）{served}"
    else:
        line = "日程中没有要运行的日子"
    console.print(line, markup=False, soft_wrap=True)
    for report in due["own_reports"]:
        console.print(
            f"{report['agency']} {report['report_year']} 年度本级报告：{days_words(report)}",
            markup=False,
            soft_wrap=True,
        )
