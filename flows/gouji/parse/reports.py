"""Bytes -> Reports. Pure functions: no clock, no network, no database, no registry."""

import hashlib
from collections.abc import Callable
from functools import cache
from importlib import import_module

from gouji.core.addresses import join_address
from gouji.core.characters import seen_characters
from gouji.core.forms import required_sections, sections_with
from gouji.core.model import Report, Unread, UnreadableDocument
from gouji.parse.cells.labels import tables_with_row, tells_forms_apart
from gouji.parse.files.attachments import Companions, no_companions
from gouji.parse.files.macros import note_macros
from gouji.parse.format_registry import BY_MEDIA_TYPE, HTML, ZIP
from gouji.parse.formats.html import read_html
from gouji.parse.formats.text_tables import MAX_REPORTS, find_tables
from gouji.workers import limits

from .cells import ocr_review, settle_copies, tables
from .cells.captions import captions_of
from .cells.detection import detect_form, form_shares
from .cells.thousands import settle_thousands
from .cells.unread import unread_tables
from .document import FILE, FRAME, PICTURE, Document, Grid
from .files import attachments, media_types, report_archive
from .prose import explanations, facts, identity, sections, statements
from .prose.fact_tables import sections_of_prose
from .trace import CellsSettled, DocumentRead, FormChosen, ReportBegun, ReportRead, Trace, plain_blocks

trace = Trace(__name__)
MIN_ROW_LABELS = 5  # different row labels that make a page's tables the form's and not a menu (行政许可 行政处罚)
MAX_ATTACHED = 2  # attachments of attachments: a page, the viewer in its frame, the file it shows


@cache
def reader_of(media_type: str) -> Callable[[bytes], Document] | None:
    """The reader of a media type, imported, with its libraries, when its first document comes: a clerk's check is to
    answer in under a second. None where the format cannot be read."""
    found = BY_MEDIA_TYPE[media_type]
    if not found.reader:
        return None
    module, _, name = found.reader.partition(":")
    read: Callable[[bytes], Document] = getattr(import_module(f"gouji.parse.{module}"), name)
    return read


def parse(data: bytes, address: str = "", companions: Companions = no_companions) -> list[Report]:
    """The reports a document holds, in order; almost always one.

    `address`: the file's path or the page's URL, used as a hint for title and date of publication. `companions`: gives
    the bytes of what came with a page, by the link as the page writes it; asked only where the page's own tables are
    not complete. Raises UnreadableDocument, naming what was found and what to do, when there is no report in it.
    """
    return _parse(data, address, companions, 0)


def wanted_links(page: bytes) -> list[str]:
    """The links of a page whose files belong to it, as the page writes them: attached documents and frames, and
    pictures where the page has no table of its own. None for what is no web page."""
    try:
        if media_types.media_type(page)[0] != HTML:
            return []
        document = read_html(page)
    except UnreadableDocument:
        return []
    links = [link for link in document.links if link.content is None]
    tables = _has_form(document.blocks)
    return [
        link.name
        for kind in (FRAME, FILE, PICTURE)
        for link in links
        if link.kind == kind
        if kind != PICTURE or not tables
    ]


def _parse(data: bytes, address: str, companions: Companions, depth: int) -> list[Report]:
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableDocument("文件为空（0 字节或只有空白），请向报送单位重新索取。 The file is empty.")
    digest = hashlib.sha256(data).hexdigest()
    media_type, _ = media_types.media_type(data)
    if media_type == ZIP:
        limits.allow(BY_MEDIA_TYPE[ZIP].seconds)
        reports = report_archive.read_archive(data, digest, parse)
        for report in reports:  # inside, files are named 附件1; the archive itself may tell the day
            report.published_on = report.published_on or identity.published_on([], [], [], address)
        return reports
    document, media_type = read_document(data)
    reports = _reports(document, digest, media_type, address)
    reports, problems = _with_attachments(reports, document, companions, depth)
    if not any(report.cells or report.sections for report in reports):
        told = "；".join([*document.warnings, *document.unread, *problems])
        raise UnreadableDocument(
            f"没有找到年度报告的表格，也没有六个部分的标题，可能是列表页、错误页或其他文件，请核对。{told}{'。' if told else ''}"
            " No table and no section of the form found."
        )
    reports[0].warnings += problems
    if attachments.lacking(reports[0]) or len(reports[0].sections) < len(required_sections()):
        reports[0].unread += [Unread(problem) for problem in problems]
    return reports


