"""Three hundred hostile documents, each read by a worker between two good ones: is each answered within its limits, in
words that say what to do, are the good ones whole, and is every figure read of a damaged report right or marked?

    python -m bench.hostile_documents [--documents 300] [--seed 15] [--first 0] [--factor 0.3]

`--factor`: of the limits on time, so that it ends sooner; `--first`: the number to begin with.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from gouji.read.read_files import FileReading, crashed, read_files
from gouji.workers.limits import TIME_FACTOR
from gouji.workers.pool import WorkerPool
from tests.parse import hostile as h
from tests.parse import writers as w
from tests.standin.hostile_documents import document
from tests.standin.hostile_readings import wrong_in


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("documents", 300), ("seed", 15), ("first", 0)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--factor", default="0.3")
    given = parser.parse_args()
    os.environ[TIME_FACTOR] = given.factor
    outcomes: Counter[str] = Counter()
    wrong, slowest, began = [], [], time.monotonic()
    with tempfile.TemporaryDirectory() as folder, WorkerPool(read_files, crashed, 1) as workers:
        good = Path(folder) / "good.html"
        good.write_bytes(h.PLAIN)
        for number in range(given.first, given.first + given.documents):
            made = document(given.seed, number)
            bad = Path(folder) / "in" / made.name
            bad.parent.mkdir(exist_ok=True)
            bad.write_bytes(made.sent)
            start = time.monotonic()
            before, answer, after = workers.run([good, bad, good])
            slowest.append((round(time.monotonic() - start, 1), number, made.kind))
            bad.unlink()
            faults = wrong_in(made, answer)
            faults += [f"a good one beside it: {near.problem}" for near in (before, after) if not _is_whole(near)]
            outcomes["read" if answer.reports else _short(answer.problem or "")] += 1
            print(
                f"{number} {made.kind}, {len(made.sent):,} bytes, {slowest[-1][0]} s: {(answer.problem or 'read')[:110]!r}",
                file=sys.stderr,
                flush=True,
            )
            for fault in faults:
                wrong.append(f"{number} {made.kind}: {fault}")
                print(f"    WRONG {fault}", file=sys.stderr, flush=True)
    told = {
        "documents": given.documents,
        "wrong": wrong,
        "outcomes": outcomes.most_common(),
        "seconds": round(time.monotonic() - began),
    }
    told |= {
        "slowest": sorted(slowest)[-8:],
        "peak_mb_of_a_worker": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }
    print(json.dumps(told, ensure_ascii=False, indent=1))
    sys.exit(bool(wrong))


def _is_whole(near: FileReading) -> bool:
    return bool(near.reports) and {c.cell: str(c.value) for c in near.reports[0].cells} == w.numbered()


def _short(problem: str) -> str:
    return problem.split("，")[0].split("（")[0][:24]


if __name__ == "__main__":
    main()
