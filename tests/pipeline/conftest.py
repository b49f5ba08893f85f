"""One demo district, published once a session, by the flow itself with Prefect's own server."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gouji.demo.district import write_district

AS_OF = date(2026, 11, 23)


class District(NamedTuple):
    inbox: Path
    truth: dict[str, Any]


class Published(NamedTuple):
    home: Path
    summary: dict[str, Any]


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> District:
    inbox = tmp_path_factory.mktemp("district")
    write_district(inbox, agencies=50, years=3, seed=5)
    return District(inbox, json.loads((inbox / "truth.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory):
    """The flow, with a Prefect home of its own."""
    os.environ["PREFECT_HOME"] = str(tmp_path_factory.mktemp("prefect"))
    from gouji.flow.annual import annual

    def run(inbox: Path, home: Path, **options: Any) -> dict[str, Any]:
        return annual(inbox, **({"registry": inbox / "registry.csv", "home": home, "as_of": AS_OF} | options))

    return run


@pytest.fixture(scope="session")
def published(district: District, run, tmp_path_factory: pytest.TempPathFactory) -> Published:
    home = tmp_path_factory.mktemp("home")
    return Published(home, run(district.inbox, home))
