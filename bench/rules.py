"""How many of the planted faults each rule finds, and how many of its findings are true, on demo districts.

    python -m bench.rules [--seeds 1 2 3] [--agencies 50] [--years 3] [--wrong]

Each district is written, read, loaded and checked as in a run (without Prefect); truth.json says what must be found.
A finding counts as right when rule, agency, year, outcome and cells are the true ones. Prints a Markdown table;
--wrong lists every finding missed or too many.
"""

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from bench.checks import district
from gouji.check.explanations import apply_explanations
from gouji.check.rules import read_rules
from gouji.check.run import build_views, compare_reports, run_checks
from gouji.demo.district import write_district
from gouji.desk.policy_files import policy_files
from gouji.load.warehouse import open_warehouse

Finding = tuple[str, str, int, str, tuple[str, ...]]  # rule, agency, year, outcome, cells


def findings(folder: Path, home: Path) -> tuple[Counter[Finding], dict[Finding, str]]:
    """What the checks find in a folder of documents with its registry.csv; and the messages."""
    with open_warehouse(district(folder, home)) as con:
        build_views(con)
        compare_reports(con)
        run_checks(con, policies=policy_files(registry=folder / "registry.csv"))
        apply_explanations(con)
        rows = con.execute(
            "SELECT rule, agency_code, report_year, outcome, list_sort(cells), message FROM findings"
        ).fetchall()
    found = [(rule, agency, year, outcome, tuple(cells)) for rule, agency, year, outcome, cells, _ in rows]
    return Counter(found), {key: row[5] for key, row in zip(found, rows, strict=True)}


def planted(truth: dict[str, Any]) -> Counter[Finding]:
    return Counter(
        (f["rule"], f["agency_code"], f["report_year"], f["outcome"], tuple(f["cells"])) for f in truth["findings"]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--agencies", type=int, default=50)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--wrong", action="store_true", help="list every finding missed or too many")
    arguments = parser.parse_args()
    true: Counter[str] = Counter()
    right: Counter[str] = Counter()
    said: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in arguments.seeds:
        with tempfile.TemporaryDirectory() as folder:
            inbox, home = Path(folder, "inbox"), Path(folder, "home")
            home.mkdir()
            write_district(inbox, agencies=arguments.agencies, years=arguments.years, seed=seed)
            truth = json.loads((inbox / "truth.json").read_text(encoding="utf-8"))
            found, messages = findings(inbox, home)
        wanted = planted(truth)
        for counts, total in ((wanted, true), (wanted & found, right), (found, said)):
            for (rule, *_), count in counts.items():
                total[rule] += count
        wrong += [f"seed {seed}: missed {key}" for key in sorted((wanted - found).elements())]
        wrong += [f"seed {seed}: too many {key}: {messages[key]}" for key in sorted((found - wanted).elements())]
    print(
        "| check | true findings | found | recall | findings | right | precision |\n|---|---:|---:|---:|---:|---:|---:|"
    )
    for rule in (rule.id for rule in read_rules()):
        t, r, s = true[rule], right[rule], said[rule]
        print(f"| `{rule}` | {t} | {r} | {share(r, t)} | {s} | {r} | {share(r, s)} |")
    if arguments.wrong:
        print("\n" + "\n".join(wrong or ["Nothing missed, nothing too many."]))


def share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


if __name__ == "__main__":
    main()
