"""Work spread over processes gives what it gives in one, in order."""

import os

import pytest

from gouji.workers.spread import spread


def doubled(item: int) -> tuple[int, int]:
    """The double, and the process; the item that is none here ends every other process."""
    if item < 0 and os.environ.get("GOUJI_TEST_PARENT") != str(os.getpid()):
        os._exit(3)
    return 2 * item, os.getpid()


def refused(item: int) -> int:
    raise ValueError(f"{item} 不行")


def test_results_come_in_order_and_what_ends_its_process_is_done_here(monkeypatch) -> None:
    monkeypatch.setenv("GOUJI_TEST_PARENT", str(os.getpid()))
    items = [*range(20), -1, *range(20, 30)]
    found = list(spread(doubled, iter(items), 2))
    assert [double for double, _ in found] == [2 * item for item in items]
    assert [item for item, (_, process) in zip(items, found, strict=True) if process == os.getpid()] == [-1]
    assert {process for _, process in spread(doubled, [1, 2], 1)} == {os.getpid()}


def test_an_error_of_the_work_is_raised() -> None:
    with pytest.raises(ValueError, match="不行"):
        list(spread(refused, [1], 2))
