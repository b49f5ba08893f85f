"""What the commands share: exit codes, options, JSON and messages."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click

from gouji.core.debug_log import is_quiet
from gouji.core.model import JSON_SCHEMA

EXIT_FINDINGS, EXIT_INPUT, EXIT_NOT_PUBLISHED, EXIT_NOT_SENT = 1, 2, 3, 4
_HOME = partial(
    click.option, "--home", default=Path("data"), show_default=True,
    help="产出目录：archive/ warehouse/ public/ 都在其下。 Where everything a run makes is kept.",
)  # fmt: skip
HOME_OPTION = _HOME(type=click.Path(path_type=Path, file_okay=False))
# Of the commands that read what a run or the office has written: nothing is there where no folder is.
READ_HOME_OPTION = _HOME(type=click.Path(path_type=Path, file_okay=False, exists=True))
JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。 Print JSON.")
REGISTRY_OPTION = click.option(
    "--registry",
    metavar="FILE",
    help="登记表：CSV 文件、含 registry.csv 的目录，或自带登记表的名称（如 wanzhou）。",
)
NOTIFY_OPTION = click.option(
    "--notify", metavar="COMMAND", envvar="GOUJI_NOTIFY",
    help="运行结束时执行的命令，标准输入是 JSON 结果；也可写在环境变量 GOUJI_NOTIFY。 Hears how a run ended.",
)  # fmt: skip
PUBLISH_OPTION = click.option(
    "--publish", metavar="ADDRESS", envvar="GOUJI_PUBLISH",
    help="发布后另送一份到 s3://桶/目录、file:///目录；也可写在环境变量 GOUJI_PUBLISH。 Send every version there, too.",
)  # fmt: skip
# Of the commands that have damaged copies again.
REPAIR_INBOX_OPTION = click.option(
    "--inbox",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="重取所用的收件目录；默认产出目录下的 inbox/。",
)

MIN_ADDRESS_SPACE_BYTES = 2_500_000_000  # that DuckDB and Arrow reserve with two processors, used or not


def require_address_space() -> None:
    """End at once where a limit (ulimit -v) leaves libraries too little: they would abort in the middle of their work,
    in words of their own or in none."""
    if sys.platform == "win32":
        return
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY and limit < MIN_ADDRESS_SPACE_BYTES:
        fail(
            f"内存限制（ulimit -v）为 {limit // 1_000_000} MB，至少需要 {MIN_ADDRESS_SPACE_BYTES // 1_000_000} MB，请放宽后再试。"
            " The limit on address space is too low.",
            EXIT_NOT_PUBLISHED,
        )


def print_json(elements: list[Any]) -> None:
    """JSON on the standard output, always a list, Chinese as it is."""
    click.echo(json.dumps(elements, ensure_ascii=False, indent=1, default=str))


def error_element(message: str) -> dict[str, Any]:
    """What `--json` prints where a command could not do its work: the only element of the list."""
    return {"schema": JSON_SCHEMA, "error": message}


def require_target(address: str | None, home: Path) -> None:
    """End at once where versions could never be sent to this address."""
    if address is None:
        return
    from gouji.publish.targets.address import open_target
    from gouji.publish.targets.target import TargetUnusable

    try:
        open_target(address, home)
    except TargetUnusable as error:
        fail(str(error), EXIT_INPUT)


def say(message: str, err: bool = False) -> None:
    """What was done, in a line that --quiet leaves out; what was asked for is printed by click.echo."""
    if not is_quiet():
        click.echo(message, err=err)


@contextmanager
def home_locked(home: Path, name: str) -> Iterator[None]:
    """Hold the home folder as a run does; ends with the reason where a run holds it or its log cannot be mended."""
    from gouji.core.errors import NotPublished
    from gouji.publish.lock import run_lock

    try:
        with run_lock(home, name):
            yield
    except NotPublished as error:
        fail(str(error), EXIT_NOT_PUBLISHED)


def complain(message: str) -> None:
    """A message in red on the standard error."""
    from .terminal.console import errors

    errors.print(message, style="red", markup=False)


def fail(message: str, code: int) -> NoReturn:
    """End with a message and an exit code; with --json the message is an element on the standard output, too."""
    context = click.get_current_context(silent=True)
    if context is not None and context.params.get("as_json"):
        print_json([error_element(message)])
    complain(message)
    sys.exit(code)
