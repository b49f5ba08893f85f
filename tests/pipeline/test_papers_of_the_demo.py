"""The papers of the demo district, which has every kind of fault: what holds of every paper holds of each of them."""

import json
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import pytest

from gouji.publish.papers.registry import PAPERS
from gouji.publish.papers.write import Paper
from tests.publish.papers.every_paper import numbers_out_of_place, words_out_of_place

if TYPE_CHECKING:
    from tests.pipeline.conftest import Published


@pytest.fixture(scope="module")
def papers(published: "Published") -> list[tuple[Paper, bytes]]:
    public = published.home / "public"
    folder = public / json.loads((public / "latest.json").read_text(encoding="utf-8"))["version"]
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["papers"]
    papers = [Paper(**{name: each.get(name) for name in Paper._fields}) for each in listed]
    return [(paper, (folder / paper.path).read_bytes()) for paper in papers]


def test_no_paper_has_a_word_of_the_program(papers: list[tuple[Paper, bytes]]) -> None:
    assert {paper.kind for paper, _ in papers} == {each.code for each in PAPERS}
    assert words_out_of_place(papers) == []


def test_every_number_of_a_paper_is_in_the_tables(papers: list[tuple[Paper, bytes]], published: "Published") -> None:
    with duckdb.connect(str((published.home / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
        [(as_of,)] = con.execute("SELECT as_of FROM runs ORDER BY started_at DESC LIMIT 1").fetchall()
        assert isinstance(as_of, date)
        assert numbers_out_of_place(con, papers, as_of) == []
