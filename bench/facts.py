"""How many of the figures that only prose tells are read as facts, and how many of those read are right.

    python bench/facts.py [CORPUS] [--part held_out|dev] [--demo N] [--wrong]

CORPUS: excerpts as JSON lines with `url`, `excerpt`, `agency` and `report_year` (default
../shared/corpus/narratives.jsonl). Measured on the excerpts that tests/golden/facts.toml has figures for. A figure is
right when value, unit, channel and field are, all four; facts without a number are not measured there. --demo: instead
on each sentence of data/demo/facts.toml, drawn N times, against what its writer meant, those without a number too.
Prints a Markdown table; --wrong lists every figure missed or too many.
"""

import argparse
import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

from gouji.core.model import Fact, Section
from gouji.demo.told_facts import told
from gouji.demo.wording import words
from gouji.parse.prose.facts import read_facts
from gouji.parse.prose.statements import read_sentences

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus" / "narratives.jsonl"
Told = tuple[str, str, str, str]  # channel, field, value, unit; - for what is empty
Scores = dict[str, tuple[int, int, int]]  # kind -> figures there, found, right


def read_expected(part: str) -> dict[str, list[tuple[str, Told]]]:
    """(kind, figure) by the first 12 digits of the sha256 of the excerpt's address."""
    parts = tomllib.loads((ROOT / "tests" / "golden" / "facts.toml").read_text(encoding="utf-8"))
    return {key: [as_told(line) for line in entry.split(";") if line.strip()] for key, entry in parts[part].items()}


def as_told(line: str) -> tuple[str, Told]:
    """`kind channel field value unit` -> kind and figure."""
    kind, channel, field, value, unit = line.split()
    return kind, (_sorted(channel), _sorted(field), value, unit)


def of_fact(fact: Fact) -> tuple[str, Told]:
    """A fact in the same shape; the value is - where no number stands."""
    value = "-" if fact.value is None else f"{fact.value.normalize():f}"
    return fact.kind, (_sorted(fact.channel) or "-", _sorted(fact.field) or "-", value, fact.unit or "-")


def _sorted(codes: str) -> str:
    return "+".join(sorted(codes.split("+")))


def measure(pairs: Iterable[tuple[str, list[tuple[str, Told]], list[tuple[str, Told]]]]) -> tuple[Scores, list[str]]:
    """(name, expected, found) of each text -> scores by kind, and what was missed or too many. A figure counts for the
    kind that is expected, one too many for the kind that was found; the kind itself need not agree."""
    there: Counter[str] = Counter()
    said: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong = []
    for name, expected, found in pairs:
        left = list(found)
        for kind, figure in expected:
            there[kind] += 1
            match = next((f for f in left if f == (kind, figure)), None) or next(
                (f for f in left if f[1] == figure), None
            )
            if match is None:
                wrong.append(f"{name}: missed {kind} {' '.join(figure)}")
                continue
            left.remove(match)
            said[kind] += 1
            right[kind] += 1
        for kind, figure in left:
            said[kind] += 1
            wrong.append(f"{name}: too many {kind} {' '.join(figure)}")
    return {kind: (there[kind], said[kind], right[kind]) for kind in sorted(there | said)}, wrong


def of_corpus(corpus: Path, part: str) -> tuple[Scores, list[str]]:
    """The scores on the excerpts of a part."""
    rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()]
    by_key = {hashlib.sha256(row["url"].encode()).hexdigest()[:12]: row for row in rows}
    pairs = []
    for key, expected in read_expected(part).items():
        row = by_key[key]
        facts = read_facts(
            read_sentences([Section(1, "", row["excerpt"])], row["agency"]), row["agency"], row["report_year"]
        )
        pairs.append((key, expected, [of_fact(fact) for fact in facts if fact.value is not None]))
    return measure(pairs)


def of_demo(times: int) -> tuple[Scores, list[str]]:
    """The scores on the sentences of the demo, each by itself and drawn several times."""
    pairs = []
    for aspect in range(1, 6):
        for n, entry in enumerate(words("facts").get(f"aspect{aspect}", [])):
            for nth in range(times):
                sentence = told(entry, Random(f"{aspect}/{n}/{nth}"), 2025)
                section = Section(1, "", sentence.text)
                facts = read_facts(read_sentences([section], "示例区某镇人民政府"), "示例区某镇人民政府", 2025)
                pairs.append((sentence.text, [as_told(f) for f in sentence.facts], [of_fact(f) for f in facts]))
    return measure(pairs)


def table(kinds: Scores) -> str:
    """The scores as a Markdown table with a line for all kinds."""
    every = tuple(map(sum, zip(*kinds.values(), strict=True)))
    lines = ["| kind | figures | found | right | recall | precision |", "|---|---:|---:|---:|---:|---:|"]
    for kind, (there, said, right) in [*kinds.items(), ("all", every)]:
        recall, precision = (f"{right / n:.1%}" if n else "-" for n in (there, said))
        lines.append(f"| {kind} | {there} | {said} | {right} | {recall} | {precision} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?", default=CORPUS)
    parser.add_argument("--part", default="held_out", help="held_out or dev")
    parser.add_argument("--demo", type=int, metavar="N", help="on the demo's sentences, each drawn N times")
    parser.add_argument("--wrong", action="store_true", help="list every figure missed or too many")
    arguments = parser.parse_args()
    kinds, wrong = of_demo(arguments.demo) if arguments.demo else of_corpus(arguments.corpus, arguments.part)
    print(table(kinds))
    if arguments.wrong:
        print("\n" + "\n".join(wrong))


if __name__ == "__main__":
    main()
