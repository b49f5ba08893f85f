"""`gouji verify`: everything a home holds against what it should be."""

import sys
from pathlib import Path

import click

from .common import (
    EXIT_FINDINGS,
    JSON_OPTION,
    READ_HOME_OPTION,
    REPAIR_INBOX_OPTION,
    home_locked,
    print_json,
    say,
)


@click.command()
@READ_HOME_OPTION
@click.option("--repair", is_flag=True, help="修复能修复的；其余由下次运行重做。 Heal what can be healed.")
@REPAIR_INBOX_OPTION
@JSON_OPTION
def verify(home: Path, repair: bool, inbox: Path | None, as_json: bool) -> None:
    """核验产出目录的一切：存档、日志、读取结果、数据库、已发布的文件。有问题时退出码为 1。

    Check everything a home holds; each problem with what heals it.

    \b
    例 Examples:
      gouji verify
      gouji verify --repair --inbox 收件
    """
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
    problems = verify_home(home)
    if as_json:
        print_json([problem._asdict() for problem in problems])
    else:
        for problem in problems:
            click.echo(f"{problem.part}：{problem.problem}\n    → {problem.heals}")
        if not problems:
            say("一切完好 / everything is whole")
    if problems:
        sys.exit(EXIT_FINDINGS)
