"""Documents by chance that harm whoever reads them, between good ones; three hundred: bench/hostile_documents.py."""

from pathlib import Path

import pytest

from gouji.read.read_files import crashed, read_files
from gouji.workers.pool import WorkerPool
from tests.parse import hostile as h
from tests.parse import writers as w
from tests.standin.hostile_documents import KINDS, document
from tests.standin.hostile_readings import wrong_in

SEED = 15
QUICK = (2, 9, 11, 20, 23, 24, 25, 27, 28, 29, 40, 44, 47, 51, 137)  # numbers: different kinds, each under a second

pytestmark = pytest.mark.slow


def test_each_is_answered_and_its_neighbours_are_read(tmp_path: Path) -> None:
    documents = [document(SEED, number) for number in QUICK]
    files = []
    for made in documents:
        for name, data in ((made.name, made.sent), ("good.html", h.PLAIN)):
            files.append(tmp_path / str(len(files)) / name)
            files[-1].parent.mkdir()
            files[-1].write_bytes(data)
    with WorkerPool(read_files, crashed, 1) as workers:
        answers = workers.run(files)
    for number, made, answer, good in zip(QUICK, documents, answers[::2], answers[1::2], strict=True):
        assert wrong_in(made, answer) == [], (number, made.kind)
        assert {c.cell: str(c.value) for c in good.reports[0].cells} == w.numbered(), (number, made.kind)


def test_a_seed_says_what_a_document_is() -> None:
    assert document(SEED, 2) == document(SEED, 2) != document(SEED + 1, 2)
    assert len({kind.name for kind in KINDS}) == len(KINDS)
