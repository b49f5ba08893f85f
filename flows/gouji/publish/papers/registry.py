"""The papers Gouji writes: one entry each, from which the writing, the pages for download and the help are derived.

To add a paper: a module here with a function (connection, Office) -> files, its words in data/policy/papers.toml, and
one entry below.
"""

from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import duckdb

    from .contents import Office
    from .paper_file import PaperFile


class Reader(Enum):
    """For whom a paper is."""

    DISTRICT = "district"  # one for the district, or one a group of its agencies
    AGENCY = "agency"  # one to each agency that it concerns


class PaperKind(NamedTuple):
    """A kind of paper. `code`: `kind` in the manifest; `writer`: "module:function" below gouji.publish.papers, imported
    when papers are written, as the libraries of Word and Excel are slow to import."""

    code: str
    title: str
    title_en: str
    reader: Reader
    writer: str

    def write(self, con: "duckdb.DuckDBPyConnection", office: "Office") -> "Iterator[PaperFile]":
        """The files of this kind for a district and year."""
        module, _, name = self.writer.partition(":")
        files: Iterator[PaperFile] = getattr(import_module(f"{__package__}.{module}"), name)(con, office)
        return files


PAPERS = (
    PaperKind("report", "汇总表", "the district's tables", Reader.DISTRICT, "district_report:district_reports"),
    PaperKind(
        "own_report",
        "本级报告初稿",
        "the draft of the district's own report",
        Reader.DISTRICT,
        "own_report:own_reports",
    ),
    PaperKind("circular", "通报", "the circular", Reader.DISTRICT, "circular:circulars"),
    PaperKind("notice", "整改通知", "the notices", Reader.AGENCY, "notice:notices"),
    PaperKind("reminder", "催报函", "the reminders", Reader.AGENCY, "reminder:reminders"),
    PaperKind(
        "checklist", "核对单", "the checklist of the district's own report", Reader.DISTRICT, "checklist:checklists"
    ),
    PaperKind("workbook", "工作簿", "the workbook", Reader.DISTRICT, "workbook:workbooks"),
)
BY_CODE = {each.code: each for each in PAPERS}


def titles() -> str:
    """The kinds in Chinese, as a list in a sentence: 汇总表、通报 ..."""
    return "、".join(each.title for each in PAPERS)


def titles_en() -> str:
    """The kinds in English, as a list in a sentence."""
    *most, last = (each.title_en for each in PAPERS)
    return f"{', '.join(most)} and {last}"
