"""Cells of CSV: separators, quotes, what tools write for nothing."""

import csv
from collections.abc import Callable, Mapping
from io import StringIO

import pytest

from gouji.core.model import BLANK
from tests.parse import office as o
from tests.parse import writers as w
from tests.parse.reading import read, values

NAME = "applications.new.total"


def as_csv(
    figures: Mapping[str, str], separator: str, cell: Callable[[str], str] = str, *, trimmed: bool = False
) -> str:
    rows = [[cell(text) for text in row] for row in w.spread(o.report_rows(figures))]
    if trimmed:
        rows = [row[: 1 + max((i for i, text in enumerate(row) if text), default=-1)] for row in rows]
    file = StringIO()
    csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL if separator == "\t" else csv.QUOTE_MINIMAL).writerows(
        rows
    )
    return file.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("trimmed", [True, False])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_separators_of_csv(separator: str, trimmed: bool, charset: str) -> None:
    report = read(as_csv(w.numbered(), separator, trimmed=trimmed).encode(charset))
    assert values(report) == w.numbered()
    assert report.warnings == []


CELLS = {
    "as text": lambda text: f'="{text}"' if text.isdigit() else text,
    "with blanks": lambda text: f" {text}\xa0" if text.isdigit() else text,
    "full width": lambda text: text.translate({48 + i: 0xFF10 + i for i in range(10)}) if text.isdigit() else text,
    "line breaks in quotes": lambda text: text[:2] + "\n" + text[2:] if text == "行政规范性文件" else text,
}


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("kind", list(CELLS))
def test_cells_of_csv(separator: str, kind: str) -> None:
    assert values(read(as_csv(w.numbered(), separator, CELLS[kind]).encode())) == w.numbered()


@pytest.mark.parametrize("empty", ["NaN", "nan", "None", "null", "<NA>"])
def test_empty_cells_as_tools_write_them_are_blank_and_told(empty: str) -> None:
    figures = w.numbered() | {NAME: ""}
    report = read(as_csv(figures, ",", lambda text: text or empty).encode())
    assert values(report) == figures | {NAME: BLANK}
    assert ["是软件写的空值" in warning for warning in report.warnings] == [True]


def test_the_line_by_which_excel_knows_the_separator() -> None:
    assert values(read(("sep=;\n" + as_csv(w.numbered(), ";")).encode())) == w.numbered()
