"""The office's own wording of its papers: papers.toml in the home, which holds only what differs from
data/policy/papers.toml. A key is written as there: `notice.wrong = "…"`, or below [notice]; of a list by number.

The file is an input of a version: a run reads it once, with the rest of the desk (inputs.py).
"""

import difflib
import json
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from gouji.core.disk import write_whole
from gouji.core.resources import resource

from .errors import DeskError

PAPERS_FILE = "papers.toml"
MAX_CHARACTERS = 2000
_CHINESE = re.compile("[\u4e00-\u9fff]")
_HEAD = "# 本单位的文书用语：只写与默认不同的；也可在“设置”页上改。 Only what differs from the default wording.\n"


@cache
def default_words() -> Mapping[str, str]:
    """Every text of data/policy/papers.toml that papers print, by dotted key, in order."""
    return {
        key: text
        for key, text in _leaves(_default())
        if isinstance(text, str) and _CHINESE.search(text) and not key.endswith("_reason")
    }


def read_paper_words(home: Path) -> dict[str, str]:
    """What the home's papers.toml changes, by dotted key; nothing where there is no such file.

    Raises DeskError that names the file, each wrong key, and what was expected.
    """
    file = home / PAPERS_FILE
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise DeskError(f"{file} 读不了（{error}），应为 UTF-8 的文本文件。 It cannot be read.") from error
    return words_of(text, str(file))


def words_of(text: str, name: str) -> dict[str, str]:
    """The changes that a papers.toml says. Raises DeskError; `name` is what the message calls the file."""
    try:
        words = dict(_leaves(tomllib.loads(text)))
    except tomllib.TOMLDecodeError as error:
        raise DeskError(f'{name} 不是正确的 TOML：{error}。每行应写作 键 = "文字"。 It is no TOML.') from error
    if problems := [problem for key, value in words.items() if (problem := problem_of(key, value))]:
        raise DeskError(f"{name}：" + "；".join(problems) + "。 Wrong wording of papers.")
    return words


def problem_of(key: str, text: object) -> str | None:
    """What is wrong with a changed text: the key, and what was expected; None where nothing is."""
    default = default_words().get(key)
    if default is None:
        near = difflib.get_close_matches(key, default_words(), 1)
        return f"没有“{key}”这一项" + (f"，相近的是“{near[0]}”" if near else "")
    if not isinstance(text, str) or not text.strip():
        return f"“{key}”应为一段文字；要恢复默认的，删去这一项"
    if len(text) > MAX_CHARACTERS:
        return f"“{key}”有 {len(text)} 字，不超过 {MAX_CHARACTERS} 字"
    try:
        extra = _blanks(text) - _blanks(default)
    except ValueError:
        return f"“{key}”中的花括号不成对"
    if extra:
        known = "、".join(f"{{{each}}}" for each in sorted(_blanks(default))) or "没有可填的"
        return f"“{key}”中的 {'、'.join(f'{{{each}}}' for each in sorted(extra))} 填不了，此处可用 {known}"
    return None


def write_paper_words(home: Path, words: Mapping[str, str]) -> None:
    """Keep these changes, and no others; none at all removes the file. Raises DeskError, with nothing written."""
    changed = {key: text for key, text in words.items() if text != default_words().get(key)}
    text = as_toml(changed)
    words_of(text, PAPERS_FILE)
    if changed:
        write_whole(home / PAPERS_FILE, (_HEAD + text).encode("utf-8"))
    else:
        (home / PAPERS_FILE).unlink(missing_ok=True)


def as_toml(words: Mapping[str, str]) -> str:
    """The changes as a file: the same changes give the same text."""
    order = list(default_words())
    in_order = sorted(words, key=lambda key: order.index(key) if key in order else len(order))
    return "".join(f"{json.dumps(key)} = {json.dumps(words[key], ensure_ascii=False)}\n" for key in in_order)


def paper_words_policy(words: Mapping[str, str]) -> dict[str, Any]:
    """data/policy/papers.toml with these changes."""
    policy = deepcopy(_default())
    for key, text in words.items():
        *path, last = key.split(".")
        place: Any = policy
        for part in path:
            place = place[int(part) if isinstance(place, list) else part]
        place[int(last) if isinstance(place, list) else last] = text
    return policy


def _default() -> dict[str, Any]:
    return tomllib.loads(resource("data", "policy", PAPERS_FILE).read_text(encoding="utf-8"))


def _leaves(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """(dotted key, value) of everything that is neither a table nor a list; of the defaults only texts are used."""
    if isinstance(value, dict | list):
        parts = value.items() if isinstance(value, dict) else enumerate(value)
        for name, part in parts:
            yield from _leaves(part, f"{key}.{name}" if key else str(name))
    else:
        yield key, value


def _blanks(text: str) -> set[str]:
    """The names that are filled in. Raises ValueError where braces do not pair; `{a.b}` or `{a:>9}` is a name of its own,
    which no default has."""
    found = set()
    for _, name, form, conversion in string.Formatter().parse(text):
        if name is not None:
            found.add(name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else ""))
    return found
