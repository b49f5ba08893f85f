"""问题台账: a row a fault, with columns for the desk to fill. The keys of a row are text and stay the same from run to
run, so that what was filled in can be matched to the faults of a later version."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gouji.core.wording import SEVERITY
from gouji.desk.case_sheet import HEADINGS, ORIGINAL, original
from gouji.desk.cases import case_steps

from .contents import Office, Row
from .fault_words import FaultWords, faults_in_words
from .sheet_style import HEAD, cell_text, for_print, row_points

NAME = "问题台账"
_PLAIN_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
# Column -> width in characters. 机关代码, 年度 and 问题标识 are the keys (desk/case_sheet.py reads the sheet back).
COLUMNS = {
    "机关代码": 14, "年度": 6, "机关": 12, "组别": 6, "问题": 15, "说明": 42, "所报": 9, "应为": 9, "结论": 7,
    "程度": 5, "扣分": 5, "依据": 18, "状态": 7, "负责人": 8, "期限": 11, "整改结果": 14, "备注": 14, "问题标识": 11, ORIGINAL: 3, "原件": 14,
}  # fmt: skip
TO_FILL = ("状态", "负责人", "期限", "整改结果", "备注")
_NARROW = ("问题标识", ORIGINAL)  # one line each, whatever they hold
_CENTRED = ("年度", "组别", "所报", "应为", "结论", "程度", "扣分", "状态", "负责人", "期限")
_MAX_LIST = 250  # characters that Excel takes of a list to choose from


def write_ledger(book: Any, office: Office, links: Mapping[str, str]) -> None:
    """The sheet. `links`: agency_code -> where its report came from."""
    sheet = book.add_worksheet(NAME)
    head = book.add_format(HEAD | {"align": "center"})
    to_fill = book.add_format(HEAD | {"align": "center", "bg_color": "#FFF2CC"})
    form = _formats(book)
    for column, (title, width) in enumerate(COLUMNS.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, to_fill if title in TO_FILL else head)
    rows = [(agency, fault) for agency in office.agencies for fault in _faults(office, agency)]
    for line, (agency, fault) in enumerate(rows, 1):
        entries = _entries(office, agency, fault)
        told = [str(entries.get(title) or "") for title in COLUMNS]
        shown = [text if title not in _NARROW else "" for title, text in zip(COLUMNS, told, strict=True)]
        sheet.set_row(line, row_points(shown, list(COLUMNS.values())))
        for column, title in enumerate(COLUMNS):
            _write(sheet, line, column, entries.get(title), form[title])
        if link := links.get(agency["agency_code"]):
            sheet.write_url(line, len(COLUMNS) - 1, link, string=cell_text(agency["source"] or "")[:_MAX_LIST])
    last = max(1, len(rows))
    titles = list(COLUMNS)
    words = [step.word for step in case_steps().values()]
    sheet.data_validation(
        1, titles.index("状态"), last, titles.index("状态"),
        {"validate": "list", "source": words, "error_title": "状态", "error_message": f"请选：{'、'.join(words)}"},
    )  # fmt: skip
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    sheet.freeze_panes(1, 3)
    for_print(sheet, 1)
    sheet.print_area(0, titles.index("机关"), last, titles.index("备注"))


def _faults(office: Office, agency: Row) -> Sequence[FaultWords]:
    findings = [f for f in office.findings if f["agency_code"] == agency["agency_code"]]
    return faults_in_words(office, agency, findings) if findings else []


def _entries(office: Office, agency: Row, fault: FaultWords) -> dict[str, Any]:
    lead, case = fault.lead, office.cases.get(agency["agency_code"], {})
    outcomes = office.policy["workbook"]["outcomes"]
    step = case_steps().get(case.get("state", ""))
    entries = {
        "机关代码": agency["agency_code"],
        "年度": office.year,
        "机关": agency["name"],
        "组别": agency["peer_group"],
        "问题": lead["fault"],
        "说明": _unread(office, fault) + fault.text,
        "所报": _number_or_text(fault.reported),
        "应为": _number_or_text(fault.expected),
        "结论": outcomes[
            "waived" if lead["waived"] else "cannot_tell" if lead["severity"] == "note" else lead["outcome"]
        ],
        "程度": SEVERITY[lead["severity"]],
        "扣分": float(fault.points),
        "依据": fault.basis,
        "状态": step.word if step else "",
        "负责人": case.get("handler") or "",
        "期限": case.get("until"),
        "整改结果": office.results.get(lead["fault_id"] or "", ""),
        "备注": case.get("remark") or "",
        "问题标识": lead["fault_id"] or lead["finding_id"],
    }
    return entries | {ORIGINAL: original({HEADINGS.get(title, title): str(entries[title] or "") for title in TO_FILL})}


def _unread(office: Office, fault: FaultWords) -> str:
    """What could not be read of the cells of a fault: the office has to look at the original first."""
    told = [f["message"] for f in fault.members if f["rule"] in office.policy["office_only"] and f is not fault.lead]
    return "".join(told)


def _formats(book: Any) -> dict[str, Any]:
    """By column: text wraps at the top; numbers and days are centred; what the desk fills in is tinted."""
    formats = {}
    for title in COLUMNS:
        layout: dict[str, Any] = {"valign": "top", "text_wrap": True, "border": 4, "border_color": "#BFBFBF"}
        layout |= {"align": "center"} if title in _CENTRED else {}
        layout |= {"bg_color": "#FFFBEF"} if title in TO_FILL else {}
        layout |= {"num_format": "yyyy-mm-dd"} if title == "期限" else {}
        layout |= {"num_format": "@", "text_wrap": False} if title in (*_NARROW, "机关代码") else {}
        layout |= {"num_format": "0.0"} if title == "扣分" else {}
        formats[title] = book.add_format(layout)
    return formats


def _write(sheet: Any, line: int, column: int, value: Any, layout: Any) -> None:
    """Numbers as numbers, days as days, everything else as text, so that nothing of a report becomes a formula."""
    if value is None or value == "":
        sheet.write_blank(line, column, None, layout)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value, layout)
    elif isinstance(value, str):
        sheet.write_string(line, column, cell_text(value), layout)
    else:
        sheet.write_datetime(line, column, value, layout)


def _number_or_text(value: str) -> float | str:
    return float(value) if _PLAIN_NUMBER.fullmatch(value) else value
