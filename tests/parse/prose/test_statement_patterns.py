"""A wording or a kind of statement is an entry of data/forms/statements.toml and nothing else."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gouji.core.model import Section
from gouji.core.resources import resource
from gouji.parse.prose import statement_patterns
from gouji.parse.prose.statements import read_statements

CACHED = ("_read", "statement_patterns", "kinds_with", "unnamed_kind", "named_disputes", "told_together", "shares")
TEXT = resource("data", "forms", "statements.toml").read_text(encoding="utf-8")
MORE = """
forums = { title = "座谈会", traits = ["whole", "adds_up"] }
"""
WORDING = """
[[patterns]]
kind = "forums"
units = ["场"]
pattern = '座谈会{4}{N}'
"""


def _forget() -> None:
    for name in CACHED:
        getattr(statement_patterns, name).cache_clear()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file that stands for statements.toml."""
    monkeypatch.setattr(statement_patterns, "resource", lambda *_: tmp_path / "statements.toml")
    _forget()
    yield tmp_path / "statements.toml"
    _forget()


def told(text: str) -> list[tuple[str, str, str]]:
    return [(s.kind, str(s.value), s.scope) for s in read_statements([Section(1, "", text)])]


def test_a_kind_and_its_wording_are_added_in_the_file_alone(file: Path) -> None:
    file.write_text(TEXT.replace("[kinds]\n", f"[kinds]{MORE}", 1) + WORDING, encoding="utf-8")
    assert told("召开座谈会4场。") == [("forums", "4", "year")]
    assert [scope for _, _, scope in told("召开座谈会4场，镇街座谈会2场。")] == ["part", "part"]  # adds_up


def test_an_unknown_trait_is_named(file: Path) -> None:
    file.write_text(TEXT.replace('"adds_up"]', '"adds_down"]', 1), encoding="utf-8")
    with pytest.raises(ValueError, match=r"documents_repealed.*adds_down"):
        statement_patterns.kinds_with("whole")


def test_no_code_of_the_parser_names_a_kind() -> None:
    kinds = [line.split(" = ")[0] for line in TEXT.splitlines() if re.match(r"\w+ = \{ title", line)]
    assert len(kinds) > 20
    named = re.compile(rf"[\"'](?:{'|'.join(kinds)})[\"']")
    folder = Path(statement_patterns.__file__).parent
    found = [(file.name, match[0]) for file in folder.glob("*.py") for match in named.finditer(file.read_text("utf-8"))]
    assert found == []


def test_a_count_behind_no_dispute_is_of_the_last_of_the_file() -> None:
    assert list(statement_patterns.named_disputes()) == ["reviews", "litigation"]
