"""The table of formats is complete and its entries do not contradict each other."""

from importlib import import_module

import pytest
from click.testing import CliRunner

from gouji.cli.check import parse
from gouji.parse.files import links
from gouji.parse.format_registry import BY_MEDIA_TYPE, FORMATS, HTML, Format, Role, is_picture, readable_formats
from gouji.parse.reports import reader_of


def test_a_media_type_has_one_entry() -> None:
    assert len(BY_MEDIA_TYPE) == len(FORMATS)


def test_an_ending_belongs_to_one_format() -> None:
    endings = [ending for each in FORMATS for ending in each.endings]
    assert len(set(endings)) == len(endings)
    assert all(ending == ending.lower() and ending.startswith(".") for ending in endings)


@pytest.mark.parametrize("found", [each for each in FORMATS if each.reader], ids=lambda each: each.name)
def test_readers_exist(found: Format) -> None:
    module, _, name = found.reader.partition(":")
    assert reader_of(found.media_type) is getattr(import_module(f"gouji.parse.{module}"), name)


def test_roles() -> None:
    assert BY_MEDIA_TYPE[HTML].role is Role.PAGE
    assert is_picture("image/png")
    assert not is_picture("application/pdf")
    assert not is_picture(None)
    assert {".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"} == links.PICTURES
    assert {".pdf", ".docx", ".wps", ".et", ".zip", ".csv"} < links.DOCUMENTS
    assert not links.DOCUMENTS & {".txt", ".html", ".png"}


def test_formats_that_can_be_read_are_listed() -> None:
    assert {"DOCX", "OFD", "PDF", "网页", "ZIP 压缩包"} < set(readable_formats())
    assert not {"RAR 压缩包", "PPTX", "加密的 Office 文件"} & set(readable_formats())
    told = CliRunner().invoke(parse, ["--help"], terminal_width=500).output
    assert all(name in " ".join(told.split()) for name in readable_formats())
