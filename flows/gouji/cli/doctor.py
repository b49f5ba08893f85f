"""`gouji doctor`: what this machine has, and what is missing."""

import sys
from pathlib import Path

import click

from .common import EXIT_FINDINGS, HOME_OPTION, JSON_OPTION, print_json

_MARKS = {"good": ("✓", "green"), "lacking": ("△", "yellow"), "bad": ("✕", "red")}


@click.command()
@HOME_OPTION
@JSON_OPTION
def doctor(home: Path, as_json: bool) -> None:
    """看这台机器装了什么、缺什么：版本、附加包、字体、磁盘、锁、时间。有妨碍运行的，退出码为 1。

    What is installed, which extras, fonts, disk, locks, versions, time; nothing is changed.

    \b
    例 Examples:
      gouji doctor
      gouji doctor --json > 情况.json      （求助时附上）
    """
    from gouji.publish.health import BAD, look

    checks = look(home)
    if as_json:
        print_json([check._asdict() for check in checks])
    else:
        for check in checks:
            mark, colour = _MARKS[check.state]
            click.echo(
                f"{click.style(mark, fg=colour)} {check.name}：{check.found}"
                + (f"　{check.advice}" if check.advice else "")
            )
    if any(check.state == BAD for check in checks):
        sys.exit(EXIT_FINDINGS)
