"""Conditional formats of a sheet: which cells they may hide or show otherwise (ECMA-376 part 1, 18.3.1.18 and 10)."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from lxml import etree

from .looks import Look
from .number_format import GENERAL

_AREA = re.compile(r"([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?")
_COMPARED = re.compile(r"([A-Z]{1,3}\d{1,7})\s*(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_OPERATORS = {
    "equal": "=", "notEqual": "<>", "lessThan": "<", "lessThanOrEqual": "<=", "greaterThan": ">",
    "greaterThanOrEqual": ">=", "between": "between", "notBetween": "notBetween",
}  # fmt: skip
MAX_CONDITIONS = 200  # of a sheet; those that count least are left out
_ALWAYS, _NEVER = "always", "never"


class Condition(NamedTuple):
    """A condition for cells (areas as first row, first column, last row, last column, from 0) and what it changes.

    `operator` None: what it asks for is not evaluated. `look`: fields of the look that it sets.
    """

    areas: tuple[tuple[int, int, int, int], ...]
    operator: str | None
    limits: tuple[Decimal, ...]
    look: dict[str, Any]
    number_format: str | None

    def places(self, rows: int, columns: int) -> Iterator[tuple[int, int]]:
        """The cells of a sheet of a size."""
        for top, left, bottom, right in self.areas:
            for r in range(top, min(bottom + 1, rows)):
                yield from ((r, c) for c in range(left, min(right + 1, columns)))

    def holds(self, value: Any) -> bool | None:
        """Whether it holds for a value that is not blank; None where that is not known."""
        if self.operator in (_ALWAYS, _NEVER):
            return self.operator == _ALWAYS
        if self.operator is None or isinstance(value, bool) or not self.limits:
            return None
        if isinstance(value, str):
            return {"=": False, "<>": True}.get(self.operator)
        if not isinstance(value, int | float | Decimal):
            return None
        number = Decimal(str(value))
        first, last = self.limits[0], self.limits[-1]
        return {
            "=": number == first, "<>": number != first, "<": number < first, "<=": number <= first,
            ">": number > first, ">=": number >= first, "between": first <= number <= last,
            "notBetween": not first <= number <= last,
        }[self.operator]  # fmt: skip


def conditions_of(sheet: etree._Element, changes: list[tuple[dict[str, Any], str | None]]) -> list[Condition]:
    """The conditions of an XLSX sheet that change how a value is seen, the one that counts most last.

    `changes`: the fields of a look, and the number format, that the workbook's differential styles set (dxf).
    """
    found: list[tuple[int, Condition]] = []
    for parent in sheet.iterfind("{*}conditionalFormatting"):
        areas = tuple(areas_of(parent.get("sqref") or ""))
        for rule in parent.iterfind("{*}cfRule"):
            priority = rule.get("priority") or ""
            order = -int(priority) if priority.isdecimal() else 0
            number = rule.get("dxfId") or ""
            if any(each.get("showValue") in ("0", "false") for each in rule):
                found.append((order, Condition(areas, _ALWAYS, (), {"hidden": True}, None)))
            elif number.isdecimal() and int(number) < len(changes):
                look, code = changes[int(number)]
                found.append((order, Condition(areas, *_asked(rule, parent.get("sqref") or ""), look, code)))
    return [condition for _, condition in sorted(found, key=lambda each: each[0])[-MAX_CONDITIONS:]]


def changed_look(look: Look, condition: Condition) -> Look:
    return look._replace(**condition.look)


def changed_code(code: str, condition: Condition) -> str:
    return code if condition.number_format is None else condition.number_format or GENERAL


def _asked(rule: etree._Element, areas: str) -> tuple[str | None, tuple[Decimal, ...]]:
    """The operator of a rule and the numbers it compares with."""
    kind = rule.get("type")
    formulas = [(each.text or "").strip() for each in rule.iterfind("{*}formula")]
    if kind == "notContainsBlanks":
        return _ALWAYS, ()
    if kind in ("containsBlanks", "containsErrors"):
        return _NEVER, ()
    if kind == "expression" and formulas and (match := _COMPARED.fullmatch(formulas[0])):
        first = re.split(r"[\s:]", areas)[0]
        return (match[2], (Decimal(match[3]),)) if match[1] == first else (None, ())
    if kind != "cellIs":
        return None, ()
    try:
        return _OPERATORS.get(rule.get("operator") or ""), tuple(Decimal(each) for each in formulas)
    except InvalidOperation:
        return None, ()


def areas_of(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Ranges as A1:B2, parted by blanks: first row, first column, last row, last column, from 0."""
    for match in filter(None, map(_AREA.fullmatch, text.split())):
        left, top = _column(match[1]), int(match[2])
        right, bottom = _column(match[3] or match[1]), int(match[4] or match[2])
        yield top - 1, left - 1, bottom - 1, right - 1


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
