"""The `gouji` command. Exit codes: 0 done, 1 check found errors, 2 usage or unreadable input, 3 not published,
4 published here and not sent to where it should be, too.

The modules of this folder hold the commands; each imports what it needs when it is called, so that `gouji --help`
and `gouji check` start quickly.
"""

import atexit
import os
import sys
from typing import NoReturn

import click

from gouji.core import debug_log
from gouji.core.errors import refusal
from gouji.core.no_pandas import leave_out_pandas

from .archive import archive
from .check import check, parse
from .common import EXIT_INPUT, error_element, print_json, require_address_space
from .completion import completion
from .dashboard import dashboard
from .demo import demo
from .desk import desk
from .desk_accounts import link, setting, user
from .desk_cases import case
from .desk_documents import explanation, intake, unwaive
from .desk_documents import waive as waive_at_desk
from .desk_registry import agency
from .doctor import doctor
from .export import export
from .facts import facts
from .loudness import add_loudness
from .registry import registry
from .run import run, serve, status
from .verify import verify
from .versions import diff, papers, restore
from .waivers import waive, waivers

# Commands that do without the database.
_SMALL = {"parse", "demo", "completion"}


@atexit.register  # registered before any other handler, so it runs after all of them
def _mute_teardown() -> None:
    """DuckDB 2.0's bindings list their own types as "leaked" on stderr when the interpreter is torn down beside
    Prefect's threads. Nothing is lost and nobody can act on it."""
    sys.stderr.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def main() -> None:
    """Entry point of the command."""
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles default to a code page without most of these characters.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        leave_out_pandas()
        code = cli(prog_name="gouji", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.UsageError as error:
        from .usage import usage_words

        _refuse(usage_words(error), error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.secho("已中止。 Aborted.", fg="red", err=True)
        sys.exit(1)
    except BrokenPipeError:  # who read our output has gone
        _mute_teardown()
        sys.exit(1)
    except Exception as error:
        if (refused := refusal(error) or _of_another_program(error)) is None:
            raise
        _refuse(refused, EXIT_INPUT)  # no module is imported any more: memory may be what is lacking


def _refuse(message: str, code: int) -> NoReturn:
    """End with a message, which is an element on the standard output, too, where JSON was asked for."""
    if "--json" in sys.argv:
        print_json([error_element(message)])
    click.secho(message, fg="red", err=True)
    sys.exit(code)


def _of_another_program(error: Exception) -> str | None:
    """What to say where a published version lacks a table or column: it was published by an older or newer program."""
    if type(error).__name__ not in ("CatalogException", "BinderException"):
        return None
    return (
        "最近发布的版本是别的版本的程序发布的，没有这里要用的内容：请重新发布一次（gouji run），数据和已作的决定都不会丢。"
        f" The published version lacks what this command reads: run gouji again. {str(error).splitlines()[0]}"
    )


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="gouji", prog_name="gouji")
@click.pass_context
def cli(context: click.Context) -> None:
    """勾稽：政府信息公开工作年度报告的收集、读取、检查、汇总、排名与发布。

    Collect, read, check, roll up, rank and publish a district's yearly reports.
    """
    debug_log.start_log()
    if context.invoked_subcommand not in _SMALL:
        require_address_space()


for command in (
    run,
    parse,
    check,
    completion,
    status,
    serve,
    archive,
    verify,
    papers,
    demo,
    export,
    waive,
    waivers,
    diff,
    doctor,
    facts,
    restore,
    dashboard,
    desk,
    registry,
):
    cli.add_command(command)
for command in (intake, case, explanation, waive_at_desk, unwaive, setting, user, link, agency):
    desk.add_command(command)
add_loudness(cli)
