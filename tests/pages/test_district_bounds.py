"""How far a figure of the district is told to be trusted."""

from decimal import Decimal

import pytest

from gouji_web.core.district_bounds import bounds_words


def row(value: str, least: str, most: str | None, low: str | None = None, high: str | None = None) -> dict:
    told = {"value": value, "least": least, "most": most, "estimate_low": low, "estimate_high": high}
    return {name: None if text is None else Decimal(text) for name, text in told.items()}


@pytest.mark.parametrize(
    ("bounds", "unit", "told"),
    [
        (row("57", "57", "57"), "件", ("", "")),
        (row("57", "52", "60"), "件", ("52–60", "")),
        (row("57", "52", None, "52.92", "57.67"), "件", ("52 以上", "52–58")),
        (row("64", "64", None, "63.15", "65.24"), "件", ("64 以上", "64–66")),
        (row("9", "9", None, "9", "9"), "件", ("9 以上", "")),
        (row("1.5", "1.5", None, "1.48", "2.345"), "万元", ("1.5 以上", "1.48–2.34")),
        (None, "件", ("", "")),
    ],
)
def test_what_is_certain_and_what_is_estimated(bounds: dict | None, unit: str, told: tuple[str, str]) -> None:
    assert bounds_words(bounds, unit) == told
