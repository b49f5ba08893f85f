"""Every kind of file of a home, damaged in every way, against the next unchanged run.

Each case: a copy of the home of a small published district, one file damaged, one run. Is what is published whole
afterwards, and are its bytes those from before?

    python -m bench.damage [--kind KIND]
"""

import argparse
import os
import sys
import tempfile
from datetime import date
from pathlib import Path

from gouji.demo.district import write_district
from tests.standin.damage import DAMAGES, KINDS, copy_home, damage, published_bytes

AS_OF = date(2026, 11, 23)


def main() -> None:
    """Run the matrix and print one Markdown row a kind; exit code 1 when anything was not made whole."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kind", choices=list(KINDS), help="only this kind of file")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        os.environ["PREFECT_HOME"] = f"{scratch}/prefect"
        from gouji.flow.annual import run_annual
        from gouji.flow.operator_settings import OperatorSettings

        inbox, home = Path(scratch) / "inbox", Path(scratch) / "home"
        write_district(inbox, agencies=12, years=1, seed=4)
        run_annual(OperatorSettings(inbox, inbox / "registry.csv", home), as_of=AS_OF)
        expected = published_bytes(home)
        failed = 0
        print(f"| file | {' | '.join(DAMAGES)} |\n|---|{'---|' * len(DAMAGES)}")
        for kind in [given.kind] if given.kind else KINDS:
            told = []
            for number, how in enumerate(DAMAGES):
                copy = copy_home(home, Path(scratch) / f"{kind}-{number}")
                damage(copy, kind, how)
                try:
                    run_annual(OperatorSettings(inbox, inbox / "registry.csv", copy), as_of=AS_OF)
                    told.append("same bytes" if published_bytes(copy) == expected else "other bytes")
                except Exception as error:
                    told.append(f"{type(error).__name__}: {error}"[:120])
            failed += sum(what != "same bytes" for what in told)
            print(f"| {kind} | {' | '.join(told)} |", flush=True)
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
