"""Writes that C++ libraries make (DuckDB, Arrow, Polars) and Python does not see: the k-th of a whole run fails.

A home with one published version, a changed inbox, and a run under `strace -e inject` in which one pwrite64 (DuckDB) or
one write (Arrow, and all else) fails with EIO or ENOSPC. Is what is published whole, and was it told whether the new
version was? Does the next run publish the bytes of a run that never failed? Needs strace.

    python -m bench.library_faults [--places 4] [--seed 1]
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.standin.damage import copy_home, published_bytes
from tests.standin.faults import forked
from tests.standin.plain_run import Undisturbed, two_runs

ROOT = Path(__file__).resolve().parents[1]
_CALLS = ("pwrite64", "write")
_RUN = """
import sys
from pathlib import Path
from tests.standin.plain_run import plain_run
try:
    plain_run(Path(sys.argv[1]), Path(sys.argv[2]))
except BaseException as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


def main() -> None:
    """Try places by chance and print a Markdown table; exit code 1 when anything was wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--places", type=int, default=4, help="of each system call")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    chance, wrong = random.Random(given.seed), 0
    print("| system call | in a run | tried | right |\n|---|---:|---:|---:|")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        base, run = two_runs(Path(scratch))
        for call in _CALLS:
            counted = Path(scratch) / call
            _traced(run, copy_home(base.home, Path(scratch) / "home"), "-c", "-e", f"trace={call}", "-o", str(counted))
            shutil.rmtree(Path(scratch) / "home")
            (line,) = [line.split() for line in counted.read_text().splitlines() if line.endswith(f" {call}")]
            count = int(line[3])  # after % time, seconds and microseconds a call
            places = sorted(chance.sample(range(1, count + 1), given.places))
            right = sum(_is_right(base, run, call, at, chance.choice(("EIO", "ENOSPC"))) for at in places)
            wrong += len(places) - right
            print(f"| {call} | {count} | {len(places)} | {right} |", flush=True)
    sys.exit(wrong > 0)


def _is_right(base: Undisturbed, run: Undisturbed, call: str, at: int, error: str) -> bool:
    """A run with one failing write into a copy of a home, and the next one without."""
    with tempfile.TemporaryDirectory() as folder:
        home = copy_home(base.home, Path(folder) / "home")
        inject = f"inject={call}:error={error}:when={at}"
        done = _traced(run, home, "-e", f"trace={call}", "-e", inject, "-o", "/dev/null")
        said = done.stderr.strip()
        is_told = (done.returncode == 0) == (published_bytes(home) == published_bytes(run.home))
        is_whole = published_bytes(home) in (published_bytes(base.home), published_bytes(run.home))
        forked(lambda: run.again(home) and None)
        is_healed = published_bytes(home) == published_bytes(run.home)
    right = is_told and is_whole and is_healed
    print(
        f"  {call} {at} {error}: {said[-200:] or 'published'}{'' if right else ': WRONG'}", file=sys.stderr, flush=True
    )
    return right


def _traced(run: Undisturbed, home: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = ["strace", "-f", "-qq", "--seccomp-bpf", *options, sys.executable, "-c", _RUN, run.inbox, home]
    path = os.pathsep.join([str(ROOT), *filter(None, sys.path)])  # Gouji's own children look into no working directory
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": path})


if __name__ == "__main__":
    main()
