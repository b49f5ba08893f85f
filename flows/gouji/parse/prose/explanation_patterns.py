"""data/forms/explanations.toml: how reports explain themselves, compiled."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from gouji.core.forms import Form, cells_named_by, load_explanation_kinds, read_explanation_file

from .counts import COUNTERS, NUMERALS

FIGURE, YEAR, MATTER = "◇□■"  # what each number, year and matter is in a masked sentence
NEEDS = ("", "report", "matter", "figure")
ROLES = ("old", "new", "difference", "told")


class Kind(NamedTuple):
    """A kind of explanation: what its sentence must hold, the matters it can be of (empty: any), and what it must say."""

    kind: str
    every: tuple[re.Pattern[str], ...]
    matters: frozenset[str]
    needs: str
    any_year: bool


class FigurePattern(NamedTuple):
    """What a number means where `expression` stands: its role, and the sign of a difference."""

    role: str
    sign: int
    expression: re.Pattern[str]


@cache
def explanation_kinds() -> tuple[Kind, ...]:
    """The kinds in the order in which they are tried. Raises ValueError, naming the kind, where `needs` or a matter is
    not known."""
    data = _read()
    kinds = []
    for kind, entry in load_explanation_kinds().items():
        needs, matters = entry.get("needs", ""), frozenset(entry.get("matters", ()))
        if needs not in NEEDS or matters - data["matters"].keys():
            raise ValueError(
                f"explanations.toml：[kinds.{kind}] needs 应为 {NEEDS} 之一，matters 应在 [matters] 中。"
                " `needs` or a matter is not known."
            )
        every = tuple(re.compile(_expand(pattern)) for pattern in entry["all"])
        kinds.append(Kind(kind, every, matters, needs, entry.get("any_year", False)))
    return tuple(kinds)


@cache
def figure_patterns() -> tuple[FigurePattern, ...]:
    """What numbers mean, in the order in which they are tried."""
    return tuple(
        FigurePattern(f["role"], f.get("sign", 1), re.compile(_expand(f["pattern"]))) for f in _read()["figures"]
    )


@cache
def may_explain() -> re.Pattern[str]:
    """What a text holds in which something may be explained."""
    return re.compile(_read()["may_explain"])


@cache
def may_be_about() -> re.Pattern[str]:
    """What a sentence holds that may be about a figure or a report."""
    return re.compile(_read()["may_be_about"])


@cache
def plans() -> re.Pattern[str]:
    """What a clause holds that tells of plans."""
    return re.compile(_read()["plan"])


@cache
def of_whole_report() -> re.Pattern[str]:
    """What a sentence holds that speaks of a report as a whole."""
    return re.compile(_expand(_read()["whole_report"]))


@cache
def marked_things() -> re.Pattern[str]:
    """Matters, years, dates (which are neither) and numbers, each by the name of its group; a matter's is its code."""
    data = _read()
    matters = "|".join(f"(?P<{code}>{entry['words']})" for code, entry in data["matters"].items())
    return re.compile(
        rf"{matters}|(?P<year>20\d\d)(?:年度?|(?=[-—~至]))|(?P<last>{data['years']['last']})|(?P<this>{data['years']['this']})"
        rf"|(?P<skip>\d{{1,2}}[月日号](?:\d{{1,2}}[日号])?|[第表][\d{NUMERALS}]+|\([\d{NUMERALS}]+\)|\d+(?:\.\d+)?%)"
        rf"|(?P<number>\d+(?:\.\d+)?|[{NUMERALS}]{{1,9}}(?=(?:{COUNTERS})))(?:{COUNTERS})?"
    )


@cache
def last_year() -> re.Pattern[str]:
    """What last year is called, also where a matter's own name begins with it."""
    return re.compile(_read()["years"]["before"])


@cache
def matter_cells(form: Form) -> Mapping[str, tuple[str, ...]]:
    """The cells of a form that each matter is of."""
    matters = _read()["matters"].items()
    return MappingProxyType({code: tuple(cells_named_by(entry["cells"], form)) for code, entry in matters})


@cache
def _read() -> Mapping[str, Any]:
    return MappingProxyType(read_explanation_file())


def _expand(pattern: str) -> str:
    """{CAUSE}: words of that name; {5}: up to five characters of the clause."""
    signs = _read()["signs"]
    pattern = re.sub(r"\{([A-Z]+)\}", lambda name: f"(?:{signs[name[1]]})", pattern)
    return re.sub(r"\{(\d+)\}", rf"[^,;。{FIGURE}]{{0,\1}}?", pattern)
