"""1 234 in one cell is one figure where the sums of the form say so, in every format; else it stays unreadable."""

from collections.abc import Callable

import pytest

from gouji.core.model import UNREADABLE
from gouji.parse.reports import parse
from tests.parse import office as o
from tests.parse import pdf_writer, rtf_writer
from tests.parse import writers as w
from tests.parse.reading import values

PERSON, TOTAL = "applications.new.natural_person", "applications.new.total"
LEFT, LEFT_TOTAL = "applications.carried_out.natural_person", "applications.carried_out.total"
WRITERS: dict[str, Callable[[dict[str, str]], bytes]] = {
    "html": lambda figures: w.as_page(figures).encode(),
    "docx": o.as_docx,
    "rtf": lambda figures: rtf_writer.as_rtf(lambda text: figures_of(figures, text)),
    "pdf": pdf_writer.report,
}


def figures_of(figures: dict[str, str], text: str) -> str:
    """For the writer of RTF, which has the numbered figures of the form: zeros, but for those of the four cells."""
    numbered = {figure: name for name, figure in w.numbered().items()}
    return figures[numbered[text]] if text in numbered else text


def made(kind: str, person: str, total: str = "1234") -> dict[str, str]:
    figures = w.zeros(**{PERSON: person, TOTAL: total, LEFT: "1234", LEFT_TOTAL: total})
    return values(parse(WRITERS[kind](figures))[0])


@pytest.mark.parametrize(
    ("kind", "blank"),
    [*((kind, " ") for kind in WRITERS), ("html", "\xa0"), ("html", "\u2009"), ("docx", "\xa0"), ("docx", "\u3000")],
)
def test_sums_that_hold_make_it_one_figure(kind: str, blank: str) -> None:
    assert made(kind, f"1{blank}234") == w.zeros(**{PERSON: "1234", TOTAL: "1234", LEFT: "1234", LEFT_TOTAL: "1234"})


@pytest.mark.parametrize("kind", WRITERS)
def test_sums_that_do_not_hold_leave_it_unreadable(kind: str) -> None:
    assert made(kind, "1 235")[PERSON] == UNREADABLE


def test_two_figures_that_are_no_thousands() -> None:
    assert made("html", "1 23", "123")[PERSON] == UNREADABLE


def test_a_cell_of_no_sum_stays_unreadable() -> None:
    name = w.names()[0]
    (report,) = parse(w.as_page(w.zeros(**{name: "1 234"})).encode())
    assert values(report)[name] == UNREADABLE


def test_what_was_taken_for_thousands_is_told() -> None:
    (report,) = parse(w.as_page(w.zeros(**{PERSON: "1 234", TOTAL: "1234", LEFT: "1234", LEFT_TOTAL: "1234"})).encode())
    assert ["读作 1234，与合计相符" in text for text in report.warnings] == [True]
