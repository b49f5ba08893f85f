"""Wrong usage of the command in Chinese: what is wrong, what is there instead, where help is."""

import re
from pathlib import Path

import click

_CHINESE = re.compile(r"[，。：；]")
_MAX_NAMED = 8  # files or folders named before “等”
# What else the library says, by its words -> in Chinese; {0} is what it quotes.
_MESSAGES = (
    (r"'(.+?)' is not a valid (?:integer|float|int)", "“{0}”不是数字"),
    (r"(\S+) is not in the range (.+?)\.", "{0} 超出范围，应为 {1}"),
    (r"'(.+?)' is not one of (.+?)\.", "“{0}”不在可选之列：{1}"),
    (r"'(.+?)' does not match the formats? (.+?)\.", "“{0}”不是日期，应如 2026-02-15"),
    (r"Got unexpected extra arguments? \((.+)\)", "多出了参数 {0}"),
    (r"Option '(.+?)' requires an argument", "选项 {0} 后面要写值"),
    (r"(?:File|Path|Directory) '(.+?)' is (?:a directory|not readable|not writable)", "“{0}”不是可以读写的那一种"),
)


def usage_words(error: click.UsageError) -> str:
    """What is wrong with a command line: in Chinese, then as the library says it; then the usage and where help is."""
    context = error.ctx
    if _CHINESE.search(error.message):  # our own words
        lines = [error.format_message()]
    else:
        told = _in_chinese(error)
        lines = [f"{told}{'' if told.endswith('？') else '。'} {error.format_message()}"]
    if context is not None:
        lines.append(f"用法：{context.get_usage().removeprefix('Usage: ')}；说明：{context.command_path} --help")
    return "\n".join(lines)


def _in_chinese(error: click.UsageError) -> str:
    message = error.message
    near = _near(getattr(error, "possibilities", None) or re.findall(r"Did you mean '?([\w-]+)", message))
    if isinstance(error, click.NoSuchCommand):
        return f"没有命令 {error.command_name}{near}"
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}{near}"
    if isinstance(error, click.MissingParameter):
        return f"缺少{_kind(error.param)} {_name(error)}"
    if isinstance(error, click.BadParameter):
        return f"{_what(error, message)}（{_name(error)}）{near}"
    return _by_message(message) + near


def _what(error: click.BadParameter, message: str) -> str:
    found = re.match(r"(?:File|Path|Directory) '(.*)' does not exist", message)
    if found and error.param is not None:
        kind = error.param.type
        hint = "；产出目录由 gouji run 建立" if error.param.name == "home" else ""
        return missing_words(Path(found[1]), folder=isinstance(kind, click.Path) and not kind.file_okay) + hint
    return _by_message(message)


def missing_words(path: Path, *, folder: bool = False) -> str:
    """That a path leads nowhere, and what is in its folder instead."""
    return f"找不到{'文件夹' if folder else '文件'}“{path}”{_there(path.parent, folders_only=folder)}"


def registry_words(error: Exception, given: str | None) -> str:
    """What is wrong with a registry; with what is in its folder where it is not there."""
    there = "" if given is None or Path(given).exists() else _there(Path(given).parent, folders_only=False)
    return f"{error}{there}"


def _by_message(message: str) -> str:
    for pattern, words in _MESSAGES:
        if found := re.search(pattern, message):
            return words.format(*found.groups())
    return "命令写得不对"


def _there(folder: Path, *, folders_only: bool) -> str:
    """What is in a folder instead, by name."""
    where = "当前目录" if folder == Path() else f"“{folder}”"
    try:
        names = sorted(
            entry.name
            for entry in folder.iterdir()
            if not entry.name.startswith(".") and (entry.is_dir() or not folders_only)
        )
    except OSError:
        return f"，{where}也不在" if folder != Path() else ""
    if not names:
        return f"，{where}下没有{'文件夹' if folders_only else '文件'}"
    return f"，{where}下有：{'、'.join(names[:_MAX_NAMED])}{' 等' if len(names) > _MAX_NAMED else ''}"


def _kind(param: click.Parameter | None) -> str:
    return "选项" if isinstance(param, click.Option) else "参数"


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return error.param_hint if isinstance(error.param_hint, str) else ""
    return error.param.opts[0] if isinstance(error.param, click.Option) else error.param.make_metavar(error.ctx)  # type: ignore[arg-type]


def _near(possibilities: list[str] | None) -> str:
    return f"，是否即 {'、'.join(sorted(possibilities))}？" if possibilities else ""
