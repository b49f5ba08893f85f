"""本级报告初稿: the district's own report in the order of the form: tables from the sums, sections 一 and 五 in sentences
whose every number is in the tables or counted from the offices' prose, each with a comment that says where its numbers come from; the rest is left to write.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import duckdb

from gouji.check.rules import PUBLICATION, dimensions_about
from gouji.core.forms import Form, load_forms
from gouji.core.wording import chinese_date, numeral, plain

from .blocks import Block, CommentedParagraph, Note, PaperHeading, Paragraph, Title
from .circular import faults_that_count
from .contents import Office, Row
from .district_report import ALL, form_tables
from .docx_styles import LETTER
from .doubtful_cells import DoubtfulCell, doubtful_cells
from .fault_words import place
from .own_report_facts import fact_sentences, told_in_prose
from .paper_file import PaperFile, word_file

_OVERVIEW, _PROBLEMS = "overview", "problems"


def own_reports(con: duckdb.DuckDBPyConnection, office: Office) -> Iterator[PaperFile]:
    """初稿, one for the district; none where no table of it could be added up."""
    last = con.execute(
        "SELECT cell, balanced_sum FROM district_balanced_sums WHERE district_code = $1 AND report_year = $2 AND peer_group = $3",
        [office.district_code, office.year - 1, ALL],
    ).fetchall()
    last_year = {cell: value for cell, value in last if value is not None}
    if blocks := own_report(office, last_year, told_in_prose(con, office)):
        title = own_report_title(office)
        yield word_file(office, title, title, blocks, LETTER)


def own_report_title(office: Office) -> str:
    return str(office.policy["own_report"]["file"]).format(district=office.district, year=office.year)


def own_report(office: Office, last_year: Mapping[str, Decimal], told: Sequence[Row] = ()) -> list[Block]:
    """The draft. `last_year`: the district's own figures of the year before, by cell; `told`: what the offices' prose
    tells (own_report_facts.py)."""
    words = office.policy["own_report"]
    rows = [row for row in office.tables if row["peer_group"] == ALL]
    if not rows:
        return []
    form = load_forms()[rows[0]["form"]]
    tables = form_tables(office, form, rows)
    written = {_OVERVIEW: _overview(office, form, rows, last_year, told), _PROBLEMS: _problems(office)}
    blocks: list[Block] = [
        Title(words["title"].format(district=office.district, year=office.year)),
        Note(words["note"]),
    ]
    in_tables = {table.section for table in form.tables}
    for section in form.sections:
        if section.number in in_tables:
            if tables:  # all tables with their headings, at the place of the first
                blocks += tables
                tables = []
            continue
        blocks.append(PaperHeading(f"{numeral(section.number)}、{section.label}"))
        part = words["sections"].get(str(section.number))
        blocks += written[part] if part else [Paragraph(words["to_write"])]
    return blocks


def _overview(
    office: Office, form: Form, rows: list[Row], last_year: Mapping[str, Decimal], told: Sequence[Row]
) -> list[Block]:
    """Section 一: of each aspect a paragraph from the tables, one from the offices' prose, and room."""
    words = office.policy["own_report"]
    figures = {row["cell"]: row["value"] for row in rows if row["value"] is not None}
    doubts = {cell: doubt for doubt in doubtful_cells(office, rows, office.counted) for cell in doubt.cells}
    blocks: list[Block] = []
    for number, aspect in enumerate(words["aspects"], 1):
        blocks.append(PaperHeading(f"（{numeral(number)}）{aspect['heading']}", 2))
        sentences = [
            sentence
            for template in aspect.get("sentences", ())
            if (sentence := _sentence(office, form, template, figures, last_year, doubts))
        ]
        sentences += _supervision(office) if aspect.get("supervision") else []
        in_prose = fact_sentences(office, told, aspect.get("facts", ()))
        blocks += [CommentedParagraph(tuple(each)) for each in (sentences, in_prose) if each]
        blocks.append(Paragraph(aspect.get("to_write", words["to_write"])))
    return blocks


