"""PDF of an office suite and of a browser, every cell: tests/golden/pdf/README.md says how they were made."""

import sys
from pathlib import Path

from gouji.core.model import BLANK, NOT_APPLICABLE, REPORTED
from gouji.parse.reports import parse

FOLDER = Path(__file__).parent / "pdf"
sys.path.insert(0, str(FOLDER))

from make_pdf import figures  # noqa: E402


def test_a_report_cut_over_pages_is_read_in_every_cell() -> None:
    (report,) = parse((FOLDER / "numbered.pdf").read_bytes())
    expected = figures()
    assert {cell.cell: cell.raw for cell in report.cells} == expected
    for cell in report.cells:
        text = expected[cell.cell]
        assert cell.state == (BLANK if not text else NOT_APPLICABLE if text == "-" else REPORTED)
        assert (str(cell.value) if cell.state == REPORTED else None) == (text if text not in ("", "-") else None)
    pages = {cell.cell: cell.page for cell in report.cells}
    # The rows cut by the end of a page stand where their figures are.
    assert pages["applications.granted_partial.total"] == 1
    assert pages["applications.denied_state_secret.total"] == 2
    assert pages["applications.other_fee_unpaid.total"] == 2
    assert pages["disputes.review.total"] == 3
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert report.sections[5].text == "本年度没有其他需要报告的事项。"
    assert report.agency == "青石县云溪镇人民政府"
    assert (report.report_year, report.published_on, report.warnings) == (2024, None, [])


def test_a_page_scaled_by_a_browser_is_read_in_every_character() -> None:
    """What it names beside its glyphs (一, 人, 工) stands where it is drawn; dots make rules."""
    (report,) = parse((FOLDER / "browser.pdf").read_bytes())
    assert report.title == "青石县云溪镇人民政府2024年政府信息公开工作年度报告"
    assert [section.number for section in report.sections] == [1, 2]
    cells = {cell.cell: cell for cell in report.cells}
    read = {name: str(cells[f"disclosure.regulations.{name}"].value) for name in ("issued", "repealed", "in_force")}
    assert read == {"issued": "100", "repealed": "101", "in_force": "102"}
    assert report.warnings == []
