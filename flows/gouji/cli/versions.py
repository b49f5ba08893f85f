"""`gouji papers`, `restore` and `diff`: what is done with published versions."""

import getpass
from pathlib import Path

import click

from gouji.publish.papers.registry import titles, titles_en

from .common import EXIT_INPUT, EXIT_NOT_PUBLISHED, JSON_OPTION, READ_HOME_OPTION, fail, print_json, say


@click.command(
    help=f"""按已发布的版本写出文书：{titles()}。

    Write the office's papers from the published version: {titles_en()}. A run over a few hundred agencies has written
    them already, into public/<version>/papers.

    \b
    例 Examples:
      gouji papers 文书
      gouji papers 文书 --district 990101 --year 2024
      gouji papers 文书 --pdf                      （另转成 PDF，须装有 LibreOffice）
    """
)
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--district", "districts", multiple=True, metavar="CODE", help="区县代码；可写几个，不写则为全部。")
@click.option("--year", type=int, help="报告年度；默认最近一次运行的年度。")
@click.option("--pdf", is_flag=True, help="另存一份 PDF，须装有 LibreOffice。 Also as PDF, by LibreOffice.")
@READ_HOME_OPTION
def papers(directory: Path, districts: tuple[str, ...], year: int | None, pdf: bool, home: Path) -> None:
    from gouji.publish.papers.pdf import NoPdf, write_pdf
    from gouji.publish.papers.write import papers_of_version

    written = papers_of_version(home, directory, year, districts or None)
    if written is None:
        fail(f"{home} 下还没有发布过任何版本，请先运行 gouji run", EXIT_INPUT)
    if not written:
        fail(f"没有这些区县或年度的应报机关：{'、'.join(districts) or '全部'}，{year or '最近年度'}", EXIT_INPUT)
    say(f"已写入 {directory}：{len(written)} 份文书")
    if pdf:
        try:
            made = write_pdf([directory / paper.path for paper in written])
        except NoPdf as error:
            fail(str(error), EXIT_INPUT)
        say(f"另有 PDF {len(made)} 份")


@click.command()
@click.argument("version", required=False)
@click.option("--who", default=getpass.getuser, show_default="本机用户名", help="谁决定的。 Who decides.")
@click.option("--reason", default="", help="理由。 Why.")
@READ_HOME_OPTION
def restore(version: str | None, who: str, reason: str, home: Path) -> None:
    """恢复以前发布的一版（不写则为上一版）：只切换，不改动任何一版；记在办公台里。

    此后的运行（定时的也是）先停下来，核对过再以 --force 发布：没有改好的，不会自己又发布出去。

    Back to a version published before; nothing of any version is changed, and the desk keeps who did it. Runs after
    that, scheduled ones too, publish only once somebody has looked and said --force.

    \b
    例 Examples:
      gouji restore
      gouji restore 2026-01-20-0a1b2c3d4e5f --reason "登记表有误"
    """
    from gouji.core.errors import NotPublished
    from gouji.desk.errors import DeskError
    from gouji.publish.restore_version import restore_version, version_before

    version = version or version_before(home)
    if version is None:
        fail(f"{home} 下没有可恢复的版本。 There is no earlier version.", EXIT_INPUT)
    try:
        restore_version(home, version, who, reason)
    except NotPublished as error:
        fail(str(error), EXIT_NOT_PUBLISHED)
    except DeskError as error:
        fail(str(error), EXIT_INPUT)
    say(
        f"现行版本：{version}；下次运行会先停下来，核对过再以 --force 发布 / the current version; the next run has to be confirmed"
    )


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@READ_HOME_OPTION
@JSON_OPTION
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

    from .terminal.changes import print_changes

    last = latest(home)
    if last is None:
        fail(f"{home} 下还没有发布过任何版本，请先运行 gouji run", EXIT_INPUT)
    new = new or last["version"]
    old = old or last.get("previous")
    if old is None:
        fail(f"{new} 是第一个版本，没有可比的上一版", EXIT_INPUT)
    try:
        rows = changes_between(home, old, new)
    except NotPublished as error:
        fail(str(error), EXIT_INPUT)
    if as_json:
        print_json([{"old": old, "new": new, "changes": rows}])
    else:
        print_changes(rows, old, new)
