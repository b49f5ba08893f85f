"""Texts made to keep the reader of prose busy: its time grows with their length and no faster."""

import time
from decimal import Decimal

import pytest

from gouji.parse.prose.counts import find_counts
from gouji.parse.prose.sections import find_headings
from tests.parse import writers as w

MAX_SECONDS = 5  # of processor time, on a busy machine; it was minutes


@pytest.mark.parametrize(
    "text", ["1" * 60_000, "1," * 30_000, "1.1" * 20_000, "一" * 60_000, "约" * 60_000, "1万" * 30_000]
)
def test_a_run_of_digits_without_a_counter(text: str) -> None:
    start = time.process_time()
    assert [count.value for count in find_counts(f"公开{text}，收到12件，受理1,234件")][-2:] == [
        Decimal(12),
        Decimal(1_234),
    ]
    assert time.process_time() - start < MAX_SECONDS


def test_many_headings() -> None:
    start = time.process_time()
    blocks: list = [*w.HEADINGS, *list(w.HEADINGS[:3]) * 5_000, *w.HEADINGS]
    assert [heading.block for heading in find_headings(blocks)] == list(range(len(blocks) - 6, len(blocks)))
    assert time.process_time() - start < MAX_SECONDS
