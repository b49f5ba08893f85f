"""What is in the project is documented, and nothing in it names a machine."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from gouji.check.check_docs import checks_page
from gouji.cli.main import cli

ROOT = Path(__file__).resolve().parents[2]
READMES = ("README.md", "README.zh.md")
MAX_README_LINES = 125
PAGES = sorted(
    str(path.relative_to(ROOT))
    for folder in (".", "docs", "data", "tests")
    for path in (ROOT / folder).glob("*.md" if folder in (".", "docs") else "**/*.md")
)
TABLES = sorted(path.stem for path in (ROOT / "sql" / "schema").glob("*.sql"))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", READMES)
def test_commands_are_in_the_readmes(readme):
    content = text(readme)
    assert [name for name in cli.commands if f"gouji {name}" not in content] == []


def test_a_readme_is_read_to_its_end():
    assert [name for name in READMES if text(name).count("\n") > MAX_README_LINES] == []


def test_the_picture_and_the_tables_of_the_glossary_are_what_the_code_says():
    done = subprocess.run([sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_glossary_has_every_table_and_package():
    content = text("docs/glossary.md")
    packages = [file.parent.relative_to(ROOT / "flows" / "gouji") for file in ROOT.glob("flows/gouji/**/__init__.py")]
    names = [*TABLES, *(".".join(package.parts) for package in packages if package.parts), "gouji_web"]
    assert [name for name in names if f"`{name}`" not in content] == []


@pytest.mark.parametrize("page", PAGES)
def test_links_and_paths_of_a_page_lead_somewhere(page):
    content, folder = text(page), (ROOT / page).parent
    targets = [folder / target for target in re.findall(r"\]\(([^)#:]+)\)", content)]
    paths = re.findall(r"`(?:python )?([\w.]+/[\w./-]+\.(?:py|sql|toml|csv))`", content)
    targets += [ROOT / path if (ROOT / path).exists() else ROOT / "flows" / "gouji" / path for path in paths]
    assert [str(target) for target in targets if not target.exists()] == []


def test_the_page_of_checks_is_what_the_checks_say():
    assert text("docs/checks.md") == checks_page(), "make docs"


def test_every_variable_of_the_environment_is_told():
    code = "".join(file.read_text(encoding="utf-8") for file in ROOT.glob("flows/gouji/**/*.py"))
    names = set(re.findall(r'"(GOUJI_[A-Z_]+)"', code)) - {
        "GOUJI_HOME",
        "GOUJI_LOG_IN",
        "GOUJI_NAMES",
        "GOUJI_OWN_SERVER",
        "GOUJI_RUN_REQUEST",
    }  # of one process of Gouji to another
    assert [name for name in sorted(names) if f"`{name}`" not in text("docs/operating.md")] == []


def test_every_dependency_says_why_it_is_there():
    project = tomllib.loads(text("pyproject.toml"))["project"]
    names = [re.match(r"[\w-]+", dependency)[0] for dependency in project["dependencies"]]
    table = text("README.md").split("## Dependencies")[1]
    assert [name for name in names if name not in table] == []


def test_every_table_and_column_is_commented_in_both_languages():
    for table in TABLES:
        sql = text(f"sql/schema/{table}.sql")
        columns = re.findall(r"^    (\w+) [A-Z]", sql, re.MULTILINE)
        comments = dict(
            re.findall(rf"COMMENT ON COLUMN (?:internal\.)?{table}\.(\w+) IS\s+((?:'(?:[^']|'')+'\s*)+);", sql)
        )
        assert set(columns) == set(comments), table
        for comment in (
            *comments.values(),
            re.search(rf"COMMENT ON TABLE (?:internal\.)?{table} IS\s+((?:'(?:[^']|'')+'\s*)+);", sql)[1],
        ):
            assert re.search(r"[\u4e00-\u9fff]", comment), (table, comment)
            assert re.search(r"[A-Za-z]{3}", comment), (table, comment)


def test_nothing_names_a_registry_host_or_a_machine():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout
    if not tracked:
        pytest.skip("not a git checkout")
    hosts = re.compile(
        "|".join(["pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", "/wo" + "rk/main", "/ro" + "ot/"])
    )
    found = []
    for name in tracked.decode().split("\0"):
        path = ROOT / name
        if name and path.suffix in (".py", ".md", ".toml", ".sql", ".txt", ".csv", ".html", "") and path.is_file():
            found += [name] if hosts.search(path.read_text(encoding="utf-8", errors="ignore")) else []
    assert found == []
