"""`gouji verify`: everything a home holds against what it should be."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .common import (
    EXIT_FINDINGS,
    EXIT_NOT_SENT,
    JSON_OPTION,
    READ_HOME_OPTION,
    REPAIR_INBOX_OPTION,
    fail,
    home_locked,
    print_json,
    require_target,
    say,
)

if TYPE_CHECKING:
    from gouji.publish.verify_home import HomeProblem


@click.command()
@READ_HOME_OPTION
@click.option("--repair", is_flag=True, help="修复能修复的；其余由下次运行重做。 Heal what can be healed.")
@REPAIR_INBOX_OPTION
@click.option(
    "--publish", metavar="ADDRESS", help="改为核验送到此处的各版本；加 --repair 则重送坏的。 Verify those sent there."
)
@JSON_OPTION
def verify(home: Path, repair: bool, inbox: Path | None, publish: str | None, as_json: bool) -> None:
    """核验产出目录的一切：存档、日志、读取结果、数据库、已发布的文件。有问题时退出码为 1。

    Check everything a home holds; each problem with what heals it.

    \b
    例 Examples:
      gouji verify
      gouji verify --repair --inbox 收件
      gouji verify --publish s3://gouji/区县 --repair
    """
    if publish is not None:
        _tell(_target_problems(home, publish, repair), as_json)
        return
    from gouji.collect.log import Log
    from gouji.collect.proof import prove_archive
    from gouji.publish.build import clean_up
    from gouji.publish.restore_files import restore_files
    from gouji.publish.verify_home import check_desk, check_log, verify_home

    if repair:
        with home_locked(home, "verify"):
            clean_up(home)
            check_log(home)
            check_desk(home)
            prove_archive(home, Log(home), inbox or home / "inbox", everything=True)
            for path in restore_files(home):
                say(f"已重做 {path} / made again", err=True)
    _tell(verify_home(home), as_json)


def _target_problems(home: Path, address: str, repair: bool) -> "list[HomeProblem]":
    """What is wrong with the versions at a target, after it was mended where that is asked."""
    from gouji.publish.targets.address import open_target
    from gouji.publish.targets.target import TargetError
    from gouji.publish.targets.verify import repair_target, verify_target

    require_target(address, home)
    try:
        target = open_target(address, home)
        for name in repair_target(home, target) if repair else ():
            say(f"已重送 {name} / sent again", err=True)
        return verify_target(target)
    except TargetError as error:
        fail(str(error), EXIT_NOT_SENT)


def _tell(problems: "list[HomeProblem]", as_json: bool) -> None:
    """Print them; ends with an exit code where there are any."""
    if as_json:
        print_json([problem._asdict() for problem in problems])
    else:
        for problem in problems:
            click.echo(f"{problem.part}：{problem.problem}\n    → {problem.heals}")
        if not problems:
            say("一切完好 / everything is whole")
    if problems:
        sys.exit(EXIT_FINDINGS)
