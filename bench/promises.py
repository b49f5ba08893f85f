"""How often it is told rightly what became of a measure in next year's report.

    python -m bench.promises [--dev] [--errors]

The pairs are tests/golden/promises.toml: measures and texts written and judged before there was a way to compare them; half
of the reports, drawn with a fixed seed, are held out and were not looked at when words and weights were mended (--dev: the
other half, and the pairs made of the real reports beside the repository, where they are there). Prints a Markdown table: of
each state how many there are, how often it was said, how often rightly; and how often the passage was the right one.
"""

import argparse
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from gouji.check.promise_match import NOT_MENTIONED, outcome
from gouji.check.promise_texts import told_by
from gouji.core.forms import sections_with
from gouji.parse.prose.improvement import read_improvement
from gouji.parse.prose.improvement_items import MEASURE
from gouji.parse.reports import parse

ROOT = Path(__file__).parents[1]
REPORTS = ROOT.parent / "shared" / "reports"
SEED = 20


class Judged(NamedTuple):
    """A measure, next year's sections, what became of it, and some words of the passage it rests on."""

    name: str
    measure: str
    sections: list[tuple[int, str]]
    state: str
    passage: str = ""


def pairs(held_out: bool) -> Iterator[Judged]:
    """The fictional pairs of one half of the reports."""
    reports = tomllib.loads((ROOT / "tests/golden/promises.toml").read_text(encoding="utf-8"))["reports"]
    chosen = set(Random(SEED).sample(range(len(reports)), len(reports) // 2))
    (first,), (fifth,) = sections_with("overview"), sections_with("problems")
    for number, report in enumerate(reports):
        if (number in chosen) == held_out:
            texts = [(first, report["overview"]), (fifth, report["problems"])]
            for m in report["measures"]:
                yield Judged(f"{number}", m["text"], texts, m["state"], m.get("passage", ""))


def real_pairs() -> Iterator[Judged]:
    """The pairs made of two real reports; none where these are not there."""
    if not REPORTS.is_dir():
        return
    for pair in tomllib.loads((ROOT / "tests/golden/promises.toml").read_text(encoding="utf-8"))["real"]:
        file, place = pair["measure"]
        texts = dict(_sections(file))
        found = [i for n in sections_with("problems") for i in read_improvement(texts[n]) if i.kind == MEASURE]
        yield Judged(f"{file} {place}, {pair['text']}", found[place - 1].text, _sections(pair["text"]), pair["state"])


def measured(judged: Judged) -> tuple[str, str]:
    """The state that is said of a pair, and the passage."""
    sentences, plans = told_by(judged.sections, sections_with("problems"))
    found = outcome(judged.measure, [s.text for s in sentences], [p.text for p in plans])
    if found.plan is not None:
        return found.state, plans[found.plan].text
    return found.state, "" if found.sentence is None else sentences[found.sentence].text


def _sections(file: str) -> list[tuple[int, str]]:
    (report,) = parse((REPORTS / file).read_bytes())[:1]
    return [(section.number, section.text) for section in report.sections]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dev", action="store_true", help="the half that the words were mended by, and real pairs")
    parser.add_argument("--errors", action="store_true", help="also what went wrong")
    given = parser.parse_args()
    for title, chosen in (("real", list(real_pairs()) if given.dev else []), ("fictional", list(pairs(not given.dev)))):
        if chosen:
            _print(title, chosen, given.errors)


def _print(title: str, chosen: list[Judged], errors: bool) -> None:
    there, said, right = Counter[str](), Counter[str](), Counter[str]()
    passages, wrong = [0, 0], []
    for judged in chosen:
        state, passage = measured(judged)
        there[judged.state] += 1
        said[state] += 1
        if state != judged.state:
            wrong.append(f"{judged.name}: {judged.state}, said {state}: {judged.measure} | {passage}")
            continue
        right[state] += 1
        if judged.passage:
            hit = judged.passage in passage
            passages = [passages[0] + hit, passages[1] + 1]
            wrong += [] if hit else [f"{judged.name}: passage {judged.passage}, not {passage}"]
    print(
        f"\n{len(chosen)} pairs, {title}\n\n| state | there | said | right | precision | recall | F1 |\n|---|"
        + "---:|" * 6
    )
    scores = []
    for state in sorted(there | said, key=lambda s: (s == NOT_MENTIONED, s)):
        precision, recall = right[state] / max(said[state], 1), right[state] / max(there[state], 1)
        scores.append(2 * precision * recall / max(precision + recall, 1e-9))
        print(
            f"| {state} | {there[state]} | {said[state]} | {right[state]} | {precision:.2f} | {recall:.2f} | {scores[-1]:.2f} |"
        )
    print(f"| all, mean F1 | {len(chosen)} | {len(chosen)} | {right.total()} | | | {sum(scores) / len(scores):.2f} |")
    print(f"\nright passages {passages[0]} of {passages[1]}")
    if errors:
        print("".join(f"\n{text}" for text in wrong))


if __name__ == "__main__":
    main()
