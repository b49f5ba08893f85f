"""docs/analysts.md: the twenty-five questions have the answers that truth.json gives; every other query runs."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

import duckdb
import pytest

from tests.pipeline.analyst_answers import ANSWERS, Demo

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "analysts.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(sql|python)\n(.*?)```", PAGE, re.DOTALL)
SQL = [text for kind, text in BLOCKS if kind == "sql"]
QUESTIONS = dict(re.findall(r"^(\d+)\. [^\n]+\n\n```sql\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL))
MAX_LINES = 7  # of a question's query
# Nothing to show in the demo district is an answer too: nothing changed since a version that there is not.
MAY_BE_EMPTY = ("FROM figure_changes",)


def test_there_are_twenty_five_questions_each_under_eight_lines():
    assert list(QUESTIONS) == [str(number) for number in range(1, len(ANSWERS) + 1)]
    assert len(ANSWERS) == 25
    assert [number for number, query in QUESTIONS.items() if len(query.splitlines()) > MAX_LINES] == []


@pytest.mark.parametrize("number", range(1, len(ANSWERS) + 1), ids=lambda n: f"{n}-{ANSWERS[n - 1].__name__}")
def test_a_question_has_the_answer_of_the_reports_themselves(published, district, number):
    answer = ANSWERS[number - 1](Demo(district.truth, district.inbox / "registry.csv"))
    with opened(published) as con:
        found = con.sql(QUESTIONS[str(number)])
        names = answer.columns.split(", ")
        places = [found.columns.index(name) for name in names]
        rows = [tuple(row[place] for place in places) for row in found.fetchall()]
    assert answer.rows
    assert [row for row in answer.rows if row not in rows] == []
    if not answer.holds:
        assert [row for row in rows if row not in answer.rows] == []
        assert len(rows) == len(answer.rows)


@pytest.mark.parametrize("query", SQL, ids=range(1, len(SQL) + 1))
def test_sql(published, query):
    with opened(published) as con:
        rows = con.execute(query).fetchall()
    assert rows or any(words in query for words in MAY_BE_EMPTY)


@pytest.mark.parametrize("page", ["README.md", "README.zh.md", "docs/architecture.md"])
def test_sql_of_other_pages(published, page):
    statements = re.findall(r"```sql\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    assert statements
    with opened(published) as con:
        for query in statements:
            con.execute(query)


def test_python(published, tmp_path, monkeypatch):
    (tmp_path / "data").symlink_to(published.home)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for kind, text in BLOCKS:
        if kind == "python":
            printed = io.StringIO()
            with redirect_stdout(printed):
                exec(text, names)
            assert printed.getvalue().strip()


def opened(published):
    return duckdb.connect(str((published.home / "warehouse" / "gouji.duckdb").resolve()), read_only=True)
