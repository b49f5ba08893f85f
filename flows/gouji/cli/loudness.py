"""How much a command says: --quiet, --verbose and --debug, before or behind the name of any command."""

import os
from functools import partial

import click

from gouji.core import debug_log

# Names of the option -> level of the log, help.
_LEVELS = {
    ("--quiet", "-q"): ("error", "只说错误和所要的内容。 Only errors and what was asked for."),
    ("--verbose", "-v"): ("info", "另把每一阶段写到标准错误。 Log the stages, too."),
    ("--debug",): ("debug", "另把读取中的每一步判断写到标准错误；同环境变量 GOUJI_LOG。 Log every decision of the reader."),
}  # fmt: skip


def add_loudness(command: click.Command) -> None:
    """Give the options to a command and to all below it; where several are written, the last counts."""
    command.params += [
        click.Option(names, is_flag=True, expose_value=False, callback=partial(_set_level, level), help=words)
        for names, (level, words) in _LEVELS.items()
    ]
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        add_loudness(below)


def _set_level(level: str, context: click.Context, _option: click.Parameter, given: bool) -> None:
    if given and not context.resilient_parsing:  # completing a command line runs nothing
        os.environ[debug_log.VARIABLE] = level  # worker processes inherit it
        debug_log.start_log()
