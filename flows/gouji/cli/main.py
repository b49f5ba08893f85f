"""The `gouji` command. Exit codes: 0 done, 1 check found errors, 2 usage or unreadable input, 3 not published."""

import atexit
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import click

from gouji import __version__
from gouji.core.no_pandas import leave_out_pandas


@atexit.register  # registered before any other handler, so it runs after all of them
def _mute_teardown() -> None:
    """DuckDB 2.0's bindings list their own types as "leaked" on stderr when the interpreter is torn down beside
    Prefect's threads. Nothing is lost and nobody can act on it."""
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


EXIT_FINDINGS, EXIT_INPUT, EXIT_NOT_PUBLISHED = 1, 2, 3
_HOME = click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), default=Path("data"), show_default=True,
    help="产出目录：archive/ warehouse/ public/ 都在其下。 Where everything a run makes is kept.",
)  # fmt: skip
_JSON = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。 Print JSON.")
_REGISTRY = click.option(
    "--registry",
    metavar="FILE",
    help="登记表：CSV 文件、含 registry.csv 的目录，或自带登记表的名称（如 wanzhou）。",
)
_NOTIFY = click.option(
    "--notify", metavar="COMMAND", envvar="GOUJI_NOTIFY",
    help="运行结束时执行的命令，标准输入是 JSON 结果；也可写在环境变量 GOUJI_NOTIFY。 Hears how a run ended.",
)  # fmt: skip
_FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
_PATHS = click.argument("paths", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))


def main() -> None:
    """Entry point of the command."""
    for stream in (
        sys.stdout,
        sys.stderr,
    ):  # Windows consoles default to a code page without most of these characters
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    leave_out_pandas()
    cli(prog_name="gouji")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="gouji")
def cli() -> None:
    """勾稽：政府信息公开工作年度报告的收集、读取、检查、汇总、排名与发布。

    Collect, read, check, roll up, rank and publish a district's yearly reports.
    """


