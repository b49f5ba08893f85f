"""The district's own tables 二, 三 and 四, added up over its agencies, in the statutory layout."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

import duckdb

from gouji.core.form_layout import PLAIN, cell_names, undivided_rows
from gouji.core.forms import Form, load_forms
from gouji.core.wording import chinese_date, plain

from .blocks import (
    Block,
    ListEntry,
    Note,
    PageBreak,
    PaperHeading,
    PaperTable,
    Paragraph,
    Title,
    listing,
    statutory_table,
)
from .contents import Office, Row
from .docx_styles import LETTER
from .doubtful_cells import DoubtfulCell, doubtful_cells
from .paper_file import PaperFile, file_name, html_file, word_file

ALL = "all"
_MAX_NAMES = 5  # of agencies whose figures are in doubt, told before the tables
_MAX_FIGURES = 12  # of a table left out, in the annex
_MAX_PLACES = 2  # of a fault's figures that are written out
_WIDTHS_CM = (2.4, 6.0, 4.6, 2.6)
_BOUNDS_WIDTHS_CM = (5.6, 2.2, 2.0, 2.2, 3.6)


def district_reports(_: duckdb.DuckDBPyConnection, office: Office) -> Iterator[PaperFile]:
    """汇总表 of the district and of each peer group, as Word and as a web page."""
    for group in (ALL, *office.peer_groups):
        if blocks := district_report(office, group):
            title = report_title(office, group)
            name = f"{office.year}年度汇总表" + ("" if group == ALL else f"（{file_name(group)}）")
            yield word_file(office, name, title, blocks, LETTER)
            yield html_file(name, title, blocks)


def report_title(office: Office, group: str) -> str:
    """One line, for lists of files."""
    title = str(office.policy["report"]["title"])
    name = title.format(district=office.district, year=office.year).replace("\n", "")
    return name + ("" if group == ALL else f"（{group}）")


def district_report(office: Office, group: str = ALL) -> list[Block]:
    """The report for all agencies, or for one peer group."""
    words = office.policy["report"]
    rows = [row for row in office.tables if row["peer_group"] == group]
    if not rows:
        return []
    form = load_forms()[rows[0]["form"]]
    counted = [row for row in office.counted if group in (ALL, row["peer_group"])]
    title = words["title"].format(district=office.district, year=office.year)
    blocks: list[Block] = [Title(title + ("" if group == ALL else f"\n（{group}）"))]
    doubtful = doubtful_cells(office, rows, counted)
    blocks += [Paragraph(text) for text in _coverage(office, group, form, rows, counted)]
    if doubtful:
        names = list(dict.fromkeys(doubt.agency for doubt in doubtful))
        more = "等" if len(names) > _MAX_NAMES else ""
        told = words["doubtful_told"].format(count=len(doubtful), names="、".join(names[:_MAX_NAMES]) + more)
        blocks.append(Paragraph(told))
    blocks += form_tables(office, form, rows)
    blocks += _bounds(office, form) if group == ALL else []
    return blocks + _doubtful(office, doubtful) + _annex(office, form, counted)


def _coverage(office: Office, group: str, form: Form, rows: list[Row], counted: list[Row]) -> Iterable[str]:
    """Whose figures the tables hold, and whose they do not."""
    words = office.policy["report"]
    scope = words["scope_all" if group == ALL else "scope_group"].format(level=office.level, group=group)
    counts = {row["cell"].split(".")[0]: row["agencies_counted"] for row in rows}
    expected = rows[0]["agencies_expected"]
    yield words["coverage"].format(
        scope=scope, year=office.year, as_of=chinese_date(office.as_of), expected=expected, **counts
    )
    names = {row["agency_code"]: row["name"] for row in office.agencies}
    number = {table.code: table.number for table in form.tables}
    in_order = list(number.values())
    left_out: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))  # reason -> agency -> tables
    for row in counted:
        if row["left_out"]:
            left_out[row["left_out"]][names[row["agency_code"]]].append(number[row["table_code"]])
    listed = []
    for reason, agencies in left_out.items():
        named = [
            name + ("" if len(tables) == len(number) else f"表{'、'.join(sorted(tables, key=in_order.index))}")
            for name, tables in agencies.items()
        ]
        listed.append(f"{'、'.join(named)}（{reason}）")
    yield words["left_out"].format(names="；".join(listed)) if listed else words["complete"]
    blank = [
        f"{names[row['agency_code']]}表{number[row['table_code']]}{row['empty_cells']}格"
        for row in counted
        if not row["left_out"] and row["empty_cells"]
    ]
    if blank:
        yield words["blanks"].format(names="、".join(blank))
    other = [names[row["agency_code"]] for row in counted if not row["left_out"] and _has_other_columns(row, form)]
    if other:
        yield words["old_form"].format(names="、".join(other))


def _bounds(office: Office, form: Form) -> list[Block]:
    """Between what the main figures are, where they are not certain, and the estimate where reports are missing."""
    words, names = office.policy["report"], cell_names(form.code)
    found = {row["cell"]: row for row in office.bounds}
    rows = []
    for cell in office.policy["workbook"]["compared"]:
        row = found.get(cell)
        if row is not None and row["least"] != row["most"]:
            ends = {
                name: f"{row[name]:.0f}"
                for name in ("estimate", "estimate_low", "estimate_high")
                if row[name] is not None
            }
            rows.append((
                names[cell], plain(row["value"] or 0),
                "—" if row["least"] is None else plain(row["least"]),
                words["bounds_open"] if row["most"] is None else plain(row["most"]),
                words["bounds_estimate"].format(**ends) if ends else "—",
            ))  # fmt: skip
    if not rows:
        return []
    table = listing(words["bounds_head"], rows, _BOUNDS_WIDTHS_CM, left=(0,))
    return [PaperHeading(words["bounds"], 2), table, Note(words["bounds_words"])]


def form_tables(office: Office, form: Form, rows: list[Row]) -> list[Block]:
    """Each table under its statutory heading, filled with rows of district_balanced_sums."""
    words = office.policy["report"]
    values = {row["cell"]: row["value"] for row in rows}
    texts = {cell: plain(value) for cell, value in values.items()}
    blocks: list[Block] = []
    for table in form.tables:
        wording = undivided_rows(form, values, words["undivided_label"])
        heading = next((s.label for s in form.sections if s.number == table.section), table.label)
        pooled = [row for row in table.rows if row.code in dict(wording.extra)]
        if table.layout == "rows":  # the long one begins a page and leaves room for the short one after it
            blocks.append(PageBreak())
        blocks.append(PaperHeading(f"{table.number}、{heading}"))
        blocks.append(statutory_table(table, texts, wording=wording if pooled else PLAIN, width=15.6))
        if all(
            values[f"{table.code}.{row.code}.{column.code}"] is None for row in table.rows for column in row.columns
        ):
            blocks.append(Note(words["empty"]))
        for row in pooled:
            value = values[f"{table.code}.{row.code}.{row.columns[-1].code}"]
            blocks.append(Note(words["undivided"].format(value=plain(value))))
    return blocks


def _has_other_columns(row: Row, form: Form) -> bool:
    """Whether a table that counts is of a form in which it has other columns: they are in no sum."""
    if row["form"] == form.code:
        return False
    own = next((table.columns for table in load_forms()[row["form"]].tables if table.code == row["table_code"]), ())
    return own != form.table(row["table_code"]).columns


def _doubtful(office: Office, doubtful: list[DoubtfulCell]) -> list[Block]:
    """Figures that count although something speaks against them, one line a fault, whose district's figures may move most
    first; all of them with their reasons stand in the workbook. One line where there are none."""
    words = office.policy["report"]
    if not doubtful:
        return [Note(words["doubtless"])]
    faults: dict[tuple[str, str], list[DoubtfulCell]] = defaultdict(list)
    for doubt in doubtful:
        faults[doubt.agency, doubt.fault_id].append(doubt)
    agencies = list(dict.fromkeys(agency for agency, _ in faults))
    in_order = sorted(faults, key=lambda fault: agencies.index(fault[0]))
    shown = in_order[: words["doubtful_rows"]]
    head = [ListEntry(text.format(level=office.level), bold=True) for text in words["doubtful_head"]]
    rows = [head]
    for agency, members in groupby(shown, itemgetter(0)):
        theirs = [faults[fault] for fault in members]
        for number, doubts in enumerate(theirs):
            whose = [] if number else [ListEntry(agency, rowspan=len(theirs))]
            by_place: dict[str, list[str]] = defaultdict(list)
            for doubt in doubts:
                by_place[doubt.place].append(doubt.reported)
            places = [f"{where} {'、'.join(figures)}" for where, figures in by_place.items()]
            more = words["doubtful_cells_more"].format(count=len(places)) if len(places) > _MAX_PLACES else ""
            rows.append([
                *whose, ListEntry("；".join(places[:_MAX_PLACES]) + more, align="left"), ListEntry(doubts[0].fault, align="left"),
                ListEntry(doubts[0].leaves),
            ])  # fmt: skip
    rest = len(in_order) - len(shown)
    told = words["doubtful_words"] + (words["doubtful_more"].format(count=rest) if rest else "")
    return [PaperHeading(words["doubtful"], 2), Note(told, keep=True), PaperTable(rows, _WIDTHS_CM, 1)]


def _annex(office: Office, form: Form, counted: list[Row]) -> list[Block]:
    """What the tables that were left out report, so that nothing is lost from sight."""
    names = {row["agency_code"]: row["name"] for row in office.agencies}
    lines = []
    for row in counted:
        if not row["left_out"] or row["report_id"] is None:
            continue
        labels = cell_names(row["form"] or form.code)
        figures = [
            f"{labels[c['cell']].split(' ', 1)[1]} {plain(c['value'])}"
            for c in office.cells.get(row["report_id"], [])
            if c["cell"].startswith(row["table_code"]) and c["value"]
        ]
        more = f"等{len(figures)}格" if len(figures) > _MAX_FIGURES else ""
        number = next(table.number for table in form.tables if table.code == row["table_code"])
        shown = "；".join(figures[:_MAX_FIGURES]) + more if figures else "无非零数字"
        lines.append(Note(f"{names[row['agency_code']]}表{number}（{row['left_out']}）：{shown}"))
    return [PaperHeading(office.policy["report"]["annex"], 2), *lines] if lines else []
