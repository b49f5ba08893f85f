"""`gouji run`, `serve` and `status`: the yearly run, its schedule, and who has reported."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from gouji.core.debug_log import is_quiet
from gouji.core.settings import FIRST_YEAR, LAST_YEAR

from .common import (
    EXIT_INPUT,
    EXIT_NOT_PUBLISHED,
    EXIT_NOT_SENT,
    HOME_OPTION,
    JSON_OPTION,
    NOTIFY_OPTION,
    PUBLISH_OPTION,
    READ_HOME_OPTION,
    REGISTRY_OPTION,
    fail,
    print_json,
    require_target,
)

if TYPE_CHECKING:
    from gouji.publish.summary import Summary

YEAR = click.IntRange(FIRST_YEAR, LAST_YEAR)
DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--year", type=YEAR, help="报告年度；不写则取已到期的最近一年。 Report year in focus.")
@click.option(
    "--inbox",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="收件目录；不写则为产出目录下的 inbox/，登记表也不写时用自带的示范区。",
)
@REGISTRY_OPTION
@HOME_OPTION
@click.option("--as-of", type=DAY, help="按哪一天判断是否到期；默认今天（北京时间）。")
@NOTIFY_OPTION
@click.option("--dask", help="在此地址的 Dask 集群上读取（tcp://主机:8786）。 Read on this Dask cluster.")
@click.option("--store", help="集群各机存取文件的地址（如 s3://桶/目录）；不写则产出目录须为各机共享。")
@PUBLISH_OPTION
@click.option("--rebuild", is_flag=True, help="全部重建；平时只重建有变动的区县。 Build every district anew.")
@click.option(
    "--force", is_flag=True, help="核对过仍要发布：名单大变、多数文件不属名单、无应报机关。 Publish all the same."
)
@JSON_OPTION
def run(
    year: int | None,
    inbox: Path | None,
    registry: str | None,
    home: Path,
    as_of: Any,
    notify: str | None,
    dask: str | None,
    store: str | None,
    publish: str | None,
    rebuild: bool,
    force: bool,
    as_json: bool,
) -> None:
    """收集、读取、入库、检查、汇总、排名并发布。不带参数时在自带的示范区上运行。

    The main job. Without arguments it runs on the bundled fictional district.

    \b
    例 Examples:
      gouji run
      gouji run --inbox 收件 --registry wanzhou
      gouji run --inbox 收件 --registry 区县.csv --year 2025 --home /srv/gouji
      gouji run --registry 区县.csv        （从登记表 source 列所写的网址收集）
      gouji run --inbox 收件 --registry 区县.csv --publish s3://gouji/区县
    """
    started = time.monotonic()
    from gouji.core.errors import NotPublished, refusal
    from gouji.core.garbage import collect_rarely
    from gouji.flow.kept_server import server_for
    from gouji.flow.server import NoServer
    from gouji.publish.run_request import hold_request
    from gouji.publish.targets.record import FAILED

    from .terminal.summary import print_summary

    collect_rarely()
    require_target(publish, home)
    hold_request(home)
    try:
        inbox, registry_file = _inbox_and_registry(inbox, registry, home)
        with server_for(home.resolve()) as wait_for_server:
            from gouji.check.new_warehouse import make_ahead
            from gouji.flow.annual import run_annual
            from gouji.flow.operator_settings import OperatorSettings

            operator = OperatorSettings(inbox, registry_file, home.resolve(), notify, dask, store, publish, force=force)
            make_ahead()
            wait_for_server()
            summary = run_annual(operator, year, as_of.date() if as_of else None, rebuild)
    except (NotPublished, NoServer) as error:
        fail(str(error), EXIT_NOT_PUBLISHED)
    except KeyboardInterrupt:
        fail("已中断，未发布；已发布的版本未受影响。 Interrupted, nothing published.", EXIT_NOT_PUBLISHED)
    except OSError as error:
        fail(f"未发布，已发布的版本未受影响：{refusal(error)}", EXIT_NOT_PUBLISHED)
    summary["seconds"]["prefect"] = round(time.monotonic() - started - summary["seconds"]["work"], 1)
    if as_json:
        print_json([summary])
    elif not is_quiet():
        print_summary(cast("Summary", summary), home)
    if publish and summary.get("sent", {}).get("state", FAILED) == FAILED:
        sys.exit(EXIT_NOT_SENT)


@click.command()
@click.option("--registry", required=True, metavar="FILE", help="登记表：CSV 文件或自带登记表的名称。")
@click.option("--inbox", type=click.Path(path_type=Path, file_okay=False, exists=True), help="收件目录；默认 inbox/。")
@HOME_OPTION
@NOTIFY_OPTION
@PUBLISH_OPTION
@click.option("--port", default=4200, show_default=True, help="Prefect 网页的端口。")
@click.option(
    "--cron", help="改用这一日程（cron 五项，北京时间），如每周一 6 时 '0 6 * * 1'。 Instead of the schedule."
)
def serve(
    registry: str,
    inbox: Path | None,
    home: Path,
    notify: str | None,
    publish: str | None,
    port: int,
    cron: str | None,
) -> None:
    """按时运行：收报期每天，其后到本级报告期限后两周每周，平时每月；漏掉的补上。

    The schedule of the whole year (docs/operating.md); catches up on what was missed. Ends with Ctrl-C.

    \b
    例 Examples:
      gouji serve --registry 区县.csv --home /srv/gouji
      gouji serve --registry wanzhou --notify "mail -s 年度报告 office@example.invalid"
      gouji serve --registry wanzhou --cron "0 6 * * 1-5"
    """
    require_target(publish, home)
    inbox, registry_file = _inbox_and_registry(inbox, registry, home)
    from gouji.core.errors import NotPublished
    from gouji.flow.kept_server import offered
    from gouji.flow.password import password_file
    from gouji.flow.server import NoServer, prefect_server
    from gouji.publish.due import serving
    from gouji.publish.schedule_file import ScheduleError, read_schedule

    try:
        home = home.resolve()
        schedule = read_schedule(home, cron)
        with serving(home, cron), prefect_server(home, port) as address:
            click.echo(f"Prefect：{address.removesuffix('/api')}；口令在 {password_file(home)}；Ctrl-C 结束")
            from gouji.flow.operator_settings import OperatorSettings
            from gouji.flow.schedule import serve_schedule

            with offered(home, address):
                serve_schedule(OperatorSettings(inbox, registry_file, home, notify, publish=publish), schedule)
    except ScheduleError as error:
        fail(str(error), EXIT_INPUT)
    except (NoServer, NotPublished) as error:
        fail(str(error), EXIT_NOT_PUBLISHED)


@click.command()
@READ_HOME_OPTION
@click.option("--year", type=int, help="报告年度；默认最近一次运行的年度。")
@JSON_OPTION
def status(home: Path, year: int | None, as_json: bool) -> None:
    """谁已报、谁迟报、谁缺报，哪些文件读不出及其原因。

    \b
    例 Examples:
      gouji status
      gouji status --year 2024 --json
    """
    from gouji.publish.status import read_status

    from .terminal.status import print_status

    found = read_status(home, year)
    if found is None:
        fail(f"{home} 下还没有运行过，请先运行 gouji run。 Nothing was run there.", EXIT_INPUT)
    if as_json:
        print_json([found])
    else:
        print_status(found)


def _inbox_and_registry(inbox: Path | None, registry: str | None, home: Path) -> tuple[Path, Path]:
    """The inbox and the registry file that are meant; raises click.UsageError when the registry is not usable."""
    from gouji.core.registry import RegistryError
    from gouji.core.registry_file import find_registry, load_registry

    from .usage import registry_words

    if inbox is None:
        inbox = home / "inbox" if registry else _demo_inbox(home)
    try:
        registry_file = find_registry(registry or str(inbox))
        load_registry(registry_file)
    except RegistryError as error:
        hint = "" if registry else " 请以 --registry 指定，或把 registry.csv 放进收件目录。"
        raise click.UsageError(f"{registry_words(error, registry)}{hint}") from None
    inbox.mkdir(parents=True, exist_ok=True)
    return inbox.resolve(), registry_file.resolve()


def _demo_inbox(home: Path) -> Path:
    """The bundled district, written on first use; a half-written one is never left behind."""
    import tempfile

    from gouji.core.resources import resource
    from gouji.demo.district import write_district

    folder = home / "demo" / "district"
    if not folder.exists():
        resource("data", "demo")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as partial:
            write_district(Path(partial) / "district")
            (Path(partial) / "district").rename(folder)
    return folder
