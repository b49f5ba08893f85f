"""A district of five agencies and two years whose documents are written here, through to its papers, without Prefect."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from gouji.check.faults import fill_faults
from gouji.check.new_warehouse import new_warehouse
from gouji.check.repair.fill import fill_repairs
from gouji.check.run import build_rankings, build_rollups, charge_points, compare_reports, run_checks
from gouji.collect.inbox import archive_batch
from gouji.collect.inbox_files import find_files
from gouji.core.forms import load_forms
from gouji.core.registry_file import load_registry
from gouji.core.settings import Settings
from gouji.load.build import fill_warehouse
from gouji.load.warehouse import open_warehouse
from gouji.publish.papers.blocks import PaperHeading, Paragraph, Title, statutory_table
from gouji.publish.papers.html import write_html
from gouji.publish.papers.write import Paper, write_papers
from gouji.read.stage import merge, stage_documents

AS_OF = date(2026, 2, 10)
YEAR = 2025
DISTRICT = "990199"
REGISTRY = """code,name,kind,first_year,district_code,district_name
990199101000,春山镇,镇,2024,990199,示例省云汀市试纸区
990199102000,秋水镇,镇,2024,990199,示例省云汀市试纸区
990199001000,冬雪街道,街道,2024,990199,示例省云汀市试纸区
990199801000,档案局,部门,2024,990199,示例省云汀市试纸区
990199802000,园林局,部门,2024,990199,示例省云汀市试纸区
"""
TOWN, OTHER_TOWN, STREET, ARCHIVES, PARKS = (line.split(",")[0] for line in REGISTRY.splitlines()[1:])
NAMES = {
    TOWN: "春山镇人民政府",
    OTHER_TOWN: "秋水镇人民政府",
    STREET: "冬雪街道办事处",
    ARCHIVES: "档案局",
    PARKS: "园林局",
}


class Made(NamedTuple):
    home: Path
    papers: list[Paper]

    @contextmanager
    def tables(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect(str(self.home / "gouji.duckdb"), read_only=True) as con:
            yield con

    def files(self) -> dict[str, bytes]:
        return {paper.path: (self.home / "public" / paper.path).read_bytes() for paper in self.papers}

    def paper(self, kind: str, ending: str = ".docx", agency: str | None = None, having: str = "") -> bytes:
        found = [
            p.path
            for p in self.papers
            if (p.kind, p.agency_code) == (kind, agency) and p.path.endswith(ending) and having in p.path
        ]
        return (self.home / "public" / found[0]).read_bytes()


def page(agency: str, year: int, figures: dict[str, Any], code: str = "2021") -> str:
    """A report as a web page in a form; cells not named are 0."""
    form = load_forms()[code]
    texts = {c.cell: "0" for c in form.cells} | {cell: str(figure) for cell, figure in figures.items()}
    blocks = [Title(f"试纸区{NAMES[agency]}{year}年政府信息公开工作年度报告"), Paragraph(f"发布日期：{year + 1}-01-20")]
    tables = {table.section: table for table in form.tables}
    for section in form.sections:
        blocks.append(PaperHeading(f"{'一二三四五六'[section.number - 1]}、{section.label}"))
        blocks.append(Paragraph(f"本机关{year}年按要求做好第{section.number}部分所列工作。"))
        if section.number in tables:
            blocks.append(statutory_table(tables[section.number], texts))
    return write_html(blocks, "年度报告")


def requests(applicant: str, received: int, granted: int | None = None) -> dict[str, int]:
    """Consistent figures of table 三 for requests of one kind of applicant, answered or carried over."""
    granted = received if granted is None else granted
    figures = {}
    for row, value in (("new", received), ("granted", granted), ("handled_total", granted), ("carried_out", received - granted)):  # fmt: skip
        figures |= {f"applications.{row}.{applicant}": value, f"applications.{row}.total": value}
    return figures


def figures() -> dict[tuple[str, int], dict[str, Any]]:
    """What each agency reports: all sound but 秋水镇, whose row total is wrong, and 园林局, which left out a year."""
    wrong_total = requests("natural_person", 7) | {"applications.new.total": 9}
    return {
        (TOWN, 2024): requests("natural_person", 40) | {"disclosure.licensing.decisions": 9},
        (TOWN, 2025): requests("natural_person", 50) | {"disclosure.licensing.decisions": 12},
        (OTHER_TOWN, 2024): requests("natural_person", 6),
        (OTHER_TOWN, 2025): wrong_total | {"disclosure.fees.amount": "1.25"},
        (STREET, 2024): {},
        (STREET, 2025): {"disclosure.penalties.decisions": 3} | dict.fromkeys(("disputes.review.upheld", "disputes.review.total"), 2),
        (ARCHIVES, 2024): requests("business", 5),
        (ARCHIVES, 2025): requests("business", 6, 4),
        (PARKS, 2024): {},
    }  # fmt: skip


def make_papers(
    inbox: Path, home: Path, reports: dict[tuple[str, int], dict[str, Any]] | None, extra: dict[str, str] | None
) -> Made:
    """Write the documents, and take them through reading, loading, checks, ranking to the papers below home/public."""
    (inbox / "registry.csv").write_text(REGISTRY, encoding="utf-8")
    for (agency, year), cells in (reports or figures()).items():
        (inbox / f"{agency}_{year}.html").write_text(page(agency, year, cells), encoding="utf-8")
    for name, text in (extra or {}).items():
        (inbox / name).write_text(text, encoding="utf-8")
    settings = Settings(inbox, inbox / "registry.csv", home, AS_OF, YEAR)
    documents = archive_batch(find_files(inbox), inbox, home)
    staged = merge(documents, list(stage_documents(home, home / "staging", documents)))
    fill_warehouse(
        home / "gouji.duckdb",
        home / "staging",
        staged,
        [],
        load_registry(settings.registry),
        settings,
        new=new_warehouse,
    )
    with open_warehouse(home / "gouji.duckdb") as con:
        compare_reports(con)
        run_checks(con)
        fill_repairs(con)
        fill_faults(con)
        charge_points(con)
        build_rollups(con)
        build_rankings(con)
        papers = write_papers(con, home / "public", YEAR, AS_OF)
    return Made(home, papers)
