"""`gouji archive`: prove every archived byte, export the archive as WARC."""

import sys
from pathlib import Path

import click

from gouji.core.errors import refusal

from .common import (
    EXIT_FINDINGS,
    EXIT_INPUT,
    JSON_OPTION,
    READ_HOME_OPTION,
    REPAIR_INBOX_OPTION,
    fail,
    home_locked,
    print_json,
    say,
)


@click.group()
def archive() -> None:
    """存档：核验每一个字节，导出为 WARC。

    The archive: prove every byte, export it.

    \b
    例 Examples:
      gouji archive verify
      gouji archive export 存档.warc.gz
    """


@archive.command()
@READ_HOME_OPTION
@click.option("--repair", is_flag=True, help="损坏的移入 archive/quarantine，并从收件目录重取。 Set aside, take again.")
@REPAIR_INBOX_OPTION
@JSON_OPTION
def verify(home: Path, repair: bool, inbox: Path | None, as_json: bool) -> None:
    """核验存档：每份文件与其 sha256 相符，日志未被改动。有问题时退出码为 1。

    Read every archived byte and the log.
    """
    from gouji.collect.log import Log
    from gouji.collect.proof import prove_archive
    from gouji.collect.verify import verify_archive
    from gouji.publish.verify_home import check_log, log_problem

    from .terminal.archive import print_verified

    if not (home / "archive").is_dir():
        fail(f"{home} 下没有存档（archive/），请核对 --home。 No archive there: see --home.", EXIT_INPUT)
    if repair:
        with home_locked(home, "archive-repair"):
            check_log(home)
            prove_archive(home, Log(home), inbox or home / "inbox", everything=True)
    verified = verify_archive(home)
    if (problem := log_problem(home)) is not None:
        verified.problems.append(problem)
    if as_json:
        print_json([verified._asdict()])
    else:
        print_verified(verified)
    if verified.problems:
        sys.exit(EXIT_FINDINGS)


@archive.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@READ_HOME_OPTION
def export(file: Path, home: Path) -> None:
    """把存档导出为一个 WARC 文件（.warc 或 .warc.gz），供档案部门保存。

    Write the archive as one WARC file.
    """
    from importlib.util import find_spec

    if find_spec("warcio") is None:
        fail("导出 WARC 需要另装一个组件：pip install 'gouji[warc]' WARC is an extra: install it.", EXIT_INPUT)
    from gouji.collect.warc import export_warc

    try:
        count = export_warc(home, file)
    except FileExistsError as error:
        fail(str(error), EXIT_INPUT)
    except OSError as error:
        fail(
            f"写不了 {file}：{refusal(error)}",
            EXIT_INPUT,
        )
    say(f"已写入 {file}：{count} 条记录")
