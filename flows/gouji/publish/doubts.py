"""What holds a run back though nothing failed: a clock that is slow, a registry or year that is probably not the one
meant, an earlier version that somebody went back to. Each would put a wrong version over a good one. `--force` publishes what the office has looked at.
"""

from datetime import date
from pathlib import Path

import duckdb

from gouji.core.errors import InDoubt, NotPublished
from gouji.core.settings import Settings
from gouji.load.build import Loaded
from gouji.load.warehouse import open_warehouse

from .changes import published
from .restore_version import restored_words
from .versions import latest

MIN_SHARE = 0.5  # of the reports that are of an agency of the registry; of the last version's agencies that stay

_OWING = "SELECT count(*) FROM expected_reports WHERE report_year = ?"
_MATCHED = "SELECT count(*), count(*) FILTER (status <> 'unknown_agency') FROM reports"
_REGISTERED_OF = "SELECT agency_code, full_name FROM"
_ASKED = " 核对后仍要发布，加 --force。 Not published: check this, or publish with --force."


def check_clock(settings: Settings) -> None:
    """Raises InDoubt where the day of the clock is before that of the last version."""
    last = latest(settings.home)
    if last is None or settings.day_is_given:
        return
    day = date.fromisoformat(last["version"][: len("YYYY-MM-DD")])
    if settings.as_of < day:
        raise InDoubt(
            f"未发布：本机时钟是 {settings.as_of}，早于上一版的日期 {day}。请校准时钟；确要按较早的一天判断，加 --as-of。"
            " The clock is before the day of the last version: set it, or say --as-of.",
            "day",
        )


def check_doubts(build: Path, loaded: Loaded, settings: Settings, *, is_new: bool = True) -> None:
    """Raises InDoubt with everything that is in doubt about a loaded build, unless the run is forced. `is_new`: it would
    be another version than the current one."""
    if settings.force:
        return
    with open_warehouse(build) as con:
        doubts = [*_nobody_owes(con, loaded), *_agencies_changed(con, settings.home)]
    doubts += _few_matched({build, loaded.database})
    if is_new and (restored := restored_words(latest(settings.home))):
        doubts.append(
            f"{restored}。再发布就会换下它，撤下的内容没有改正的会重新发布出去；请先改好登记表、收件或设置，看过再发布。"
            " Somebody went back to the current version: this run would replace it."
        )
    if doubts:
        raise InDoubt("未发布：" + "".join(doubts) + _ASKED, "force")


def _nobody_owes(con: duckdb.DuckDBPyConnection, loaded: Loaded) -> list[str]:
    year = loaded.report_year
    if con.execute(_OWING, [year]).fetchall()[0][0]:
        return []
    return [f"{year} 年度没有一个机关应报，请核对 --year 与登记表的 first_year、last_year。"]


def _few_matched(databases: set[Path]) -> list[str]:
    """Over the changed districts and what stays of the last version, where these are files of their own."""
    total = matched = 0
    for database in databases:
        with open_warehouse(database) as con:
            here, of_registry = con.sql(_MATCHED).fetchall()[0]
        total, matched = total + here, matched + of_registry
    if matched >= total * MIN_SHARE:
        return []
    return [f"{total} 份报告中只有 {matched} 份属于登记表中的机关，请核对 --registry 是不是这个收件目录的登记表。"]


def _agencies_changed(con: duckdb.DuckDBPyConnection, home: Path) -> list[str]:
    last = latest(home)
    if last is None:
        return []
    try:  # from its Parquet files, or its DuckDB file where these are damaged
        agencies = published(home, last["version"], "agencies")
        were = set(con.sql(f"{_REGISTERED_OF} {agencies} WHERE registered").fetchall())
    except (NotPublished, duckdb.Error):  # nothing whole is left to compare with
        return []
    kept = len(were & set(con.sql(f"{_REGISTERED_OF} agencies WHERE registered").fetchall()))
    if kept >= len(were) * MIN_SHARE:
        return []
    return [f"上一版的 {len(were)} 个机关，登记表里代码与名称都没变的只剩 {kept} 个，请核对登记表是否换错或错行。"]