@cli.command()
@click.option("--year", type=int, help="报告年度；不写则取已到期的最近一年。 Report year in focus.")
@click.option(
    "--inbox",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="收件目录；不写则为产出目录下的 inbox/，登记表也不写时用自带的示范区。",
)
@_REGISTRY
@_HOME
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天判断是否到期；默认今天（北京时间）。")
@_NOTIFY
@click.option("--dask", help="在此地址的 Dask 集群上读取（tcp://主机:8786）。 Read on this Dask cluster.")
@click.option("--store", help="集群各机存取文件的地址（如 s3://桶/目录）；不写则产出目录须为各机共享。")
@click.option("--rebuild", is_flag=True, help="全部重建；平时只重建有变动的区县。 Build every district anew.")
@_JSON
def run(
    year: int | None,
    inbox: Path | None,
    registry: str | None,
    home: Path,
    as_of: Any,
    notify: str | None,
    dask: str | None,
    store: str | None,
    rebuild: bool,
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
    """
    inbox, registry_file = _inbox_and_registry(inbox, registry, home)
    started = time.monotonic()
    if "PREFECT_API_URL" not in os.environ:  # nobody reads Prefect's log; what went wrong is said in our words
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    from gouji.core.errors import NotPublished
    from gouji.flow.annual import annual

    from .terminal import print_summary

    try:
        summary = annual(
            inbox,
            registry_file,
            home.resolve(),
            year,
            as_of.date() if as_of else None,
            notify=notify,
            dask=dask,
            store=store,
            rebuild=rebuild,
        )
    except NotPublished as error:
        _fail(str(error), EXIT_NOT_PUBLISHED)
    except KeyboardInterrupt:
        _fail("已中断，未发布；已发布的版本未受影响。 Interrupted, nothing published.", EXIT_NOT_PUBLISHED)
    except OSError as error:
        _fail(
            f"{error.filename or home}：{error.strerror or error}，未发布；请核对 --home 与 --inbox 是否可读写、磁盘是否有余地。"
            " Nothing published: see the folders.",
            EXIT_NOT_PUBLISHED,
        )
    summary["seconds"]["prefect"] = round(time.monotonic() - started - summary["seconds"]["work"], 1)
    if as_json:
        _print_json(summary)
    else:
        print_summary(summary)


@cli.command()
@_FILES
@_JSON
def parse(files: tuple[Path, ...], as_json: bool) -> None:
    """读一份报告：机关、年度、每一格数字及其出处、各部分文字。

    \b
    例 Examples:
      gouji parse 报告.html
      gouji parse 报告.html --json | jq '.cells[] | select(.state != "reported")'
    """
    from gouji.read.read_files import parse_files

    from .terminal import print_report

    answers = parse_files(list(files))
    for file, answer in zip(files, answers, strict=True):
        if answer.problem:
            _complain(f"{file}：{answer.problem}")
    reports = [report for answer in answers for report in answer.reports]
    if as_json:
        _print_json(_one_or_all([report.as_json() for report in reports]))
    else:
        for report in reports:
            print_report(report)
    if any(answer.problem for answer in answers):
        sys.exit(EXIT_INPUT)


@cli.command()
@_PATHS
@click.option(
    "--last-year",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="上年的报告，用于核对结转与有效件数；所给文件中已有的不必写。 Last year's report, if not among FILE….",
)
@_REGISTRY
@_JSON
def check(paths: tuple[Path, ...], last_year: Path | None, registry: str | None, as_json: bool) -> None:
    """公布前自查：哪一格不对，应为多少。给一份或几份文件、一个文件夹或 ZIP 包。发现错误时退出码为 1。

    Check documents before publishing: files, folders or ZIP archives; the same rules as the yearly run.

    \b
    例 Examples:
      gouji check 报告.docx
      gouji check 报告.html --last-year 上年报告.html
      gouji check 待报/ --registry wanzhou
      gouji check 各年报告.zip --json | jq '.[].repairs'
    """
    from gouji.workers.pool import start_ahead

    start_ahead("gouji.read.stage")  # half of the answer's time is spent loading libraries: do it twice at once
    from gouji.check.check_files import check_files
    from gouji.core.registry import RegistryError, find_registry, load_registry

    from .answer import print_answers

    try:
        known = load_registry(find_registry(registry)) if registry else None
    except RegistryError as error:
        raise click.UsageError(str(error)) from None
    results, problems = check_files(_files_of(paths), last_year, known)
    for problem in problems:
        _complain(problem)
    if as_json:
        _print_json(_one_or_all([result.as_json() for result in results]))
    else:
        print_answers(results)
    if problems:
        sys.exit(EXIT_INPUT)
    if any(result.has_errors for result in results):
        sys.exit(EXIT_FINDINGS)


@cli.command()
@_HOME
@click.option("--year", type=int, help="报告年度；默认最近一次运行的年度。")
@_JSON
def status(home: Path, year: int | None, as_json: bool) -> None:
    """谁已报、谁迟报、谁缺报，哪些文件读不出及其原因。

    \b
    例 Examples:
      gouji status
      gouji status --year 2024 --json
    """
    from gouji.publish.status import read_status

    from .terminal import print_status

    found = read_status(home, year)
    if found is None:
        _fail(f"{home} 下还没有运行过，请先运行 gouji run", EXIT_INPUT)
    elif as_json:
        _print_json(found)
    else:
        print_status(found)


@cli.command()
@click.option("--registry", required=True, metavar="FILE", help="登记表：CSV 文件或自带登记表的名称。")
@click.option("--inbox", type=click.Path(path_type=Path, file_okay=False, exists=True), help="收件目录；默认 inbox/。")
@_HOME
@_NOTIFY
@click.option("--host", default="127.0.0.1", show_default=True, help="Prefect 网页的地址。")
@click.option("--port", default=4200, show_default=True, help="Prefect 网页的端口。")
def serve(registry: str, inbox: Path | None, home: Path, notify: str | None, host: str, port: int) -> None:
    """按时运行：每年一月每天 6 时看一遍谁已报，2 月 1 日 6 时（北京时间）年度运行；漏掉的补上。

    The schedule: every day of January and on 1 February; catches up on what was missed. Ends with Ctrl-C.

    \b
    例 Examples:
      gouji serve --registry 区县.csv --home /srv/gouji
      gouji serve --registry wanzhou --notify "mail -s 年度报告 office@example.invalid"
    """
    inbox, registry_file = _inbox_and_registry(inbox, registry, home)
    from gouji.flow.server import NoServer, prefect_server

    try:
        with prefect_server(host, port) as address:
            click.echo(f"Prefect：{address.removesuffix('/api')}；Ctrl-C 结束")
            from gouji.flow.schedule import serve_schedule

            serve_schedule({"inbox": inbox, "registry": registry_file, "home": home.resolve(), "notify": notify})
    except NoServer as error:
        _fail(str(error), EXIT_NOT_PUBLISHED)


@cli.group()
def archive() -> None:
    """存档：核验每一个字节，导出为 WARC。

    The archive: prove every byte, export it.

    \b
    例 Examples:
      gouji archive verify
      gouji archive export 存档.warc.gz
    """


@archive.command()
@_HOME
@_JSON
def verify(home: Path, as_json: bool) -> None:
    """核验存档：每份文件与其 sha256 相符，日志未被改动。有问题时退出码为 1。

    Read every archived byte and the log.
    """
    from gouji.collect.verify import verify_archive

    from .terminal import print_verified

    if not (home / "archive").is_dir():
        _fail(f"{home} 下没有存档（archive/），请核对 --home。 No archive there: see --home.", EXIT_INPUT)
    verified = verify_archive(home)
    if as_json:
        _print_json(verified._asdict())
    else:
        print_verified(verified)
    if verified.problems:
        sys.exit(EXIT_FINDINGS)


@archive.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_HOME
def export(file: Path, home: Path) -> None:
    """把存档导出为一个 WARC 文件（.warc 或 .warc.gz），供档案部门保存。

    Write the archive as one WARC file.
    """
    from gouji.collect.warc import export_warc

    try:
        count = export_warc(home, file)
    except FileExistsError as error:
        _fail(str(error), EXIT_INPUT)
    except OSError as error:
        _fail(
            f"写不了 {file}：{error.strerror}，请核对目录是否存在、可写，磁盘是否有余地。 Cannot be written.",
            EXIT_INPUT,
        )
    click.echo(f"已写入 {file}：{count} 条记录")


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--district", "districts", multiple=True, metavar="CODE", help="区县代码；可写几个，不写则为全部。")
@click.option("--year", type=int, help="报告年度；默认最近一次运行的年度。")
@_HOME
def papers(directory: Path, districts: tuple[str, ...], year: int | None, home: Path) -> None:
    """按已发布的版本写出文书：汇总表、通报、整改通知、本级报告核对单、工作簿。

    Write the office's papers from the published version: the district's tables, the circular, the notices, the
    workbook. A run over a few hundred agencies has written them already, into public/<version>/papers.

    \b
    例 Examples:
      gouji papers 文书
      gouji papers 文书 --district 990101 --year 2024
    """
    from gouji.publish.papers.write import papers_of_version

    written = papers_of_version(home, directory, year, districts or None)
    if written is None:
        _fail(f"{home} 下还没有发布过任何版本，请先运行 gouji run", EXIT_INPUT)
    elif not written:
        _fail(f"没有这些区县或年度的应报机关：{'、'.join(districts) or '全部'}，{year or '最近年度'}", EXIT_INPUT)
    else:
        click.echo(f"已写入 {directory}：{len(written)} 份文书")


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--agencies", default=50, show_default=True, type=click.IntRange(1), help="机关数。")
@click.option("--years", default=3, show_default=True, type=click.IntRange(1, 10), help="年数。")
@click.option("--seed", default=1, show_default=True, help="随机种子；同一种子写出同样的字节。")
@click.option("--pages", is_flag=True, help="只写网页，不混用各种格式。 Web pages only.")
def demo(directory: Path, agencies: int, years: int, seed: int, pages: bool) -> None:
    """写出一个虚构的区：登记表、各机关各年的报告（含已知的错误）和 truth.json。

    \b
    例 Examples:
      gouji demo 示范区
      gouji demo /tmp/nation --agencies 40000 --years 1 --pages
    """
    from gouji.core.progress import progress_bar

    if directory.exists() and any(directory.iterdir()):
        raise click.UsageError(f"目录 {directory} 不是空的，请换一个目录")
    from gouji.demo.district import write_district

    with progress_bar("写示范区", agencies * years) as bar:
        written = write_district(directory, agencies, years, seed, progress=bar.reach, pages=pages)
    click.echo(
        f"已写入 {directory}：{agencies} 个机关、{years} 年、{written['document_count']} 份文件。运行：gouji run --inbox {directory}"
    )


@cli.command()
@click.argument("finding")
@click.option("--reason", required=True, help="理由。 Why.")
@click.option("--who", required=True, help="准予者。 Who grants it.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="有效至（含当日）；不写则不限。 Last day in force.")
@_HOME
def waive(finding: str, reason: str, who: str, until: Any, home: Path) -> None:
    """豁免一个发现：仍列出、有标记、不扣分；所涉数字一变或过期即恢复。下次运行起生效。

    Waive a finding by its id (findings.finding_id, or gouji diff). It comes back when its figures change.

    \b
    例 Examples:
      gouji waive 3f2a9c01 --reason "机构合并，结转数并入" --who "区政务公开办 某某"
      gouji waive 3f2a9c01 --reason "区办责令更正" --who "某某" --until 2026-12-31
    """
    from gouji.check.waivers import write_waiver

    try:
        row = write_waiver(home, finding, reason, who, until.date() if until else None)
    except ValueError as error:
        _fail(str(error), EXIT_INPUT)
    else:
        click.echo(f"已写入 {row['file']}，下次运行起生效：{row['message']}")


@cli.command()
@_HOME
@_JSON
def waivers(home: Path, as_json: bool) -> None:
    """列出各项豁免及其效力：有效、数字已变、已过期、没有相应发现或写法有误。

    \b
    例 Examples:
      gouji waivers
      gouji waivers --json
    """
    from gouji.publish.status import read_waivers

    from .terminal import print_waivers

    rows = read_waivers(home / "warehouse" / "gouji.duckdb")
    if rows is None:
        _fail(f"{home} 下还没有发布过任何版本，请先运行 gouji run", EXIT_INPUT)
    elif as_json:
        _print_json(rows)
    else:
        print_waivers(rows)


@cli.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@_HOME
@_JSON
def diff(old: str | None, new: str | None, home: Path, as_json: bool) -> None:
    """两个发布版本之间，哪些发现新出现、已解决、仍存在。不写则以最新版与其上一版相比。

    What changed between two published versions (default: the latest and the one before it).

    \b
    例 Examples:
      gouji diff
      gouji diff 2026-01-20-0a1b2c3d4e5f 2026-01-21-6f5e4d3c2b1a --json
    """
    from gouji.core.errors import NotPublished
    from gouji.publish.changes import changes_between
    from gouji.publish.versions import latest

    from .terminal import print_changes

    last = latest(home)
    if last is None:
        _fail(f"{home} 下还没有发布过任何版本，请先运行 gouji run", EXIT_INPUT)
        return
    new = new or last["version"]
    old = old or last.get("previous")
    if old is None:
        _fail(f"{new} 是第一个版本，没有可比的上一版", EXIT_INPUT)
        return
    try:
        rows = changes_between(home, old, new)
    except NotPublished as error:
        _fail(str(error), EXIT_INPUT)
        return
    if as_json:
        _print_json({"old": old, "new": new, "changes": rows})
    else:
        print_changes(rows, old, new)


@cli.command()
@_HOME
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535), help="端口。")
def dashboard(home: Path, port: int) -> None:
    """在浏览器里看结果：总览、排名、单位、问题清单、数据、雷同、自查与下载。只在本机可见。

    The district office's pages, on this machine only (127.0.0.1).

    \b
    例 Examples:
      gouji dashboard
      gouji dashboard --home /srv/gouji --port 8600
    """
    from importlib.util import find_spec

    if find_spec("streamlit") is None:
        _fail("网页需要另装一个组件：pip install 'gouji[dashboard]' The dashboard is an extra: install it.", EXIT_INPUT)
    click.echo(f"打开 Open http://127.0.0.1:{port}  （Ctrl-C 结束 to end）")
    # what the pages need is loaded before the first visitor comes, who would otherwise wait for it
    serve = (
        "import altair, duckdb, pandas, polars, gouji.check.check_files, gouji.core.form_layout, streamlit.web.cli as streamlit;"
        "streamlit.main(prog_name='streamlit')"
    )
    pages = find_spec("gouji_web")
    assert pages is not None
    assert pages.submodule_search_locations is not None
    app = str(Path(pages.submodule_search_locations[0]) / "app.py")
    command = [sys.executable, "-c", serve, "run", app, "--server.port", str(port)]
    environment = os.environ | {"GOUJI_HOME": str(home.resolve())}
    if os.name == "posix":  # become the server, so that ending this process ends it
        os.execve(sys.executable, command, environment)
    try:
        sys.exit(subprocess.run(command, env=environment, check=False).returncode)
    except KeyboardInterrupt:
        click.echo("已结束。 Ended.")


def _files_of(paths: tuple[Path, ...]) -> list[Path]:
    """The files given, and those in the folders given; a usage error where there is none."""
    from gouji.collect.inbox import find_files

    files = [file for path in paths for file in (find_files(path) if path.is_dir() else [path])]
    if not files:
        raise click.UsageError(f"{'、'.join(map(str, paths))} 中没有文件。 No files there.")
    return list(dict.fromkeys(files))


def _inbox_and_registry(inbox: Path | None, registry: str | None, home: Path) -> tuple[Path, Path]:
    """The inbox and the registry file that are meant; raises click.UsageError when the registry is not usable."""
    from gouji.core.registry import RegistryError, find_registry, load_registry

    if inbox is None and registry:
        inbox = home / "inbox"
        inbox.mkdir(parents=True, exist_ok=True)
    inbox = inbox or _demo_inbox(home)
    try:
        registry_file = find_registry(registry or str(inbox))
        load_registry(registry_file)
    except RegistryError as error:
        hint = "" if registry else " 请以 --registry 指定，或把 registry.csv 放进收件目录。"
        raise click.UsageError(f"{error}{hint}") from None
    return inbox.resolve(), registry_file.resolve()


def _demo_inbox(home: Path) -> Path:
    """The bundled district, written on first use; a half-written one is never left behind."""
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


def _one_or_all(items: list[Any]) -> Any:
    return items[0] if len(items) == 1 else items


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def _complain(message: str) -> None:
    from .terminal import errors

    errors.print(message, style="red", markup=False)


def _fail(message: str, code: int) -> None:
    _complain(message)
    sys.exit(code)


if __name__ == "__main__":
    main()
