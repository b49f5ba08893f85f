"""What a paper says of each fault: what stands where, what it would have to be, on what ground; no word of the program."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby, takewhile
from operator import itemgetter
from typing import NamedTuple

from gouji.check.repair.messages import cell_name
from gouji.core.forms import load_forms
from gouji.core.wording import plain

from .contents import Office, Row

_MAX_CANDIDATES = 4  # ways to correct a fault that are written out
_ENGLISH_SENTENCE = re.compile(r"\s+(?=[A-Z][a-z]+ )")  # a basis that is no law stands in both languages
_MIN_COMMON, _MAX_NAME = 6, 20  # characters of what two faults say alike, and of the name that tells them apart
_MAX_PLACES = 3  # cells of which the place is told where the message does not


class FaultWords(NamedTuple):
    """`text`: a paragraph; `short`: a line of a list; `basis`: law or national notice; `rules`: the checks it is of;
    `points`: what it costs; `members`: its findings, of which `lead` is the one it is told by."""

    text: str
    short: str
    basis: str
    reported: str
    expected: str
    rules: frozenset[str]
    lead: Row
    points: Decimal = Decimal(0)
    members: Sequence[Row] = ()


def faults_in_words(office: Office, agency: Row, findings: Sequence[Row]) -> list[FaultWords]:
    """One entry a fault, in the order of the findings, which are of one report. Several findings that one correction
    clears are one fault."""
    groups: dict[str, list[Row]] = {}
    for finding in findings:
        groups.setdefault(finding.get("fault_id") or finding["rule"], []).append(finding)
    repairs = office.repairs.get(agency["report_id"] or "", [])
    return [_told(office, agency["form"], members, repairs) for members in groups.values()]


def merged(faults: Sequence[FaultWords]) -> list[FaultWords]:
    """Faults of one check and one ground that are told in the same words but for a name in the middle, as one: what is
    lacking is listed, the ground stands once."""
    together: dict[tuple[str, str], list[FaultWords]] = {}
    for fault in faults:
        together.setdefault((fault.lead["rule"], fault.basis), []).append(fault)
    found = []
    for members in together.values():
        text = _joined([fault.text for fault in members])
        found += (
            [members[0]._replace(text=text, rules=frozenset().union(*(m.rules for m in members)))] if text else members
        )
    return found


def _joined(texts: Sequence[str]) -> str | None:
    """未见“甲”的内容 and 未见“乙”的内容 -> 未见“甲”、“乙”的内容; None where less than that is common."""
    if len(texts) < 2:
        return None
    start = _common_start(texts)
    end = _common_start([text[len(start) :][::-1] for text in texts])[::-1]
    names = [text[len(start) : len(text) - len(end)] for text in texts]
    if len(start) < _MIN_COMMON or len(end) < _MIN_COMMON or not all(0 < len(name) <= _MAX_NAME for name in names):
        return None
    quoted = start.endswith("“") and end.startswith("”")
    return start + ("”“" if quoted else "、").join(names) + end


def _common_start(texts: Sequence[str]) -> str:
    same = takewhile(lambda characters: len(set(characters)) == 1, zip(*texts, strict=False))
    return "".join(characters[0] for characters in same)


def _told(office: Office, form: str | None, members: list[Row], repairs: list[Row]) -> FaultWords:
    lead = next((f for f in members if f.get("finding_id") == f["fault_id"]), members[0])
    words = office.policy["notice"]["fault"]
    mine = [r for r in repairs if _clears(r, members)]
    changes = [list(rows) for _, rows in groupby(mine, itemgetter("candidate")) if form]
    text, short = _message(office, form, lead), str(lead["fault"])
    reported, expected = lead["reported"] or "", lead["expected"] or ""
    if changes and form and lead["rule"] not in office.policy["notice"]["prose"]["rules"]:
        first = changes[0]
        if any(r["hypothesis"] == "last_year" for r in first):
            text += office.policy["notice"]["last_year"]
        elif first[0]["class"] == "unique":
            text = _unique(words, form, first, members)
            short = "；".join(_said(words, form, r) for r in first)
            reported = "；".join(plain(r["reported"]) or words["unsaid"] for r in first)
            expected = "；".join(plain(r["proposed"]) for r in first)
        elif len(changes) > 1:
            text = _candidates(words, form, changes, lead)
    elif changes and form and changes[0][0]["class"] == "unique":
        short = "；".join(_said(words, form, r) for r in changes[0])
    points = sum((Decimal(f.get("points") or 0) for f in members), Decimal(0))
    rules = frozenset(f["rule"] for f in members)
    return FaultWords(text, short, _basis(lead), reported, expected, rules, lead, points, members)


def _basis(lead: Row) -> str:
    """The law or notice by its articles and parts; what they say stands there."""
    chinese = _ENGLISH_SENTENCE.split(str(lead.get("law") or lead["basis"]))[0]
    clauses = re.sub(r"\s+", "", chinese).split("；")
    return "；".join(dict.fromkeys(clause.partition("：")[0] for clause in clauses))


def _clears(repair: Row, members: list[Row]) -> bool:
    """Whether a repair is of the fault: it clears one of its checks, in a cell that the check names."""
    return bool(repair["cell"]) and any(f["rule"] in repair["clears"] and repair["cell"] in f["cells"] for f in members)


def _unique(words: Row, form: str, rows: list[Row], members: list[Row]) -> str:
    slip, notes = _slip(rows)
    sums = words["sums"].format(count=len(members)) if len(members) > 1 else ""
    told = words["unique"].format(
        changes=_changes(words, form, rows),
        sums=sums,
        slip=words["slip"].format(slip=slip) if slip else "",
        notes="".join(f"{note}。" for note in notes),
    )
    return str(told)


def _candidates(words: Row, form: str, changes: list[list[Row]], lead: Row) -> str:
    told = [
        words["candidate"].format(number=number, changes=_changes(words, form, rows))
        for number, rows in enumerate(changes[:_MAX_CANDIDATES], 1)
    ]
    count = max(len(changes), *(rows[0]["candidates"] or 0 for rows in changes))
    more = words["more"] if count > len(told) else ""
    return str(words["candidates"].format(message=lead["message"], count=count, changes="；".join(told) + more))


def _changes(words: Row, form: str, rows: list[Row]) -> str:
    return "；".join(
        words["change"].format(
            place=place(form, r["cell"]), said=_only_said(words, r), proposed=plain(r["proposed"]) or words["unsaid"]
        )
        for r in rows
    )


def _said(words: Row, form: str, row: Row) -> str:
    return place(form, row["cell"]) + _only_said(words, row)


def _only_said(words: Row, row: Row) -> str:
    return str(words["unsaid"] if row["reported"] is None else words["said"].format(reported=plain(row["reported"])))


def place(form: str, cell: str) -> str:
    """表三“一、本年新收”行“总计”列."""
    return cell_name(form, next(each for each in load_forms()[form].cells if each.cell == cell))


def _slip(rows: list[Row]) -> tuple[str, list[str]]:
    """What probably happened, and what speaks for or against the correction; how many sums break is told elsewhere."""
    parts = [part for part in re.split("[；。]", rows[0]["why"]) if part]
    slip = re.search("疑似.*", parts[0])
    counted = re.compile("项不符(由此|一并|$)")
    return slip[0] if slip else "", [part for part in parts[1:] if not counted.search(part)]


def _message(office: Office, form: str | None, lead: Row) -> str:
    """What the check says; of prose against a table also where in the table."""
    words, message = office.policy["notice"]["fault"], str(lead["message"])
    if lead["rule"] not in office.policy["notice"]["prose"]["rules"]:
        return message
    known = {cell.cell for cell in load_forms()[form].cells} if form else set()
    places = [place(form, cell) for cell in lead["cells"][:_MAX_PLACES] if cell in known and form]
    told = words["places"].format(places="、".join(places)) if places else ""
    return str(words["both_readings"].format(message=message)) + told
