"""Cells without a figure, odd figures, rows that are missing, added or without a label, and （六）其他处理."""

import pytest

from gouji.core.model import ABSENT, BLANK, NOT_APPLICABLE, REPORTED, UNREADABLE
from tests.parse import writers as w
from tests.parse.formats.layouts import DIVIDED, UNDIVIDED, cells, figures, read


def test_blank_cells_keep_their_neighbours_in_place() -> None:
    wanted = {name: ("" if i % 3 == 0 else str(i)) for i, name in enumerate(w.names())}
    report = read(w.as_page(wanted, inner=w.word_cell))
    assert figures(report) == {name: text or None for name, text in wanted.items()}
    assert {c.state for c in report.cells} == {REPORTED, BLANK}


@pytest.mark.parametrize("blank", ["", "&nbsp;", "<p>&nbsp;</p>", "<br>", "<span> </span>", "\u3000"])
def test_one_zero_in_a_row_and_the_rest_empty(blank: str) -> None:
    page = w.as_page(
        w.zeros()
        | {
            f"applications.new.{c}": "§"
            for c in ("natural_person", "business", "research", "nonprofit", "legal_service", "other_organisation")
        }
    )
    report = read(page.replace("§", blank))
    row = [c for c in report.cells if c.cell.startswith("applications.new.")]
    assert [c.state for c in row] == [BLANK] * 6 + [REPORTED]


def test_zeros_only_in_natural_person_and_total() -> None:
    wanted = {
        n: ("0" if not n.startswith("applications.") or n.endswith(("natural_person", "total")) else "")
        for n in w.names()
    }
    report = read(w.as_page(wanted))
    assert figures(report) == {name: text or None for name, text in wanted.items()}


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("/", NOT_APPLICABLE),
        ("-", NOT_APPLICABLE),
        ("无", NOT_APPLICABLE),
        ("见附件", UNREADABLE),
        ("1 2", UNREADABLE),
        ("", BLANK),
    ],
)
@pytest.mark.parametrize("name", ["disclosure.regulations.issued", "disclosure.licensing.decisions", "applications.new.natural_person", "applications.granted.research", "applications.carried_out.total", "disputes.review.upheld", "disputes.litigation_after_review.total"])  # fmt: skip
def test_a_cell_without_figure_keeps_state_raw_and_place(text: str, state: str, name: str) -> None:
    wanted = w.numbered() | {name: text}
    report = read(w.as_page(wanted))
    cell = cells(report)[name]
    assert (cell.value, cell.state, cell.raw) == (None, state, text)
    assert figures(report) == {n: (None if n == name else t) for n, t in wanted.items()}
    assert bool(report.warnings) == (state == UNREADABLE)


@pytest.mark.parametrize("text", ["/", "-", "无", "见附件", ""])
@pytest.mark.parametrize(
    "row",
    [
        "disclosure.regulations",
        "applications.new",
        "applications.granted",
        "applications.handled_total",
        "disputes.review",
    ],
)
def test_a_whole_row_without_figures(text: str, row: str) -> None:
    wanted = w.numbered() | {n: text for n in w.names() if n.startswith(row + ".")}
    report = read(w.as_page(wanted))
    state = {"": BLANK, "见附件": UNREADABLE}.get(text, NOT_APPLICABLE)
    assert {c.state for c in report.cells if c.cell.startswith(row + ".")} == {state}
    assert {c.state for c in report.cells if not c.cell.startswith(row + ".")} == {REPORTED}


def test_note_and_unit_in_a_cell() -> None:
    wanted = w.zeros(
        **{"disclosure.normative_documents.in_force": "22（其中修订16件）", "disclosure.fees.amount": "251000元"}
    )
    report = read(w.as_page(wanted))
    got = cells(report)
    assert got["disclosure.normative_documents.in_force"].value == 22
    assert str(got["disclosure.fees.amount"].value) == "25.1"
    assert got["disclosure.fees.amount"].raw == "251000元"
    assert len(report.warnings) == 2


@pytest.mark.parametrize(
    "row",
    [
        "disclosure.coercion",
        "applications.carried_in",
        "applications.denied_process_information",
        "applications.rejected_reissue",
        "applications.carried_out",
        "applications.other_other",
    ],
)
def test_a_missing_row_is_absent_and_moves_no_other(row: str) -> None:
    wanted = w.numbered()
    report = read(w.page({c: w.html_table(r) for c, r in w.printed(wanted, without=[row]).items()}))
    assert [c.cell for c in report.cells] == w.names()
    for cell in report.cells:
        if cell.cell.startswith(row + "."):
            assert (cell.value, cell.state, cell.table, cell.row, cell.column) == (None, ABSENT, None, None, None)
        else:
            assert str(cell.value) == wanted[cell.cell]


@pytest.mark.parametrize("table", ["disclosure", "applications", "disputes"])
def test_a_missing_table_is_absent(table: str) -> None:
    html = {c: w.html_table(r) for c, r in w.printed(w.numbered()).items() if c != table}
    report = read(w.page(html))
    assert [c.cell for c in report.cells] == w.names()
    assert {c.state for c in report.cells if c.cell.startswith(table)} == {ABSENT}
    assert {c.state for c in report.cells if not c.cell.startswith(table)} == {REPORTED}


