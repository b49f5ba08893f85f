"""`gouji parse` and `gouji check`: one document or several, without a home folder and without Prefect."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.core.errors import refusal
from gouji.parse.format_registry import readable_formats

from .common import EXIT_FINDINGS, EXIT_INPUT, JSON_OPTION, REGISTRY_OPTION, complain, fail, print_json, say

if TYPE_CHECKING:
    from gouji.check.check_files import Checked
    from gouji.core.registry import Registry
    from gouji.read.read_files import FileReading

_FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
_PATHS = click.argument("paths", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))


@click.command(epilog=f"能读的格式 Formats: {'、'.join(readable_formats())}")
@_FILES
@click.option(
    "--explain",
    "page",
    metavar="OUT.html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="另写一个网页，说明每一格、每一句为何这样读。 Write a page that shows why it was read so.",
)
@JSON_OPTION
def parse(files: tuple[Path, ...], page: Path | None, as_json: bool) -> None:
    """读一份报告：机关、年度、每一格数字及其出处、各部分文字。

    \b
    例 Examples:
      gouji parse 报告.html
      gouji parse 报告.html --explain 读法.html
      gouji parse 报告.html --json | jq '.[].cells[] | select(.state != "reported")'
    """
    from gouji.read.read_files import parse_files

    from .terminal.report import print_report

    answers = parse_files(list(files)) if page is None else _explained(list(files), page)
    for file, answer in zip(files, answers, strict=True):
        if answer.problem:
            complain(f"{file}：{answer.problem}")
    if as_json:
        print_json([element for file, answer in zip(files, answers, strict=True) for element in answer.as_json(file)])
    else:
        for report in (report for answer in answers for report in answer.reports):
            print_report(report)
    if any(answer.problem for answer in answers):
        sys.exit(EXIT_INPUT)


def _explained(files: list[Path], page: Path) -> list["FileReading"]:
    """The readings of the files, and the page that explains them written."""
    from gouji.read.read_files import trace_files

    from .explanation.page import explanation_page

    if page.exists() and any(page.samefile(file) for file in files):
        raise click.UsageError(f"{page} 是要读的文件，请给网页另取一个名字。 That is a file to read, not to write.")
    traced = trace_files(files)
    try:
        page.write_text(explanation_page(files, traced), encoding="utf-8")
    except OSError as error:
        fail(f"写不了 {page}：{refusal(error)}", EXIT_INPUT)
    say(f"已写入 {page}，用浏览器打开。 Written: open it in a browser.", err=True)
    return [each.reading for each in traced]


@click.command()
@_PATHS
@click.option(
    "--last-year",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="上年的报告，用于核对结转与有效件数；所给文件中已有的不必写。 Last year's report, if not among FILE….",
)
@click.option(
    "--opinions",
    "folder",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="另把审核意见写成 Word 文件，每份报告一个。 Write what was found as a Word document a report.",
)
@REGISTRY_OPTION
@JSON_OPTION
def check(
    paths: tuple[Path, ...], last_year: Path | None, folder: Path | None, registry: str | None, as_json: bool
) -> None:
    """公布前自查：哪一格不对，应为多少。给一份或几份文件、一个文件夹或 ZIP 包。发现错误时退出码为 1。

    Check documents before publishing: files, folders or ZIP archives; the same rules as the yearly run.

    \b
    例 Examples:
      gouji check 报告.docx
      gouji check 报告.html --last-year 上年报告.html
      gouji check 待报/ --registry wanzhou --opinions 审核意见
      gouji check 各年报告.zip --json | jq '.[].repairs'
    """
    from gouji.workers.pool import start_ahead

    # half of the answer's time is spent loading libraries: do it twice at once
    start_ahead("gouji.core.arrow_alone", "gouji.read.stage", "gouji.parse.reports")
    from gouji.check.check_files import check_files
    from gouji.check.rules import RuleError
    from gouji.core.registry import RegistryError
    from gouji.core.registry_file import find_registry, load_registry
    from gouji.desk.policy_files import policy_files

    from .terminal.answer import print_answers
    from .usage import registry_words

    try:
        file = find_registry(registry) if registry else None
        known = load_registry(file) if file else None
        results, unread = check_files(list(paths), last_year, known, policy_files(registry=file))
    except (RegistryError, RuleError) as error:
        raise click.UsageError(registry_words(error, registry)) from None
    if not results and not unread:
        raise click.UsageError(f"{'、'.join(map(str, paths))} 中没有文件。 No files there.")
    for document in unread:
        complain(document.problem)
    if folder:
        _write_opinions(folder, results, known)
    if as_json:
        print_json([*(result.as_json() for result in results), *(document.as_json() for document in unread)])
    else:
        print_answers(results)
    if unread:
        sys.exit(EXIT_INPUT)
    if any(result.has_errors for result in results):
        sys.exit(EXIT_FINDINGS)


def _write_opinions(folder: Path, results: list["Checked"], known: "Registry | None") -> None:
    from gouji.core.settings import today
    from gouji.publish.papers.opinion import OpinionOffice, opinions

    names = {each.code: each.name or "" for each in known.districts} if known else {}
    districts = {each.code: names[each.district_code] for each in known.agencies} if known else {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in opinions(results, OpinionOffice(districts, {}, today())):
            (folder / file.name).write_bytes(file.content)
            say(f"已写入 {folder / file.name}", err=True)
    except OSError as error:
        fail(f"写不了 {folder}：{refusal(error)}", EXIT_INPUT)
