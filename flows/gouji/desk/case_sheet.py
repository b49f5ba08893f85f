"""The ledger of cases as the office fills it in Excel, read back in: what it would change is looked at, then taken whole.

A row is known by 代码 and 年度; 状态, 经办, 期限 and 备注 are what may be filled, by those headings, in any order. A
column that is not there changes nothing; an empty cell empties (but for 状态).
"""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from .cases import CASE, Case, CaseRow, case_steps, case_subject, list_cases, stepped
from .errors import DeskError
from .events import Change
from .store import Desk

CODE, YEAR, AGENCY, STATE = "代码", "年度", "单位", "状态"
FIELDS = {STATE: "state", "经办": "handler", "期限": "until", "备注": "remark"}  # heading -> key of a case
MAX_SHEET_BYTES = 8_000_000
_NO_CASE = "未立案"


class CaseChange(NamedTuple):
    """What the sheet says of one case: `to` its new fields, `told` (heading, before, after), `seq` the case that the
    comparison saw."""

    agency_code: str
    report_year: int
    seq: int
    agency: str
    to: dict[str, str | None]
    told: list[tuple[str, str, str]]


def read_case_sheet(desk: Desk, data: bytes) -> tuple[list[CaseChange], list[str]]:
    """What a filled workbook (XLSX) would change, and what in it cannot be taken, with the rows. Raises DeskError where
    it is no such workbook."""
    cases = {(case.agency_code, case.report_year): case for case in list_cases(desk)}
    changes, problems = [], []
    seen: dict[tuple[str, int], int] = {}
    for line, row in _rows(data):
        code, year = row.get(CODE, ""), row.get(YEAR, "")
        if row.get(STATE) == _NO_CASE:
            continue
        if not year.isdigit() or (key := (code, int(year))) not in cases:
            problems.append(f"第 {line} 行：台账中没有 {code or '（没有代码）'} {year} 年度的案，请先立案。")
        elif key in seen:
            problems.append(f"第 {line} 行：与第 {seen[key]} 行是同一个案，请只留一行。")
        else:
            seen[key] = line
            try:
                change = _change(cases[key], row)
            except ValueError as error:
                problems.append(f"第 {line} 行 {row.get(AGENCY, code)}：{error}")
                continue
            if change.told:
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
        _check_step(row, change.to.get("state"))
        state = change.to.get("state") or row["state"]
        after = (dict(row) if state == row["state"] else stepped(row, state, desk.today())) | change.to
        note = "；".join(f"{word} {before or '（空）'} → {now or '（空）'}" for word, before, now in change.told)
        events.append(Change(CASE, entry.subject, after, change.seq, note))
    desk.write(who, events, "读入台账")


def _change(case: Case, row: Mapping[str, str]) -> CaseChange:
    """Raises ValueError, saying what is wrong."""
    steps, old = case_steps(), cast(Mapping[str, Any], case.row)
    to: dict[str, str | None] = {}
    told = []
    for heading, key in FIELDS.items():
        if heading not in row or (key == "state" and not row[heading]):
            continue
        value: str | None = row[heading]
        if key == "state":
            value = next((step.code for step in steps.values() if row[heading] in (step.code, step.word)), None)
            if value is None:
                known = "、".join(step.word for step in steps.values())
                raise ValueError(f"状态“{row[heading]}”应为 {known} 之一。")
            _check_step(case.row, value)
        elif key == "until":
            value = _day(row[heading])
        before = old[key]
        if (value or "") != (before or ""):
            to[key] = value
            words = [steps[each].word if key == "state" and each else str(each or "") for each in (before, value)]
            told.append((heading, words[0], words[1]))
    return CaseChange(case.agency_code, case.report_year, case.seq, row.get(AGENCY, ""), to, told)


def _check_step(row: CaseRow, state: str | None) -> None:
    """Raises DeskError (a ValueError) where the step cannot follow."""
    steps = case_steps()
    if state is not None and state != row["state"] and state not in steps[row["state"]].next:
        now, allowed = steps[row["state"]], "、".join(steps[each].word for each in steps[row["state"]].next)
        word = steps[state].word if state in steps else state
        raise DeskError(f"现为“{now.word}”，其后只能是 {allowed}，不能是“{word}”；走错的请在页面上撤回。")


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text.replace("/", "-").replace(".", "-")).isoformat() if text else None
    except ValueError:
        raise ValueError(f"期限“{text}”不是日期，应如 2026-02-15。") from None


def _rows(data: bytes) -> list[tuple[int, dict[str, str]]]:
    """The rows of the first sheet that is headed so, with their numbers as Excel shows them."""
    from python_calamine import CalamineError, CalamineWorkbook

    if not data or len(data) > MAX_SHEET_BYTES:
        raise DeskError("请选择从本页下载、填好的台账（XLSX，不超过 8 MB）。 No such workbook.")
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise DeskError(
            "这个文件不是 Excel 工作簿（XLSX），或有密码、已损坏，请另存一份再传。 Not a workbook."
        ) from error
    for rows in sheets:
        headings = [_text(value) for value in rows[0]] if rows else []
        if CODE in headings and YEAR in headings:
            texts = [(line, [_text(value) for value in row]) for line, row in enumerate(rows[1:], 2)]
            return [(line, dict(zip(headings, row, strict=False))) for line, row in texts if any(row)]
    raise DeskError("表中没有“代码”和“年度”两列：请用本页下载的台账填写，不要删去这两列。 The columns are missing.")


def _text(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()
