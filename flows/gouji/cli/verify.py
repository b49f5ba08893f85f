"""`gouji verify`: everything a home holds against what it should be."""

import sys
from pathlib import Path

import click

from .common import EXIT_FINDINGS, EXIT_INPUT, EXIT_NOT_PUBLISHED, HOME_OPTION, JSON_OPTION, fail, print_json


@click.command()
@HOME_OPTION
@click.option("--repair", is_flag=True, help="修复能修复的；其余由下次运行重做。 Heal what can be healed.")
@click.option(
    "--inbox", type=click.Path(path_type=Path, file_okay=False), help="重取所用的收件目录；默认产出目录下的 inbox/。"
)
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
    from gouji.core.errors import NotPublished
    from gouji.publish.lock import run_lock
    from gouji.publish.verify_home import check_log, verify_home
    from gouji.publish.versions import clean_up

    if not home.is_dir():
        fail(f"{home} 不存在，请核对 --home。 No such home: see --home.", EXIT_INPUT)
    if repair:
        try:
            with run_lock(home, "verify"):
                clean_up(home)
                check_log(home)
                prove_archive(home, Log(home), inbox or home / "inbox", everything=True)
        except NotPublished as error:
            fail(str(error), EXIT_NOT_PUBLISHED)
    problems = verify_home(home)
    if as_json:
        print_json([problem._asdict() for problem in problems])
    else:
        for problem in problems:
            click.echo(f"{problem.part}：{problem.problem}\n    → {problem.heals}")
        if not problems:
            click.echo("一切完好 / everything is whole")
    if problems:
        sys.exit(EXIT_FINDINGS)
