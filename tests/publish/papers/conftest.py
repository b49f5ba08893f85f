"""The small district, made once a session, and made again with changes."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.publish.papers.small_district import Made, make_papers


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Made]:
    def make(reports: dict[tuple[str, int], dict[str, Any]] | None = None, extra: dict[str, str] | None = None) -> Made:
        return make_papers(tmp_path_factory.mktemp("inbox"), tmp_path_factory.mktemp("home"), reports, extra)

    return make


@pytest.fixture(scope="session")
def made(make: Callable[..., Made]) -> Made:
    return make()
