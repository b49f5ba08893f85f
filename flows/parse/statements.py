"""Figures claimed in prose, by the patterns of data/forms/statements.toml."""

import re
import tomllib
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from ..model import Section, Statement
from ..resources import resource

_SENTENCE = re.compile(r"[^。；;\n]+")
_MAY_STATE = re.compile(r"[\d零〇一二两三四五六七八九十百千万未没无]")
_NUMBER = r"(?P<number>\d[\d,]*(?:\.\d+)?|[零〇一二两三四五六七八九十百千万]{1,9})(?P<scale>万(?!元))?"
_APART = re.compile(r"(?<=\d)[ \u3000\xa0]+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[ \u3000\xa0]+(?=\d)")


class Pattern(NamedTuple):
    kind: str
    sections: tuple[int, ...]
    expression: re.Pattern[str]
    value: int | None
    unit: str


def read_statements(sections: list[Section]) -> list[Statement]:
    """Statements in order of place. Numerals are converted only inside the span found, never in running text
    (统一平台 would become 统1平台)."""
    statements = []
    for section in sections:
        patterns = [p for p in _patterns() if section.number in p.sections]
        if not patterns:
            continue
        for sentence in filter(_MAY_STATE.search, _SENTENCE.findall(section.text)):
            statements += _in_sentence(sentence.strip(), section.number, patterns)
    return statements


def _in_sentence(sentence: str, section: int, patterns: list[Pattern]) -> list[Statement]:
    text = _APART.sub("", sentence)
    taken: list[tuple[int, int]] = []
    found: list[tuple[int, Statement]] = []
    for pattern in patterns:
        for match in pattern.expression.finditer(text):
            start, end = match.span()
            if any(start < e and s < end for s, e in taken):
                continue
            value = Decimal(pattern.value) if pattern.value is not None else _number(match)
            if value is None:
                continue
            unit = pattern.unit or match["unit"]
            taken.append((start, end))
            found.append((start, Statement(pattern.kind, value, unit, section, sentence)))
    return [statement for _, statement in sorted(found, key=lambda item: item[0])]


def _number(match: re.Match[str]) -> Decimal | None:
    text = match["number"]
    try:
        number = Decimal(text.replace(",", "")) if text[0].isdigit() else _chinese_number(text)
    except ValueError:
        return None
    return number * 10_000 if match["scale"] else number


def _chinese_number(text: str) -> Decimal:
    import cn2an  # a quarter of a second, and few documents need it

    return Decimal(str(cn2an.cn2an(text.replace("〇", "零"), "smart")))


@cache
def _patterns() -> list[Pattern]:
    with resource("data", "forms", "statements.toml").open("rb") as file:
        data = tomllib.load(file)
    unit = "(?P<unit>" + "|".join(sorted(data["units"], key=len, reverse=True)) + ")"
    return [
        Pattern(
            kind=p["kind"],
            sections=tuple(p["sections"]),
            expression=re.compile(p["pattern"].replace("{N}", _NUMBER).replace("{U}", unit)),
            value=p.get("value"),
            unit=p.get("unit", ""),
        )
        for p in data["patterns"]
    ]
