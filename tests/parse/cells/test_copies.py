"""A table that stands in a document several times: which one counts, in every format, and what is said of the others."""

from collections.abc import Mapping

import pytest

from gouji.core.model import Report
from tests.parse import writers as w
from tests.parse.documents import FORMATS, Blocks
from tests.parse.reading import read, values

pytestmark = pytest.mark.slow

TITLE = "青石县云溪镇人民政府2024年政府信息公开工作年度报告"
TABLES = ("disclosure", "applications", "disputes")
THIS = w.numbered()
LAST = {name: str(int(figure) + 300) for name, figure in THIS.items()}
NONE = w.zeros()
BLANK = dict.fromkeys(w.names(), "")
ANY_FORMAT = pytest.mark.parametrize("form", FORMATS)


def tables(figures: Mapping[str, str]) -> dict[str, w.Rows]:
    return w.printed(figures)


def report(
    sections: Mapping[str, Blocks], after: Blocks = (), title: str = TITLE, overview: str = "本镇照章办理。"
) -> list[str | w.Rows]:
    """A report whose sections 二 to 四 hold these blocks, and what comes behind it."""
    blocks: list[str | w.Rows] = [title]
    for number, heading in enumerate(w.HEADINGS, 1):
        blocks.append(heading)
        if number == 1:
            blocks.append(overview)
        elif number < 5:
            blocks += sections[TABLES[number - 2]]
        else:
            blocks.append("（一）有关事项。本年度按计划完成。")
    return [*blocks, *after]


def twice(first: str, second: str, one: Mapping[str, str] = THIS, other: Mapping[str, str] = LAST) -> dict[str, Blocks]:
    """Both tables in each section, each under its caption (none where it is empty)."""
    here, there = tables(one), tables(other)
    return {
        code: [*([first] if first else []), here[code], *([second] if second else []), there[code]] for code in TABLES
    }


def once(figures: Mapping[str, str] = THIS) -> dict[str, Blocks]:
    return {code: [rows] for code, rows in tables(figures).items()}


def annex(caption: str, figures: Mapping[str, str]) -> Blocks:
    return [caption, *tables(figures).values()]


def compared(rows: int = 4) -> w.Rows:
    """A table of differences with labels of table 三."""
    labels = ["本年新收政府信息公开申请数量", "上年结转政府信息公开申请数量", "予以公开", "结转下年度继续办理"][:rows]
    head = [w.Td(text) for text in ("指标名称", "2023年", "2024年", "增减值")]
    return [head, *([w.Td(label), w.Td(str(i)), w.Td(str(i + 20)), w.Td("20")] for i, label in enumerate(labels, 60))]


# What stands twice -> the document, and what the warnings must say of the copy not taken.
SETTLED: dict[str, tuple[Blocks, str]] = {
    "last year behind, captions": (report(twice("2024年度情况表", "2023年度情况表")), "写明是 2023 年的数"),
    "last year in front, captions": (
        report(twice("2023年度情况表", "2024年度情况表", LAST, THIS)),
        "写明是 2023 年的数",
    ),
    "last year in words": (report(twice("", "附：上年度情况")), "写明是 2023 年的数"),
    "whole and own level": (report(twice("全县情况", "其中：县本级情况")), "只是本级的数"),
    "own level in front": (report(twice("县本级情况", "全县情况", LAST, THIS)), "只是本级的数"),
    "own level, the whole without caption": (report(twice("", "其中：县本级情况")), "只是本级的数"),
    "own level by the title": (
        report(twice("全县情况", "县本级情况", LAST, THIS), title="青石县本级2024年政府信息公开工作年度报告"),
        "是全域的数",
    ),
    "a sample of zeros": (report(once(), annex("附件：样表", NONE)), "写明是样表或空表"),
    "a sample with figures": (report(once(), annex("附件2 填报示例", LAST)), "写明是样表或空表"),
    "an empty form": (report(once(), annex("附件：", BLANK)), "在附件里"),
    "another table in an annex": (report(once(), annex("附件：统计表", LAST)), "在附件里"),
    "an empty form in the text, the figures in an annex": (
        report(once(BLANK), annex("附件：统计表", THIS)),
        "是没有填写的空表",
    ),
    "what the text says": (
        report(
            twice("", "", LAST, THIS),
            overview=f"2024年，本镇新收政府信息公开申请{THIS['applications.new.total']}件，"
            f"制发行政规范性文件{THIS['disclosure.normative_documents.issued']}件，"
            f"发生行政复议{THIS['disputes.review.total']}件。",
        ),
        "与正文所说的数不一致",
    ),
    "differences": (
        report({**once(), "applications": [tables(THIS)["applications"], "两年对比", compared()]}),
        "是对比表",
    ),
    "differences in front": (
        report({**once(), "applications": ["两年对比", compared(), tables(THIS)["applications"]]}),
        "是对比表",
    ),
}


