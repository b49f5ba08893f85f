"""Every kind of source is visited by its own entry or not at all."""

import pytest

from gouji.collect.source_visits import SOURCE_VISITS
from gouji.core.sources import SOURCE_KINDS, AddressForm, parse_sources


class Noted:
    """A visit that notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def search(self, address: str, year: int) -> None:
        self.asked.append(("search", address, str(year)))

    def document(self, address: str, role: str, year: int) -> None:
        self.asked.append((role, address, str(year)))


@pytest.mark.parametrize(
    ("entry", "asked"),
    [
        ("栏目 http://a.invalid/{year}/", ("search", "http://a.invalid/2025/", "2025")),
        ("网页 http://a.invalid/1.html", ("page", "http://a.invalid/1.html", "2025")),
        ("文件 http://a.invalid/{year}.doc", ("file", "http://a.invalid/2025.doc", "2025")),
    ],
)
def test_a_visit_asks_for_what_its_kind_means(entry: str, asked: tuple[str, ...]) -> None:
    (source,) = parse_sources(entry)
    noted = Noted()
    SOURCE_VISITS[source.kind](noted, source, 2025)
    assert noted.asked == [asked]


def test_every_kind_with_an_address_is_visited() -> None:
    assert {each.code for each in SOURCE_KINDS if each.form is AddressForm.URL} == SOURCE_VISITS.keys()
