"""The list of papers is what is written, offered and told of."""

from click.testing import CliRunner

from gouji.cli.versions import papers
from gouji.publish.papers.registry import PAPERS, titles_en
from tests.publish.papers.small_district import Made


def test_every_kind_is_written_and_no_other(made: Made) -> None:
    written = {paper.kind for paper in made.papers}
    assert written | {"checklist"} == {each.code for each in PAPERS}  # this district owes no report of its own


def test_the_help_names_every_kind() -> None:
    told = CliRunner().invoke(papers, ["--help"], terminal_width=500).output
    assert all(each.title in told for each in PAPERS)
    assert titles_en() in " ".join(told.split())
