"""Which cells are pointed at, from plain rows."""

from decimal import Decimal
from typing import Any

from gouji.check.marks import Mark, mark_cells


def cell(name: str, value: int | None = 0, state: str = "reported") -> dict[str, Any]:
    return {"cell": name, "value": None if value is None else Decimal(value), "state": state}


def finding(rule: str, *cells: str, outcome: str = "fail", waived: bool = False) -> dict[str, Any]:
    return {"rule": rule, "outcome": outcome, "cells": list(cells), "waived": waived}


def repair(name: str | None, kind: str, proposed: int | None, candidate: int = 1, **more: Any) -> dict[str, Any]:
    row = {"cell": name, "class": kind, "proposed": proposed, "candidate": candidate, "why": f"{name}", "clears": []}
    return row | {"hypothesis": "other"} | more


def test_a_unique_repair_is_wrong_and_its_neighbours_are_not_suspect():
    findings = [finding("row_total", "a", "b", "total"), finding("balance", "total", "c")]
    marks = mark_cells(findings, [repair("total", "unique", 3)], [cell("a", 1), cell("b", 2), cell("total", 9)])
    assert marks == {"total": Mark("wrong", ("balance", "row_total"), 3, "total")}


def test_candidates_are_suspect_each_with_its_best_proposal():
    repairs = [repair("a", "candidates", 7, 2), repair("b", "candidates", 1), repair("a", "candidates", 5, 1)]
    marks = mark_cells([finding("dispute_total", "a", "b")], repairs, [cell("a"), cell("b")])
    assert {name: (mark.kind, mark.proposed) for name, mark in marks.items()} == {
        "a": ("suspect", 5),
        "b": ("suspect", 1),
    }


def test_what_nobody_explains_is_suspect_where_there_is_a_figure():
    repairs = [repair(None, "beyond search", None)]
    marks = mark_cells([finding("row_total", "a", "b")], repairs, [cell("a", 4), cell("b", 0)])
    assert list(marks) == ["a"]


def test_a_zero_is_pointed_at_where_it_is_what_is_wrong():
    """The zeros of an equation with figures are not; one that last year contradicts, or prose, or a sum, is."""
    cells = [cell("a", 0), cell("b", 3), cell("c", 0)]
    assert list(mark_cells([finding("row_total", "a", "b", "c")], [], cells)) == ["b"]
    assert list(mark_cells([finding("carried_chain", "a")], [], cells)) == ["a"]
    assert list(mark_cells([finding("no_request_mismatch", "a")], [], cells)) == ["a"]
    assert list(mark_cells([finding("district_sum", "b", "c")], [], cells)) == ["b", "c"]
    assert list(mark_cells([finding("row_total", "a", "b"), finding("balance", "a", "b")], [], cells)) == ["a", "b"]


def test_an_error_of_last_year_marks_nothing_here():
    repairs = [repair(None, "unique", None, hypothesis="last_year", clears=["documents_chain"])]
    assert mark_cells([finding("documents_chain", "a", "b")], repairs, [cell("a", 4), cell("b", 2)]) == {}


def test_blanks_keep_their_state_and_take_proposals():
    cells = [cell("a", None, "blank"), cell("b", None, "unreadable"), cell("c", None, "absent"), cell("d", 0)]
    marks = mark_cells([finding("cell_blank", "a", "b", "c")], [repair("b", "unique", 2)], cells)
    assert [mark.kind for mark in marks.values()] == ["blank", "unreadable", "absent"]
    assert marks["b"].proposed == 2


def test_a_figure_condemned_by_itself_is_wrong_and_a_waived_one_is_fine():
    cells = [cell("a", -4), cell("b", 3)]
    findings = [finding("count_domain", "a"), finding("count_domain", "b", waived=True)]
    assert {name: mark.kind for name, mark in mark_cells(findings, [], cells).items()} == {"a": "wrong"}
    assert mark_cells([finding("row_total", "b", outcome="cannot_tell")], [], cells) == {}
