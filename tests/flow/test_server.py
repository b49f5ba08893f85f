"""A Prefect server that does not start: why is told in one line, and its traceback is kept back."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gouji.flow import server

TRACEBACK = """ERROR:    Traceback (most recent call last):
  File "/srv/python/prefect/events/ordering/memory.py", line 7, in commit
    con.commit()
sqlite3.OperationalError: {}

ERROR:    Application startup failed. Exiting.
"""


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("database or disk is full", "磁盘已满"),
        ("disk I/O error", "磁盘读写出错"),
        ("attempt to write a readonly database", "没有权限"),
        ("no such table: flow", "端口可能已被占用"),
    ],
)
def test_what_the_system_refused(error: str, words: str, capfd: pytest.CaptureFixture[str]) -> None:
    says = f"import sys; sys.stderr.write({TRACEBACK.format(error)!r}); sys.exit(3)"
    with (
        subprocess.Popen([sys.executable, "-S", "-c", says], stderr=subprocess.PIPE, text=True) as process,
        pytest.raises(server.NoServer, match=words),
    ):
        server.wait_for(process, 9)
    assert capfd.readouterr().err == ""


_ENTERS = "from gouji.flow.server import server_of_a_run\nwith server_of_a_run(): print('in', flush=True); input()"


def test_the_server_of_a_run_ends_with_it_also_where_it_is_killed(tmp_path: Path) -> None:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    with subprocess.Popen(
        [sys.executable, "-c", _ENTERS], env=ours | {"PREFECT_HOME": str(tmp_path)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as run:  # fmt: skip
        assert run.stdout.readline() == "in\n"
        (command,) = [path for path in Path("/proc").glob("[0-9]*/stat") if parent(path) == run.pid]
        run.kill()
    until = time.monotonic() + 60
    while parent(command) is not None and time.monotonic() < until:
        time.sleep(0.1)
    assert parent(command) is None


def parent(stat: Path) -> int | None:
    """The parent of a process that is there and not merely waiting to be buried."""
    try:
        state, parent, *_ = stat.read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if state == "Z" else int(parent)


@pytest.mark.parametrize(
    ("file", "text", "named"),
    [
        ("home/profiles.toml", "[profiles.office]\nPREFECT_API_URL = 'http://10.0.0.1:4200/api'\n", True),
        ("prefect.toml", "[api]\nurl = 'http://10.0.0.1:4200/api'\n", True),
        ("pyproject.toml", "[tool.prefect.api]\nurl = 'http://10.0.0.1:4200/api'\n", True),
        (".env", "PREFECT_API_URL=http://10.0.0.1:4200/api\n", True),
        ("pyproject.toml", "[tool.prefect.server]\nanalytics_enabled = false\n", False),
        ("home/profiles.toml", "[profiles.ephemeral]\nPREFECT_SERVER_ALLOW_EPHEMERAL_MODE = 'true'\n", False),
    ],
)
def test_no_server_is_started_where_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, text: str, named: bool
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / file).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    assert server.names_a_server() is named
