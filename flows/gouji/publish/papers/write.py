"""The office's papers of a district: its tables, the circular, a notice to each agency, a list for
its own report, the workbook."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb

from .blocks import Block
from .checklist import checklist_of
from .circular import circular, circular_title
from .contents import Office, read_office
from .district_report import ALL, district_report, report_title
from .docx import LETTER, ONE_PAGE, TABLES, PageSetup, write_docx
from .html import write_html
from .notice import notice_of
from .workbook import workbook

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HTML = "text/html"


class Paper(NamedTuple):
    """One file written: `path` relative to the version's folder, with "/"; `kind`: report, circular, notice,
    checklist (of the district's own report), workbook."""

    path: str
    title: str
    kind: str
    media_type: str
    district_code: str
    report_year: int
    agency_code: str | None = None


def write_papers(
    con: duckdb.DuckDBPyConnection, folder: Path, year: int, as_of: date, districts: Iterable[str] | None = None
) -> list[Paper]:
    """Write the papers of a year below `folder`/papers, those of every district that owes reports, or of some.

    The database must have been checked, rolled up and ranked. Same tables, same bytes. The order is that of the paths.
    """
    owed = con.execute(
        "SELECT DISTINCT a.district_code FROM agencies a JOIN expected_reports e ON e.agency_code = a.agency_code"
        " WHERE e.report_year = $1 ORDER BY 1",
        [year],
    ).fetchall()
    wanted = None if districts is None else set(districts)
    papers = []
    for (code,) in owed:
        if wanted is None or code in wanted:
            for paper, content in _papers(con, read_office(con, code, year, as_of)):
                path = folder.joinpath(*paper.path.split("/"))
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                papers.append(paper)
    return sorted(papers)


def papers_of_version(
    home: Path, folder: Path, year: int | None = None, districts: Iterable[str] | None = None
) -> list[Paper] | None:
    """Write the papers of the published version below `folder`; None when nothing has been published yet.

    `year`: default the year in focus of the last run. Days are judged as they were on the day of that run.
    """
    warehouse = home / "warehouse" / "gouji.duckdb"
    if not warehouse.exists():
        return None
    with duckdb.connect(str(warehouse.resolve()), read_only=True) as con:
        focus, as_of = con.execute("SELECT report_year, as_of FROM runs ORDER BY started_at DESC LIMIT 1").fetchall()[0]
        return write_papers(con, folder, year or focus, as_of, districts)


def too_many_for_papers(con: duckdb.DuckDBPyConnection, year: int, most: int) -> bool:
    """Whether more than `most` agencies owe a report of the year."""
    [(owed,)] = con.execute("SELECT count(*) FROM expected_reports WHERE report_year = $1", [year]).fetchall()
    return bool(owed > most)


def _papers(con: duckdb.DuckDBPyConnection, office: Office) -> Iterator[tuple[Paper, bytes]]:
    """Every paper of a district with its bytes."""

    def paper(name: str, title: str, kind: str, media_type: str, agency: str | None = None) -> Paper:
        path = f"papers/{office.district_code}/{name}"
        return Paper(path, title, kind, media_type, office.district_code, office.year, agency)

    def word(blocks: list[Block], title: str, page: PageSetup) -> bytes:
        return write_docx(blocks, title, office.issuer, office.as_of, page)

    for group in (ALL, *office.peer_groups):
        if blocks := district_report(office, group):
            title = report_title(office, group)
            name = f"{office.year}年度汇总表" + ("" if group == ALL else f"（{file_name(group)}）")
            yield paper(f"{name}.docx", title, "report", DOCX), word(blocks, title, TABLES)
            yield paper(f"{name}.html", title, "report", HTML), write_html(blocks, title).encode("utf-8")
    title = circular_title(office)
    yield paper(f"{office.year}年度通报.docx", title, "circular", DOCX), word(circular(office), title, ONE_PAGE)
    for agency in office.agencies:
        if agency["kind"] == "district":
            if checklist := checklist_of(office, agency):
                title, blocks = checklist
                yield (
                    paper(f"{office.year}年度本级报告核对单.docx", title, "checklist", DOCX, agency["agency_code"]),
                    word(blocks, title, TABLES),
                )
        elif notice := notice_of(office, agency):
            title, blocks = notice
            code = agency["agency_code"]
            name = f"整改通知/{file_name(code)}_{file_name(agency['name'])}.docx"
            yield paper(name, f"{agency['name']}：{title}", "notice", DOCX, code), word(blocks, title, LETTER)
    title = f"{office.district}{office.year}年度政府信息公开工作年度报告工作簿"
    yield paper(f"{office.year}年度工作簿.xlsx", title, "workbook", XLSX), workbook(con, office)


def file_name(text: str) -> str:
    """Text that may be part of a file's name on every system."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", text).strip(" .")[:80] or "_"
