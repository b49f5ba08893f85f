"""The ledger as the office fills it in Excel, read back in: what it would change is looked at, then taken whole.

Two sheets are known by their headings: the cases (整改台账, a row a case) and the faults (问题台账 of the workbook, a row a
fault, by 问题标识). A row is known by its agency's code and 年度. 状态, 经办, 期限 and 备注 may be filled, of a fault 整改结果
too, in any order. Only what was filled since the sheet was written counts: a cell that was emptied empties (but for
状态). Where a case has several rows, one that was filled is enough, and two that were filled differently are refused.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple, cast

from .cases import CASE, Case, CaseRow, case_steps, case_subject, list_cases, result_of, stepped, with_result
from .errors import DeskError
from .events import Change
from .filled_sheet import SheetRow, read_rows
from .store import Desk

CODE, YEAR, AGENCY, STATE, FAULT, RESULT = "代码", "年度", "单位", "状态", "问题标识", "整改结果"
FIELDS = {STATE: "state", "经办": "handler", "期限": "until", "备注": "remark"}  # heading -> key of a case
HEADINGS = {"机关代码": CODE, "机关": AGENCY, "负责人": "经办"}  # as the ledger of faults has them
ORIGINAL = "原值（请勿改）"  # what stood in the columns to fill when the sheet was written, as JSON by heading
_NO_CASE = "未立案"


def original(texts: Mapping[str, str]) -> str:
    """The entry of the column ORIGINAL for a row, by heading; nothing where nothing stood there."""
    stood = {heading: text for heading, text in texts.items() if text}
    return json.dumps(stood, ensure_ascii=False) if stood else ""


class CaseChange(NamedTuple):
    """What the sheet says of one case: `to` its new fields, `results` what came of its faults, `told` (heading, before,
    after), `seq` the case that the comparison saw."""

    agency_code: str
    report_year: int
    seq: int
    agency: str
    to: dict[str, str | None]
    results: dict[str, str]
    told: list[tuple[str, str, str]]


def read_case_sheet(desk: Desk, data: bytes) -> tuple[list[CaseChange], list[str]]:
    """What a filled workbook (XLSX) would change, and what in it cannot be taken, with the rows. Raises DeskError where
    it is no such workbook."""
    cases = {(case.agency_code, case.report_year): case for case in list_cases(desk)}
    changes: list[CaseChange] = []
    problems: list[str] = []
    rows = [row for row in read_rows(data, (CODE, YEAR), HEADINGS) if row.texts.get(STATE) != _NO_CASE]
    rows.sort(key=_key)  # a stable order: rows of a case stay as they stood
    for (code, year), found in groupby(rows, _key):
        together = list(found)
        case = cases.get((code, int(year))) if year.isdigit() else None
        first = together[0]
        try:
            change = _change(case, together)
        except ValueError as error:
            problems.append(f"第 {first.line} 行 {first.texts.get(AGENCY, code)}：{error}")
            continue
        if change and change.told:
            changes.append(change)
    return changes, problems


def take_case_sheet(desk: Desk, who: str, changes: Sequence[CaseChange]) -> None:
    """Take all changes, or none. Raises DeskConflict where a case has changed since it was compared, DeskError."""
    events = []
    for change in changes:
        entry = desk.entry(CASE, case_subject(change.agency_code, change.report_year))
        if entry is None:
            raise DeskError(f"{change.agency_code} {change.report_year} 年度的案已不在，请重新上传。 No such case.")
        row = cast(CaseRow, dict(entry.value))
        if unknown := change.results.keys() - row["faults"].keys():
            raise DeskError(
                f"{change.agency_code} {change.report_year} 年度的案中没有问题 {min(unknown)}，请重新上传。"
            )
        _check_step(row, change.to.get("state"))
        state = change.to.get("state") or row["state"]
        after = (dict(row) if state == row["state"] else stepped(row, state, desk.today())) | change.to
        after["faults"] = {
            fault_id: with_result(fault, change.results.get(fault_id, result_of(fault)))
            for fault_id, fault in row["faults"].items()
        }
        note = "；".join(f"{word} {before or '（空）'} → {now or '（空）'}" for word, before, now in change.told)
        events.append(Change(CASE, entry.subject, after, change.seq, note))
    desk.write(who, events, "读入台账")


def _key(row: SheetRow) -> tuple[str, str]:
    return row.texts.get(CODE, ""), row.texts.get(YEAR, "")


def _change(case: Case | None, rows: list[SheetRow]) -> CaseChange | None:
    """Raises ValueError, saying what is wrong."""
    code, year = _key(rows[0])
    by_fault = FAULT in rows[0].texts
    if case is None:
        if by_fault and not any(row.texts.get(heading) for row in rows for heading in (*FIELDS, RESULT)):
            return None  # the ledger lists every fault, whether a case was opened or not
        raise ValueError(f"台账中没有 {code or '（没有代码）'} {year} 年度的案，请先立案。")
    if len(rows) > 1 and not by_fault:
        raise ValueError(f"第 {'、'.join(str(row.line) for row in rows)} 行是同一个案，请只留一行。")
    to, told = _fields(case, rows)
    results, more = _results(case, rows) if by_fault else ({}, [])
    agency = rows[0].texts.get(AGENCY, "")
    return CaseChange(case.agency_code, case.report_year, case.seq, agency, to, results, told + more)


def _fields(case: Case, rows: list[SheetRow]) -> tuple[dict[str, str | None], list[tuple[str, str, str]]]:
    steps, old = case_steps(), cast(Mapping[str, Any], case.row)
    to: dict[str, str | None] = {}
    told = []
    for heading, key in FIELDS.items():
        before = str(old[key] or "")
        filled = [
            (row.line, _value(heading, row.texts[heading]) or "") for row in rows if _is_filled(row, heading, before)
        ]
        if len({value for _, value in filled}) > 1:
            lines = "、".join(str(line) for line, _ in filled)
            raise ValueError(f"第 {lines} 行的“{heading}”互不相同，同一个案请填一致。")
        if not filled or (value := filled[0][1]) == before or (key == "state" and not value):
            continue
        if key == "state":
            _check_step(case.row, value)
        to[key] = value or (None if key == "until" else "")
        words = [steps[each].word if key == "state" and each else each for each in (before, value)]
        told.append((heading, words[0], words[1]))
    return to, told


def _results(case: Case, rows: list[SheetRow]) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    results, told = {}, []
    for row in rows:
        fault = case.row["faults"].get(row.texts[FAULT])
        before = result_of(fault) if fault else ""
        if not _is_filled(row, RESULT, before) or (value := row.texts[RESULT]) == before:
            continue
        if fault is None:
            raise ValueError(f"第 {row.line} 行填了整改结果，但案中没有这个问题：请先“按本版重列问题”。")
        results[row.texts[FAULT]] = value
        told.append((f"{RESULT}（{fault['title']}）", before, value))
    return results, told


def _is_filled(row: SheetRow, heading: str, now: str) -> bool:
    """Whether somebody filled a cell since the sheet was written: what a case has become meanwhile is not undone by a
    cell that nobody touched. Without the column that says what stood there, a ledger of faults was empty, and one of
    cases as the case is `now`."""
    if heading not in row.texts:
        return False
    stood = _stood(row).get(heading, "" if FAULT in row.texts else None)
    return (_value(heading, row.texts[heading]) or "") != (now if stood is None else _value(heading, stood) or "")


def _stood(row: SheetRow) -> dict[str, str]:
    try:
        found = json.loads(row.texts.get(ORIGINAL) or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ValueError(f"“{ORIGINAL}”一栏被改动过，请用新下载的台账填写。")
    return {str(heading): str(text) for heading, text in found.items()}


def _value(heading: str, text: str) -> str | None:
    """As a case keeps it: the code of a step, a day as YYYY-MM-DD."""
    if heading == STATE and text:
        steps = case_steps().values()
        code = next((step.code for step in steps if text in (step.code, step.word)), None)
        if code is None:
            raise ValueError(f"状态“{text}”应为 {'、'.join(step.word for step in steps)} 之一。")
        return code
    return _day(text) if heading == "期限" else text


def _check_step(row: CaseRow, state: str | None) -> None:
    """Raises DeskError (a ValueError) where the step cannot follow."""
    steps = case_steps()
    if state and state != row["state"] and state not in steps[row["state"]].next:
        now, allowed = steps[row["state"]], "、".join(steps[each].word for each in steps[row["state"]].next)
        word = steps[state].word if state in steps else state
        raise DeskError(f"现为“{now.word}”，其后只能是 {allowed}，不能是“{word}”；走错的请在页面上撤回。")


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text.replace("/", "-").replace(".", "-")).isoformat() if text else None
    except ValueError:
        raise ValueError(f"期限“{text}”不是日期，应如 2026-02-15。") from None
