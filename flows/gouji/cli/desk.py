"""`gouji desk`: what the office decides, from the shell; the pages write the same."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from .common import (
    EXIT_FINDINGS,
    EXIT_INPUT,
    HOME_OPTION,
    JSON_OPTION,
    READ_HOME_OPTION,
    fail,
    home_locked,
    print_json,
    say,
)

WHO_OPTION = click.option("--who", default=getpass.getuser, show_default="本机用户名", help="谁决定的。 Who decides.")
REASON_OPTION = click.option("--reason", default="", help="理由。 Why.")
NOTE_OPTION = click.option("--note", default="", help="备注。 A note.")


@click.group()
def desk() -> None:
    """办公台：收件、整改台账、说明的认定、豁免、设置、用户。网页上能做的，这里都能做；下次运行起生效。

    What the office decides; the next run reads it.
    """


@contextmanager
def told() -> Iterator[None]:
    """What the desk refuses, as a message and an exit code."""
    from gouji.desk.errors import DeskError

    try:
        yield
    except DeskError as error:
        fail(str(error), EXIT_INPUT)


@desk.command()
@click.option(
    "--kind",
    help="只看一类：case、intake、explanation、waiver、setting、user、link、tick、log_in、run、restore、registry。",
)
@click.option("--last", default=50, show_default=True, help="最近多少条。 How many of the last.")
@READ_HOME_OPTION
@JSON_OPTION
def log(kind: str | None, last: int, home: Path, as_json: bool) -> None:
    """谁在何时作了什么决定，新的在后。

    \b
    例 Examples:
      gouji desk log
      gouji desk log --kind case --last 500 --json
    """
    from gouji.desk.store import Desk

    with told():
        store = Desk(home)
        events = store.events(kind)[-last:] if kind else store.latest_events(last)[::-1]
    if as_json:
        print_json([event._asdict() for event in events])
        return
    for event in events:
        what = "删除" if event.after is None else "新增" if event.before is None else "更改"
        click.echo(
            f"{event.seq:>6}  {event.at[:16].replace('T', ' ')}  {event.who}  {what} {event.kind} {event.subject}  {event.note}"
        )
    if not events:
        click.echo("还没有任何决定 / nothing was decided yet")


@desk.command()
@READ_HOME_OPTION
@click.option("--repair", is_flag=True, help="由完好的一份恢复另一份。 Heal one copy from the other.")
def verify(home: Path, repair: bool) -> None:
    """核验办公台的两份记录：逐条相衔接，与现状相符，两份一致。有问题时退出码为 1。

    Check the desk's database and its copy against each other.

    \b
    例 Examples:
      gouji desk verify
      gouji desk verify --repair
    """
    from gouji.publish.verify_home import check_desk, desk_trouble

    if repair:
        with home_locked(home, "desk verify"):
            check_desk(home)
    problems = desk_trouble(home)
    for problem in problems:
        click.echo(f"{problem.problem}\n    → {problem.heals}")
    if problems:
        raise SystemExit(EXIT_FINDINGS)
    say("办公台完好 / the desk is whole")


@desk.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@READ_HOME_OPTION
def export(file: Path, home: Path) -> None:
    """备份：把全部决定写成一个文件（JSON，每行一条）。口令与个人链接不在其中。

    \b
    例 Examples:
      gouji desk export 办公台备份.jsonl
    """
    from gouji.core.disk import write_whole
    from gouji.desk.healing import export_lines

    with told():
        lines = export_lines(home)
    write_whole(file, b"".join(lines))
    say(f"已写入 {file}，共 {len(lines)} 条 / {len(lines)} events")


@desk.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="以备份取代现有的（现有的移至 set-aside）。 Set the present one aside.")
@HOME_OPTION
def import_(file: Path, replace: bool, home: Path) -> None:
    """从备份恢复。口令与个人链接须重新设置。

    \b
    例 Examples:
      gouji desk import 办公台备份.jsonl
      gouji desk import 办公台备份.jsonl --replace
    """
    from gouji.desk.healing import import_events

    with told():
        count = import_events(home, file.read_bytes().splitlines(), replace)
    say(f"新增 {count} 条；口令以 gouji desk user passwd 重设 / {count} new events; set passwords anew")
