"""Cases: one agency's year at the desk, from the notice that is to be sent to the last fault put right.

What a case may become is data (data/policy/desk.toml). Its faults are those of the version that the notice was written
from; a run that finds one resolved ticks it off (case_ticks.py), and the office may take that back (`reopen_fault`).
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple, NotRequired, TypedDict, cast

from gouji.core.policy import read_policy

from .errors import DeskError
from .events import Change, Entry, Event
from .store import Desk

CASE = "case"


class CaseStep(NamedTuple):
    """A step of a case: `word` is what the office calls it, `next` the codes that may follow."""

    code: str
    word: str
    word_en: str
    next: tuple[str, ...]


class CaseFault(TypedDict):
    """A fault that a case is about: how it is told, and by which findings and cells it is known again."""

    title: str
    findings: list[str]
    cells: list[str]
    result: NotRequired[str]  # what came of it, in the office's words


class CaseRow(TypedDict):
    """The state of a case. `path`: the steps it went through, the first first; days are YYYY-MM-DD."""

    state: str
    path: list[str]
    since: str  # the day of the last step
    handler: str  # who in the office works it
    until: str | None
    remark: str
    version: str | None  # that the faults were found in
    faults: dict[str, CaseFault]  # by fault_id
    reopened: list[str]  # faults whose tick the office took back


class Case(NamedTuple):
    """A case as it stands; `seq` is what a form must send back (`seen`)."""

    agency_code: str
    report_year: int
    seq: int
    row: CaseRow


@cache
def case_steps() -> Mapping[str, CaseStep]:
    """The steps by code, in order."""
    return {row["code"]: CaseStep(**row) for row in read_policy("desk")["cases"]}


def case_subject(agency_code: str, report_year: int) -> str:
    return f"{agency_code}/{report_year}"


def find_case(desk: Desk, agency_code: str, report_year: int) -> Case | None:
    """The case of an agency's year; None where there is none."""
    entry = desk.entry(CASE, case_subject(agency_code, report_year))
    return as_case(entry) if entry else None


def list_cases(desk: Desk, report_year: int | None = None) -> list[Case]:
    """All cases, or those of a year, by agency."""
    ending = "" if report_year is None else case_subject("", report_year)
    return [as_case(entry) for entry in desk.entries(CASE, ending=ending)]


def case_history(desk: Desk, agency_code: str, report_year: int) -> list[Event]:
    """What happened to a case, the first first; remarks are the notes of its events."""
    return desk.events(CASE, case_subject(agency_code, report_year))


def open_case(
    desk: Desk,
    who: str,
    agency_code: str,
    report_year: int,
    faults: Mapping[str, CaseFault],
    version: str | None,
    *,
    handler: str = "",
    until: date | None = None,
    seen: int | None = None,
) -> Case:
    """Open a case, or give the faults of a newer version to one that is there: its step stays, and what was taken back
    of the old faults, and what came of them, stays for those it still has."""
    old = find_case(desk, agency_code, report_year)
    results = {fault: result_of(old.row["faults"][fault]) for fault in faults if old and fault in old.row["faults"]}
    first = next(iter(case_steps()))
    row: CaseRow = {
        "state": old.row["state"] if old else first,
        "path": old.row["path"] if old else [first],
        "since": old.row["since"] if old else _today(desk),
        "handler": handler or (old.row["handler"] if old else ""),
        "until": until.isoformat() if until else (old.row["until"] if old else None),
        "remark": old.row["remark"] if old else "",
        "version": version,
        "faults": {fault: with_result(faults[fault], results.get(fault, "")) for fault in sorted(faults)},
        "reopened": [fault for fault in (old.row["reopened"] if old else []) if fault in faults],
    }
    return _write(desk, who, agency_code, report_year, row, old.seq if old and seen is None else seen or 0, "立案")


def move_case(
    desk: Desk, who: str, agency_code: str, report_year: int, state: str, *, seen: int | None = None, note: str = ""
) -> Case:
    """Take a case to its next step, by code or word. Raises DeskError where that step cannot follow."""
    case = _case(desk, agency_code, report_year)
    steps = case_steps()
    code = next((step.code for step in steps.values() if state in (step.code, step.word)), None)
    now = steps[case.row["state"]]
    if code is None or code not in now.next:
        allowed = "、".join(steps[each].word for each in now.next)
        raise DeskError(
            f"{agency_code} {report_year} 年度现为「{now.word}」，其后只能是 {allowed}，不能是「{state}」；走错的请先撤回。"
            " That step cannot follow."
        )
    row = stepped(case.row, code, desk.today())
    return _write(
        desk, who, agency_code, report_year, row, case.seq if seen is None else seen, note or steps[code].word
    )


