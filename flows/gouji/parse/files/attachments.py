"""Tables that a document shows as pictures or offers as attached files: opened where its own are not complete.

The parser asks nothing of the network: whoever calls it hands over what came with the page, by the links the page
itself writes.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from gouji.core.addresses import join_address
from gouji.core.forms import load_forms
from gouji.core.model import ABSENT, Cell, Report, UnreadableDocument
from gouji.parse.document import FILE, FRAME, PICTURE, Document, Grid, Link
from gouji.parse.format_registry import HTML, is_picture

from . import media_types

Companions = Callable[[str], bytes | None]

MAX_OPENED_FILES = 40  # files or pictures of one document
MIN_PICTURE_BYTES = 2_000  # bytes: a smaller one is a mark or a button
MIN_SECTIONS = 2  # with fewer, and no table, a page is only the cover of what it links to
MAX_NAMED = 5  # links a warning names
_ORDER = {FRAME: 0, FILE: 1}


def no_companions(_: str) -> None:
    """A document that came alone."""


class Opened(NamedTuple):
    """What the links of a document led to: reports by the name of the link, and what was in the way."""

    reports: list[tuple[str, Report]]
    problems: list[str]


def lacking(report: Report) -> set[str]:
    """The tables of the form that are not whole in a report: some cell of theirs is in no row."""
    if not report.cells:
        return {table.code for table in load_forms()[report.form].tables} if report.form else {"*"}
    return {_table(cell) for cell in report.cells if cell.state == ABSENT}


def missing(report: Report) -> set[str]:
    """The tables of which a report has no cell at all."""
    return lacking(report) - {_table(cell) for cell in report.cells if cell.state != ABSENT}


def is_cover(report: Report) -> bool:
    """Whether a page says nothing itself."""
    return not report.cells and len(report.sections) < MIN_SECTIONS


def open_files(links: list[Link], companions: Companions, read: Callable[[bytes, str], list[Report]]) -> Opened:
    """The reports of attached files and frames; `read` reads one."""
    opened = Opened([], [])
    unsent = []
    for link in sorted((each for each in links if each.kind != PICTURE), key=lambda each: _ORDER[each.kind]):
        content = _content(link, companions)
        if content is None:
            unsent.append(link.name)
            continue
        try:
            opened.reports.extend((link.name, report) for report in read(content, link.name))
        except UnreadableDocument as error:
            opened.problems.append(f"附件「{link.name}」：{error}")
        if len(opened.reports) + len(opened.problems) >= MAX_OPENED_FILES:
            break
    if unsent:
        opened.problems.append(f"附件没有随网页一起收到，未读：{_listed(unsent)}；请与网页放在同一目录，或单独上报")
    return opened


def unread(links: list[Link]) -> list[str]:
    """The files inside a document that has all its tables itself."""
    names = [link.name for link in links if link.kind == FILE and link.content is not None]
    return [f"附有文件 {_listed(names)}，正文的表格已完整，附件未读"] if names else []


def with_pictures(
    document: Document, companions: Companions, read: Callable[[bytes], Document]
) -> tuple[Document | None, list[str]]:
    """A document with what its pictures show in place of its own tables, None without any; and what was in the way."""
    problems: dict[str, list[str]] = {}
    unsent = 0
    shown: list[tuple[int, list[str | Grid]]] = []
    warnings: list[str] = []
    unread: list[str] = []
    tables = 0
    for link in [each for each in document.links if each.kind == PICTURE][:MAX_OPENED_FILES]:
        content = _content(link, companions)
        if content is None:
            unsent += 1
            continue
        kind, _ = media_types.media_type(content)
        if len(content) < MIN_PICTURE_BYTES or not is_picture(kind):
            continue
        try:
            picture = read(content)
        except UnreadableDocument as error:
            problems.setdefault(str(error), []).append(link.name)
            continue
        grids = [block for block in picture.blocks if isinstance(block, Grid)]
        placed = {id(grid): replace(grid, index=tables + n, attachment=link.name) for n, grid in enumerate(grids, 1)}
        tables += len(grids)
        shown.append((link.at, [placed.get(id(block), block) for block in picture.blocks]))
        warnings += [f"图片「{link.name}」：{warning}" for warning in picture.warnings]
        unread += [f"图片「{link.name}」：{place}" for place in picture.unread]
    told = [f"图片 {_listed(names)} 未读：{reason}" for reason, names in problems.items()]
    if unsent:
        told.append(f"网页中有 {unsent} 张图片没有随网页一起收到，图片里的文字未读；请与网页放在同一目录")
    if not any(isinstance(block, Grid) for _, blocks in shown for block in blocks):
        return None, told
    blocks: list[str | Grid] = []
    for place, block in enumerate([*document.blocks, ""]):
        blocks += [each for at, new in shown if at == place for each in new]
        if isinstance(block, str) and block:
            blocks.append(block)
    return replace(document, blocks=blocks, warnings=warnings, unread=unread, links=[]), told


def combined(page: Report, opened: list[tuple[str, Report]]) -> list[Report]:
    """A page's report with the tables it lacks taken from its attachments; of a page that is only their cover, the
    reports of its attachments. An attachment of another agency or year is left aside, with a warning."""
    fitting = [(name, report) for name, report in opened if _is_of(page, report)]
    for name, report in opened:
        if not _is_of(page, report):
            whose = f"{report.agency or '机关不明'}、{report.report_year or '年度不明'}"
            page.warnings.append(f"附件「{name}」是另一份报告（{whose}），未采用")
    if not is_cover(page):
        for name, report in sorted(fitting, key=lambda each: len(lacking(each[1]))):
            complete(page, report, name)
        return [page]
    groups: list[list[tuple[str, Report]]] = []
    for name, report in fitting:
        same = next((group for group in groups if _is_of(group[0][1], report)), None)
        if same is None:
            groups.append([(name, report)])
        else:
            same.append((name, report))
    reports = [_from_attachments(page, group) for group in groups]
    return reports or [page]


def _from_attachments(page: Report, group: list[tuple[str, Report]]) -> Report:
    """The report of one or several attachments, with what the page says of title, agency, year and date."""
    (name, best), *others = sorted(group, key=lambda each: (len(lacking(each[1])), -len(each[1].sections)))
    report = replace(
        best,
        document=page.document,
        media_type=page.media_type,
        title=best.title or page.title,
        agency=best.agency or page.agency,
        report_year=best.report_year or page.report_year,
        published_on=page.published_on or best.published_on,
        cells=[_named(cell, name) for cell in best.cells],
        warnings=[f"报告取自附件「{name}」", *page.warnings, *best.warnings],
        unread=[*page.unread, *best.unread],
        attachments=_inside(name, best),
    )
    for other_name, other in others:
        complete(report, other, other_name)
    return report


def complete(report: Report, other: Report, name: str = "") -> None:
    """Take from another reading the tables of which it has more, and its prose where it has more sections.

    `name`: the attachment it is of; "" where every cell of it tells its own.
    """
    where = f"附件「{name}」" if name else "图片"
    if report.cells and other.cells and report.form != other.form:
        report.warnings.append(f"{where}是另一种格式的表（{other.form}），未采用")
        return
    taken = []
    cells: list[Cell] = []
    for table in load_forms()[other.form].tables if other.form else ():
        own = [cell for cell in report.cells if _table(cell) == table.code]
        theirs = [cell for cell in other.cells if _table(cell) == table.code]
        if theirs and _filled(theirs) > _filled(own):
            taken.append(table.label)
            own = [_named(cell, name) for cell in theirs] if name else theirs
        elif not own:
            own = theirs  # absent there too, and to be said so
        cells += own
    more_prose = bool(name) and len(other.sections) > len(report.sections)
    if taken:
        report.cells, report.form = cells, other.form
        report.warnings.append(f"{'、'.join(taken)}取自{where}")
    if more_prose:
        report.sections, report.statements, report.facts = other.sections, other.statements, other.facts
        report.warnings.append(f"各部分文字取自{where}")
    if taken or more_prose:
        report.title = report.title or other.title
        report.agency, report.report_year = report.agency or other.agency, report.report_year or other.report_year
        report.speaker = report.speaker or other.speaker
        report.warnings += other.warnings
        report.unread += other.unread
        report.attachments += _inside(name, other) if name else sorted({c.attachment for c in cells if c.attachment})


def _named(cell: Cell, name: str) -> Cell:
    if cell.state == ABSENT:
        return cell
    return cell._replace(attachment=f"{name}/{cell.attachment}" if cell.attachment else name)


def _inside(name: str, report: Report) -> list[str]:
    """An attachment and those it was read from in turn: beside it where it is a page, inside it where it is a file."""
    is_page = report.media_type == HTML
    return [name, *(join_address(name, each) if is_page else f"{name}/{each}" for each in report.attachments)]


def _is_of(page: Report, other: Report) -> bool:
    """Whether two readings may be of one report: no other year, no other agency."""
    if page.report_year and other.report_year and page.report_year != other.report_year:
        return False
    a, b = page.agency or "", other.agency or ""
    return a in b or b in a


def _filled(cells: list[Cell]) -> int:
    return sum(cell.state != ABSENT for cell in cells)


def _table(cell: Cell) -> str:
    return cell.cell.split(".", 1)[0]


def _content(link: Link, companions: Companions) -> bytes | None:
    return link.content() if link.content is not None else companions(link.name)


def _listed(names: list[str]) -> str:
    more = f" 等 {len(names)} 个" if len(names) > MAX_NAMED else ""
    return "、".join(f"「{name}」" for name in names[:MAX_NAMED]) + more
