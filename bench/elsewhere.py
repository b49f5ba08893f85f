"""Copies across a country: what is found of planted copies and accused of planted templates, and how time grows.

    python -m bench.elsewhere [--reports 2500 10000 40000] [--years 1]

Invented districts of 50 agencies, ten a city, ten cities a province. Every report has 1,500 characters of its own
random words between stock sentences that all share. Planted: copies from another city or province, whole, three
quarters and half of the text; copies of another's earlier year (--years 2); templates handed down by a city to a tenth
of its agencies and by a province to one in fifty, a whole text long. Compared: pairs of datasketch's MinHashLSH over
the same shingles at the smallest size.
"""

import argparse
import time
from random import Random
from typing import Any

import numpy as np

from gouji.check.elsewhere import fill_elsewhere
from gouji.check.run import build_views
from gouji.check.shingles import shingle
from gouji.check.similarities import fill_similarities
from gouji.load.form_tables import load_forms_tables
from gouji.load.warehouse import create_warehouse, insert_rows

AGENCIES, DISTRICTS, CITIES = 50, 10, 10  # of a district, a city, a province
DEGREES = (1.0, 0.75, 0.5)
SENTENCES = 40
_SYLLABLES = "山川河谷桥渡村寨田园林泉街巷门井塘坝洲湾清查登走核张宣汇更翻巡编修访记对贴讲总换新看织补量"
WORDS = np.array([a + b for a in _SYLLABLES for b in _SYLLABLES])
STOCK = ["本机关认真贯彻执行有关规定稳步推进各项工作", "进一步完善工作机制明确责任分工", "下一步将继续加强学习提高水平"]


