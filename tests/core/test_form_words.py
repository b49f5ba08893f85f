"""No code, label or number of a statutory form stands in the code: what a form says is in data/forms alone."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gouji.core.forms import load_forms

ROOT = Path(__file__).parents[2]
CODE = (ROOT / "flows" / "gouji", ROOT / "dashboards" / "gouji_web")

# Codes and labels that are also words of their own, and what they mean where code uses them.
ALSO_WORDS = {
    "new": "of a finding or report since the version before",
    "other": "a kind or state that is none of the named ones",
    "total": "a role of columns (data/forms/roles.toml), and the component or total of form_cells.role",
    "in_force": "the state of a waiver",
    "review": "no row: the word in identifiers",
    "fees": "the kind of repair, and the file of sql/repairs, that puts yuan right",
    "amount": "no column: the word in identifiers",
    "received": "a role of rows (data/forms/roles.toml)",
    "carried_in": "a role of rows",
    "pending": "a role of columns, and a key of data/demo/cells.toml",
    "disclosure": "in English, what the reports are about; a role of tables",
    "granted": "a kind of statement (data/forms/statements.toml)",
    "granted_partial": "a kind of statement (data/forms/statements.toml)",
    "disputes": "the beginning of kinds of statements, and a role of tables",
    "litigation": "the beginning of kinds of statements",
    "count": "no column: the SQL function and the word",
    "decisions": "what was decided of the checks (data/policy/rules.toml)",
    "interviews": "no row: the word",
    "made": "no column: the word",
    "disclosed": "a kind of statement (data/forms/statements.toml)",
    "单位": "an agency, and a unit",
    "勾稽关系": "what sums between cells are called",
    "其他": "everything else",
    "合计": "sums on pages, and the words by which prose sums up",
    "总计": "sums on pages, and the words by which prose sums up",
    "企业": "a word by which prose tells applicants apart",
    "自然人": "a word by which prose tells applicants apart",
    "尚未": "not yet",
    "维持": "a word",
}
MIN_LABEL = 2  # characters


def code_words() -> set[str]:
    forms = load_forms().values()
    lines = [line for form in forms for table in form.tables for line in (table, *table.rows, *table.columns)]
    return {line.code for line in lines} - set(ALSO_WORDS)


def label_words() -> set[str]:
    labels = set()
    for form in load_forms().values():
        for table in form.tables:
            labels |= {table.label, table.corner, *table.header}
            for line in (*table.rows, *table.columns):
                labels |= {line.label, *line.aliases}
            labels |= {row.group for row in table.rows}
        labels |= {name for section in form.sections for name in (section.label, *section.aliases)}
    return {label for label in labels if len(label) >= MIN_LABEL and label not in ALSO_WORDS}


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every string of a module that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def modules() -> list[Path]:
    return [path for folder in CODE for path in sorted(folder.rglob("*.py"))]


@pytest.fixture(scope="module")
def words() -> re.Pattern[str]:
    codes = "|".join(sorted(code_words(), key=len, reverse=True))
    labels = "|".join(map(re.escape, sorted(label_words(), key=len, reverse=True)))
    forms = "|".join(load_forms())
    return re.compile(rf"(?<![A-Za-z_])(?:{codes})(?![A-Za-z_])|{labels}|^(?:{forms})$|表[一二三四五六]")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_word_of_a_form_stands_in_code(path: Path, words: re.Pattern[str]) -> None:
    found = {line: match.group() for line, text in literals(path) if (match := words.search(text))}
    assert found == {}


def test_every_exception_is_a_word_of_a_form() -> None:
    """What no form says any longer needs no exception."""
    known: set[str] = set()
    for table in (table for form in load_forms().values() for table in form.tables):
        lines = (*table.rows, *table.columns)
        known |= {table.code, table.corner, *table.header} | {line.code for line in lines}
        known |= {name for line in lines for name in (line.label, *line.aliases)}
    assert set(ALSO_WORDS) - known == set()
