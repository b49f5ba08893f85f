"""Facts in the prose of real reports, marked by reading them; skipped where the excerpts are not to be had."""

import pytest

from bench.facts import CORPUS, of_corpus, read_expected


@pytest.mark.skipif(not CORPUS.exists(), reason="no corpus beside the repository")
@pytest.mark.parametrize(("part", "least"), [("held_out", 0.90), ("dev", 0.97)])
def test_figures_of_real_prose(part: str, least: float) -> None:
    kinds, wrong = of_corpus(CORPUS, part)
    there, found, right = map(sum, zip(*kinds.values(), strict=True))
    assert right / found > least, wrong
    assert right / there > least, wrong


def test_no_excerpt_is_in_both_parts() -> None:
    held_out, dev = read_expected("held_out"), read_expected("dev")
    assert len(held_out) == 60
    assert not held_out.keys() & dev.keys()
