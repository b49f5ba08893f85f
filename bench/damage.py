"""Every kind of file of a home, damaged in every way, against the next run, unchanged and changed.

Each case: a copy of the home of a small published district, one file damaged, one run of the same inbox, or of one in
which another agency has reported. Is what is published whole afterwards, and are its bytes those of a run whose home was
never damaged? What was collected and read is compared with that run's before its figures are taken (plain_run.py).

    python -m bench.damage [--kind KIND]
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tests.standin.damage import DAMAGES, KINDS, copy_home, damage, published_bytes
from tests.standin.faults import forked
from tests.standin.plain_run import Undisturbed, two_runs


def main() -> None:
    """Run the matrix and print one Markdown row a kind; exit code 1 when anything was not made whole."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kind", choices=list(KINDS), help="only this kind of file")
    given = options.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        runs = two_runs(Path(scratch))
        print(f"| file | {' | '.join(DAMAGES)} |\n|---|{'---|' * len(DAMAGES)}")
        for kind in [given.kind] if given.kind else KINDS:
            told = [
                " / ".join(_tried(runs[0], run, Path(scratch) / "copy", kind, how) for run in runs) for how in DAMAGES
            ]
            failed += sum(what != "same bytes / same bytes" for what in told)
            print(f"| {kind} | {' | '.join(told)} |", flush=True)
    sys.exit(failed > 0)


def _tried(base: Undisturbed, run: Undisturbed, copy: Path, kind: str, how: str) -> str:
    """What a run publishes into a damaged copy of the home of `base`."""

    def next_run() -> str:
        copy_home(base.home, copy)
        damage(copy, kind, how)
        try:
            run.again(copy)
            return "same bytes" if published_bytes(copy) == published_bytes(run.home) else "other bytes"
        except Exception as error:
            return f"{type(error).__name__}: {error}"[:160]

    try:
        return forked(next_run)
    finally:
        shutil.rmtree(copy, ignore_errors=True)


if __name__ == "__main__":
    main()
