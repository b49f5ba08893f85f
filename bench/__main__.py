"""Everything in one page, in a quick form: ratios of one run, machine and loop time beside them, and what got worse.

    make bench, or: python -m bench [--page docs/bench.md] [--history bench/history.jsonl] [--only NAME …]

A few minutes on 2 cores. Each file of bench/ measures more by itself; the rows say which. What is not installed (the
libraries compared with are in the environment of `make bench` alone) is left out and said. Exit code 1 where a ratio is
more than 15 % worse than the median of the last runs, or something could not be measured.
"""

import argparse
import json
import sys
import time
import traceback
from pathlib import Path

from bench.page import loop_seconds, losses, page, read_history, run_entry
from bench.quick import MEASURES

HERE = Path(__file__).resolve().parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", type=Path, default=HERE.parent / "docs" / "bench.md")
    parser.add_argument("--history", type=Path, default=HERE / "history.jsonl")
    parser.add_argument("--only", nargs="+", choices=list(MEASURES), default=list(MEASURES))
    options = parser.parse_args()
    loop, rows, missing, failed = loop_seconds(), [], [], False
    for name in options.only:
        started = time.monotonic()
        try:
            for found in MEASURES[name]():
                if isinstance(found, str):
                    missing.append(f"{found}（没有安装 not installed: make bench）")
                else:
                    rows.append(found)
        except Exception as error:  # one that fails is told, and the others are measured
            traceback.print_exc()
            missing.append(f"{name}: {type(error).__name__}")
            failed = True
        print(f"{name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    loop = min(loop, loop_seconds())
    history = read_history(options.history)
    lost = losses(rows, history)
    options.page.write_text(page(rows, loop, missing, lost), encoding="utf-8")
    with options.history.open("a", encoding="utf-8") as file:
        file.write(json.dumps(run_entry(rows, loop), ensure_ascii=False) + "\n")
    print(options.page.read_text(encoding="utf-8"))
    return 1 if lost or failed else 0


if __name__ == "__main__":
    sys.exit(main())
