"""How each kind of source is visited: one function a kind, under its code in core/sources.py.

To add a kind that is visited (a feed, an interface of a site): its code and word in core/sources.py, and one function
here. What a function may do is `Round`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from gouji.core.sources import Source

from .log import FILE, PAGE


class Round(Protocol):
    """One visit to one agency, as the functions below see it. Whatever cannot be had becomes a line of the log."""

    def search(self, address: str, year: int) -> None:
        """Find the report of a year on a list page and archive it."""

    def document(self, address: str, role: str, year: int) -> None:
        """Archive a report, and of a page what is attached to it."""


class SourceVisit(Protocol):
    """Archives the report of a year from a source."""

    def __call__(self, visit: Round, source: Source, year: int) -> None: ...


def visit_list(visit: Round, source: Source, year: int) -> None:
    """栏目: the report is found there by its title."""
    visit.search(source.of_year(year), year)


def visit_page(visit: Round, source: Source, year: int) -> None:
    """网页: the report itself, or a page it is attached to."""
    visit.document(source.of_year(year), PAGE, year)


def visit_file(visit: Round, source: Source, year: int) -> None:
    """文件: a file to download."""
    visit.document(source.of_year(year), FILE, year)


SOURCE_VISITS: Mapping[str, SourceVisit] = MappingProxyType(
    {"list": visit_list, "page": visit_page, "file": visit_file}
)  # the inbox is not visited, and a host is only allowed to be