def _sentence(
    office: Office,
    form: Form,
    template: Row,
    figures: Mapping[str, Decimal],
    last_year: Mapping[str, Decimal],
    doubts: Mapping[str, DoubtfulCell],
) -> tuple[str, str] | None:
    """(sentence, its source), where every figure it names is there and not all are 0. `{a}` is this year's figure of the
    cell named a; `before` is added where all figures of the year before are there, as `{a}` of that year."""
    words = office.policy["own_report"]
    cells: Mapping[str, str] = template["cells"]
    if not all(cell in figures for cell in cells.values()) or not any(figures[cell] for cell in cells.values()):
        return None
    named = {name: plain(figures[cell]) for name, cell in cells.items()}
    text = str(template["text"]).format(level=office.level, year=office.year, **named)
    source = words["source"].format(places="、".join(place(form.code, cell) for cell in cells.values()))
    compared = template.get("before")
    told = [cell for name, cell in cells.items() if compared and f"{{{name}}}" in compared]
    if compared and all(cell in last_year for cell in told):
        earlier = {name: plain(last_year[cell]) for name, cell in cells.items() if cell in told}
        text += compared.format(**earlier)
        source += words["source_before"].format(year=office.year - 1)
    doubtful = list(dict.fromkeys(doubts[cell] for cell in cells.values() if cell in doubts))
    for doubt in doubtful:
        source += words["doubtful"].format(
            agency=doubt.agency, place=f"{doubt.place}{doubt.reported}", fault=doubt.fault
        )
    return text + "。", source


def _supervision(office: Office) -> list[tuple[str, str]]:
    """What the office itself did: who had to report, who did, what was found when the reports were gone through."""
    words = office.policy["own_report"]["supervision"]
    agencies = [row for row in office.agencies if row["kind"] != "district"]
    status = Counter(row["status"] for row in agencies)
    published = status["reported"] + status["late"] + status["unclear"]
    said = {"level": office.level, "year": office.year, "as_of": chinese_date(office.as_of)}
    told = [(words["published"].format(expected=len(agencies), published=published, **said), words["published_source"])]
    found = _found(office)
    if published and found:
        counts = {"faults": len(found), "agencies": len({fault["agency_code"] for fault in found})}
        told.append((words["found"].format(**counts, **said), words["found_source"]))
    return told


def _found(office: Office) -> list[Row]:
    apart = dimensions_about(PUBLICATION)
    owing = {row["agency_code"] for row in office.agencies if row["kind"] != "district"}
    return [f for f in faults_that_count(office, owing) if f["dimension"] not in apart and f["report_id"]]


def _problems(office: Office) -> list[Block]:
    """Section 五: the most common faults of the year's reports, who was late; what is to be done is left to write."""
    words = office.policy["own_report"]["problems"]
    whose: dict[str, set[str]] = {}
    for fault in _found(office):
        whose.setdefault(fault["fault"], set()).add(fault["agency_code"])
    most = sorted(whose, key=lambda fault: (-len(whose[fault]), fault))[: words["most"]]
    told = [(words["fault"].format(fault=fault, count=len(whose[fault])), words["fault_source"]) for fault in most]
    status = Counter(row["status"] for row in office.agencies if row["kind"] != "district")
    late = [words[kind].format(count=status[kind]) for kind in ("late", "missing") if status[kind]]
    if late:
        told.append((words["in_time"].format(counts="、".join(late)), words["in_time_source"]))
    sentences = tuple((f"{numeral(number)}是{text}。", source) for number, (text, source) in enumerate(told, 1))
    opening = words["opening"].format(level=office.level) if told else ""
    blocks: list[Block] = [Paragraph(opening)] if opening else []
    blocks += [CommentedParagraph(sentences)] if sentences else []
    return [*blocks, Paragraph(words["to_write"])]
