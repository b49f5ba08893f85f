"""Reports -> Arrow -> staged files -> the same reports."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from gouji.core.model import ABSENT, BLANK, NOT_APPLICABLE, REPORTED, UNREADABLE, Cell, Report, Section, Statement
from gouji.read.report_names import make_report_id
from gouji.read.staged_tables import (
    STAGED,
    cell_positions,
    open_staged,
    read_batch,
    staged_batches,
    to_arrow,
    write_batch,
)

DOCUMENT = "ab" * 32


def report(**values: object) -> tuple[str, int, Report]:
    given = Report(document=DOCUMENT, media_type="text/html", **values)  # type: ignore[arg-type]
    return make_report_id(DOCUMENT, 1), 1, given


def test_every_state_and_figure_survives_staging(tmp_path: Path) -> None:
    cells = [
        Cell("disclosure.fees.amount", Decimal("251000.5"), REPORTED, "251000.5", None, 1, 9, 2),
        Cell("applications.new.total", Decimal("-3"), REPORTED, "-3", 4, 2, 3, 8, "附件.pdf"),
        Cell("applications.new.business", None, BLANK, "", None, 2, 3, 3),
        Cell("applications.new.research", None, NOT_APPLICABLE, "/", None, 2, 3, 4),
        Cell("applications.new.nonprofit", None, UNREADABLE, "若干", None, 2, 3, 5),
        Cell("applications.other_undivided.total", None, ABSENT, ""),
        Cell("disclosure.licensing.decisions", Decimal("0.000001"), REPORTED, "0.000001", None, 1, 5, 2),
        Cell("disclosure.penalties.decisions", Decimal("1E+3"), REPORTED, "1000", None, 1, 6, 2),
    ]
    given = report(
        title="年度报告",
        agency="高笋塘街道办事处",
        report_year=2025,
        form="2021",
        published_on=date(2026, 1, 20),
        cells=cells,
        sections=[Section(1, "一、总体情况", "文字\x00，“引号”")],
        statements=[Statement("new", Decimal("12.5"), "件", 1, "共12.5件", Decimal(12), Decimal(13))],
        warnings=["第 3 行有多余的列"],
    )
    write_batch(tmp_path, "000001", to_arrow([given]))
    batch = read_batch(tmp_path, "000001")

    assert {name: table.schema for name, table in batch.items()} == STAGED
    rows = batch["cells"].to_pylist()
    assert [(r["cell"], r["value"], r["state"], r["raw"]) for r in rows] == [cell[:4] for cell in cells]
    places = ("page", "table_index", "row_index", "column_index", "attachment", "confidence")
    assert [tuple(r[name] for name in places) for r in rows] == [cell[4:] for cell in cells]
    assert {r["report_id"] for r in rows} == {"abababababababab-1"}
    assert [r["position"] for r in rows] == [cell_positions()[cell.cell] for cell in cells]
    assert batch["reports"].to_pylist() == [
        {
            "report_id": "abababababababab-1",
            "document_id": DOCUMENT,
            "ordinal": 1,
            "agency_printed": "高笋塘街道办事处",
            "title": "年度报告",
            "report_year": 2025,
            "form": "2021",
            "published_on": date(2026, 1, 20),
            "warnings": ["第 3 行有多余的列"],
        }
    ]
    assert batch["sections"].select(["position", "number", "text"]).to_pylist() == [
        {"position": 1, "number": 1, "text": "文字\x00，“引号”"}
    ]
    assert batch["statements"]["value"].to_pylist() == [Decimal("12.500000")]


@pytest.mark.parametrize(
    ("value", "stored", "state"),
    [
        ("25.1234565", "25.123457", REPORTED),
        ("-0.0000005", "-0.000001", REPORTED),
        ("99999999999999.999999", "99999999999999.999999", REPORTED),
        ("100000000000000", None, UNREADABLE),
        ("20250131202501312025", None, UNREADABLE),
        ("NaN", None, UNREADABLE),
    ],
)
def test_a_figure_the_table_cannot_hold_costs_itself_only(value: str, stored: str | None, state: str) -> None:
    cells = [
        Cell("disclosure.fees.amount", Decimal(value), REPORTED, value),
        Cell("applications.new.total", Decimal(7), REPORTED, "7"),
    ]
    tables = to_arrow([report(cells=cells)])
    first, second = tables["cells"].to_pylist()
    assert (first["value"], first["state"], first["raw"]) == (stored and Decimal(stored), state, value)
    assert second["value"] == 7
    warnings = tables["reports"]["warnings"].to_pylist()[0]
    fits = stored is not None and Decimal(stored) == Decimal(value)
    assert len(warnings) == (0 if fits else 1)
    assert all("disclosure.fees.amount" in warning for warning in warnings)


def test_a_figure_rounded_up_to_fifteen_digits_is_unreadable() -> None:
    cells = [Cell("disclosure.fees.amount", Decimal("99999999999999.9999999"), REPORTED, "…")]
    assert to_arrow([report(cells=cells)])["cells"]["state"].to_pylist() == [UNREADABLE]


def test_text_that_is_no_unicode_is_kept_as_far_as_it_can_be() -> None:
    cells = [Cell("applications.new.total", None, UNREADABLE, "\ud800七")]
    assert to_arrow([report(cells=cells)])["cells"]["raw"].to_pylist() == ["?七"]


def test_a_cell_of_no_form_or_twice_in_a_report_is_refused() -> None:
    known = Cell("applications.new.total", None, BLANK, "")
    with pytest.raises(ValueError, match=r"applications\.new\.nobody"):
        to_arrow([report(cells=[known, known._replace(cell="applications.new.nobody")])])
    with pytest.raises(ValueError, match=r"重复的格：applications\.new\.total"):
        to_arrow([report(cells=[known, known])])


def test_batches_are_streamed_together_and_only_whole_ones_count(tmp_path: Path) -> None:
    assert open_staged(tmp_path, "cells").read_all().schema == STAGED["cells"]
    for name in ("b", "a"):
        write_batch(tmp_path, name, to_arrow([report(cells=[Cell("applications.new.total", None, BLANK, name)])]))
    (tmp_path / "cells" / "c.arrow").write_bytes(b"killed before its other tables were written")
    assert staged_batches(tmp_path) == ["a", "b"]
    assert open_staged(tmp_path, "cells").read_all()["raw"].to_pylist() == ["a", "b"]


def test_the_newest_form_comes_first() -> None:
    names = list(cell_positions())
    assert names[0] == "disclosure.regulations.issued"
    assert len(names) == len(set(names)) < 400
    assert pa.array(cell_positions().values(), pa.int16()).to_pylist() == list(range(len(names)))
