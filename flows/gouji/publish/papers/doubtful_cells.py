"""Figures that the district's tables hold although something speaks against them: whose, why, and what hangs on it.

Nothing is changed in the sums; the office sees it before it signs them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from gouji.check.rules import FIGURES, dimensions_about
from gouji.core.form_layout import cell_names
from gouji.core.forms import FormCell, load_forms
from gouji.core.wording import plain

from .contents import Office, Row
from .fault_words import place

_MAX_CELLS = 3  # of a finding that are listed one by one
_MAX_FIGURES = 8


class DoubtfulCell(NamedTuple):
    """One doubtful figure, or line of an equation that does not hold: `what` is told with what was `reported`."""

    agency: str
    what: str
    reported: str
    why: str
    effect: str
    moves: Decimal  # by how much a figure of the district may move; not printed
    fault: str  # what is wrong, in a few words
    fault_id: str  # of one agency: figures that one correction puts right have the same
    cells: tuple[str, ...]
    place: str  # `what` in the fewest words
    leaves: str  # `effect` in the fewest words


class _CountedReport(NamedTuple):
    """What is known of one agency's report: its figures that count, by cell, findings that fail, unique repairs."""

    row: Row
    figures: dict[str, Decimal]
    findings: list[Row]
    repairs: list[Row]


def doubtful_cells(office: Office, rows: list[Row], counted: list[Row]) -> list[DoubtfulCell]:
    """Of the reports that count in `rows` (district_balanced_sums of one group), what moves the district's figures most first."""
    words = office.policy["report"]
    totals = {row["cell"]: row["value"] for row in rows if row["value"] is not None}
    found = []
    for report in _reports(office, counted, totals.keys()):
        form = load_forms()[report.row["form"]]
        names = cell_names(form.code)
        cells = {cell.cell: cell for cell in form.cells}
        reasons, proposed = _reasons_by_cell(report, cells)
        for cell in sorted(reasons, key=list(cells).index):
            value, total = report.figures[cell], totals[cell]
            effect = words["effect_proposed" if cell in proposed else "effect_share"].format(
                level=office.level,
                total=_grouped(total),
                value=_grouped(value),
                corrected=_grouped(total - value + proposed.get(cell, 0)),
            )
            why = "；".join(dict.fromkeys(reason.rstrip("。") for reason in reasons[cell]))
            moves = abs(value - proposed[cell]) if cell in proposed else value
            fault, fault_id = _fault_of(report, cell)
            left = total - value + proposed[cell] if cell in proposed else None
            leaves = (
                words["leaves_share"] if left is None else words["leaves_proposed"].format(corrected=_grouped(left))
            )
            found.append(
                DoubtfulCell(
                    report.row["name"], names[cell], _grouped(value), why, effect, moves, fault, fault_id, (cell,),
                    place(form.code, cell), leaves,
                )
            )  # fmt: skip
        for finding in _unexplained(report):
            gap, line = _gap(finding), _line(finding["cells"], cells, names)
            figures = _figures(report, finding["cells"], cells)
            found.append(
                DoubtfulCell(
                    report.row["name"], line, "；".join(figures), finding["message"].rstrip("。"),
                    words["effect_gap"].format(gap=_grouped(gap)) if gap else words["effect_open"], gap or Decimal(0),
                    finding["fault"], finding["fault_id"] or finding["finding_id"], tuple(finding["cells"]),
                    _short_line(finding["cells"], cells, line),
                    words["leaves_gap"].format(gap=_grouped(gap)) if gap else words["leaves_share"],
                )
            )  # fmt: skip
    return sorted(found, key=lambda doubt: -doubt.moves)


def _reports(office: Office, counted: list[Row], summed: Set[str]) -> Iterable[_CountedReport]:
    """Every report that counts, with what counts of it: figures of a table that is left out are in nobody's sum.

    `summed`: cells of the district's tables. A rule that an error of last year's report explains says nothing here.
    """
    tables = defaultdict(set)
    for row in counted:
        if not row["left_out"]:
            tables[row["agency_code"]].add(row["table_code"])
    for row in office.agencies:
        report_id = row["report_id"]
        if report_id is None or not row["form"] or row["agency_code"] not in tables:
            continue
        figures = {
            c["cell"]: c["value"]
            for c in office.cells.get(report_id, [])
            if c["value"] is not None and c["cell"] in summed and c["cell"].split(".")[0] in tables[row["agency_code"]]
        }
        repairs = office.repairs.get(report_id, [])
        last_years = {rule for r in repairs if r["hypothesis"] == "last_year" for rule in r["clears"]}
        yield _CountedReport(
            row,
            figures,
            [
                f
                for f in office.findings
                if f["report_id"] == report_id
                and f["outcome"] == "fail"
                and not f["waived"]
                and f["dimension"] in dimensions_about(FIGURES)
                and f["rule"] not in last_years
                and f["rule"] not in office.policy["questions"]
                and any(cell in figures for cell in f["cells"])
            ],
            [r for r in repairs if r["class"] == "unique" and r["cell"] in figures],
        )


