"""docs/analysts.md promises twenty-nine queries: all of them run on a published version, and answer."""

import io
import re
from contextlib import redirect_stdout
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "analysts.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(sql|python)\n(.*?)```", PAGE, re.DOTALL)
SQL = [text for kind, text in BLOCKS if kind == "sql"]
# Nothing to show in the demo district is an answer too: a report that came in twice may be of another year.
MAY_BE_EMPTY = ("HAVING count(*) > 1",)


def test_there_are_twenty_nine():
    assert len(BLOCKS) == 29
    assert re.findall(r"^(\d+)\. ", PAGE, re.MULTILINE) == [str(number) for number in range(1, 30)]


@pytest.mark.parametrize("query", SQL, ids=range(1, len(SQL) + 1))
def test_sql(published, query):
    with duckdb.connect(str((published.home / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
        rows = con.execute(query).fetchall()
    assert rows or any(words in query for words in MAY_BE_EMPTY)


@pytest.mark.parametrize("page", ["README.md", "README.zh.md", "docs/architecture.md"])
def test_sql_of_other_pages(published, page):
    statements = re.findall(r"```sql\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)
    assert statements
    with duckdb.connect(str((published.home / "warehouse" / "gouji.duckdb").resolve()), read_only=True) as con:
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
