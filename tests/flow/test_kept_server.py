"""What makes a run begin sooner: the schema of a fresh Prefect home, and a server that another process keeps."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from gouji.demo.district import write_district
from gouji.flow import empty_database
from gouji.flow.kept_server import kept_server
from gouji.flow.password import home_password
from gouji.flow.server import answers
from gouji.publish.run_progress import read_progress
from gouji.publish.runs import PUBLISHED, UNCHANGED, read_runs
from tests.standin.prefect_server import prepare_home, start_server
from tests.standin.waiting import PATIENCE, until

_KEEPS = """
import pathlib, sys
from gouji.flow.kept_server import BEFORE_RUN, keep_server
with keep_server(pathlib.Path(sys.argv[1])):
    print('in', flush=True)
    for line in sys.stdin: [start() for start in BEFORE_RUN]
"""


@pytest.mark.slow
def test_the_schema_is_what_the_migrations_of_this_version_end_with(tmp_path: Path, monkeypatch) -> None:
    fresh = start_server() / "fresh.db"  # by Prefect's own migrations
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    empty_database.put_empty_database(tmp_path)
    ours = tmp_path / "prefect.db"
    assert [p.name for p in tmp_path.iterdir()] == ["prefect.db"]

    def shape(database: Path) -> tuple[Any, ...]:
        with closing(sqlite3.connect(database)) as con:
            rows = con.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()
            # The migrations write the constraints of a table in another order each time.
            objects = [(*row[:3], sorted(line.strip(" \t,") for line in (row[3] or "").splitlines())) for row in rows]
            return objects, con.execute("SELECT * FROM alembic_version").fetchall()

    assert shape(ours) == shape(fresh), "python -m gouji.flow.empty_database"
    with pytest.raises(ValueError, match="里有数据"):  # a schema is taken from no database that was used
        empty_database.schema_of(fresh)


def test_no_database_is_put_where_it_would_not_be_right(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "prefect.db").write_bytes(b"in use")
    empty_database.put_empty_database(tmp_path)
    assert (tmp_path / "prefect.db").read_bytes() == b"in use"
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "postgresql+asyncpg://db.example/prefect")
    empty_database.put_empty_database(tmp_path / "a")
    monkeypatch.delenv("PREFECT_API_DATABASE_CONNECTION_URL")
    monkeypatch.setattr(empty_database, "version", lambda _: "3.0.0")
    empty_database.put_empty_database(tmp_path / "b")
    assert not (tmp_path / "a").exists()
    assert not (tmp_path / "b").exists()


@pytest.fixture
def own_environment(tmp_path: Path) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "GOUJI_"))} | {
        "PREFECT_HOME": str(prepare_home(tmp_path / "prefect"))
    }


@pytest.mark.slow
def test_a_run_uses_the_server_that_is_kept_and_goes_on_without_it(tmp_path: Path, own_environment) -> None:
    inbox, home = tmp_path / "inbox", tmp_path / "home"
    write_district(inbox, agencies=2, years=1, seed=5, pages=True)
    command = [sys.executable, "-m", "gouji", "run", "--home", str(home), "--inbox", str(inbox), "--json"]
    # A Prefect home of its own, so that what the kept server knows of runs came to it and to no other.
    apart = own_environment | {"PREFECT_HOME": str(tmp_path / "of-runs"), "PREFECT_CLIENT_MAX_RETRIES": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", _KEEPS, str(home)], env=own_environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as keeper:  # fmt: skip
        assert keeper.stdout.readline() == "in\n"
        time.sleep(0.5)
        assert kept_server(home) is None  # no memory is taken before a run wants one
        keeper.stdin.write("a run\n")
        keeper.stdin.flush()
        address, password = until(lambda: kept_server(home)), home_password(home)
        done = subprocess.run(command, env=apart, capture_output=True, text=True, timeout=PATIENCE, check=False)
        assert done.returncode == 0, done.stderr
        found = httpx.post(
            f"{address}/flow_runs/filter", json={}, auth=tuple(password.split(":", 1)), timeout=30, trust_env=False
        ).json()
        assert [run["state"]["type"] for run in found] == ["COMPLETED"]
        assert not (tmp_path / "of-runs" / "prefect.db").exists()  # it started none

        before = read_progress(home).process
        with subprocess.Popen([*command, "--rebuild"], env=apart, stdout=subprocess.DEVNULL) as run:
            until(lambda: read_progress(home).process != before, every=0.01)
            os.kill(run.pid, signal.SIGSTOP)
            keeper.kill()
            until(lambda: kept_server(home) is None and not answers(f"{address}/health"))
            os.kill(run.pid, signal.SIGCONT)
            assert run.wait(PATIENCE) == 0
    assert {run["state"] for run in read_runs(home)[-1:]} <= {PUBLISHED, UNCHANGED}
    assert (tmp_path / "of-runs" / "prefect.db").exists()
