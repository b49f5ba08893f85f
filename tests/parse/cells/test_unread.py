"""What could not be read is told with the place and what it may hold, so that nobody calls it missing."""

import pytest

from gouji.core.model import ABSENT, BLANK, Unread
from gouji.parse.reports import parse
from tests.parse import writers as w

NEW = "applications.new"
LABELS = ("一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "（七）总计")


def tables() -> dict[str, str]:
    return {code: w.html_table(rows) for code, rows in w.printed(w.zeros()).items()}


def read(html: str) -> tuple[dict[str, str], list[Unread]]:
    (report,) = parse(html.encode())
    return {cell.cell: cell.state for cell in report.cells}, report.unread


def test_of_a_whole_report_nothing_is_unread() -> None:
    assert read(w.page(tables()))[1] == []


def test_a_blank_that_is_seen_is_blank_and_not_unread() -> None:
    states, unread = read(w.as_page(w.zeros(**{f"{NEW}.total": ""})))
    assert states[f"{NEW}.total"] == BLANK
    assert unread == []


def test_a_row_that_is_of_no_row_of_the_form_may_be_the_one_that_is_missing() -> None:
    without = {code: w.html_table(rows) for code, rows in w.printed(w.zeros(), without=["disclosure.coercion"]).items()}
    extra = "<tr><td>其他对外事项甲</td><td colspan=3>17</td></tr></table>"
    without["disclosure"] = without["disclosure"].replace("</table>", extra)
    states, unread = read(w.page(without))
    assert states["disclosure.coercion.decisions"] == ABSENT
    assert [each.table_code for each in unread] == ["disclosure"]
    assert "其他对外事项甲" in unread[0].place
    assert "17" in unread[0].place


def test_a_row_left_out_of_a_table_without_strange_rows_is_surely_missing() -> None:
    rows = w.printed(w.zeros(), without=["disclosure.coercion"])
    states, unread = read(w.page({code: w.html_table(own) for code, own in rows.items()}))
    assert states["disclosure.coercion.decisions"] == ABSENT
    assert unread == []


@pytest.mark.parametrize(
    ("instead", "tells"),
    [
        ("".join(f"<p>{label} 12</p>" for label in LABELS), True),
        ("<p>" + "；".join(f"{label}12件" for label in LABELS) + "。</p>", True),
        ("<p>本年度没有收到申请。</p>", False),
        ("", False),
    ],
)  # fmt: skip
def test_a_table_whose_words_stand_in_the_text_of_its_section_is_not_known_to_be_missing(
    instead: str, tells: bool
) -> None:
    shown = tables() | {"applications": instead}
    states, unread = read(w.page(shown))
    absent = {state for cell, state in states.items() if cell.startswith("applications.")} <= {ABSENT}
    assert absent
    assert [each.table_code for each in unread] == (["applications"] if tells else [])


@pytest.mark.parametrize(
    ("heading", "tells"),
    [("六、补充说明", True), ("第六部分 附带说明", True), ("补充说明", False), ("九、补充说明", False)],
)
def test_a_heading_with_the_number_of_a_missing_section_is_told(heading: str, tells: bool) -> None:
    headings = [*w.HEADINGS]
    headings[5] = heading
    (report,) = parse(
        w.text({code: w.pipe_table(rows) for code, rows in w.printed(w.zeros()).items()}, headings=headings).encode()
    )
    assert [each.section for each in report.unread] == ([6] if tells else [])


def test_a_numbered_line_inside_another_section_is_no_heading_of_the_missing_one() -> None:
    """三、 below 一、 when section 三 is missing: the line stands before section 二."""
    headings = [f"{w.HEADINGS[0]}\n三、加强培训", w.HEADINGS[1], "", *w.HEADINGS[3:]]
    shown = {code: w.pipe_table(rows) for code, rows in w.printed(w.zeros()).items()}
    (report,) = parse(w.text(shown, headings=headings).encode())
    assert 3 not in {section.number for section in report.sections}
    assert report.unread == []
