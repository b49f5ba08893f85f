"""Facts told as a table in the prose: rows of a name and its figures, in a grid or, copied from one, line by line."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from gouji.core.forms import sections_with
from gouji.core.model import Fact

from .fact_patterns import channels_in, fact_patterns, fields_in, fixed_field, has_trait, listed_kind, word
from .outlines import plain_text
from .statement_patterns import COUNT
from .statements import Told

Rows = Sequence[Sequence[str]]
ROLES = ("overview", "other_matters")  # of the sections in which tables are none of the form's
MIN_ROWS = 2  # with a name and a figure, that make a table
MAX_NAME_LENGTH = 24  # characters of a row's name
_FIGURE = re.compile(r"(\d[\d,]{0,11})(条|篇|件|份|次|个|场|期|人次|人|则|项)?")
_LINE = re.compile(r"\s*(\S.*?)[\s|:：]+(\d[\d,]{0,11})\s*")
_TOTAL = re.compile("^(?:合计|总计|共计|总数|总量|合计数)")
_COUNTER = re.compile("(条|篇|件|份|次|个|场|期|人次|人|则|项)数?")
_OF_DISCLOSURE = re.compile("公开|发布|信息|渠道|栏目|平台|条数?|篇数?|推送")


@cache
def sections_of_prose() -> frozenset[int]:
    """The sections whose tables are none of the form's."""
    return frozenset(sections_with(*ROLES))


def tables_in(sentences: Sequence[Told]) -> Iterator[tuple[int, Rows]]:
    """The tables that stand in the text line by line (政府网站 120), each with the line before it as its heading."""
    run: list[list[str]] = []
    heading, section = "", 0
    for told in [*sentences, None]:
        match = _LINE.fullmatch(told.text) if told is not None and told.section in sections_of_prose() else None
        if told is not None and match and (not run or told.section == section):
            run.append([match[1], match[2]])
            section = told.section
            continue
        if len(run) >= MIN_ROWS:
            yield section, [heading.split()[:2] or [""], *run]
        run = []
        heading = told.text if told is not None else ""


def facts_of_table(section: int, rows: Rows, before: int) -> list[Fact]:
    """The facts of a table's rows, numbered on from `before`: a name, and a figure in each column whose heading, or
    whose name, says what is counted. A row 合计 is the total of the others of its column. None of a table that does
    not say it is of what was published."""
    head, body = _head(rows)
    named = [row for row in body if _is_name(row[0]) and any(_figure(cell) for cell in row[1:])]
    if len(named) < MIN_ROWS or not _OF_DISCLOSURE.search("".join([*head, *(row[0] for row in named)])):
        return []
    found: list[Fact] = []
    for at in range(1, max(map(len, named))):
        column = [(row[0], figure) for row in named if at < len(row) and (figure := _figure(row[at]))]
        heading = head[at] if at < len(head) else ""
        first = before + len(found) + 1
        total = next((first + i for i, (name, _) in enumerate(column) if _TOTAL.match(plain_text(name))), None)
        for name, (value, unit) in column:
            ordinal = before + len(found) + 1
            fact = _fact(plain_text(name), plain_text(heading), value, unit)
            found.append(
                fact._replace(
                    section=section,
                    text=" ".join([name, heading, f"{value}{unit}"]).replace("  ", " "),
                    ordinal=ordinal,
                    part_of=total if ordinal != total else None,
                )
            )
    return found


def _fact(name: str, heading: str, value: Decimal, unit: str) -> Fact:
    counter = _COUNTER.search(heading)
    unit = unit or (counter[1] if counter else "条")
    words = "" if _TOTAL.match(name) else name
    clause = f"{words}{COUNT}"
    kind = next(
        (
            p.kind
            for p in fact_patterns()
            if unit in p.units and p.expression.search(clause) and not (p.unless and p.unless.search(clause))
        ),
        listed_kind(),
    )
    channels = channels_in(words) or channels_in(heading) if has_trait(kind, "by_channel") else ()
    fields = () if channels and channels_in(words) else fields_in(words, kind)
    return Fact(
        kind=kind,
        channel="+".join(channels),
        field=fixed_field(kind) or ("+".join(fields) if has_trait(kind, "by_field") else ""),
        value=value,
        unit=unit,
        section=0,
        text="",
        label=name,
        lowest=value,
        highest=value,
    )


def _head(rows: Rows) -> tuple[Sequence[str], Rows]:
    """The heading and the other rows; none where the first row has a figure."""
    if not rows:
        return [], []
    return ([], rows) if any(_figure(cell) for cell in rows[0][1:]) else (rows[0], rows[1:])


def _is_name(text: str) -> bool:
    plain = plain_text(text)
    return 1 < len(plain) <= MAX_NAME_LENGTH and not plain[0].isdigit() and not word("form_rows").search(plain)


def _figure(text: str) -> tuple[Decimal, str] | None:
    match = _FIGURE.fullmatch(plain_text(text))
    return (Decimal(match[1].replace(",", "")), match[2] or "") if match else None
