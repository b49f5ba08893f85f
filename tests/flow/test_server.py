"""A Prefect server that does not start: why is told in one line, and its traceback is kept back."""

import subprocess
import sys

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
        server._wait(process, "http://127.0.0.1:9/api", server._Said(process))
    assert capfd.readouterr().err == ""
