"""How many of the notes by which reports explain a break between two years are read right, and what they then explain.

    python -m bench.explanations [--all]

The notes are tests/golden/explanations.toml: written before the patterns of data/forms/explanations.toml, half of them
held out and not looked at when patterns were mended. Prints a Markdown table of the held-out half (--all: of both), by kind
of note: how many faults a note explains, how many were explained, how many of those rightly; and the notes that went wrong.
"""

import argparse
from collections import Counter

from tests.explained import notes, outcomes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--all", action="store_true", help="also the notes that the patterns were mended by")
    chosen = notes(held_out=None if parser.parse_args().all else True)
    there: Counter[str] = Counter()
    said: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong = []
    for note, outcome in zip(chosen, outcomes(chosen), strict=True):
        kind, wanted, found = note["kind"] or "none", set(note.get("explains", [])), set(outcome.get("explained", ()))
        for rules, counter in ((wanted, there), (found, said), (wanted & found, right)):
            counter[kind] += len(rules)
        wrong += [note["text"]] if wanted != found else []
    print(
        f"{len(chosen)} notes\n\n| kind | explains | explained | right | recall | precision |\n|---|---:|---:|---:|---:|---:|"
    )
    for kind in [*sorted(there | said | Counter(dict.fromkeys(("none",), 1))), "all"]:
        figures = [sum(c.values()) if kind == "all" else c[kind] for c in (there, said, right)]
        recall, precision = (f"{figures[2] / n:.0%}" if n else "-" for n in figures[:2])
        print(f"| {kind} | {figures[0]} | {figures[1]} | {figures[2]} | {recall} | {precision} |")
    print("".join(f"\nwrong: {text}" for text in wrong))


if __name__ == "__main__":
    main()
