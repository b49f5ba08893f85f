"""A hundred answers no honest site gives, each as the list page of one agency beside good ones: does every agency have
a row or a report, are the good ones found, and what do time and memory of the collecting process come to?

    python -m bench.hostile_site [--answers 100] [--seed 15]
"""

import argparse
import json
import resource
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gouji.collect.log import FILE, PAGE, SEARCH, Log
from gouji.collect.visit import RetryLater, Visitor, client_for, host_groups
from gouji.core.registry_file import load_registry
from tests.standin.district import CRAWL_POLICY, YEAR, column, page, row, title, write_agencies, write_registry
from tests.standin.hostile_answers import answers
from tests.standin.site import Page, Site

MAX_GOOD = 12
_POLICY = replace(CRAWL_POLICY, delay=0.0, most_bytes=50_000_000, whole=5.0, longest_wait=0.1)


def visited(folder: Path, site: Site, count: int, seed: int) -> dict[str, Any]:
    """One visit to `count` hostile agencies and MAX_GOOD others after them: what it came to."""
    agencies = write_agencies(folder, 2 * (count + MAX_GOOD))
    hostile, good = agencies[:count], agencies[count : count + MAX_GOOD]
    kinds = dict(zip((agency.code for agency in hostile), answers(seed, count), strict=True))
    for agency in hostile:
        site.pages[f"/{agency.code}/"] = Page(kinds[agency.code].sent, trouble="raw")
    for agency in good:
        site.pages[f"/{agency.code}/"] = page(column([row(f"report{agency.ending}", title(agency))]))
        site.pages[f"/{agency.code}/report{agency.ending}"] = Page(agency.report)
    sources = {agency.code: f"内网 {site.root}/{agency.code}/" for agency in (*hostile, *good)}
    write_registry(folder / "web.csv", folder / "registry.csv", sources)
    registry, log = load_registry(folder / "web.csv"), Log(folder / "home")
    began, used = time.monotonic(), time.process_time()
    with client_for(registry, _POLICY) as client:
        visitor = Visitor(folder / "home", log, client, registry, YEAR, datetime.now(UTC))
        for group in host_groups(registry):
            try:
                visitor.visit(group)
            except RetryLater:
                continue
    told = {entry.agency_code for entry in log if entry.role in (SEARCH, PAGE, FILE)}
    found = {entry.agency_code for entry in log if entry.document_id and entry.role in (PAGE, FILE)}
    return {
        "answers": count,
        "without_a_row": [kinds[agency.code].kind for agency in hostile if agency.code not in told],
        "good_found": sum(agency.code in found for agency in good),
        "good": len(good),
        "states": Counter(entry.state for entry in log if entry.role == SEARCH),
        "unforeseen": [entry.problem for entry in log if "未料到" in (entry.problem or "")],
        "seconds": round(time.monotonic() - began, 1),
        "cpu_seconds_here": round(time.process_time() - used, 1),
        "peak_mb_here": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--answers", type=int, default=100)
    parser.add_argument("--seed", type=int, default=15)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Site() as site:
        print(json.dumps(visited(Path(folder), site, given.answers, given.seed), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
