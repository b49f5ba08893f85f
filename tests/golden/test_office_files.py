"""Documents as LibreOffice writes them (office/README.md): every cell, section and title."""

import json
from collections import Counter
from pathlib import Path

import pytest

from gouji.parse.reports import parse

WRITTEN = {".doc": 3, ".rtf": 3, ".docx": 3, ".odt": 3, ".xls": 1, ".ods": 1, ".xml": 1, ".fodt": 1}
FILES = sorted(path for path in (Path(__file__).parent / "office").iterdir() if path.suffix in WRITTEN)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_office_file_is_read_as_it_was_written(path: Path) -> None:
    truth = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    (report,) = parse(path.read_bytes())
    assert report.warnings == []
    assert (report.form, report.title, report.report_year) == (truth["form"], truth["title"], truth["report_year"])
    assert str(report.published_on) == truth["published_on"]
    wrong = []
    for cell in report.cells:
        value = truth["cells"].get(cell.cell, 0)
        expected = ("blank", None) if value is None else ("reported", value)
        if (cell.state, None if cell.value is None else float(cell.value)) != expected:
            wrong.append((cell, expected))
    assert wrong == []
    assert len(report.cells) == {"2021": 200, "2019": 198}[truth["form"]]
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    for section in report.sections[:-1]:
        assert [line for line in section.text.split("\n") if line] == truth["sections"][str(section.number)]
    last = truth["sections"]["6"]
    assert report.sections[-1].text.split("\n")[: len(last)] == last  # the page's foot follows


@pytest.mark.parametrize("name", ["numbered", "blanks", "nested"])
def test_the_formats_place_their_cells_alike(name: str) -> None:
    """Where each figure stood: the same table, row and grid column in all of them."""
    alike = (path for path in FILES if path.stem == name and path.suffix != ".xml")  # which lacks covered cells
    doc, *others = (parse(path.read_bytes())[0] for path in alike)
    assert len(others) >= 3
    assert all(other.cells == doc.cells for other in others)
    form_column = {cell.cell: cell.column for cell in doc.cells}
    assert form_column["applications.new.total"] == 10


def test_there_are_files_of_all_formats() -> None:
    assert Counter(path.suffix for path in FILES) == WRITTEN
