"""Faults of the operating system at every operation by which a run changes what a home keeps.

A home with one published version, a changed inbox, and a run in which the k-th opening for writing, renaming, making,
removing or fsync fails: EIO, ENOSPC or EACCES. Is what is published whole, and was it told truly whether the new version
was published, in one line? Does the next run, left alone, collect and read the same and publish the bytes of a run
that never failed? In the run's private folder every tenth operation is tried: nothing outlives it there.

    python -m bench.faults [--places 6] [--seed 1] [--part 1/4]
"""

import argparse
import errno
import os
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.standin.damage import copy_home, published_bytes
from tests.standin.faults import forked, in_child
from tests.standin.plain_run import Undisturbed, two_runs

_ERRORS = (errno.EIO, errno.ENOSPC, errno.EACCES)
_PRIVATE = re.compile(r"\w+ work/\d{8}T")
_EACH_PRIVATE = 10


class Setting(NamedTuple):
    """A home with a version, the run that will publish the next, the bytes of both, and what that run does on disk."""

    base: Path
    run: Undisturbed
    old: dict[str, str]
    new: dict[str, str]
    operations: list[str]


class Tried(NamedTuple):
    """What came of one fault: the operation, what was said, and what was wrong with it ("" for nothing)."""

    operation: str
    said: str
    wrong: str


def main() -> None:
    """Try every place (or some, by chance) and print a Markdown table; exit code 1 when anything was wrong."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--places", type=int, help="only so many, by chance")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--part", default="1/1", help="of all places, every N-th from the I-th on: I/N")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        setting = prepare(Path(scratch))
        chance, places = random.Random(given.seed), worth_trying(setting.operations)
        if given.places:
            places = sorted(chance.sample(places, given.places))
        first, parts = map(int, given.part.split("/"))
        print(f"{len(places)} places of {len(setting.operations)} operations", file=sys.stderr, flush=True)
        places = places[first - 1 :: parts]
        tried = [one_fault(setting, Path(scratch) / f"at-{at}", at, chance.choice(_ERRORS)) for at in places]
    print("| operation | tried | right |\n|---|---:|---:|")
    kinds = Counter(each.operation.split()[0] for each in tried)
    for kind, count in kinds.items():
        print(f"| {kind} | {count} | {sum(e.operation.split()[0] == kind and not e.wrong for e in tried)} |")
    for each in tried:
        if each.wrong:
            print(f"\n{each.operation}: {each.wrong}\n    {each.said}")
    sys.exit(any(each.wrong for each in tried))


def prepare(folder: Path) -> Setting:
    """The two runs, and what the second does on disk."""
    before, run = two_runs(folder)
    base, alone = before.home, run.home
    counted = copy_home(base, folder / "counted")
    outcome = in_child(lambda: run.again(counted), counted)
    old, new = published_bytes(base), published_bytes(alone)
    assert outcome.said is None and published_bytes(counted) == new != old, outcome.said  # noqa: PT018
    return Setting(base, run, old, new, outcome.operations)


def worth_trying(operations: list[str]) -> list[int]:
    """The places, counted from 1, of the operations to be tried."""
    private = [at for at, operation in enumerate(operations, 1) if _PRIVATE.match(operation)]
    others = [at for at, operation in enumerate(operations, 1) if not _PRIVATE.match(operation)]
    return sorted([*others, *private[::_EACH_PRIVATE]])


def one_fault(setting: Setting, home: Path, at: int, error: int) -> Tried:
    """A run with a fault, and the next one without."""
    copy_home(setting.base, home)
    broken = in_child(lambda: setting.run.again(home), home, at, error)
    said = broken.said or ""
    wrong = "" if broken.failed else "nothing failed"
    if "\n" in said or (said and not said.startswith("NotPublished: 未发布")):
        wrong = "not told in one line"
    if forked(lambda: published_bytes(home)) != (setting.old if said else setting.new):
        wrong = "published is not what was told"
    again = in_child(lambda: setting.run.again(home), home)
    if again.said or forked(lambda: published_bytes(home)) != setting.new:
        wrong, said = "the next run does not publish the bytes of an undisturbed one", again.said or said
    shutil.rmtree(home)
    print(
        f"  {at} {os.strerror(error)}: {broken.failed}: {said or 'published'}{wrong and f': WRONG, {wrong}'}",
        file=sys.stderr,
        flush=True,
    )
    return Tried(f"{broken.failed or setting.operations[at - 1]} ({os.strerror(error)})", said, wrong)


if __name__ == "__main__":
    main()