def read_document(data: bytes) -> tuple[Document, str]:
    """A document's paragraphs and grids, counted as the places of its cells count them, and its media type.

    Raises UnreadableDocument.
    """
    media_type, name = media_types.media_type(data)
    if media_type is None:
        raise UnreadableDocument(
            "内容是二进制数据，既不是网页也不是文本，可能已损坏，请向报送单位重新索取。 Binary data of no known format."
        )
    found = BY_MEDIA_TYPE[media_type]
    limits.allow(found.seconds, found.memory)
    read = reader_of(media_type)
    if read is None:
        raise UnreadableDocument(
            f"内容是{name}，本版本不能读这种格式，请转存为 DOCX、网页或文本后放回收件目录。"
            f" {media_type} cannot be read by this version."
        )
    document = read(data)
    document.blocks = [seen_characters(block) if isinstance(block, str) else block for block in document.blocks]
    document.warnings += note_macros(data, media_type)
    if not _has_form(document.blocks):  # its tables may be flattened to paragraphs
        document.blocks = find_tables(_paragraphs(document.blocks))
    return document, media_type


def _reports(document: Document, digest: str, media_type: str, address: str) -> list[Report]:
    if trace:
        grids = sum(isinstance(block, Grid) for block in document.blocks)
        links = [(link.kind, link.name) for link in document.links]
        trace(DocumentRead(address, media_type, len(document.blocks) - grids, grids, links))
    parts = _split_reports(document)
    return _distinct([_report(part, digest, media_type, address, whole=len(parts) == 1) for part in parts])


def _with_attachments(
    reports: list[Report], document: Document, companions: Companions, depth: int
) -> tuple[list[Report], list[str]]:
    """The reports with the tables they lack read from what their document links to, and what was in the way."""
    page = reports[0]
    if len(reports) > 1 or not document.links:
        return reports, []
    if not attachments.lacking(page):
        return reports, attachments.unread(document.links)

    def read(content: bytes, name: str) -> list[Report]:
        if depth == MAX_ATTACHED:
            raise UnreadableDocument("附件套了不止两层，未再打开，请单独上报。 Attachments nested too deeply.")
        return _parse(content, name, lambda link: companions(join_address(name, link)), depth + 1)

    opened = attachments.open_files(document.links, companions, read)
    reports = attachments.combined(page, opened.reports)
    problems = opened.problems if attachments.lacking(reports[0]) else []
    if len(reports) == 1 and attachments.missing(reports[0]):
        shown, unread = attachments.with_pictures(document, companions, lambda content: read_document(content)[0])
        if shown is not None:
            (read_off,) = _reports(shown, page.document, page.media_type, "")[:1]
            attachments.complete(reports[0], read_off)
        problems += unread if attachments.missing(reports[0]) else []
    return reports, problems