@ANY_FORMAT
@pytest.mark.parametrize("kind", SETTLED)
def test_one_of_two_counts_and_the_other_is_said(kind: str, form: str) -> None:
    blocks, said = SETTLED[kind]
    found = read(FORMATS[form](blocks))
    wrong = {cell: value for cell, value in values(found).items() if value != THIS[cell]}
    assert not wrong, found.warnings
    assert said in "\n".join(found.warnings)


@ANY_FORMAT
def test_the_same_table_again_is_no_conflict(form: str) -> None:
    found = read(FORMATS[form](report(twice("", "", THIS, THIS))))
    assert values(found) == THIS
    assert not any("出现" in warning for warning in found.warnings)


@ANY_FORMAT
def test_a_table_that_goes_on_below_is_one_table(form: str) -> None:
    whole = tables(THIS)
    parts = {**once(), "applications": [whole["applications"][:12], "续表", whole["applications"][12:]]}
    found = read(FORMATS[form](report(parts)))
    assert values(found) == THIS
    assert not any("出现" in warning for warning in found.warnings)


@ANY_FORMAT
def test_what_cannot_be_settled_is_unreadable_and_names_both(form: str) -> None:
    """Two tables of which nothing says whose: where they agree the figure stands, elsewhere none is taken."""
    same = "applications.granted.total"
    found = read(FORMATS[form](report(twice("", "", THIS, LAST | {same: THIS[same]}))))
    told = values(found)
    assert told.pop(same) == THIS[same]
    assert set(told.values()) == {"unreadable"}
    received = next(cell for cell in found.cells if cell.cell == "applications.new.total")
    assert received.raw == f"{THIS['applications.new.total']}／{LAST['applications.new.total']}"
    assert len([warning for warning in found.warnings if "无法确定以哪张为准" in warning]) == len(TABLES)


def beside(left: str, right: str) -> w.Rows:
    """Table 三 of two years side by side: twice seven columns of figures."""
    one, other = tables(THIS)["applications"], tables(LAST)["applications"]
    figures = [[td for td in row if td.cell] for row in other]
    head = [w.Td("", 3), w.Td(left, 7), w.Td(right, 7)]
    return [head, *([*row, *more] for row, more in zip(one, figures, strict=True))]


@pytest.mark.parametrize("form", ["html", "docx", "odt"])
def test_two_years_side_by_side(form: str) -> None:
    found = read(FORMATS[form](report({**once(), "applications": [beside("2024年", "2023年")]})))
    assert values(found) == THIS
    assert "写明是 2023 年的数" in "\n".join(found.warnings)


@ANY_FORMAT
def test_a_table_of_differences_alone_gives_no_figure(form: str) -> None:
    found: Report = read(FORMATS[form](report({**once(), "applications": [compared()]})))
    told = values(found)
    assert told["applications.new.total"] == "unreadable"
    assert told["applications.denied_state_secret.total"] == "absent"


def test_a_corrected_figure_is_not_overruled_by_the_whole_table() -> None:
    rows = tables(LAST)["applications"][3:4]
    found = read(FORMATS["html"](report(once(), ["更正：", rows])))
    assert values(found)["applications.new.total"] == "unreadable"
    assert values(found)["applications.granted.total"] == THIS["applications.granted.total"]


def test_a_department_is_not_told_which_level_it_should_report() -> None:
    title = "青石县教育局2024年政府信息公开工作年度报告"
    found = read(FORMATS["html"](report(twice("全系统情况", "局机关情况"), title=title)))
    assert set(values(found).values()) == {"unreadable"}