def stepped(row: CaseRow, code: str, day: date) -> dict[str, Any]:
    """The state of a case after a step."""
    return {**row, "state": code, "path": [*row["path"], code], "since": day.isoformat()}


def withdraw_step(
    desk: Desk, who: str, agency_code: str, report_year: int, *, seen: int | None = None, note: str = ""
) -> Case:
    """Take the last step back."""
    case = _case(desk, agency_code, report_year)
    path = case.row["path"][:-1]
    if not path:
        raise DeskError(f"{agency_code} {report_year} 年度还在第一步，没有可撤回的。 There is no step to take back.")
    row = {**case.row, "state": path[-1], "path": path, "since": _today(desk)}
    word = case_steps()[case.row["state"]].word
    return _write(
        desk, who, agency_code, report_year, row, case.seq if seen is None else seen, note or f"撤回「{word}」"
    )


def edit_case(
    desk: Desk,
    who: str,
    agency_code: str,
    report_year: int,
    *,
    handler: str | None = None,
    until: date | None = None,
    remark: str | None = None,
    seen: int | None = None,
) -> Case:
    """Change who works a case, until when, and the remark; what is None stays."""
    case = _case(desk, agency_code, report_year)
    given = {"handler": handler, "until": until.isoformat() if until else None, "remark": remark}
    row = {**case.row, **{name: value for name, value in given.items() if value is not None}}
    return _write(desk, who, agency_code, report_year, row, case.seq if seen is None else seen, remark or "")


def reopen_fault(
    desk: Desk, who: str, agency_code: str, report_year: int, fault_id: str, *, reopened: bool = True,
    seen: int | None = None, note: str = "",
) -> Case:  # fmt: skip
    """Take back that a fault was ticked off (`reopened` False: let the tick stand again)."""
    case = _case(desk, agency_code, report_year)
    _fault(case, fault_id)
    others = [fault for fault in case.row["reopened"] if fault != fault_id]
    row = {**case.row, "reopened": sorted([*others, fault_id]) if reopened else others}
    word = "撤回自动销项" if reopened else "恢复自动销项"
    return _write(desk, who, agency_code, report_year, row, case.seq if seen is None else seen, note or word)


def note_result(
    desk: Desk, who: str, agency_code: str, report_year: int, fault_id: str, result: str, *, seen: int | None = None
) -> Case:
    """Write down what came of a fault (整改结果); nothing takes it out."""
    case = _case(desk, agency_code, report_year)
    fault = _fault(case, fault_id)
    row = {**case.row, "faults": {**case.row["faults"], fault_id: with_result(fault, result)}}
    note = f"整改结果：{result or '（空）'}"
    return _write(desk, who, agency_code, report_year, row, case.seq if seen is None else seen, note)


def result_of(fault: CaseFault) -> str:
    """What came of a fault; nothing where nobody wrote it."""
    return fault.get("result", "")


def with_result(fault: CaseFault, result: str) -> CaseFault:
    """The fault with what came of it."""
    bare = cast(CaseFault, {key: value for key, value in fault.items() if key != "result"})
    return {**bare, "result": result} if result else bare


def fault_of(title: str, findings: Iterable[str], cells: Iterable[str]) -> CaseFault:
    """A fault as a case keeps it."""
    return {"title": title, "findings": sorted(findings), "cells": sorted(cells)}


def as_case(entry: Entry) -> Case:
    """The case of an entry."""
    agency, _, year = entry.subject.rpartition("/")
    return Case(agency, int(year), entry.seq, cast(CaseRow, entry.value))


def _case(desk: Desk, agency_code: str, report_year: int) -> Case:
    if (case := find_case(desk, agency_code, report_year)) is None:
        raise DeskError(f"{agency_code} {report_year} 年度还没有立案，请先立案。 There is no case yet: open it first.")
    return case


def _fault(case: Case, fault_id: str) -> CaseFault:
    if fault_id not in case.row["faults"]:
        raise DeskError(
            f"{case.agency_code} {case.report_year} 年度的案中没有问题 {fault_id}。 The case has no such fault."
        )
    return case.row["faults"][fault_id]


def _write(
    desk: Desk, who: str, agency_code: str, report_year: int, row: Mapping[str, Any], seen: int, note: str
) -> Case:
    desk.write(who, [Change(CASE, case_subject(agency_code, report_year), dict(row), seen)], note)
    return _case(desk, agency_code, report_year)


def _today(desk: Desk) -> str:
    return desk.today().isoformat()
