"""Likeness of prose: the exact comparison of flows/gouji/check/similarities.py against MinHash LSH of datasketch.

    python bench/alike.py [--reports 2000] [--no-datasketch]

Invented districts of 50 agencies over two years in which, at four degrees (all, three quarters, half, a quarter of a
text's parts), some copy a neighbour and some their own last year. Both get the same masked shingles of sections 一
and 五; datasketch (128 permutations, requirements/bench.txt) is asked for pairs of one year with Jaccard 0.5.
"""

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import numpy as np

from gouji.check.run import build_views
from gouji.check.shingles import names_of, shingle
from gouji.check.similarities import fill_similarities
from gouji.demo.planted_prose import ALIKE_PARTS
from gouji.demo.prose import Slips, write_prose
from gouji.demo.wording import words
from gouji.load.form_tables import load_forms_tables
from gouji.load.warehouse import create_warehouse, insert_rows

AGENCIES, YEARS = 50, (2024, 2025)
DEGREES = {1.0: 8, 0.75: 6, 0.5: 4, 0.25: 2}  # share of a text copied, parts of the eight
FACTS = (
    "new",
    "carried_in",
    "handled",
    "carried_out",
    "issued",
    "repealed",
    "in_force",
    "reviews",
    "suits",
    "unpaid",
    "yuan",
)


def invent(districts: int) -> tuple[list[tuple[Any, ...]], dict[tuple[str, str], float]]:
    """(report_id, district, agency, year, name, section 一, section 五) of every report, and the degree of every copy
    by (report, its source)."""
    rows, copies = [], {}
    fields = words("names")["fields"]["街道"]
    for district in range(districts):
        rng = Random(district)
        for agency in range(AGENCIES):
            for year in YEARS:
                code, name = f"{district:06}{agency:06}", f"第{district}区{agency}号街道办事处"
                copied: dict[str, str] = {}
                degree = list(DEGREES)[agency % len(DEGREES)]
                if year == YEARS[-1] and agency < 8:
                    source = f"{district:06}{agency + 20:06}-{year}" if agency < 4 else f"{code}-{year - 1}"
                    copied = dict.fromkeys(rng.sample(ALIKE_PARTS, DEGREES[degree]), source)
                    copies[f"{code}-{year}", source] = degree
                facts = {
                    "name": name,
                    "year": year,
                    "fields": fields,
                    "disclosed": [90, 900],
                    "government": False,
                    "self": "我街道",
                }
                facts |= {fact: rng.randrange(30) for fact in FACTS}
                prose = write_prose(f"{code}-{year}", facts, Slips(copied=copied))
                first = prose.opening + "".join(text for *_, text in prose.aspects)
                rows.append((f"{code}-{year}", f"{district:06}", code, year, name, first, "".join(prose.improvement)))
    return rows, copies


def exact(rows: list[tuple[Any, ...]]) -> tuple[float, dict[tuple[str, str], float]]:
    """CPU seconds, and the containment of every pair kept, both of a year and of a year and the one before."""
    con = create_warehouse()
    load_forms_tables(con)
    build_views(con)
    insert_rows(con, "districts", [(code, f"第{int(code)}区") for code in sorted({row[1] for row in rows})])
    agencies = {row[2]: (row[2], row[1], row[4], row[4], "街道", "街道", False, [], [], True) for row in rows}
    insert_rows(con, "agencies", list(agencies.values()))
    reports = [
        (id, id, 1, code, year, "2021", None, name, None, 1, True, "current", None, [], [])
        for id, _, code, year, name, *_ in rows
    ]
    insert_rows(con, "reports", reports)
    texts = [(r[0], r[2], r[3], number, "标题", text) for r in rows for number, text in ((1, r[5]), (5, r[6]))]
    insert_rows(con, "sections", texts)
    start = time.process_time()
    fill_similarities(con)
    seconds = time.process_time() - start
    found = con.sql("SELECT report_id, other_report_id, containment FROM similarities WHERE section = 0").fetchall()
    return seconds, {(report, other): containment for report, other, containment in found}


def minhash(rows: list[tuple[Any, ...]]) -> tuple[float, dict[tuple[str, str], float]]:
    """The same of datasketch: CPU seconds from shingles on, and every pair it finds."""
    from datasketch import MinHash, MinHashLSH

    shingled = [(row[0], row[3], _shingles(row)) for row in rows]
    start = time.process_time()
    found: dict[tuple[str, str], float] = {}
    hashes = dict(
        zip((id for id, *_ in shingled), MinHash.generator((s for *_, s in shingled), num_perm=128), strict=True)
    )
    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    for id, hash in hashes.items():
        lsh.insert(id, hash)
    for id, hash in hashes.items():
        near = {other: hash.jaccard(hashes[other]) for other in lsh.query(hash) if other != id}
        found |= {(id, other): 1.0 for other, jaccard in near.items() if jaccard >= 0.5}
    return time.process_time() - start, found


def _shingles(row: tuple[Any, ...]) -> list[bytes]:
    names = names_of([row[4]], f"第{int(row[1])}区")
    return [value.tobytes() for value in np.concatenate([shingle(text, names).unique for text in row[5:7]])]


def results(
    way: str, seconds: float, found: dict[tuple[str, str], float], copies: dict[tuple[str, str], float], least: float
) -> Iterator[str]:
    """A line of the table: copies found by degree, and pairs found that nobody copied."""
    hits = Counter(copies[pair] for pair, containment in found.items() if pair in copies and containment >= least)
    all_ = Counter(copies.values())
    meant = set(copies) | {(other, report) for report, other in copies}
    others = sum(containment >= least and pair not in meant for pair, containment in found.items())
    shares = " | ".join(f"{hits[degree]} of {all_[degree]}" for degree in DEGREES)
    yield f"| {way} | {seconds:.1f} | {shares} | {others} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--no-datasketch", action="store_true")
    options = parser.parse_args()
    rows, copies = invent(max(1, options.reports // (AGENCIES * len(YEARS))))
    print(f"{len(rows):,} reports, {len(copies)} copies\n")
    print("| | CPU seconds | " + " | ".join(f"{degree:.0%} copied" for degree in DEGREES) + " | pairs nobody copied |")
    print("|---|---:|" + "---:|" * (len(DEGREES) + 1))
    seconds, found = exact(rows)
    print(*results("exact, half or more alike", seconds, found, copies, 0.5), sep="\n")
    print(*results("exact, kept (0.3)", seconds, found, copies, 0.3), sep="\n")
    if not options.no_datasketch:
        print(*results("datasketch, Jaccard 0.5", *minhash(rows), copies, 0.5), sep="\n")


if __name__ == "__main__":
    main()
