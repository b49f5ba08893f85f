"""Random figures, written in several layouts, read back to exactly the same values, states and places."""

from collections.abc import Callable
from decimal import Decimal
from html import escape

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gouji.core.model import BLANK, NOT_APPLICABLE, REPORTED, UNREADABLE
from gouji.parse.reports import parse
from tests.parse import writers as w

SLOW_WRITERS = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
NUMBERS = st.one_of(st.integers(0, 9), st.integers(0, 99_999)).map(str)
DECIMALS = st.decimals(0, 9999, places=3, allow_nan=False).map(str)
STATES = {
    "": BLANK,
    "/": NOT_APPLICABLE,
    "-": NOT_APPLICABLE,
    "无": NOT_APPLICABLE,
    "见附件": UNREADABLE,
    "1 2": UNREADABLE,
}


@st.composite
def tables(draw: st.DrawFn, texts: st.SearchStrategy[str], form: str = "2021") -> dict[str, str]:
    """Figures of every cell: mostly zeros, as in life, some others."""
    names = w.names(form)
    filled = draw(st.dictionaries(st.sampled_from(names), texts, max_size=120))
    return w.zeros(form) | filled


def check(document: str, wanted: dict[str, str], form: str) -> None:
    (report,) = parse(document.encode())
    assert [cell.cell for cell in report.cells] == w.names(form)
    for cell in report.cells:
        text = wanted[cell.cell]
        state = STATES.get(text, REPORTED)
        value = Decimal(text) if state == REPORTED else None
        assert (cell.state, cell.value, cell.raw.strip()) == (state, value, text), cell


@given(
    data=st.data(), form=st.sampled_from(["2021", "2019"]), inner=st.sampled_from([escape, w.split_spans, w.word_cell])
)
@SLOW_WRITERS
def test_html(data: st.DataObject, form: str, inner: Callable[[str], str]) -> None:
    texts = st.one_of(NUMBERS, DECIMALS, st.sampled_from(sorted(STATES)))
    wanted = data.draw(tables(texts, form))
    check(w.as_page(wanted, form, inner), wanted, form)


@given(
    data=st.data(),
    form=st.sampled_from(["2021", "2019"]),
    write=st.sampled_from([w.pipe_table, w.markdown_table, w.tab_table]),
)
@SLOW_WRITERS
def test_separated_text(data: st.DataObject, form: str, write: Callable[[w.Rows], str]) -> None:
    texts = st.one_of(NUMBERS, st.sampled_from(sorted(set(STATES) - {"-"})))
    wanted = data.draw(tables(texts, form))
    check(w.as_text(wanted, write, form), wanted, form)


@given(data=st.data(), form=st.sampled_from(["2021", "2019"]))
@SLOW_WRITERS
def test_one_cell_a_line(data: st.DataObject, form: str) -> None:
    wanted = data.draw(tables(st.one_of(NUMBERS, st.just("")), form))
    check(w.as_text(wanted, w.lines_table, form), wanted, form)


@given(
    data=st.data(),
    form=st.sampled_from(["2021", "2019"]),
    write=st.sampled_from([w.bare_lines, w.one_line, w.row_lines]),
)
@SLOW_WRITERS
def test_flat_text_without_blanks(data: st.DataObject, form: str, write: Callable[[w.Rows], str]) -> None:
    wanted = data.draw(tables(NUMBERS, form))
    check(w.as_text(wanted, write, form), wanted, form)


@given(data=st.data(), write=st.sampled_from([w.bare_lines, w.one_line, w.row_lines]))
@SLOW_WRITERS
def test_flat_text_with_blanks_never_moves_a_figure(data: st.DataObject, write: Callable[[w.Rows], str]) -> None:
    wanted = data.draw(tables(st.one_of(NUMBERS, st.just(""))))
    (report,) = parse(w.as_text(wanted, write).encode())
    for cell in report.cells:
        assert cell.state != REPORTED or str(cell.value) == wanted[cell.cell], cell


@given(data=st.data(), rows=st.sets(st.sampled_from([f"{t.code}.{r.code}" for t in w.load_forms()["2021"].tables[:2] for r in t.rows if not r.instead_of]), max_size=8))  # fmt: skip
@SLOW_WRITERS
def test_rows_left_out_are_absent_and_move_nothing(data: st.DataObject, rows: set[str]) -> None:
    wanted = data.draw(tables(NUMBERS))
    html = {code: w.html_table(r) for code, r in w.printed(wanted, without=rows).items()}
    (report,) = parse(w.page(html).encode())
    for cell in report.cells:
        left_out = cell.cell.rsplit(".", 1)[0] in rows
        assert (cell.value is None) == left_out
        assert left_out or str(cell.value) == wanted[cell.cell]
    # Nothing of a row left out is found elsewhere, and no figure is used twice.
    places = [(c.table, c.row, c.column) for c in report.cells if c.table]
    assert len(set(places)) == len(places)


@given(st.binary(max_size=2000))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_a_report_or_a_clear_refusal(data: bytes) -> None:
    from gouji.core.model import UnreadableDocument

    try:
        reports = parse(data)
    except UnreadableDocument as refusal:
        message = str(refusal)
    else:
        message = "" if reports else "no report and no reason"
    assert message == "" or "请" in message


@example([("add a figure", "disputes", 0, 0), ("double the row", "disputes", 3, 0)])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["drop a cell", "add a figure", "add words", "lose the label", "swap rows", "double the row"]
            ),
            st.sampled_from(["disclosure", "applications", "disputes"]),
            st.integers(0, 40),
            st.integers(0, 15),
        ),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=150, deadline=None)
def test_no_figure_of_a_damaged_table_is_lost_in_silence_or_moved(damages: list[tuple[str, str, int, int]]) -> None:
    """Every figure is the value of its own cell, or stands in the raw text of an unreadable one or in a warning."""
    wanted = w.numbered()
    tables = w.printed(wanted)
    damaged: list[list[w.Td]] = []  # a figure less and another more in one row could not be told
    for number, (damage, code, at, place) in enumerate(damages):
        rows = tables[code]
        r = at % len(rows)
        row = rows[r]
        if row in damaged:
            continue
        c = place % max(1, len(row))
        if damage == "drop a cell":
            rows[r] = [td for i, td in enumerate(row) if i != c]
        elif damage == "add a figure":
            rows[r] = [*row[:c], w.Td(str(9001 + number)), *row[c:]]
        elif damage == "add words":
            rows[r] = [*row[:c], w.Td("说明"), *row[c:]]
        elif damage == "lose the label":
            rows[r] = [w.Td("", td.wide, td.tall) if td.cell is None else td for td in row]
        elif damage == "swap rows":
            rows[r - 1], rows[r] = rows[r], rows[r - 1]
            damaged.append(rows[r - 1])
        else:
            rows.insert(r, row)
        damaged.append(rows[r])
    printed = {td.text for rows in tables.values() for row in rows for td in row if td.text.isdigit()}
    (report,) = parse(w.page({code: w.html_table(rows) for code, rows in tables.items()}).encode())
    assert [cell.cell for cell in report.cells] == w.names()
    told = " ".join(report.warnings) + " ".join(c.raw for c in report.cells if c.state == UNREADABLE)
    values = {str(cell.value) for cell in report.cells}
    if "行；" not in told and " 等 " not in told:  # a warning quotes three rows and counts the others
        assert {text for text in printed if text not in values and text not in told} == set()
    for cell in report.cells:
        assert cell.value is None or str(cell.value) == wanted[cell.cell], cell
