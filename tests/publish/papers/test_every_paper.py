"""Every paper of the small district: no word of the program, no Latin, no number that the tables do not hold.

The same is asked of the demo district, which has every kind of fault, in tests/pipeline/test_papers_of_the_demo.py.
"""

import io
import zipfile

import docx
import pytest

from tests.publish.papers.every_paper import numbers_out_of_place, words_out_of_place
from tests.publish.papers.plain_words import foreign_words, pieces, program_words
from tests.publish.papers.small_district import AS_OF, OTHER_TOWN, Made


def test_no_paper_has_a_word_of_the_program(made: Made) -> None:
    files = [(paper, (made.home / "public" / paper.path).read_bytes()) for paper in made.papers]
    assert {paper.kind for paper, _ in files} >= {"report", "circular", "notice", "reminder", "workbook"}
    assert words_out_of_place(files) == []


def test_every_number_of_a_paper_is_in_the_tables(made: Made) -> None:
    files = [(paper, (made.home / "public" / paper.path).read_bytes()) for paper in made.papers]
    with made.tables() as con:
        assert numbers_out_of_place(con, files, AS_OF) == []


def test_a_number_that_nobody_reported_is_found(made: Made) -> None:
    """What the check above would say of a paper with 4711 where 7 belongs, in a sentence as in a table."""
    [paper] = [each for each in made.papers if (each.kind, each.agency_code) == ("notice", OTHER_TOWN)]
    document = docx.Document(io.BytesIO((made.home / "public" / paper.path).read_bytes()))
    [sentence] = [each for each in document.paragraphs if "现填9" in each.text]
    sentence.runs[0].text = sentence.text.replace("应为7", "应为4711")
    document.tables[0].rows[-1].cells[-1].text = "4712"
    buffer = io.BytesIO()
    document.save(buffer)
    with made.tables() as con:
        found = numbers_out_of_place(con, [(paper, buffer.getvalue())], AS_OF)
    assert {number for _, numbers, _ in found for number in numbers} == {"4711", "4712"}


@pytest.mark.parametrize(("text", "foreign", "program"), [
    ("请用 Excel 打开，发送至 office@example.com", [], []),
    ("见 https://example.com/a_b.html", [], []),
    ("规则 row_total", ["row_total"], []),
    ("第 6 张表第 14 行", [], ["第 6 张表", "第 14 行"]),
    ("表三“一、本年新收”行“总计”列", [], []),
])  # fmt: skip
def test_what_counts_as_out_of_place(text: str, foreign: list[str], program: list[str]) -> None:
    assert (foreign_words(text), program_words(text)) == (foreign, program)


def test_the_properties_of_a_file_name_the_office_and_no_library(made: Made) -> None:
    for path, content in made.files().items():
        if path.endswith(".docx"):
            package = zipfile.ZipFile(io.BytesIO(content))
            said = "".join(package.read(f"docProps/{part}.xml").decode() for part in ("core", "app"))
            assert said.count("示例省云汀市试纸区人民政府办公室") == 3, path
            assert "python" not in said
            assert [name for name in package.namelist() if "thumbnail" in name] == []
            assert any("试纸区" in piece for piece in pieces(path, content))
