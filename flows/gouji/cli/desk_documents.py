"""`gouji desk intake`, `explanation`, `waive` and `unwaive`: single decisions, from the shell."""

import re
from datetime import datetime
from pathlib import Path

import click

from .common import HOME_OPTION, JSON_OPTION, READ_HOME_OPTION, print_json, say
from .desk import REASON_OPTION, WHO_OPTION, told

_SHA256 = re.compile(r"[0-9a-f]{64}")
_DAY = click.DateTime(["%Y-%m-%d"])
_DOCUMENT = click.argument("document")


@click.group()
def intake() -> None:
    """收件：一份文件是谁的、哪一年的、何日公布，收还是退回。文件写 sha256 或收件目录中的路径。"""


@intake.command("accept")
@_DOCUMENT
@click.option("--agency", help="机关代码或名称。 Agency.")
@click.option("--year", type=int, help="报告年度。 Report year.")
@click.option(
    "--published", type=_DAY, help="公布日期（电子邮件报来的 Word 文件没有日期，写在这里）。 Day of publication."
)
@WHO_OPTION
@HOME_OPTION
def accept(
    document: str, agency: str | None, year: int | None, published: datetime | None, who: str, home: Path
) -> None:
    """收：写明的优先于程序读出的，没有写的仍由程序判断。

    \b
    例 Examples:
      gouji desk intake accept 2025/年报.docx --agency 青石镇 --year 2025 --published 2026-01-20
    """
    from gouji.desk.intake import take_in
    from gouji.desk.store import Desk
    from gouji.publish.run_folders import run_folders

    from .usage import missing_words

    with told():
        day = published.date() if published else None
        take_in(Desk(home), who, document, agency=agency, report_year=year, published_on=day)
    inbox = run_folders(home).inbox
    if not _SHA256.fullmatch(document) and not (inbox / document).exists():
        click.echo(f"注意：{missing_words(inbox / document)}；放进去以后才起作用。 Not in the inbox yet.", err=True)
    say("已收，下次运行起生效 / taken, from the next run")


@intake.command("return")
@_DOCUMENT
@click.option("--reason", required=True, help="理由。 Why.")
@WHO_OPTION
@HOME_OPTION
def return_(document: str, reason: str, who: str, home: Path) -> None:
    """退回：其中的报告不计入。

    \b
    例 Examples:
      gouji desk intake return 2025/扫描件.pdf --reason 盖章页缺失
    """
    from gouji.desk.intake import send_back
    from gouji.desk.store import Desk

    with told():
        send_back(Desk(home), who, document, reason)
    say("已退回，下次运行起不计入 / sent back, from the next run")


@intake.command("clear")
@_DOCUMENT
@WHO_OPTION
@HOME_OPTION
def clear(document: str, who: str, home: Path) -> None:
    """撤销对一份文件的决定，仍由程序判断。

    \b
    例 Examples:
      gouji desk intake clear 2025/年报.docx
    """
    from gouji.desk.intake import forget_intake
    from gouji.desk.store import Desk

    with told():
        forget_intake(Desk(home), who, document)
    say("已撤销 / taken back")


@intake.command("list")
@READ_HOME_OPTION
@JSON_OPTION
def list_(home: Path, as_json: bool) -> None:
    """列出对文件的各项决定；是否生效见 desk_decisions 表。

    \b
    例 Examples:
      gouji desk intake list
    """
    from gouji.desk.intake import RETURNED, list_intake
    from gouji.desk.store import Desk

    with told():
        found = list_intake(Desk(home))
    if as_json:
        print_json([{"document": each.document, "who": each.who, "at": each.at, **each.row} for each in found])
        return
    for each in found:
        row = each.row
        said = [f"机关 {row['agency']}", f"{row['report_year']} 年度", f"公布于 {row['published_on']}"]
        known = [
            word
            for word, value in zip(said, (row["agency"], row["report_year"], row["published_on"]), strict=True)
            if value
        ]
        word = f"退回：{row['reason']}" if row["decision"] == RETURNED else "收"
        click.echo(f"{each.document}  {word}  {'，'.join(known)}  {each.who}")
    if not found:
        click.echo("没有对文件的决定 / none")


@click.command()
@click.argument("agency")
@click.argument("year", type=int)
@click.argument("fault")
@click.argument("decision", type=click.Choice(["accepted", "rejected", "clear"]))
@REASON_OPTION
@WHO_OPTION
@HOME_OPTION
def explanation(agency: str, year: int, fault: str, decision: str, reason: str, who: str, home: Path) -> None:
    """采纳（accepted）或不采纳（rejected）报告所作的说明；clear 撤销。写所说明的问题或发现的标识，见 faults、findings 表。

    \b
    例 Examples:
      gouji desk explanation 青石镇 2025 3f2a9c01… rejected --reason 没有附依据
    """
    from gouji.desk.explanations import decide_explanation, forget_explanation
    from gouji.desk.store import Desk
    from gouji.publish.case_faults import published_agency

    with told():
        store, code = Desk(home), published_agency(home, agency)
        if decision == "clear":
            forget_explanation(store, who, code, year, fault)
        else:
            decide_explanation(store, who, code, year, fault, decision, reason)
    say("已保存，下次运行起生效 / saved, from the next run")


@click.command()
@click.argument("finding")
@click.option("--reason", required=True, help="理由。 Why.")
@click.option("--until", type=_DAY, help="有效至（含当日）。 Last day in force.")
@WHO_OPTION
@HOME_OPTION
def waive(finding: str, reason: str, until: datetime | None, who: str, home: Path) -> None:
    """豁免一个发现，记在办公台；与 gouji waive 写进 CSV 的同一含义。

    \b
    例 Examples:
      gouji desk waive 3f2a9c01 --reason "机构合并，结转数并入"
    """
    from gouji.check.waivers import finding_to_waive
    from gouji.desk.store import Desk
    from gouji.desk.waivers import grant_waiver

    with told():
        row = finding_to_waive(home, finding)
        grant_waiver(Desk(home), who, row, reason, until.date() if until else None)
    say(f"已豁免，下次运行起生效：{row['message']}")


@click.command()
@click.argument("finding")
@WHO_OPTION
@HOME_OPTION
def unwaive(finding: str, who: str, home: Path) -> None:
    """撤销办公台的一项豁免；发现写完整的标识，见 gouji waivers。

    \b
    例 Examples:
      gouji desk unwaive 3f2a9c01…
    """
    from gouji.desk.store import Desk
    from gouji.desk.waivers import revoke_waiver

    with told():
        revoke_waiver(Desk(home), who, finding)
    say("已撤销，下次运行起生效 / taken back, from the next run")
