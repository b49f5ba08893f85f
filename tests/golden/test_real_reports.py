"""Real published reports, every figure. The lists below were made by reading the files by eye, not by the reader.

The files are not part of the repository: they lie in ../shared/reports beside it, and the tests are skipped without
them. None of their sentences is quoted here.
"""

from datetime import date
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from gouji.core.forms import load_forms
from gouji.core.model import BLANK, REPORTED, Report
from gouji.parse.reports import parse

FOLDER = Path(__file__).parents[3] / "shared" / "reports"
APPLICANTS = ("natural_person", "business", "research", "nonprofit", "legal_service", "other_organisation", "total")
RESULTS = ("upheld", "corrected", "other", "pending", "total")


def read(name: str, address: str = "") -> Report:
    file = FOLDER / name
    if not file.exists():
        pytest.skip(f"{file} is not here")
    (report,) = parse(file.read_bytes(), address or name)
    return report


def figures(report: Report) -> dict[str, str | None]:
    return {c.cell: None if c.value is None else str(c.value) for c in report.cells}


def by_row(table: str, columns: tuple[str, ...], rows: dict[str, str]) -> dict[str, str | None]:
    """`rows`: figures from left to right, "." for an empty cell."""
    return {
        f"{table}.{row}.{column}": None if text == "." else text
        for row, line in rows.items()
        for column, text in zip(columns, line.split(), strict=True)
    }


def test_a_township_of_2025_in_flattened_text() -> None:
    report = read("henghe_2025.txt")
    cells = [cell.cell for cell in load_forms()["2021"].cells if not cell.optional]
    assert figures(report) == dict.fromkeys(cells, "0") | {"disclosure.licensing.decisions": "134"}
    assert {cell.state for cell in report.cells} == {REPORTED}
    assert report.agency == "重庆市万州区恒合土家族乡人民政府"
    assert (report.report_year, report.form, report.published_on) == (2025, "2021", None)
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    assert report.warnings == []
    stated = [(s.kind, int(s.value), s.section) for s in report.statements if s.part_of is None]
    assert stated == [("disclosed", 8, 1), ("disclosed", 95, 1), ("requests_received", 0, 1), ("fees_charged", 0, 6)]
    assert [int(s.value) for s in report.statements if s.part_of == 1] == [2, 1, 2, 2, 1]
    lines = (FOLDER / "henghe_2025.txt").read_text(encoding="utf-8").split("\n")
    assert "134 | ||" in lines  # the only figure that is not 0 is where the list above has it
    assert sum(line.strip(" |").isdigit() for line in lines) == len(cells)


def test_the_township_s_date_is_in_its_address() -> None:
    report = read("henghe_2025.txt", "http://www.example.gov.cn/zfxxgknb/202601/t20260113_15312454.html")
    assert report.published_on == date(2026, 1, 13)


def test_a_municipal_office_of_2019_in_html() -> None:
    report = read("shanghai_bgt_2019.html")
    three = {
        "new": "821 35 . . 2 1 859", "carried_in": "18 . . . . . 18", "granted": "258 12 . . 1 1 .",
        "granted_partial": "3 . . . . . .", "denied_state_secret": "14 . . . . . .",
        "denied_prohibited_by_law": ". . . . . . .", "denied_security_stability": ". . . . . . .",
        "denied_third_party": ". . . . . . .", "denied_internal_affairs": "5 . . . . . .",
        "denied_process_information": "3 1 . . . . .", "denied_enforcement_file": ". . . . . . .",
        "denied_administrative_query": "10 2 . . . . .", "unavailable_not_held": "252 12 . . 1 . .",
        "unavailable_needs_creation": "44 3 . . . . .", "unavailable_still_unclear": "25 . . . . . .",
        "rejected_petition": "148 1 . . . . .", "rejected_repeat": "5 4 . . . . .",
        "rejected_publication": ". . . . . . .", "rejected_excessive": ". . . . . . .",
        "rejected_reissue": ". . . . . . .", "other_undivided": ". . . . . . .",
        "handled_total": "767 35 . . 2 1 805", "carried_out": "72 . . . . . 72",
    }  # fmt: skip
    four = {"review": "5 . . 2 7", "litigation_direct": "8 . . 1 9", "litigation_after_review": ". . . . ."}
    documents = {"regulations": "13 13 524", "normative_documents": "60 60 368"}
    items = dict.fromkeys(("licensing", "other_services", "penalties", "coercion"), "0 0 0")
    assert figures(report) == {
        **by_row("disclosure", ("made", "newly_disclosed", "disclosed_total"), documents),
        **by_row("disclosure", ("items_previous_year", "items_change", "decisions"), items),
        **by_row("disclosure", ("items_previous_year", "items_change"), {"fees": "0 0"}),
        **by_row("disclosure", ("projects", "amount"), {"procurement": "6 25.1"}),
        **by_row("applications", APPLICANTS, three),
        **by_row("disputes", RESULTS, four),
    }
    assert {cell.state for cell in report.cells} == {REPORTED, BLANK}
    assert report.agency == "上海市人民政府办公厅"
    assert (report.report_year, report.form, report.published_on) == (2019, "2019", date(2020, 1, 31))
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    amount = next(cell for cell in report.cells if cell.cell == "disclosure.procurement.amount")
    assert (amount.raw.strip(), amount.table, amount.row) == ("251000元", 1, 18)
    assert [warning for warning in report.warnings if "251000元" in warning] == report.warnings


