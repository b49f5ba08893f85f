"""A Dask cluster of separate processes on loopback: a scheduler and workers that come, go and are killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from types import TracebackType


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class DaskCluster:
    """Its processes end with the body of `with`. They know the environment of the moment they are started in."""

    def __init__(self) -> None:
        self.port = free_port()
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.workers: list[subprocess.Popen[bytes]] = []
        self._scheduler = self._start_scheduler()

    def __enter__(self) -> "DaskCluster":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for process in (*self.workers, self._scheduler):
            _kill(process)

    def add_worker(self) -> subprocess.Popen[bytes]:
        """One process that reads, without one that would start it again."""
        words = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
        self.workers.append(_start("distributed.cli.dask_worker", self.address, *words))
        return self.workers[-1]

    def restart_scheduler(self) -> None:
        """Kill the scheduler and start another at its address, which knows nothing of what that one knew."""
        _kill(self._scheduler)
        self._scheduler = self._start_scheduler()

    def kill_scheduler(self) -> None:
        _kill(self._scheduler)

    def _start_scheduler(self) -> subprocess.Popen[bytes]:
        words = ["--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard", "--no-show"]
        process = _start("distributed.cli.dask_scheduler", *words)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return process
            except OSError:
                time.sleep(0.1)
        raise TimeoutError("the scheduler has not started")


def _start(module: str, *words: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen([sys.executable, "-m", module, *words], env=environment, **quiet)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    process.wait()
