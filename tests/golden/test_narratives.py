"""Figures in the prose of real reports, marked by reading them; skipped where the excerpts are not to be had."""

import pytest

from bench.statements import CORPUS, measure, read_corpus, read_expected


@pytest.mark.skipif(not CORPUS.exists(), reason="no corpus beside the repository")
def test_figures_of_real_prose() -> None:
    assert read_expected().keys() <= read_corpus(CORPUS).keys()
    kinds, wrong = measure(CORPUS)
    there, found, right = map(sum, zip(*kinds.values(), strict=True))
    assert right / there > 0.75, wrong
    assert right / found > 0.93, wrong
    _, requests_found, requests_right = kinds["requests_received"]
    assert requests_right / requests_found > 0.95, wrong
