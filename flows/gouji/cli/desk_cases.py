"""`gouji desk case`: the cases, from the shell."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from .common import EXIT_FINDINGS, HOME_OPTION, JSON_OPTION, READ_HOME_OPTION, print_json, say
from .desk import NOTE_OPTION, WHO_OPTION, told

_AGENCY = click.argument("agency")
_YEAR = click.argument("year", type=int)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group("case")
def case() -> None:
    """整改台账：一个机关一年一案，待发 → 已发 → 已反馈 → 已改 → 销号。机关写代码或名称。"""


@case.command("list")
@click.option("--year", type=int, help="只看一年。 One year.")
@READ_HOME_OPTION
@JSON_OPTION
def list_(year: int | None, home: Path, as_json: bool) -> None:
    """列出各案走到哪一步，哪些问题已自动销项。

    \b
    例 Examples:
      gouji desk case list --year 2025
      gouji desk case list --json
    """
    from gouji.desk.cases import case_steps, list_cases
    from gouji.desk.store import Desk
    from gouji.desk.ticks import list_ticks

    with told():
        store = Desk(home)
        cases = list_cases(store, year)
        ticked = {(tick.agency_code, tick.report_year, tick.fault_id): tick.version for tick in list_ticks(store)}
    rows: list[dict[str, Any]] = [
        {"agency_code": each.agency_code, "report_year": each.report_year, **each.row}
        | {"resolved": {f: v for f in each.row["faults"] if (v := ticked.get((each.agency_code, each.report_year, f)))}}
        for each in cases
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        left = len(row["faults"]) - len(row["resolved"].keys() - set(row["reopened"]))
        click.echo(
            f"{row['agency_code']}  {row['report_year']}  {case_steps()[row['state']].word}（{row['since']}）"
            f"  问题 {len(row['faults'])}，未消除 {left}  {row['handler']}  {row['until'] or ''}  {row['remark']}"
        )
    if not rows:
        click.echo("还没有立案；以 gouji desk case open 立案 / no case yet")


@case.command("open")
@_AGENCY
@_YEAR
@click.option("--handler", default="", help="经办人。 Who works it.")
@click.option("--until", type=_DAY, help="应于何日前反馈。 Day to answer by.")
@WHO_OPTION
@HOME_OPTION
def open_(agency: str, year: int, handler: str, until: datetime | None, who: str, home: Path) -> None:
    """立案：问题取自最近发布的版本；已立案的，换为该版的问题，进度不变。

    \b
    例 Examples:
      gouji desk case open 青石镇 2025 --handler 张三 --until 2026-03-01
    """
    from gouji.desk.cases import open_case
    from gouji.desk.store import Desk
    from gouji.publish.case_faults import case_faults_of, published_agency

    with told():
        code = published_agency(home, agency)
        faults, version = case_faults_of(home, code, year)
        day = until.date() if until else None
        opened = open_case(Desk(home), who, code, year, faults, version, handler=handler, until=day)
    say(f"{code} {year} 年度已立案，问题 {len(opened.row['faults'])} 个（{version} 版）")


@case.command()
@_AGENCY
@_YEAR
@click.argument("state")
@NOTE_OPTION
@WHO_OPTION
@HOME_OPTION
def move(agency: str, year: int, state: str, note: str, who: str, home: Path) -> None:
    """走到下一步：已发、已反馈、已改、销号。

    \b
    例 Examples:
      gouji desk case move 青石镇 2025 已发 --note 示例政办函〔2026〕1号
    """
    from gouji.desk.cases import case_steps, move_case
    from gouji.desk.store import Desk

    with told():
        moved = move_case(Desk(home), who, _code(home, agency), year, state, note=note)
    say(f"{moved.agency_code} {year} 年度：{case_steps()[moved.row['state']].word}")


@case.command()
@_AGENCY
@_YEAR
@NOTE_OPTION
@WHO_OPTION
@HOME_OPTION
def back(agency: str, year: int, note: str, who: str, home: Path) -> None:
    """撤回走错的一步。

    \b
    例 Examples:
      gouji desk case back 青石镇 2025
    """
    from gouji.desk.cases import case_steps, withdraw_step
    from gouji.desk.store import Desk

    with told():
        moved = withdraw_step(Desk(home), who, _code(home, agency), year, note=note)
    say(f"{moved.agency_code} {year} 年度：{case_steps()[moved.row['state']].word}")


@case.command()
@_AGENCY
@_YEAR
@click.option("--handler", help="经办人。 Who works it.")
@click.option("--until", type=_DAY, help="应于何日前反馈。 Day to answer by.")
@click.option("--remark", help="备注。 Remark.")
@WHO_OPTION
@HOME_OPTION
def edit(
    agency: str, year: int, handler: str | None, until: datetime | None, remark: str | None, who: str, home: Path
) -> None:
    """改经办人、期限或备注。

    \b
    例 Examples:
      gouji desk case edit 青石镇 2025 --until 2026-03-10 --remark 电话已通知
    """
    from gouji.desk.cases import edit_case
    from gouji.desk.store import Desk

    with told():
        day = until.date() if until else None
        edit_case(Desk(home), who, _code(home, agency), year, handler=handler, until=day, remark=remark)
    say("已保存 / saved")


@case.command()
@_AGENCY
@_YEAR
@click.argument("fault")
@click.option("--undo", is_flag=True, help="恢复自动销项。 Let the tick stand again.")
@NOTE_OPTION
@WHO_OPTION
@HOME_OPTION
def reopen(agency: str, year: int, fault: str, undo: bool, note: str, who: str, home: Path) -> None:
    """撤回一个问题的自动销项。问题的标识见 gouji desk case list --json。

    \b
    例 Examples:
      gouji desk case reopen 青石镇 2025 3f2a9c01… --note 现场核实仍未改
    """
    from gouji.desk.cases import reopen_fault
    from gouji.desk.store import Desk

    with told():
        reopen_fault(Desk(home), who, _code(home, agency), year, fault, reopened=not undo, note=note)
    say("已保存 / saved")


@case.command()
@_AGENCY
@_YEAR
@click.argument("fault")
@click.argument("result")
@WHO_OPTION
@HOME_OPTION
def result(agency: str, year: int, fault: str, result: str, who: str, home: Path) -> None:
    """填一个问题的整改结果；写 "" 则去掉。问题的标识见 gouji desk case list --json。

    \b
    例 Examples:
      gouji desk case result 青石镇 2025 3f2a9c01… 已更正并重新公布
    """
    from gouji.desk.cases import note_result
    from gouji.desk.store import Desk

    with told():
        note_result(Desk(home), who, _code(home, agency), year, fault, result)
    say("已保存 / saved")


@case.command()
@click.argument("workbook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="不再询问，直接写入。 Take the changes without asking.")
@WHO_OPTION
@HOME_OPTION
def read(workbook: Path, yes: bool, who: str, home: Path) -> None:
    """读入填好的台账（整改台账页下载的，或工作簿的“问题台账”）：先列出改动，确认后全部写入。

    有不能读入的行，列出并以 1 退出，其余照常。

    \b
    例 Examples:
      gouji desk case read 整改台账-2025.xlsx
      gouji desk case read 2025年度工作簿.xlsx --yes
    """
    from gouji.desk.case_sheet import read_case_sheet, take_case_sheet
    from gouji.desk.store import Desk

    with told():
        desk = Desk(home)
        changes, problems = read_case_sheet(desk, workbook.read_bytes())
        for change in changes:
            for word, before, after in change.told:
                click.echo(
                    f"{change.agency or change.agency_code}  {change.report_year}  {word}：{before or '（空）'} → {after or '（空）'}"
                )
        for problem in problems:
            click.echo(problem, err=True)
        if not changes:
            click.echo("没有要改的 / nothing to change")
        elif yes or click.confirm(f"写入以上 {len(changes)} 个案的改动？"):
            take_case_sheet(desk, who, changes)
            say(f"已按台账改动 {len(changes)} 个案 / saved")
    if problems:
        raise SystemExit(EXIT_FINDINGS)


def _code(home: Path, agency: str) -> str:
    """The code of an agency: as it is where a case has it, else by the published version."""
    from gouji.desk.cases import list_cases
    from gouji.desk.store import Desk
    from gouji.publish.case_faults import published_agency

    return (
        agency if any(each.agency_code == agency for each in list_cases(Desk(home))) else published_agency(home, agency)
    )
