"""What a run works on."""

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from .crawl_policy import CrawlPolicy

BATCH_SIZE = 100  # documents a task, at least: a task run costs a tenth of a second, a document some milliseconds
MAX_TASKS = 64  # of a stage, however many the documents
PAPER_AGENCIES = 500  # of a run over more agencies the papers are written on demand (gouji papers), 50 ms each
KEEP_VERSIONS = 10  # published versions kept; a year of daily January runs, and something to compare with
DEFAULT_CRAWL_POLICY = CrawlPolicy()
# 政府信息公开条例 is in force since 1 May 2008: no report is of an earlier year. The end keeps slips of the pen out.
FIRST_YEAR, LAST_YEAR = 2008, 2199
FIRST_DAY, LAST_DAY = date(2009, 1, 1), date(2200, 12, 31)
TIME_ZONE = ZoneInfo("Asia/Shanghai")  # deadlines and days are China's, wherever the machine stands


@dataclass(frozen=True)
class Settings:
    """One run: documents from `inbox`, agencies from `registry`, everything it makes under `home`.

    `year` is the report year in focus (None: the last one due), `as_of` the day on which deadlines are judged.
    """

    inbox: Path
    registry: Path
    home: Path
    as_of: date
    year: int | None = None
    batch_size: int = BATCH_SIZE
    processes: int = os.cpu_count() or 1
    rebuild: bool = False  # everything anew, though the last version has most of it
    keep_versions: int = KEEP_VERSIONS
    paper_agencies: int = PAPER_AGENCIES
    crawl_policy: CrawlPolicy = DEFAULT_CRAWL_POLICY
    dask: str | None = None  # address of the scheduler of a Dask cluster that reads the documents
    store: str | None = None  # where its machines find them (fsspec address); None: `home` is shared
    target: str | None = None  # where versions are sent, too (publish/targets)
    day_is_given: bool = False  # `as_of` was asked for, and is not what the clock says
    force: bool = False  # publish what is in doubt (publish/doubts.py)

    def batch(self, count: int) -> int:
        """How many of so many documents go into a task."""
        return max(self.batch_size, -(-count // MAX_TASKS))

    @property
    def latest_year(self) -> int:
        """The last year that can be reported on: the one before `as_of`."""
        return self.as_of.year - 1


def today() -> date:
    """The day in China: at 06:00 there a server in UTC is still in the day before."""
    return datetime.now(TIME_ZONE).date()