@pytest.mark.parametrize(
    "row", ["denied_third_party", "granted_partial", "carried_in", "handled_total", "rejected_repeat"]
)
@pytest.mark.parametrize("label", ["", "&nbsp;", "???", "（二）"])
def test_a_lost_label_between_two_rows(row: str, label: str) -> None:
    printed = next(r.label for r in w.load_forms()["2021"].table("applications").rows if r.code == row)
    page = w.as_page(w.numbered())
    assert page.count(f">{printed}<") == 1
    assert figures(read(page.replace(f">{printed}<", f">{label}<"))) == w.numbered()


def test_an_unknown_row_with_figures_is_a_warning() -> None:
    tables = w.printed(w.numbered())
    extra = [w.Td("9.另有规定的情形", 1), *(w.Td(str(n)) for n in range(901, 908))]
    tables["applications"].insert(14, extra)
    report = read(w.page({c: w.html_table(r) for c, r in tables.items()}))
    assert figures(report) == w.numbered()
    assert any("901" in warning and "907" in warning for warning in report.warnings)


def test_a_row_of_the_old_form_in_the_new_is_a_warning() -> None:
    tables = w.printed(w.numbered())
    tables["disclosure"].insert(7, [w.Td("其他对外管理服务事项"), w.Td("977", 3)])
    report = read(w.page({c: w.html_table(r) for c, r in tables.items()}))
    assert figures(report) == w.numbered()
    assert any("977" in warning for warning in report.warnings)


def test_extra_zeros_behind_a_single_figure() -> None:
    page = w.as_page(w.zeros(**{"disclosure.penalties.decisions": "2"}))
    page = page.replace('<td colspan="3">2</td>', "<td>2</td><td>0</td><td>0</td>")
    report = read(page)
    assert cells(report)["disclosure.penalties.decisions"].value == 2
    assert any("2 | 0 | 0" in warning for warning in report.warnings)


def test_other_figures_behind_a_single_figure_are_not_guessed_at() -> None:
    page = w.as_page(w.zeros(**{"disclosure.penalties.decisions": "2"}))
    report = read(page.replace('<td colspan="3">2</td>', "<td>2</td><td>5</td><td>7</td>"))
    assert cells(report)["disclosure.penalties.decisions"].state == UNREADABLE
    assert any("2 | 5 | 7" in warning for warning in report.warnings)


@pytest.mark.parametrize("count", [6, 8, 9])
def test_a_row_with_too_few_or_too_many_figures_is_unreadable(count: int) -> None:
    tables = w.printed(w.numbered())
    label, *_ = tables["applications"][3]
    tables["applications"][3] = [label, *(w.Td(str(n)) for n in range(1, count + 1))]
    tables["applications"][0:3] = []
    report = read(w.page({c: w.html_table(r) for c, r in tables.items()}))
    row = [c for c in report.cells if c.cell.startswith("applications.new.")]
    assert {c.state for c in row} == {UNREADABLE}
    assert [f"实有 {count} 个" in warning for warning in report.warnings] == [True]


def test_empty_columns_added_at_the_edges() -> None:
    tables = w.printed(w.numbered())
    tables["applications"] = [[w.Td(""), *row, w.Td("")] for row in tables["applications"]]
    assert figures(read(w.page({c: w.html_table(r) for c, r in tables.items()}))) == w.numbered()


def test_a_figure_glued_to_its_label_is_a_warning() -> None:
    page = w.as_page(w.zeros()).replace('<td>行政许可</td><td colspan="3">0</td>', "<td colspan=4>行政许可：977件</td>")
    report = read(page)
    assert cells(report)["disclosure.licensing.decisions"].value is None
    assert any("977" in warning for warning in report.warnings)


def test_unrelated_table_with_figures_is_a_warning_and_no_cell() -> None:
    extra = "<table><tr><td>网站</td><td>5551</td></tr><tr><td>公众号</td><td>5552</td></tr></table>"
    html = {c: w.html_table(r) for c, r in w.printed(w.numbered()).items()}
    html["disclosure"] += extra
    report = read(w.page(html))
    assert figures(report) == w.numbered()
    assert any("5551" in warning for warning in report.warnings)


def test_undivided_other_row() -> None:
    wanted = {n: t for n, t in w.numbered().items() if not n.startswith(DIVIDED)} | UNDIVIDED
    report = read(w.as_page(wanted))
    assert figures(report) == wanted
    assert not [c for c in report.cells if c.cell.startswith(DIVIDED)]
    assert [c.cell for c in report.cells] == [n for n in w.names(optional=True) if n in wanted]
    assert report.form == "2021"


def test_undivided_row_beside_the_divided_ones_is_not_added_to_them() -> None:
    wanted = w.numbered() | UNDIVIDED
    report = read(w.as_page(wanted))
    assert figures(report) == w.numbered()
    assert any("700" in warning for warning in report.warnings)
