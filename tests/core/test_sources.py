"""The column `source` of a registry, and whom it lets us contact."""

from pathlib import Path

import pytest

from gouji.core.registry import RegistryError
from gouji.core.registry_file import load_registry
from gouji.core.sources import Source, allowed_places, parse_sources


@pytest.mark.parametrize(
    ("cell", "sources"),
    [
        ("", ()),
        ("收件", (Source("inbox", ""),)),
        ("http://www.example.invalid/nb/", (Source("list", "http://www.example.invalid/nb/"),)),
        ("栏目 https://a.invalid/nb/?y={year}", (Source("list", "https://a.invalid/nb/?y={year}"),)),
        ("page http://a.invalid/1.html | 文件 http://a.invalid/2.doc",
         (Source("page", "http://a.invalid/1.html"), Source("file", "http://a.invalid/2.doc"))),
        ("内网 list http://10.1.2.3:8080/nb/", (Source("list", "http://10.1.2.3:8080/nb/", True),)),
        ("主机 files.a.invalid:81", (Source("host", "http://files.a.invalid:81/"),)),
    ],
)  # fmt: skip
def test_entries(cell: str, sources: tuple[Source, ...]) -> None:
    assert parse_sources(cell) == sources


@pytest.mark.parametrize(
    "cell",
    ["www.example.invalid", "ftp://a.invalid/", "http:///nb/", "网站 http://a.invalid/", "http://u:p@a.invalid/",
     "主机 a.invalid/nb/", "list", "http://a.invalid:port/"],
)  # fmt: skip
def test_what_is_no_source_is_told(cell: str) -> None:
    with pytest.raises(ValueError, match="source「"):
        parse_sources(cell)


def test_year_in_an_address() -> None:
    assert Source("page", "http://a.invalid/?fbtime={year}").of_year(2025) == "http://a.invalid/?fbtime=2025"


def test_places_are_those_named_with_both_usual_ports() -> None:
    sources = parse_sources("http://A.invalid/nb/|主机 b.invalid:8443|内网 http://10.0.0.1/|收件")
    assert allowed_places(sources) == {
        ("a.invalid", 80): False, ("a.invalid", 443): False, ("b.invalid", 8443): False,
        ("10.0.0.1", 80): True, ("10.0.0.1", 443): True,
    }  # fmt: skip


def test_a_wrong_source_is_told_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "registry.csv"
    path.write_text("code,name,kind,source\n990101100000,甲镇,镇,网站 甲\n", encoding="utf-8")
    with pytest.raises(RegistryError, match=r"第 2 行：source「网站 甲」中的「网站」不认识"):
        load_registry(path)