def test_a_district_of_2023_in_pdf() -> None:
    report = read("hongze_2023.pdf")
    zero = "0 0 0 0 0 0 0"
    three = dict.fromkeys(
        ("carried_in", "granted", "denied_prohibited_by_law", "denied_security_stability", "denied_third_party",
         "denied_internal_affairs", "denied_administrative_query", "unavailable_still_unclear", "rejected_repeat",
         "rejected_publication", "rejected_excessive", "rejected_reissue", "other_undivided", "carried_out"), zero
    ) | {
        "new": "21 0 0 0 0 0 21", "granted_partial": "4 0 0 0 0 0 4", "denied_state_secret": "1 0 0 0 0 0 1",
        "denied_process_information": "1 0 0 0 0 0 1", "denied_enforcement_file": "1 0 0 0 0 0 1",
        "unavailable_not_held": "10 0 0 0 0 0 10", "unavailable_needs_creation": "3 0 0 0 0 0 3",
        "rejected_petition": "1 0 0 0 0 0 1", "handled_total": "21 0 0 0 0 0 21",
    }  # fmt: skip
    # The totals of table 四 are printed as 0 over parts of 10 and 1, and over a part of 5: the agency's own fault.
    four = {"review": "10 1 0 0 0", "litigation_direct": "0 0 0 0 0", "litigation_after_review": "5 0 0 0 0"}
    assert figures(report) == {
        **by_row(
            "disclosure", ("issued", "repealed", "in_force"), {"regulations": "0 0 0", "normative_documents": "0 5 5"}
        ),
        **by_row("disclosure", ("decisions",), {"licensing": "550", "penalties": "4119", "coercion": "195"}),
        "disclosure.fees.amount": "7730.28",
        **by_row("applications", APPLICANTS, three),
        **by_row("disputes", RESULTS, four),
    }
    assert {cell.state for cell in report.cells} == {REPORTED}
    assert report.agency == "洪泽区人民政府"
    assert (report.report_year, report.form, report.published_on) == (2023, "2021", None)  # no date is printed in it
    assert [section.number for section in report.sections] == [1, 2, 3, 4, 5, 6]
    # Paragraphs as seen on the pages: lines joined, over page breaks too, without the page numbers.
    assert [len([line for line in section.text.split("\n") if line]) for section in report.sections] == [
        7,
        0,
        0,
        0,
        1,
        1,
    ]
    assert "- " not in "".join(section.text for section in report.sections)
    pages = {cell.cell: cell.page for cell in report.cells}
    assert pages["disclosure.licensing.decisions"] == 2
    assert pages["disclosure.fees.amount"] == 3
    assert pages["applications.unavailable_needs_creation.total"] == 3
    assert pages["applications.unavailable_still_unclear.total"] == 4
    assert pages["disputes.review.total"] == 4
    assert report.warnings == []


@pytest.mark.parametrize(("dpi", "degrees"), [(200, 1.3), (150, -0.6)])
def test_the_district_s_report_on_paper_put_askew_on_a_scanner(dpi: int, degrees: float) -> None:
    cv2 = pytest.importorskip("cv2")
    pytest.importorskip("onnxruntime")
    np = pytest.importorskip("numpy")
    image_of = pytest.importorskip("PIL.Image").fromarray
    report = read("hongze_2023.pdf")
    pages = []
    for page in pypdfium2.PdfDocument(FOLDER / "hongze_2023.pdf"):
        image = page.render(scale=dpi / 72, grayscale=True).to_numpy()
        high, wide = image.shape
        askew = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
        image = cv2.warpAffine(image, askew, (wide, high), flags=cv2.INTER_CUBIC, borderValue=30)
        grain = np.random.default_rng(len(pages)).normal(0, 8, image.shape)
        pages.append(image_of(np.clip(image + grain, 0, 255).astype(np.uint8)))
    file = BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=dpi)
    (scanned,) = parse(file.getvalue())
    assert figures(scanned) == figures(report)
    assert (scanned.report_year, scanned.agency) == (report.report_year, report.agency)
    assert [section.number for section in scanned.sections] == [1, 2, 3, 4, 5, 6]
