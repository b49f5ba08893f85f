"""What holds of every paper of a run: no foreign or program word, no number that the tables do not hold."""

from collections.abc import Iterable
from datetime import date

import duckdb

from gouji.publish.papers.write import Paper
from tests.publish.papers.known_numbers import known_numbers, unknown_numbers
from tests.publish.papers.plain_words import foreign_words, pieces, program_words

_MAX_LINES = 400  # of a list in a paper of so few agencies


def words_out_of_place(papers: Iterable[tuple[Paper, bytes]]) -> list[tuple[str, list[str], str]]:
    """(path, words, piece of text) of every paper that has any."""
    return [
        (paper.path, words, text)
        for paper, content in papers
        for text in pieces(paper.path, content)
        if (words := foreign_words(text) + program_words(text, counted_places=paper.kind == "workbook"))
    ]


def numbers_out_of_place(
    con: duckdb.DuckDBPyConnection, papers: Iterable[tuple[Paper, bytes]], as_of: date
) -> list[tuple[str, list[str], str]]:
    """(path, numbers, piece of text) of every paper in words that has a number which the tables do not hold."""
    found: list[tuple[str, list[str], str]] = []
    for paper, content in papers:
        if not paper.path.endswith(".xlsx"):  # its cells are compared one by one (test_workbook.py)
            known = known_numbers(con, paper.district_code, paper.report_year, as_of, paper.agency_code)
            found.extend(
                (paper.path, [str(number) for number in numbers], text)
                for text in pieces(paper.path, content)
                if (numbers := unknown_numbers(text, known, _MAX_LINES))
            )
    return found
