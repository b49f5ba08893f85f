"""The demo tells facts in many ways and says what it meant; they are read from its documents as they were meant."""

import json
from collections import Counter
from pathlib import Path
from random import Random

from bench.facts import as_told, of_demo, of_fact
from gouji.core.errors import GoujiError
from gouji.demo.district import write_district
from gouji.demo.told_facts import told
from gouji.demo.wording import words
from gouji.parse.reports import parse


def entries() -> list[dict[str, list[str] | str]]:
    return [entry for n in range(1, 6) for entry in words("facts").get(f"aspect{n}", [])]


def test_there_are_sixty_constructions_that_differ() -> None:
    texts = [told(entry, Random(7), 2025).text for entry in entries()]
    assert len(set(texts)) >= 60


def test_what_is_meant_is_read_sentence_by_sentence() -> None:
    kinds, wrong = of_demo(2)
    there, found, right = map(sum, zip(*kinds.values(), strict=True))
    assert right / there > 0.95, wrong
    assert right / found > 0.95, wrong


def test_what_is_meant_is_read_from_whole_documents(tmp_path: Path) -> None:
    write_district(tmp_path, agencies=14, years=1, seed=5)
    documents = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))["documents"]
    meant: Counter[str] = Counter()
    read: Counter[str] = Counter()
    for document in documents:
        try:
            reports = parse((tmp_path / document["path"]).read_bytes(), document["path"])
        except GoujiError:
            continue
        texts = "".join(section.text for section in reports[0].sections)
        for sentence in document["facts"]:
            if sentence["text"] in texts:
                meant.update(" ".join(as_told(fact)[1]) for fact in sentence["facts"])
                own = [f for f in reports[0].facts if f.text.rstrip("。") in sentence["text"]]
                read.update(" ".join(of_fact(fact)[1]) for fact in own)
    assert meant.total() > 20
    assert (meant & read).total() >= 0.95 * max(meant.total(), read.total()), (meant - read, read - meant)
