"""A number as its cell shows it, by its number format (ECMA-376 part 1, 18.8.31; [MS-OI29500] 2.1.740).

Only what can be told for certain: what a fraction, an exponent or Chinese numerals make of a number is not evaluated.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

GENERAL = "General"
MAX_CODE_LENGTH = 255  # characters, as in Excel
MAX_SECTIONS = 4  # positive, negative, zero, text
_EPOCH = date(1899, 12, 30)  # day 0 of dates after February 1900
_DAYS = range(61, 2_958_466)  # to the end of the year 9999
# The formats that files name by a number only; dates (14-22 and the East Asian 27-36, 50-58) stand for their kind.
BUILT_IN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)", 41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ', 43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ', 48: "##0.0E+0", 49: "@",
    **dict.fromkeys([*range(14, 18), 22, *range(27, 37), *range(50, 59)], "yyyy-m-d"),
    **dict.fromkeys([*range(18, 22), 45, 46, 47], "h:mm:ss"),
}  # fmt: skip
_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"?  | [\\!](?P<escaped>.)  | _(?P<space>.)  | \*(?P<fill>.)  | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/通用格式|常规)  | (?P<digit>[0#?])  | (?P<point>\.)  | (?P<comma>,)  | (?P<percent>%)
    | (?P<text>@)  | (?P<end>;)  | (?P<unknown>E[+-]|/|AM/PM|A/P|上午/下午)  | (?P<date>[ymdhsgeb]+)
    | (?P<word>[a-z])  | (?P<literal>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_COLOUR = re.compile(
    r"black|blue|cyan|green|magenta|red|white|yellow|colou?r\s*\d+|[黑蓝绿红白黄]色?|青色|洋红", re.IGNORECASE
)
_CURRENCY = re.compile(r"\$([^-]*)(?:-[0-9A-Fa-f]+)?")
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b,
}  # fmt: skip


class Section(NamedTuple):
    """One of the parts of a format that semicolons divide: (kind, text) tokens, and when it applies."""

    tokens: tuple[tuple[str, str], ...]
    condition: tuple[str, Decimal] | None
    kinds: frozenset[str]  # of its tokens

    def has(self, kind: str) -> bool:
        return kind in self.kinds


def _section(tokens: list[tuple[str, str]], condition: tuple[str, Decimal] | None) -> Section:
    return Section(tuple(tokens), condition, frozenset(kind for kind, _ in tokens))


def shown_number(number: float | Decimal, code: str) -> str | None:
    """A number as a format shows it, without the blanks around it; None where that cannot be told."""
    value = number if isinstance(number, Decimal) else Decimal(f"{number:.15g}")
    if code == GENERAL:
        return f"{value:f}"
    sections = [section for section in _sections(code) if not section.has("text")][: MAX_SECTIONS - 1]
    if not sections:  # only for text: a number is shown in General
        return f"{value:f}"
    section, magnitude = _applies(value, sections)
    if section is None:
        return None
    text = _rendered(magnitude, section)
    if text is None or (value < 0 < len(text) and not re.search(r"[-(（]", text) and re.search(r"[1-9]", text)):
        return None  # told from its opposite by its colour only, if at all
    return text.strip()


def shown_text(text: str, code: str) -> str:
    """A text as a format shows it: nothing by `;;;`, words around it by `"共"@"件"`."""
    if code == GENERAL:
        return text
    sections = _sections(code)
    fourth = sections[MAX_SECTIONS - 1 : MAX_SECTIONS]
    section = next(iter(fourth or [each for each in sections if each.has("text")]), None)
    if section is None:
        return text
    return "".join(text if kind == "text" else each if kind == "literal" else "" for kind, each in section.tokens)


@lru_cache(maxsize=1_024)
def _sections(code: str) -> tuple[Section, ...]:
    found: list[Section] = []
    tokens: list[tuple[str, str]] = []
    condition = None
    for match in _TOKEN.finditer(code[:MAX_CODE_LENGTH]):
        kind, text = match.lastgroup or "", match[match.lastgroup or 0]
        if kind == "end":
            found.append(_section(tokens, condition))
            tokens, condition = [], None
        elif kind == "bracket" and (said := _CONDITION.fullmatch(text.strip())):
            condition = (said[1], Decimal(said[2]))
        else:
            tokens += _plain(kind, text)
    return (*found, _section(tokens, condition))


def _plain(kind: str, text: str) -> list[tuple[str, str]]:
    """A token as the renderer takes it."""
    if kind in ("quoted", "escaped", "literal"):
        return [("literal", text)]
    if kind == "space":
        return [("literal", " ")]
    if kind == "fill":
        return []
    if kind == "bracket":
        if _COLOUR.fullmatch(text.strip()):
            return []
        if match := _CURRENCY.fullmatch(text):
            return [("literal", match[1])]
        return [("date" if text.strip("hmsHMS") == "" else "unknown", text)]
    return [("unknown" if kind == "word" else kind, text)]


def _applies(value: Decimal, sections: list[Section]) -> tuple[Section | None, Decimal]:
    """The section for a number, and the number as that section takes it."""
    if any(section.condition for section in sections):
        if value < 0:  # whether the sign is shown depends on the conditions
            return None, value
        for section in sections:
            operator, limit = section.condition or (">=", Decimal(0))
            if _COMPARE[operator](value, limit):
                return section, value
        return None, value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > MAX_SECTIONS - 2:
        return sections[2], value
    return sections[0], value


def _rendered(value: Decimal, section: Section) -> str | None:
    if section.has("unknown"):
        return None
    if section.has("date"):
        return _date(value, section)
    if section.has("general"):
        sign, number = ("-", -value) if value < 0 else ("", value)
        return sign + "".join(f"{number:f}" if kind == "general" else text for kind, text in section.tokens)
    if not section.has("digit"):
        return ("-" if value < 0 else "") + "".join(text for _, text in section.tokens)
    return _digits(value, _numbered(section))


def _date(value: Decimal, section: Section) -> str | None:
    """The day of a format with a year, in the way of ISO 8601; what else shows a part of a day only."""
    has_year = any(kind == "date" and "y" in text.lower() for kind, text in section.tokens)
    if not has_year or int(value) not in _DAYS:
        return None
    return (_EPOCH + timedelta(days=int(value))).isoformat()


class _Number(NamedTuple):
    """Tokens before and after the decimal point; `scale`: what a number is multiplied by."""

    whole: tuple[tuple[str, str], ...]
    decimals: tuple[tuple[str, str], ...]
    grouped: bool
    scale: Decimal


@lru_cache(maxsize=1_024)
def _numbered(section: Section) -> _Number:
    """A comma between digits groups them, one behind the last of them divides by 1,000; a percent sign multiplies."""
    tokens = section.tokens
    point = next((i for i, (kind, _) in enumerate(tokens) if kind == "point"), len(tokens))
    grouped, scale = False, Decimal(1)
    parts: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
    for i, (kind, text) in enumerate(tokens):
        part = parts[i > point]
        if kind == "comma":
            digits_ahead = any(each == "digit" for each, _ in (tokens[i + 1 : point] if i < point else tokens[i + 1 :]))
            if not any(each == "digit" for each, _ in tokens[:i]):
                part.append(("literal", text))
            elif digits_ahead:
                grouped = grouped or i < point
            else:
                scale /= 1_000
        elif i != point:
            scale *= 100 if kind == "percent" else 1
            part.append((kind if kind == "digit" else "literal", text))
    return _Number(tuple(parts[0]), tuple(parts[1]), grouped, scale)


def _digits(value: Decimal, number: _Number) -> str:
    places = sum(kind == "digit" for kind, _ in number.decimals)
    scaled = (abs(value) * number.scale).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, decimals = f"{scaled:f}".partition(".")
    sign = "-" if value < 0 and scaled else ""
    text = _whole(whole.lstrip("0"), number)
    fraction = _decimals(decimals, number.decimals)
    point = "." if any(c.isdigit() for c in fraction) else ""
    return sign + text + point + fraction


def _whole(digits: str, number: _Number) -> str:
    """Digits from the right into their places; the first place takes those left over."""
    marks = [text for kind, text in number.whole if kind == "digit"]
    least = len(marks) - marks.index("0") if "0" in marks else 0
    left = list(digits.zfill(least))
    shown: list[str] = []
    count = 0
    places = len(marks)
    for kind, text in reversed(number.whole):
        if kind != "digit":
            shown.append(text)
            continue
        places -= 1
        while left:
            if number.grouped and count and count % 3 == 0:
                shown.append(",")
            shown.append(left.pop())
            count += 1
            if places:
                break
    return "".join(reversed(shown))


def _decimals(digits: str, tokens: tuple[tuple[str, str], ...]) -> str:
    """Digits into their places from the left; zeros at the end only where the format asks for them."""
    marks = [text for kind, text in tokens if kind == "digit"]
    kept = len(digits)
    while kept and digits[kept - 1] == "0" and marks[kept - 1] != "0":
        kept -= 1
    left = iter(digits[:kept])
    return "".join(next(left, "") if kind == "digit" else text for kind, text in tokens)
