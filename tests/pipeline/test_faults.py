"""A fault of the operating system costs the run it falls into and nothing else; every place: bench/faults.py."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("seed", [7])
def test_a_fault_costs_its_run_only(seed: int) -> None:
    """In a process of its own: it forks for every fault, which a process with threads had better not."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.faults", "--places", "5", "--seed", str(seed)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},  # for other tests may have set PYTHONSAFEPATH
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr.count("未发布") >= 1