def text(seed: int, sentences: int = SENTENCES) -> list[str]:
    """Sentences of random words, a stock sentence after every tenth."""
    rng = np.random.Generator(np.random.PCG64(seed))
    own = ["".join(words) + "。" for words in rng.choice(WORDS, (sentences, 18))]
    return [line + (STOCK[i // 10 % 3] + "。" if i % 10 == 9 else "") for i, line in enumerate(own)]


def invent(reports: int, years: int) -> tuple[list[tuple[Any, ...]], dict[tuple[str, str], float], set[str]]:
    """(report_id, district, agency, year, text) of every report; the degree of each copy by (copy, source); and the
    reports that use a template."""
    agencies = [_code(i) for i in range(reports // years)]
    texts = {(code, 2025 - back): text(i * 7 + back) for i, code in enumerate(agencies) for back in range(years)}
    rng = Random(1)
    by_city: dict[str, list[str]] = {}
    for code in agencies:
        by_city.setdefault(code[:4], []).append(code)
    templated: set[str] = set()
    for city, members in by_city.items():
        if int(city[2:]) % 4 == 1 and len(members) >= 50:  # every fourth city handed one down
            _use(texts, rng.sample(members, len(members) // 10), text(10**8 + int(city)), templated)
    for province in sorted({city[:2] for city in by_city}):
        members = [c for city, each in by_city.items() if city[:2] == province for c in each if c not in templated]
        if int(province) % 2 and len(members) >= 500:
            _use(texts, rng.sample(members, len(members) // 50), text(2 * 10**8 + int(province)), templated)
    free = [code for code in agencies if code not in templated]
    rng.shuffle(free)
    copies = {}
    for i in range(min(len(free) // 20, 600)):
        mine, source, degree = free[2 * i], free[2 * i + 1], DEGREES[i % 3]
        if mine[:6] == source[:6]:
            continue
        year = 2025 - (i % years)
        kept = int(SENTENCES * degree)
        texts[mine, 2025] = texts[source, year][:kept] + texts[mine, 2025][kept:]
        copies[f"{mine}-2025", f"{source}-{year}"] = degree
    rows = [(f"{code}-{year}", code[:6], code, year, "".join(lines)) for (code, year), lines in texts.items()]
    return rows, copies, {f"{code}-2025" for code in templated}


def _code(agency: int) -> str:
    district = agency // AGENCIES
    city = district // DISTRICTS
    return f"{11 + city // CITIES:02}{1 + city % CITIES:02}{1 + district % DISTRICTS:02}{agency % AGENCIES:03}"


def _use(texts: dict[tuple[str, int], list[str]], users: list[str], template: list[str], templated: set[str]) -> None:
    for code in users:
        texts[code, 2025] = template[:30] + texts[code, 2025][30:]
        templated.add(code)


def measure(rows: list[tuple[Any, ...]]) -> tuple[float, float, dict[tuple[str, str], float]]:
    """CPU seconds for the districts and for the country, and the containment of every pair across districts."""
    con = create_warehouse()
    load_forms_tables(con)
    build_views(con)
    insert_rows(con, "districts", [(code, None) for code in sorted({row[1] for row in rows})])
    names = {row[2]: row[1] for row in rows}
    agencies = [(c, d, f"第{c}机关", f"第{c}机关", "镇", "镇", False, [], [], True) for c, d in names.items()]
    insert_rows(con, "agencies", agencies)
    insert_rows(
        con,
        "reports",
        [(id, id, 1, c, y, "2021", None, None, None, 1, True, "current", None, [], []) for id, _, c, y, _ in rows],
    )
    insert_rows(con, "sections", [(id, c, y, 1, "标题", words) for id, _, c, y, words in rows])
    start = time.process_time()
    fill_similarities(con)
    within = time.process_time() - start
    start = time.process_time()
    fill_elsewhere(con)
    across = time.process_time() - start
    found = con.sql(
        "SELECT report_id, other_report_id, containment FROM similarities WHERE kind = 'elsewhere' AND section = 0"
    )
    return within, across, {(mine, other): share for mine, other, share in found.fetchall()}


def minhash(rows: list[tuple[Any, ...]]) -> float:
    """CPU seconds of datasketch: sketches of 128 permutations of the same shingles, and every report asked for."""
    from datasketch import MinHash, MinHashLSH

    shingled = [(row[0], [value.tobytes() for value in shingle(row[4]).unique]) for row in rows]
    start = time.process_time()
    lsh = MinHashLSH(threshold=0.5, num_perm=128)
    hashes = dict(
        zip((id for id, _ in shingled), MinHash.generator((s for _, s in shingled), num_perm=128), strict=True)
    )
    for id, hash in hashes.items():
        lsh.insert(id, hash)
    for hash in hashes.values():
        lsh.query(hash)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, nargs="+", default=[2_500, 10_000, 40_000])
    parser.add_argument("--years", type=int, default=1)
    parser.add_argument("--no-datasketch", action="store_true")
    options = parser.parse_args()
    found = " | ".join(f"{degree:.0%} copied" for degree in DEGREES)
    print(f"| reports | within districts, CPU s | across, CPU s | {found} | accused | found beside |")
    print("|---:|---:|---:|" + "---:|" * (len(DEGREES) + 2))
    for reports in options.reports:
        rows, copies, templated = invent(reports, options.years)
        within, across, found = measure(rows)
        shares = []
        for degree in DEGREES:
            planted = [pair for pair, each in copies.items() if each == degree]
            shares.append(f"{sum(pair in found for pair in planted)} of {len(planted)}")
        accused = sum(mine in templated or other in templated for mine, other in found)
        told = {pair for pair in found if pair not in copies and pair[::-1] not in copies}
        line = f"| {len(rows):,} | {within:.1f} | {across:.1f} | {' | '.join(shares)} | "
        print(line + f"{accused} of {len(templated)} users of templates | {len(told)} others |", flush=True)
        if reports == options.reports[0] and not options.no_datasketch:
            print(f"| {len(rows):,} | | datasketch {minhash(rows):.1f} |", flush=True)


if __name__ == "__main__":
    main()
