"""One demo district, published once a session, by the flow itself with Prefect's own server."""

import json
import pickle
import shutil
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gouji.demo.district import write_district
from tests.conftest import MakeOnce
from tests.standin.prefect_server import start_server

AS_OF = date(2026, 11, 23)
PARAMETERS = {"year", "as_of", "rebuild"}  # of the flow; all else is the operator's


class District(NamedTuple):
    inbox: Path
    truth: dict[str, Any]


class Published(NamedTuple):
    home: Path
    summary: dict[str, Any]


@pytest.fixture(scope="session")
def district(make_once: MakeOnce) -> District:
    inbox = make_once("district", lambda folder: write_district(folder, agencies=50, years=3, seed=5))
    return District(inbox, json.loads((inbox / "truth.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def run():
    """The flow, with the Prefect server of this session."""
    start_server()
    from gouji.flow.annual import run_annual
    from gouji.flow.operator_settings import OperatorSettings

    def run(inbox: Path, home: Path, **options: Any) -> dict[str, Any]:
        parameters = {"as_of": AS_OF} | {name: options.pop(name) for name in PARAMETERS & options.keys()}
        operator = {"registry": inbox / "registry.csv", "home": home} | options
        return run_annual(OperatorSettings(inbox, **operator), **parameters)

    return run


@pytest.fixture(scope="session")
def published(district: District, run, make_once: MakeOnce) -> Published:
    def publish(folder: Path) -> None:
        summary = run(district.inbox, folder / "home")
        (folder / "summary").write_bytes(pickle.dumps(summary))

    folder = make_once("published", publish)
    return Published(folder / "home", pickle.loads((folder / "summary").read_bytes()))


@pytest.fixture
def home_with_readings(published: Published, tmp_path: Path) -> Path:
    """A home folder where the documents of the district have been archived and read, and nothing is published."""
    home = tmp_path / "home"
    for name in ("archive", "readings"):
        shutil.copytree(published.home / name, home / name)
    return home
