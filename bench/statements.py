"""How many of the figures in the prose of real reports are read, and how many of those read are right.

    python bench/statements.py [CORPUS] [--part NAME] [--wrong]

CORPUS: excerpts as JSON lines with `url` and `excerpt` (default ../shared/corpus/narratives.jsonl). Measured on the
excerpts that tests/golden/narratives.toml has figures for, all or one of its parts; a figure is right when its kind and
value are. Prints a Markdown table; --wrong lists every figure missed or too many.
"""

import argparse
import hashlib
import json
import tomllib
from collections import Counter
from pathlib import Path

from gouji.core.model import Section, Statement
from gouji.parse.prose.statements import read_statements

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "narratives.jsonl"
Figures = Counter[tuple[str, str]]  # (kind, figure)


def read_expected(part: str | None = None) -> dict[str, Figures]:
    """Figures by the first 12 digits of the sha256 of the excerpt's address, of one part of the marked ones or all."""
    parts = tomllib.loads((ROOT / "tests" / "golden" / "narratives.toml").read_text(encoding="utf-8"))
    chosen = parts.values() if part is None else [parts[part]]
    return {key: Counter(_figures(entry)) for entries in chosen for key, entry in entries.items()}


def read_corpus(corpus: Path) -> dict[str, str]:
    """Excerpts by the same key."""
    rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()]
    return {hashlib.sha256(row["url"].encode()).hexdigest()[:12]: row["excerpt"] for row in rows}


def found_figures(excerpt: str) -> Figures:
    return Counter(
        (_kind(s), f"{s.value:f}".rstrip("0").rstrip(".") if s.value % 1 else f"{s.value:.0f}")
        for s in read_statements([Section(1, "", excerpt)])
    )


def measure(corpus: Path, part: str | None = None) -> tuple[dict[str, tuple[int, int, int]], list[str]]:
    """{kind: (figures there, found, right)}, and what was missed or too many."""
    excerpts = read_corpus(corpus)
    there: Counter[str] = Counter()
    said: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong = []
    for key, expected in read_expected(part).items():
        found = found_figures(excerpts[key])
        for figures, total in ((expected, there), (found, said), (expected & found, right)):
            for (kind, _), count in figures.items():
                total[kind] += count
        wrong += [f"{key}: missed {kind} {value}" for kind, value in (expected - found).elements()]
        wrong += [f"{key}: too many {kind} {value}" for kind, value in (found - expected).elements()]
    return {kind: (there[kind], said[kind], right[kind]) for kind in sorted(there | said)}, wrong


def _figures(entry: str) -> list[tuple[str, str]]:
    lines = [line.split() for line in entry.split(";") if line.strip()]
    return [(kind, figure) for kind, *figures in lines for figure in figures]


def _kind(statement: Statement) -> str:
    if statement.kind not in ("disclosed", "channel"):
        return statement.kind
    return "disclosed" if statement.part_of is None else "part"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?", default=CORPUS)
    parser.add_argument("--part", help="only this part of the marked excerpts: first, second, third, fourth")
    parser.add_argument("--wrong", action="store_true", help="list every figure missed or too many")
    arguments = parser.parse_args()
    kinds, wrong = measure(arguments.corpus, arguments.part)
    every = tuple(map(sum, zip(*kinds.values(), strict=True)))
    print("| kind | figures | found | right | recall | precision |\n|---|---:|---:|---:|---:|---:|")
    for kind, (there, said, right) in [*kinds.items(), ("all", every)]:
        recall, precision = (f"{right / n:.0%}" if n else "-" for n in (there, said))
        print(f"| {kind} | {there} | {said} | {right} | {recall} | {precision} |")
    if arguments.wrong:
        print("\n" + "\n".join(wrong))


if __name__ == "__main__":
    main()
