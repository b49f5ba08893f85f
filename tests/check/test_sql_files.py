"""The files of sql/: one object a file under the file's name, short, in one format; and what they name is there."""

import re
from pathlib import Path

import pytest

from gouji.check.run import build_views
from gouji.core.forms import load_forms, load_wordings
from gouji.core.resources import resource
from gouji.load.form_tables import load_forms_tables
from gouji.load.warehouse import INTERNAL_TABLES, KEYS, create_warehouse
from gouji.load.wide_views import wide_views
from gouji.publish.published_tables import PUBLISHED_VIEWS

MAX_LINES = 120
MAX_CHARACTERS = 120  # of a line
MAX_COMMON = 3  # characters of a label that is a common word: 总计, 其他, 规章

FILES = sorted(resource("sql").rglob("*.sql"))
# What a file of a folder begins with, after its leading comment; those of the other folders are one SELECT.
CREATES = {
    "schema": "CREATE TABLE {}",
    "views": "CREATE OR REPLACE VIEW {}",
    "internal": "CREATE OR REPLACE VIEW internal.{}",
    "macros": "CREATE OR REPLACE MACRO {}",
}


def _name(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def _statements(file: Path) -> list[str]:
    """The statements of a file without comments and without the text of its literals."""
    text = re.sub(r"/\*.*?\*/|--[^\n]*", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    bare = re.sub(r"'(?:[^']|'')*'", "''", text)
    return [statement.strip() for statement in bare.split(";") if statement.strip()]


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_a_file_of_sql_is_short_and_plain(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    lines = text.split("\n")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert len(lines) - 1 <= MAX_LINES
    assert [n for n, line in enumerate(lines, 1) if len(line) > MAX_CHARACTERS] == []
    assert [n for n, line in enumerate(lines, 1) if line != line.rstrip() or "\t" in line] == []


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_a_file_of_sql_is_one_object_of_its_name(file: Path) -> None:
    first, *others = _statements(file)
    if creates := CREATES.get(file.parent.name):
        if file.stem in INTERNAL_TABLES:
            creates = "CREATE TABLE internal.{}"
        name = creates.split()[-1].format(file.stem)
        assert re.match(rf"{re.escape(creates.format(file.stem))}\b", first)
        assert [other for other in others if not re.match(rf"COMMENT ON \w+ {name}\b", other)] == []
        assert any(re.match(rf"COMMENT ON (TABLE|VIEW|MACRO) {name}\b", other) for other in others)
    else:
        assert re.match(r"(SELECT|WITH|FROM)\b", first)
        assert others == []


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_key_words_and_types_are_in_capitals(file: Path) -> None:
    words = {
        "select",
        "from",
        "where",
        "join",
        "group by",
        "order by",
        "case",
        "when",
        "then",
        "else",
        "end",
        "union all",
    }
    found = [word for word in words for statement in _statements(file) if re.search(rf"\b{word}\b", statement)]
    assert found == []


def test_what_checks_look_for_in_prose_is_in_the_data() -> None:
    kinds = {kind for kind, *_ in load_wordings()}
    patterns = {topic for kind, topic, _ in load_wordings() if kind == "pattern"}
    text = "\n".join(file.read_text(encoding="utf-8") for file in FILES)
    assert set(re.findall(r"\bpattern\('(\w+)'\)", text)) == patterns
    assert set(re.findall(r"\bsays\([\w.]+, '(\w+)'\)", text)) <= kinds


def test_every_macro_is_used() -> None:
    for file in FILES:
        if file.parent.name == "macros":
            uses = [other for other in FILES if other != file and f"{file.stem}(" in other.read_text(encoding="utf-8")]
            assert uses, file.name


def test_no_word_of_a_form_stands_in_the_sql() -> None:
    """Labels, numerals and codes come from the tables of the forms; SQL knows their lines by roles."""
    words = {r"表[一二三四](?![致行])", r"第[一二三四五六]部分"}
    for form in load_forms().values():
        words |= {re.escape(form.name), re.escape(form.basis)} | {re.escape(section.label) for section in form.sections}
        for table in form.tables:
            words |= {re.escape(table.label), rf"'{table.code}\."}
            words |= {re.escape(line.label) for line in (*table.rows, *table.columns) if len(line.label) > MAX_COMMON}
    found = []
    for file in FILES:
        text = re.sub(r"\A/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        found += [(_name(file), match) for match in re.findall("|".join(sorted(words)), text)]
    assert found == []


def test_every_table_view_and_column_of_every_schema_is_described_in_both_languages() -> None:
    with create_warehouse() as con:
        load_forms_tables(con)  # the patterns of prose, which views name
        build_views(con)
        tables = con.execute("SELECT schema_name, table_name, comment FROM duckdb_tables()").fetchall()
        views = con.execute("SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal").fetchall()
        columns = con.execute(
            "SELECT schema_name, table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
    assert {name for schema, name, _ in views if schema == "main"} == {*wide_views(), *PUBLISHED_VIEWS}
    assert set(KEYS) - set(INTERNAL_TABLES) <= {name for schema, name, _ in tables if schema == "main"}
    assert [name for schema, name, _ in tables if schema == "internal"] == [*INTERNAL_TABLES]
    both = re.compile(r"[\u4e00-\u9fff].*/ [A-Z`a-z0-9]", re.DOTALL)
    assert [row for row in (*tables, *views, *columns) if not both.search(row[-1] or "")] == []


def test_what_tables_are_joined_by_is_of_one_type_everywhere_and_no_section_is_called_number() -> None:
    joined_by = (
        "agency_code", "cell", "column_code", "dimension", "district_code", "document_id", "explanation_id", "fault_id",
        "fault_kind", "finding_id", "form", "identity", "report_id", "report_year", "row_code", "rule", "section", "table_code",
    )  # fmt: skip
    with create_warehouse(for_reading=False) as con:
        load_forms_tables(con)
        build_views(con, for_reading=False)
        columns = con.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
    types = {name: {kind for _, column, kind in columns if column == name} for name in joined_by}
    assert {name: found for name, found in types.items() if len(found) != 1} == {}
    published = {*KEYS, *PUBLISHED_VIEWS}
    assert [table for table, column, _ in columns if column == "number" and table in published] == ["fetches"]
