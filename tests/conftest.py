"""Shared by all tests: the order of the files, and what is made once for all worker processes."""

import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

import gouji.cli.main  # noqa: F401  mutes what DuckDB's bindings print when the interpreter is torn down
from gouji.core.errors import NotPublished
from gouji.publish.lock import run_lock
from tests.standin import prefect_server

# Longest first, so that no worker of `pytest -n` begins a long file when the others are about to end. Of the first two,
# which begin at the same time, the one starts Prefect's server and publishes the demo district, the other needs neither.
SLOW_FIRST = (
    "tests/pipeline/test_flow",
    "tests/check/test_faults",
    "tests/pages/test_every_page",
    "tests/pipeline/test_january",
    "tests/pipeline/test_update",
    "tests/pages/test_year",
    "tests/pipeline/test_between_versions",
    "tests/pipeline/test_command",
    "tests/flow/test_served",
    "tests/pipeline/",
    "tests/golden/test_real",
    "tests/pages/",
    "tests/golden/",
    "tests/checks/",
    "tests/check/",
    "tests/publish/",
    "tests/parse/test_hostile",
    "tests/collect/",
)

# The same examples every time, however slow the machine; `--hypothesis-profile=default` looks for new ones.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

MakeOnce = Callable[[str, Callable[[Path], object]], Path]


def pytest_configure() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        prefect_server.begin_session()


def pytest_unconfigure() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        prefect_server.end_session()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        return next((i for i, start in enumerate(SLOW_FIRST) if item.nodeid.startswith(start)), len(SLOW_FIRST))

    items.sort(key=place)


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory) -> MakeOnce:
    """`make_once(name, make)`: the folder that `make` has filled, once a session, whichever worker came first."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent  # of all workers

    def make_once(name: str, make: Callable[[Path], object]) -> Path:
        folder, done = base / name, base / f"{name}.done"
        with ExitStack() as stack:
            while True:
                try:
                    stack.enter_context(run_lock(base / f"{name}.lock", name))
                    break
                except NotPublished:  # another worker is at it
                    time.sleep(0.2)
            if not done.exists():
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return make_once