def _report(document: Document, digest: str, media_type: str, address: str, *, whole: bool) -> Report:
    blocks = sections.lift_headings(document.blocks)
    headings = sections.find_headings(blocks)
    places = sections.section_of_blocks(blocks, headings)
    if trace:
        trace(ReportBegun(plain_blocks(blocks), places))
    grids = [(b, place) for b, place in zip(blocks, places, strict=True) if isinstance(b, Grid)]
    first = headings[0].block if headings else len(blocks)
    opening = _paragraphs(blocks[:first])
    prose = sections.read_sections(blocks, headings)
    who = identity.identify(
        document.titles if whole else [],
        opening,
        next((s.text for s in prose if s.number in sections_with("overview")), ""),
        address.replace("\\", "/").rsplit("/", 1)[-1] if whole else "",
        prose[-1].text if prose else "",
    )
    report = Report(digest, media_type, who.title, who.agency, who.speaker, who.report_year)
    report.published_on = identity.published_on(
        document.dates if whole else [],
        opening,
        [block for block in document.blocks if isinstance(block, str)],
        address if whole else "",
    )
    form, rule = detect_form([grid for grid, _ in grids], who.report_year)
    if trace:
        trace(FormChosen(form, form_shares([grid for grid, _ in grids]), rule))
    explained = explanations.read_explanations(prose, sections.table_notes(blocks, places), form, who.report_year)
    of_other_years = explanations.figures_of_other_years(explained, who.report_year)
    told = statements.read_sentences(prose, who.agency or who.speaker)
    said = statements.stated(told, of_other_years)
    claims = settle_copies.claims_of(form, said, who.report_year)
    whose = settle_copies.Whose(who.report_year, who.title or "", who.agency or "", claims)
    first_read = tables.read_tables(grids, form, captions_of(blocks, places, who.report_year), whose)
    reading = settle_thousands(ocr_review.settle(first_read, [grid for grid, _ in grids], form), form)
    if reading is not first_read and trace:
        pairs = zip(first_read.cells, reading.cells, strict=True)
        trace(CellsSettled([(old, new) for old, new in pairs if old != new]))
    report.form = form if reading.cells else None
    report.cells = reading.cells
    report.sections = prose
    report.statements = said
    in_prose = [
        (place, [[box.text for box in row] for row in grid.rows])
        for grid, place in grids
        if place in sections_of_prose()
    ]
    report.facts = facts.read_facts(told, who.agency or who.speaker, who.report_year, of_other_years, in_prose)
    report.explanations = explained
    report.warnings = [*document.warnings, *document.unread, *who.warnings, *reading.warnings]
    report.unread = [
        *map(Unread, document.unread),
        *reading.unread,
        *unread_tables(blocks, places, report.cells, form),
        *sections.unread_headings(blocks, headings),
    ]
    if trace:
        trace(ReportRead(report.form, report.cells, report.warnings))
    return report


def _distinct(reports: list[Report]) -> list[Report]:
    """Without copies: some pages hold their article twice, for the screen and for print."""
    kept: list[Report] = []
    for report in reports:
        told = (report.agency, report.report_year, [(c.cell, c.value, c.state) for c in report.cells])
        if told not in [(r.agency, r.report_year, [(c.cell, c.value, c.state) for c in r.cells]) for r in kept]:
            kept.append(report)
    return kept


def _split_reports(document: Document) -> list[Document]:
    """Cut a document that holds several reports: at a title between tables of the form."""
    blocks = document.blocks
    grids = [i for i, block in enumerate(blocks) if isinstance(block, Grid)]
    titles = [
        i
        for i, block in enumerate(blocks)
        if isinstance(block, str)
        and grids
        and grids[0] < i < grids[-1]
        and identity.is_title(block)
        and identity.year_in(block)
    ]
    cuts = [0]
    for i in titles[:MAX_REPORTS]:
        if (
            _has_form(blocks[cuts[-1] : i])
            and _has_form(blocks[i:])
            and any(heading.number in sections_with("overview") for heading in sections.find_headings(blocks[i:]))
        ):
            cuts.append(i)
    if len(cuts) == 1:
        return [document]
    ends = [*cuts[1:], len(blocks)]
    note = f"一个文件中有 {len(cuts)} 份报告，已分别读取（相同的只取一份）；请核对各份的机关与年度"
    return [
        Document(blocks[start:end], document.titles, document.dates, [*document.warnings, note], unread=document.unread)
        for start, end in zip(cuts, ends, strict=True)
    ]


def _has_form(blocks: list[str | Grid]) -> bool:
    """Whether some grid is a table of the form: a label that only one form has, or several of its row labels."""
    texts = [box.text for block in blocks if isinstance(block, Grid) for row in block.rows for box in row]
    if any(tells_forms_apart(text) for text in texts):
        return True
    return len({text for text in texts if tables_with_row(text)}) >= MIN_ROW_LABELS


def _paragraphs(blocks: list[str | Grid]) -> list[str]:
    """Paragraphs, and the rows of tables as lines: old pages set titles and dates in tables."""
    found = []
    for block in blocks:
        if isinstance(block, str):
            found.append(block)
        else:
            found += [" ".join(" ".join(box.text for box in row).split()) for row in block.rows]
    return found
