"""The key of cached readings: what it covers is what reading imports, opens and uses, and nothing else."""

import ast
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from gouji.core.resources import resource
from gouji.demo.district import write_district
from gouji.read import reader_version as module
from gouji.read.reader_version import DATA, PACKAGE, imported_modules, libraries, reader_version

# Reads every document of a folder in a fresh interpreter; prints the modules of Gouji and the files of its data used.
READ = """
import sys
from pathlib import Path
home, data, opened = Path(sys.argv[1]), sys.argv[2], set()
sys.addaudithook(lambda event, told: opened.add(str(told[0])) if event == "open" and data in str(told[0]) else None)
from gouji.collect.archive import archive_bytes
from gouji.read.cached_readings import open_readings
from gouji.parse.format_registry import FORMATS
from gouji.parse.reports import reader_of
from gouji.read.stage import stage_documents
for each in FORMATS:
    reader_of(each.media_type)
files = sorted(path for path in home.glob("20*/*") if path.is_file())
items = [archive_bytes(file.read_bytes(), file.name, home) for file in files]
assert list(stage_documents(home, open_readings(home), items))
print(*(name for name in sys.modules if name.split(".")[0] == "gouji"))
print(*opened, sep="\\n")
"""


def test_it_covers_what_reading_imports_and_opens(tmp_path: Path) -> None:
    write_district(tmp_path, agencies=12, years=1, seed=3)
    data = str(resource("data", "forms").parent)
    run = subprocess.run([sys.executable, "-c", READ, str(tmp_path), data], capture_output=True, text=True, check=True)
    modules, *opened = run.stdout.splitlines()
    assert set(modules.split()) - imported_modules().keys() == set()
    folders = tuple(str(resource(*parts)) for parts in DATA)
    assert opened
    assert [file for file in opened if not file.startswith(folders)] == []


def test_import_statements_are_found_as_python_finds_them() -> None:
    found = imported_modules()
    for name, file in found.items():
        package = name if file.name == "__init__.py" else name.rpartition(".")[0]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                up = package.rsplit(".", node.level - 1)[0] if node.level else ""
                base = ".".join(filter(None, [up, node.module]))
                names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
            for each in names:
                if each.startswith("gouji") and module._source(PACKAGE, each):
                    assert each in found, (name, each)


def test_every_library_that_reading_imports_is_listed() -> None:
    distributions = packages_distributions()
    used: set[str] = set()
    for file in imported_modules().values():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                used |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                used.add(node.module.split(".")[0])
    used -= {"gouji", "fsspec"} | sys.stdlib_module_names  # fsspec moves bytes and reads none
    assert [name for name in sorted(used) if not set(distributions.get(name, ())) & set(libraries())] == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGE, tmp_path / "gouji", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.mark.parametrize(
    "file", ["cli/main.py", "publish/manifest.py", "load/warehouse.py", "check/rules.py", "core/registry.py"]
)
def test_an_edit_of_what_does_not_read_changes_nothing(copy: Path, file: str) -> None:
    before = reader_version(copy)
    reader_version.cache_clear()
    _edit(copy / file)
    assert reader_version(copy) == before == reader_version(PACKAGE)


@pytest.mark.parametrize(
    "file", ["parse/cells/figures.py", "parse/formats/rtf.py", "parse/scan/words.py", "read/stage.py", "core/model.py"]
)
def test_an_edit_of_what_reads_changes_it(copy: Path, file: str) -> None:
    before = reader_version(copy)
    reader_version.cache_clear()
    _edit(copy / file)
    assert reader_version(copy) != before


def test_it_follows_forms_and_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {reader_version()}
    for attribute, value in [("DATA", ()), ("LIBRARIES", ("lxml",))]:
        reader_version.cache_clear()
        with monkeypatch.context() as changed:
            changed.setattr(module, attribute, value)
            versions.add(reader_version())
    reader_version.cache_clear()
    assert len(versions) == 3


def _edit(file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8") + "\n# edited\n", encoding="utf-8")