def _reasons_by_cell(
    report: _CountedReport, cells: dict[str, FormCell]
) -> tuple[dict[str, list[str]], dict[str, Decimal]]:
    """Cell -> why it is in doubt, and cell -> what it should be where that is known; no total of a form.

    A total that an equation condemns is worked out anew; one that moved far from last year's is what its line says.
    """
    reasons: dict[str, list[str]] = defaultdict(list)
    proposed: dict[str, Decimal] = {}
    for repair in report.repairs:
        if cells[repair["cell"]].role != "total":
            reasons[repair["cell"]].append(repair["why"])
            proposed[repair["cell"]] = repair["proposed"]
    for finding in report.findings:
        if _in_one_line(finding) or finding["rule"] in _cleared(report):
            continue
        for cell in finding["cells"]:
            if cell in report.figures and (report.figures[cell] or len(finding["cells"]) == 1):
                reasons[cell].append(finding["message"])
                if finding["expected"] == "0":
                    proposed.setdefault(cell, Decimal(0))
    return reasons, proposed


def _fault_of(report: _CountedReport, cell: str) -> tuple[str, str]:
    """(title, fault_id) of the fault that a cell is doubtful for: that of a finding which names it, a repaired one first."""
    cleared = _cleared(report)
    named = [f for f in report.findings if cell in f["cells"]]
    lead = next((f for f in named if f["rule"] in cleared), named[0] if named else None)
    return (lead["fault"], lead["fault_id"] or lead["finding_id"]) if lead else ("", cell)


def _unexplained(report: _CountedReport) -> list[Row]:
    """Equations that fail and that no unique repair puts right; other findings about many cells."""
    cleared = _cleared(report)
    repaired = {repair["cell"] for repair in report.repairs}
    return [
        f
        for f in report.findings
        if _in_one_line(f) and not (f["rule"] in cleared and repaired.intersection(f["cells"]))
    ]


def _cleared(report: _CountedReport) -> set[str]:
    return {rule for repair in report.repairs for rule in repair["clears"]}


def _in_one_line(finding: Row) -> bool:
    """Whether a finding is about its cells together."""
    equations = {term.rule for form in load_forms().values() for term in form.terms}
    return finding["rule"] in equations or len(finding["cells"]) > _MAX_CELLS


def _line(named: list[str], cells: dict[str, FormCell], names: Mapping[str, str]) -> str:
    """The row or column that an equation's cells share."""
    known = [cells[cell] for cell in named if cell in cells]
    table = names[known[0].cell].split(" ", 1)[0]
    if len({cell.row for cell in known}) == 1:
        return f"{table} {known[0].row_label}"
    return f"{table} {known[0].column_label}" if len({cell.column for cell in known}) == 1 else table


def _short_line(named: list[str], cells: dict[str, FormCell], line: str) -> str:
    """The same by the short name of a row: 表三“二、上年结转”行."""
    known = [cells[cell] for cell in named if cell in cells]
    return f"{line.split(' ', 1)[0]}“{known[0].row_name}”行" if len({cell.row for cell in known}) == 1 else line


def _figures(report: _CountedReport, named: list[str], cells: dict[str, FormCell]) -> list[str]:
    """The figures of an equation that are not 0, each with the label that tells it from the others."""
    one_row = len({cells[cell].row for cell in named if cell in cells}) == 1
    figures = [
        f"{cells[cell].column_label if one_row else cells[cell].row_name} {_grouped(report.figures[cell])}"
        for cell in cells
        if cell in named and report.figures.get(cell)
    ]
    return figures if len(figures) <= _MAX_FIGURES else [*figures[:_MAX_FIGURES], f"等{len(figures)}格"]


def _gap(finding: Row) -> Decimal | None:
    try:
        return abs(Decimal(finding["reported"]) - Decimal(finding["expected"]))
    except (InvalidOperation, TypeError):
        return None


def _grouped(value: Decimal) -> str:
    """12345.60 -> 12,345.6."""
    return plain(value) if abs(value) < 1000 else f"{int(value):,d}" + plain(abs(value) % 1)[1:]
