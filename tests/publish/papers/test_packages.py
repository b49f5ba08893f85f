"""Word and Excel files of the small district as packages: every part has its type, every reference leads somewhere, every
style that is used is there, and the libraries that others read with open them.

All papers of the demo were also put to a validator of the format (openxml-audit, strict): docs/papers.md.
"""

import io
import posixpath
import zipfile

import docx
from lxml import etree
from python_calamine import CalamineWorkbook

from tests.publish.papers.reading_papers import WORD_NAMESPACE
from tests.publish.papers.small_district import Made

TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"


def packages(made: Made) -> list[tuple[str, zipfile.ZipFile]]:
    found = [
        (path, zipfile.ZipFile(io.BytesIO(content)))
        for path, content in made.files().items()
        if content.startswith(b"PK")
    ]
    assert {path.rpartition(".")[2] for path, _ in found} == {"docx", "xlsx"}
    return found


def test_every_part_is_well_formed_and_has_its_type(made: Made) -> None:
    for path, package in packages(made):
        types = etree.fromstring(package.read("[Content_Types].xml"))
        named = {each.get("PartName") for each in types.iter(f"{TYPES}Override")}
        endings = {each.get("Extension") for each in types.iter(f"{TYPES}Default")}
        parts = {f"/{name}" for name in package.namelist()} - {"/[Content_Types].xml"}
        assert named <= parts, path  # nothing is promised that is not there
        assert not [name for name in parts if name not in named and name.rpartition(".")[2] not in endings], path
        assert len(parts) == len(package.namelist()) - 1, path
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))


def test_every_reference_leads_to_a_part_and_every_part_is_referred_to(made: Made) -> None:
    for path, package in packages(made):
        reached = set()
        for name in package.namelist():
            if name.endswith(".rels"):
                folder = posixpath.dirname(posixpath.dirname(name))
                codes = []
                for each in etree.fromstring(package.read(name)):
                    codes.append(each.get("Id"))
                    if each.get("TargetMode") != "External":
                        target = each.get("Target")
                        reached.add(
                            posixpath.normpath(
                                posixpath.join("" if target.startswith("/") else folder, target.lstrip("/"))
                            )
                        )
                assert len(codes) == len(set(codes)), path
        parts = {name for name in package.namelist() if not name.endswith(".rels")} - {"[Content_Types].xml"}
        assert reached == parts, path


def test_every_style_that_is_used_is_there_once(made: Made) -> None:
    for path, package in packages(made):
        if path.endswith(".docx"):
            styles = [
                each.get(f"{WORD_NAMESPACE}styleId")
                for each in etree.fromstring(package.read("word/styles.xml")).iter(f"{WORD_NAMESPACE}style")
            ]
            assert len(styles) == len(set(styles)), path
            for name in package.namelist():
                if name.startswith("word/") and name.endswith(".xml"):
                    root = etree.fromstring(package.read(name))
                    used = {
                        each.get(f"{WORD_NAMESPACE}val")
                        for tag in ("pStyle", "rStyle", "tblStyle") for each in root.iter(f"{WORD_NAMESPACE}{tag}")
                    }  # fmt: skip
                    assert used <= set(styles), (path, name)


def test_tables_are_rectangles_and_comments_have_their_marks(made: Made) -> None:
    """Every row of a table covers all its grid columns; what Word repairs is most often one that does not."""
    for path, package in packages(made):
        if not path.endswith(".docx"):
            continue
        root = etree.fromstring(package.read("word/document.xml"))
        for table in root.iter(f"{WORD_NAMESPACE}tbl"):
            columns = len(table.findall(f"{WORD_NAMESPACE}tblGrid/{WORD_NAMESPACE}gridCol"))
            for row in table.findall(f"{WORD_NAMESPACE}tr"):
                spans = [
                    int(span.get(f"{WORD_NAMESPACE}val")) if (span := cell.find(f".//{WORD_NAMESPACE}gridSpan")) is not None else 1
                    for cell in row.findall(f"{WORD_NAMESPACE}tc")
                ]  # fmt: skip
                assert sum(spans) == columns, path
        marks = [
            sorted(each.get(f"{WORD_NAMESPACE}id") for each in root.iter(f"{WORD_NAMESPACE}{tag}"))
            for tag in ("commentRangeStart", "commentRangeEnd", "commentReference")
        ]
        assert marks[0] == marks[1] == marks[2], path
        comments = [comment.comment_id for comment in docx.Document(io.BytesIO(made.files()[path])).comments]
        assert sorted(map(str, comments)) == marks[0], path


def test_the_workbook_opens_and_leads_to_no_other_book(made: Made) -> None:
    assert len(CalamineWorkbook.from_filelike(io.BytesIO(made.paper("workbook", ".xlsx"))).sheet_names) == 9
    assert not [name for path, package in packages(made) for name in package.namelist() if "externalLink" in name]
