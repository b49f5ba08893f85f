"""Lists that are sorted, filtered, searched and turned over by links: all of it on the server, from the address.

?sort=-points            by a column; "-" for the greatest first
?severity=error&…=…      facets: any of the values chosen
?text=…                  a part of the text of some columns
?page=2, ?page=all       pages of MAX_ROWS rows
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from fastapi import Request

from gouji_web.wording import plain

from .address import here, toggled

MAX_ROWS = 500  # on one page, unless all are asked for
MAX_OPTIONS = 60  # of a facet; more are found by the search
MAX_CHOSEN = 100  # values of a facet in an address: each is offered with a link that holds them all
MAX_PAGE_DIGITS = 9
Row = Mapping[str, Any]


class Column(NamedTuple):
    """A column: the key of its value in a row, its heading, and how it is aligned ("text" or "number"). `by`: the key
    by which it is sorted where that is another; None in place of a key: not sorted."""

    key: str
    title: str
    kind: str = "text"
    by: str | None = ""

    @property
    def sorted_by(self) -> str | None:
        return self.key if self.by == "" else self.by


class Facet(NamedTuple):
    """A filter with counts: parameter and key of the rows, heading, and the words of its values in their order (None:
    the values themselves, most frequent first). `default`: chosen where the address says nothing."""

    key: str
    title: str
    words: Mapping[str, str] | None = None
    default: Sequence[str] = ()


class Option(NamedTuple):
    """A value of a facet: how many rows it would show, whether it is chosen, and where a click leads."""

    value: str
    label: str
    hits: int
    chosen: bool
    address: str


class Heading(NamedTuple):
    """A column's heading: where a click on it leads (None: not sorted) and how it is sorted now."""

    title: str
    kind: str
    address: str | None
    sorting: str  # "", "ascending" or "descending", as aria-sort has it


class Group(NamedTuple):
    """Rows under a heading of their own ("" where the list is not grouped)."""

    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Listing:
    """What a page shows of a list: `shown` rows of this page of `found` that match of `total`."""

    headings: list[Heading]
    facets: list[tuple[str, list[Option]]]
    matching: list[Row]  # all of them, sorted: for a workbook
    shown: list[Row]
    total: int
    text: str
    pages: list[tuple[str, str, bool]]  # word, address, is it this one; empty where all stand on one

    @property
    def found(self) -> int:
        return len(self.matching)

    def groups(self, title: Callable[[Row], str] | None = None) -> list[Group]:
        """The rows shown, under headings in the order in which these first appear."""
        grouped: dict[str, list[Row]] = {}
        for row in self.shown:
            grouped.setdefault(title(row) if title else "", []).append(row)
        return [Group(heading, rows) for heading, rows in grouped.items()]


def make_listing(
    request: Request,
    rows: Sequence[Row],
    columns: Sequence[Column],
    facets: Sequence[Facet] = (),
    searched: Sequence[str] = (),
    first: str = "",
) -> Listing:
    """`rows` as the address asks for them. `searched`: keys whose text is searched; `first`: how the list is sorted
    where the address does not say, as "-points" ("": the order of `rows`)."""
    query = request.query_params
    text = query.get("text", "").strip()
    chosen = {
        facet.key: [v for v in query.getlist(facet.key) if v][:MAX_CHOSEN] if facet.key in query else [*facet.default]
        for facet in facets
    }
    found = [row for row in rows if not text or any(text in plain(row[key]) for key in searched)]
    options = [
        (facet.title, _options(request, facet, _filtered(found, chosen, facet.key), chosen[facet.key]))
        for facet in facets
    ]
    sort = query.get("sort") or first
    matching = _sorted(_filtered(found, chosen), sort, columns)
    shown, pages = _page(request, matching)
    headings = [_heading(request, column, sort) for column in columns]
    return Listing(headings, options, matching, shown, len(rows), text, pages)


def values_of(row: Row, key: str) -> list[str]:
    """A row's values of a facet: one, or those of a list."""
    value = row[key]
    return [str(each) for each in value] if isinstance(value, list | tuple) else [] if value is None else [str(value)]


def _filtered(rows: Iterable[Row], chosen: Mapping[str, list[str]], but: str = "") -> list[Row]:
    wanted = {key: set(values) for key, values in chosen.items() if values and key != but}
    return [row for row in rows if all(not kept.isdisjoint(values_of(row, key)) for key, kept in wanted.items())]


def _options(request: Request, facet: Facet, rows: Iterable[Row], chosen: list[str]) -> list[Option]:
    counts = Counter(value for row in rows for value in values_of(row, facet.key))
    if facet.words is None:
        values = [value for value, _ in sorted(counts.items(), key=lambda item: (-item[1], collation(item[0])))]
    else:
        values = [value for value in facet.words if counts[value] or value in chosen]
    values = [*values[:MAX_OPTIONS], *(value for value in chosen if value not in values[:MAX_OPTIONS])]
    words = facet.words or {}
    return [
        Option(
            value, words.get(value, value), counts[value], value in chosen, toggled(request, facet.key, value, chosen)
        )
        for value in dict.fromkeys(values)
    ]


def _sorted(rows: list[Row], sort: str, columns: Sequence[Column]) -> list[Row]:
    """By a column's value; rows without one stand last in either direction, equal ones as they came."""
    key, descending = sort.lstrip("-"), sort.startswith("-")
    by = next((column.sorted_by for column in columns if column.key == key), None)
    if by is None:
        return rows
    known = [row for row in rows if row[by] is not None]
    known.sort(key=lambda row: collation(row[by]), reverse=descending)
    return known + [row for row in rows if row[by] is None]


def collation(value: Any) -> Any:
    """The sorting key of a value: text by pinyin, in which the characters of GB 2312's first part are coded."""
    return value.encode("gb18030", "replace") if isinstance(value, str) else value


def _heading(request: Request, column: Column, sort: str) -> Heading:
    if column.sorted_by is None:
        return Heading(column.title, column.kind, None, "")
    sorting = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, "")
    greatest_first = column.kind == "number"
    turned = sorting == ("descending" if greatest_first else "ascending")
    value = f"{'-' if greatest_first != turned else ''}{column.key}"
    return Heading(column.title, column.kind, here(request, sort=value, page=None), sorting)


def _page(request: Request, rows: list[Row]) -> tuple[list[Row], list[tuple[str, str, bool]]]:
    count = -(-len(rows) // MAX_ROWS)
    asked = request.query_params.get("page", "1")
    if count <= 1:
        return rows, []
    is_number = asked.isascii() and asked.isdigit() and len(asked) <= MAX_PAGE_DIGITS
    number = min(max(int(asked), 1), count) if is_number else 1
    links = [(str(each), here(request, page=each), asked != "all" and each == number) for each in _near(number, count)]
    links.append(("全部列出", here(request, page="all"), asked == "all"))
    return rows if asked == "all" else rows[(number - 1) * MAX_ROWS : number * MAX_ROWS], links


def _near(number: int, count: int) -> list[int]:
    """The first and last page and those around this one."""
    return [each for each in range(1, count + 1) if each in (1, count) or abs(each - number) <= 3]
