"""`gouji parse FILE --explain OUT.html`: one page, alone, that shows the decisions and obeys nothing it shows."""

import os
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner

from gouji.cli.explanation.page import explanation_page
from gouji.cli.main import cli
from gouji.core import debug_log
from gouji.parse.document import Grid
from gouji.parse.trace import ReportBegun
from gouji.read.read_files import crashed_traced, read_traced
from tests.parse.pdf_writer import report as pdf_report
from tests.parse.test_explain import ROWS, page
from tests.parse.writers import numbered

HOSTILE = "2024年云溪\u202e镇&lt;script&gt;alert(1)&lt;/script&gt;人民政府政府信息公开工作年度报告"
VOID = {"meta", "br", "hr", "img", "input", "link"}


class Reader(HTMLParser):
    """Elements, attributes and words of a page; fails where an element is not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def read(markup: str) -> Reader:
    reader = Reader()
    reader.feed(markup)
    reader.close()
    assert reader.open == []
    return reader


def explain(tmp_path, data: bytes, name: str = "report.html") -> str:
    file = tmp_path / name
    file.write_bytes(data)
    return explanation_page([file], list(read_traced([file])))


def test_the_command_writes_the_page_and_answers_as_ever(tmp_path):
    file, out = tmp_path / "report.html", tmp_path / "out.html"
    file.write_bytes(page())
    plain = CliRunner().invoke(cli, ["parse", str(file), "--json"])
    result = CliRunner().invoke(cli, ["parse", str(file), "--json", "--explain", str(out)])
    assert result.exit_code == 0
    assert result.stdout == plain.stdout
    assert str(out) in result.stderr
    assert "云溪镇人民政府" in "".join(read(out.read_text(encoding="utf-8")).words)


def test_the_page_shows_each_decision(tmp_path):
    words = " ".join("".join(read(explain(tmp_path, page())).words).split())
    for told in (
        "取第一个兼有机关与年度的标题",  # who
        "网页元数据",  # when
        "（一）主动公开情况", "not in the heaviest chain",  # a heading not taken
        "标签最多 most labels",  # form
        "disclosure.regulations",  # a grid's row
        "词义与次序合计得分最高", "与格式的各行都不像",  # why a line was given its row, or none
        "requests_received", "「收到政府信息公开申请9件」", "属第 1 条的一部分",  # prose
        "16份",  # a count of no statement
        "不是格式中的表 no table of the form",
        "网站导航之外的一段。",  # a paragraph outside the sections
        "有数字不属于格式中的任何一格",  # a warning
    ):  # fmt: skip
        assert told in words, told


def test_every_link_leads_to_its_box(tmp_path):
    reader = read(explain(tmp_path, page()))
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [attributes["href"] for tag, attributes in reader.elements if tag == "a"]
    assert targets
    assert all(target.startswith("#") and target[1:] in ids for target in targets)


def test_what_a_document_says_is_shown_and_never_obeyed(tmp_path):
    rows = [*ROWS, ('&lt;img src="http://example.invalid/x" onerror="a()"&gt;', "9'\"&gt;")]
    markup = explain(tmp_path, page(rows, HOSTILE, "\u2067共答复申请3件&lt;/td&gt;&lt;style&gt;*{}。"))
    reader = read(markup)
    tags = {tag for tag, _ in reader.elements}
    assert not tags & {"script", "img", "link", "iframe", "object", "form", "base", "svg"}
    assert [tag for tag, _ in reader.elements].count("style") == 1
    names = {name for _, attributes in reader.elements for name in attributes}
    assert not {name for name in names if name.startswith("on") or name in ("src", "style", "action", "srcset")}
    assert "url(" not in markup
    assert "@import" not in markup
    assert not {"\u202e", "\u2067"} & set(markup)
    words = "".join(reader.words)
    assert "云溪⟨U+202E⟩镇<script>alert(1)</script>" in words
    assert "default-src 'none'" in markup


def test_a_drawn_page_is_shown_as_it_was_drawn(tmp_path):
    reader = read(explain(tmp_path, pdf_report(numbered()), "report.pdf"))
    tags = [tag for tag, _ in reader.elements]
    assert min(tags.count("svg"), tags.count("rect"), tags.count("line"), tags.count("text")) > 0
    assert "所绘的页面 " in reader.words
    assert "所绘的页面 " not in read(explain(tmp_path, page())).words


def test_a_merged_cell_is_as_wide_as_it_was(tmp_path):
    wide = page().replace("<td>第二十条第（一）项</td>".encode(), '<td colspan="4">第二十条第（一）项</td>'.encode())
    reader = read(explain(tmp_path, wide))
    assert any(a.get("colspan") == "3" or a.get("colspan") == "4" for tag, a in reader.elements if tag == "td")


def test_a_document_that_is_no_report_is_explained_too(tmp_path):
    file, out = tmp_path / "menu.html", tmp_path / "out.html"
    file.write_bytes("<p>首页</p><table><tr><td>新闻</td><td>12</td></tr></table>".encode())
    result = CliRunner().invoke(cli, ["parse", str(file), "--explain", str(out)])
    assert result.exit_code == 2
    words = "".join(read(out.read_text(encoding="utf-8")).words)
    assert "没有读出报告" in words
    assert "没有格式中的表" in words or "没有读到格式中的表" in words
    assert "首页" in words


def test_a_file_that_ended_its_worker_has_a_page(tmp_path):
    file = tmp_path / "report.html"
    words = "".join(read(explanation_page([file], [crashed_traced(file, "读取时程序库崩溃")])).words)
    assert "读取时程序库崩溃" in words


def test_a_large_document_is_shown_in_part_and_says_so(tmp_path):
    file = tmp_path / "large.html"
    rows = [*ROWS, *((f"另一事项{i}", str(i)) for i in range(500))]
    markup = explain(tmp_path, page(rows, extra="受理申请3件。" * 400 + "x" * 100_000), file.name)
    assert "还有 307 行" in "".join(read(markup).words)
    assert len(markup) < 2_000_000


def test_several_files_stand_on_one_page(tmp_path):
    files = [tmp_path / "a.html", tmp_path / "b.html"]
    for file in files:
        file.write_bytes(page())
    reader = read(explanation_page(files, list(read_traced(files))))
    ids = [attributes["id"] for _, attributes in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {"文件 a.html ", "文件 b.html "} <= set(reader.words)


def test_the_file_itself_is_not_overwritten(tmp_path):
    file = tmp_path / "report.html"
    file.write_bytes(page())
    result = CliRunner().invoke(cli, ["parse", str(file), "--explain", str(file)])
    assert result.exit_code == 2
    assert file.read_bytes() == page()


def test_a_page_that_cannot_be_written_is_said(tmp_path):
    file = tmp_path / "report.html"
    file.write_bytes(page())
    result = CliRunner().invoke(cli, ["parse", str(file), "--explain", str(tmp_path / "none" / "out.html")])
    assert result.exit_code == 2
    assert "写不了" in result.stderr


def test_grids_of_scans_leave_their_picture_behind(tmp_path):
    file = tmp_path / "report.html"
    file.write_bytes(page())
    (reading,) = read_traced([file])
    grids = [b for e in reading.events if isinstance(e, ReportBegun) for b in e.blocks if isinstance(b, Grid)]
    assert grids
    assert all(grid.look_again is None for grid in grids)


def test_the_log_is_silent_until_it_is_asked_for(tmp_path):
    file = tmp_path / "report.html"
    file.write_bytes(page())

    def errors(*arguments: str, **environment: str) -> str:
        command = [sys.executable, "-m", "gouji", *arguments, "parse", str(file)]
        done = subprocess.run(command, env=os.environ | environment, capture_output=True, check=True)
        return done.stderr.decode()

    assert errors() == ""
    told = errors("--debug")
    assert "DEBUG gouji.parse.cells.alignment: disclosure" in told
    assert errors(**{debug_log.VARIABLE: "debug"}) == told


@pytest.mark.parametrize(("word", "level"), [("debug", 10), ("INFO", 20), ("", None), ("much", None)])
def test_levels_of_the_log(monkeypatch, word, level):
    monkeypatch.setenv(debug_log.VARIABLE, word)
    assert debug_log.wanted_level() == level
