"""The yearly flow: collect, read, load, check, rank, publish. Read `annual` as the table of contents.

Every stage is a plain function elsewhere; what stands here wraps it as a task, or as tasks over batches of documents.
"""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from prefect import flow, task, unmapped
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from gouji.check.elsewhere import fill_elsewhere
from gouji.check.explanations import apply_explanations
from gouji.check.faults import fill_faults
from gouji.check.new_warehouse import new_warehouse
from gouji.check.promises import fill_promises
from gouji.check.repair.fill import fill_repairs
from gouji.check.run import build_rankings, build_rollups, charge_points, compare_reports, run_checks
from gouji.check.waivers import apply_waivers
from gouji.collect.archive import Archived, independent
from gouji.collect.inbox import collect_batch, collect_inbox
from gouji.collect.inbox_files import NotCollected
from gouji.collect.log import Log
from gouji.collect.proof import forget_proof, prove_archive
from gouji.collect.visit import HostGroup, RetryLater, Visitor, visit_sites
from gouji.collect.web_history import Collected, from_web
from gouji.core.garbage import collect_rarely
from gouji.core.registry import Registry
from gouji.core.registry_file import load_registry
from gouji.core.settings import FIRST_DAY, FIRST_YEAR, LAST_DAY, LAST_YEAR, Settings
from gouji.desk.inputs import DeskInput, read_desk
from gouji.desk.policy_files import policy_files
from gouji.load.build import Loaded, fill_warehouse
from gouji.load.incremental import put_together
from gouji.load.warehouse import open_warehouse
from gouji.publish.build import BuildPaths
from gouji.publish.changes import fill_figure_changes, fill_finding_changes, remembered
from gouji.publish.desk_tables import fill_desk_tables, tick_cases
from gouji.publish.doubts import check_clock, check_doubts
from gouji.publish.notify import notified
from gouji.publish.papers.write import Paper, too_many_for_papers, write_papers
from gouji.publish.recorded_run import after_publication, recorded_run, run_result
from gouji.publish.release import published_paths, release
from gouji.publish.runs import interrupted_since
from gouji.publish.summary import Summary, summarise
from gouji.publish.targets.record import not_sent, send_and_record
from gouji.publish.verify_home import check_desk, check_log
from gouji.publish.version_name import VersionName, last_database, name_of_build, reusable_version
from gouji.publish.versions import Published, prune
from gouji.read.cached_readings import open_readings, tidy_readings
from gouji.read.cluster import Places, read_on_cluster
from gouji.read.documents import read_documents, read_in_batches, start_readers
from gouji.read.stage import Staged, mark_lost, with_refused
from gouji.workers.pool import WorkerPool

from .artifacts import create_artifacts
from .batches import in_tasks, quoted, unquoted
from .cluster import read_on_dask
from .crash import tell_crash
from .operator_settings import OperatorSettings, given, operator_settings
from .run_name import name_run, run_name
from .timing import start_timing, timed


@flow(
    name="gouji-annual",
    flow_run_name=run_name,
    description="年度报告的收集、读取、检查、汇总、排名与发布。收件目录、登记表、产出目录由启动服务的人定，不是参数。",
    task_runner=ThreadPoolTaskRunner(max_workers=os.cpu_count()),  # type: ignore[arg-type]
    persist_result=False,  # the published version is what a run leaves; a second run finds all it needs in the home
    on_crashed=[tell_crash],
)
def annual(
    year: Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)] | None = None,
    as_of: Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)] | None = None,
    rebuild: bool = False,
) -> dict[str, Any]:
    """From a folder of reports and the addresses of a registry to a published, checked, ranked dataset; returns the
    summary.

    Folders, addresses and the command that hears of the run are the operator's (operator_settings.py). Raises
    NotPublished, with the last published version untouched and the reason in the record of runs. What follows is what
    the form of Prefect's pages shows.

    Args:
        year: 报告年度，报告所反映的年份，如 2025；不填则取已到期的最近一年。
        as_of: 截至哪一天判断是否到期；不填则为今天（北京时间）。
        rebuild: 全部重建。平时只重建有变动的区县，结果相同，用时少。
    """
    collect_rarely()
    operator = operator_settings()
    settings = operator.settings(year, as_of, rebuild)
    seconds, started = start_timing(settings.home), time.monotonic()
    notes: list[str] = []
    with (
        notified(operator.notify) as news,
        sent_after(settings, news, notes),
        recorded_run(settings, notes) as (build, result),
        ExitStack() as databases,
    ):
        check_clock(settings)
        desk, registry = decisions(settings), load_registry(settings.registry)
        collected = collect(settings, registry)
        staged = mark_lost(read(collected.documents, settings, notes), collected.lost)
        if any(row["document_state"] == "lost" for row in staged.documents):
            forget_proof(settings.home)
        staged = with_refused(staged, collected.refused)
        loaded = load(quoted(staged), quoted(collected.fetches), quoted(desk), settings, build, quoted(registry))
        # Connections of one process share what one of them has open: no stage binds 150 views anew.
        databases.enter_context(open_warehouse(build.database))
        with open_warehouse(loaded.database):
            name_run(settings, loaded.report_year)
            edition = name_of_build(build.database, loaded, settings, desk)
            check_doubts(build.database, loaded, settings, is_new=not edition.unchanged)
            check(settings, loaded.database, quoted(desk))
            rank(loaded.database)
        compare(loaded, settings, build, quoted(edition), quoted(desk))
        papers = write_office_papers(loaded, settings, build)
        summary = summarise_run(loaded, settings, build)
        published = publish(loaded, papers, settings, build, quoted(edition), databases)
        result |= run_result(published, summary)
        news |= {**summary, **told_of(published, settings)}
        with after_publication(notes):
            report(published, settings, quoted(summary))
        with after_publication(notes):
            tick_cases(settings.home)
    with after_publication(notes):
        tidy_readings(open_readings(settings.home), staged.segments)
        prune(settings.home, settings.keep_versions)
    news["notes"] = [*news["notes"], *notes, *not_sent(news.get("sent"))]
    return quoted(news | {"seconds": {"work": round(time.monotonic() - started, 1), "stages": seconds}})


def run_annual(
    operator: OperatorSettings, year: int | None = None, as_of: date | None = None, rebuild: bool = False
) -> dict[str, Any]:
    """`annual` in this process, with what the operator decides."""
    with given(operator):
        return unquoted(annual(year, as_of, rebuild))


def decisions(settings: Settings) -> DeskInput:
    """What the office decided so far; the desk's files are made whole first where one of them was damaged."""
    check_desk(settings.home)
    return read_desk(settings.home)


@timed
def collect(settings: Settings, registry: Registry) -> Collected:
    """Archive every report found on the web and every file in the inbox, once each."""
    check_log(settings.home)
    log = Log(settings.home)
    prove_archive(settings.home, log, settings.inbox)
    visit_sites(log, registry, settings, interrupted_since(settings.home), partial(visit_groups, settings))
    archive_batches = in_tasks("收集", archive_files, settings.inbox, settings.home)
    web, inbox = from_web(log, registry), collect_inbox(log, settings, archive_batches)
    return Collected([*web.documents, *independent(inbox.items)], web.fetches, inbox.refused, log.lost)


def visit_groups(settings: Settings, visitor: Visitor, groups: list[HostGroup]) -> None:
    """One task a host; a host that could not be had after all tries is in the log and holds up nothing."""
    visit = visit_site.with_options(retry_delay_seconds=list(settings.crawl_policy.retry_delays))
    futures = list(visit.map(groups, unmapped(visitor)))
    for future in as_completed(futures):
        future.result(raise_on_failure=False)
    for future in futures:
        outcome = future.result(raise_on_failure=False)
        if isinstance(outcome, Exception) and not isinstance(outcome, RetryLater):
            raise outcome


@timed
def read(documents: list[Archived], settings: Settings, notes: list[str]) -> Staged:
    """Read every document in worker processes here, or on the cluster that the settings name, but for those whose
    readings are kept from earlier runs. `notes` hears what the cluster left to this machine."""
    folder, home = open_readings(settings.home), settings.home
    if settings.dask:
        on_dask = partial(read_on_dask, settings.dask, home, settings.store)
        places, here = Places(home, folder, settings.store), partial(read_here, settings, folder)
        return read_documents(documents, folder, partial(read_on_cluster, places, on_dask, here, notes.append))
    with start_readers(settings, folder) as workers:
        return read_documents(
            documents, folder, partial(read_in_batches, settings, in_tasks("读取", read_batch, workers))
        )


def read_here(settings: Settings, folder: Path, items: list[Archived]) -> list[Staged]:
    """Read what a cluster could not."""
    with start_readers(settings, folder) as workers:
        return read_in_batches(settings, in_tasks("读取", read_batch, workers), items)


# A retry helps where the outside world may be in the way, as a shared folder that is slow to answer. Reading, loading and checking are pure: a second try would do the same again.


@task(cache_policy=NO_CACHE, name="collect", task_run_name="收集", retries=2, retry_delay_seconds=2)
def archive_files(files: list[Path], inbox: Path, home: Path) -> list[Archived | NotCollected]:
    return collect_batch(files, inbox, home)


@task(
    cache_policy=NO_CACHE,
    name="visit",
    task_run_name="访问 {site.host}",
    retries=3,
    retry_condition_fn=lambda _t, _r, state: isinstance(state.result(raise_on_failure=False), RetryLater),
)
def visit_site(site: HostGroup, visitor: Visitor) -> None:
    """The agencies of one host, one after the other; tried again for what may pass (503, time-outs, cut lines)."""
    visitor.visit(site)


@task(cache_policy=NO_CACHE, name="read", task_run_name="读取")
def read_batch(batch: list[Archived], workers: WorkerPool[Archived, Staged]) -> list[Staged]:
    return workers.run(batch)


@timed
@task(cache_policy=NO_CACHE, name="load", task_run_name="入库")
def load(
    staged: Staged,
    fetches: list[dict[str, Any]],
    desk: DeskInput,
    settings: Settings,
    build: BuildPaths,
    registry: Registry,
) -> Loaded:
    """Everything read, into this run's own DuckDB file; or what changed since the last version, into one beside it."""
    readings, last = open_readings(settings.home), reusable_version(settings)
    return fill_warehouse(build.database, readings, staged, fetches, registry, settings, last, desk, new_warehouse)


@timed
@task(cache_policy=NO_CACHE, name="check", task_run_name="检查")
def check(settings: Settings, database: Path, desk: DeskInput) -> None:
    """Reports against one another and last year's promises, every check of sql/checks, what reports explain themselves, what would put figures
    right, and waivers."""
    with open_warehouse(database) as con:
        compare_reports(con, settings.processes)
        fill_promises(con, settings.processes)
        run_checks(con, policies=policy_files(settings.home, settings.registry))
        apply_explanations(con, desk.decisions)
        fill_repairs(con)
        fill_faults(con)
        apply_waivers(con, desk.waivers, settings.as_of, remembered(settings.home))
        charge_points(con)


@timed
@task(cache_policy=NO_CACHE, name="rank", task_run_name="排名")
def rank(database: Path) -> None:
    """District figures, scores and ranks."""
    with open_warehouse(database) as con:
        build_rollups(con)
        build_rankings(con)


@timed
@task(cache_policy=NO_CACHE, name="compare", task_run_name="与上一版比较")
def compare(loaded: Loaded, settings: Settings, build: BuildPaths, edition: VersionName, desk: DeskInput) -> None:
    """The changed districts into what stays of the last version, what reports share across districts, what changed since
    then, and how the cases stand."""
    with open_warehouse(build.database) as con:
        if loaded.database != build.database:
            put_together(con, loaded.database)
            fill_elsewhere(con, last_database(settings.home), loaded.database)
        else:
            fill_elsewhere(con)
        fill_finding_changes(con, settings.home, edition)
        fill_figure_changes(con, settings.home, edition)
        fill_desk_tables(con, desk, settings.home, edition.version)


@timed
@task(cache_policy=NO_CACHE, name="papers", task_run_name="写公文")
def write_office_papers(loaded: Loaded, settings: Settings, build: BuildPaths) -> list[Paper]:
    """The district's tables, circular, notices and workbook; none where they would be too many."""
    with open_warehouse(build.database) as con:
        if too_many_for_papers(con, loaded.report_year, settings.paper_agencies):
            return []
        return write_papers(con, build.public, loaded.report_year, settings.as_of)


@timed
@task(cache_policy=NO_CACHE, name="summarise", task_run_name="汇总")
def summarise_run(loaded: Loaded, settings: Settings, build: BuildPaths) -> Summary:
    """The figures an office asks for first."""
    with open_warehouse(build.database) as con:
        return summarise(con, loaded, settings.as_of)


@timed
@task(cache_policy=NO_CACHE, name="publish", task_run_name="核对并发布")
def publish(
    loaded: Loaded,
    papers: list[Paper],
    settings: Settings,
    build: BuildPaths,
    edition: VersionName,
    databases: ExitStack,
) -> Published:
    """Parquet, manifest, verification, and the switch to the new version, of which nobody may have the file open."""
    return release(build, settings, loaded, edition, papers, databases.close)


@timed
@task(cache_policy=NO_CACHE, name="report", task_run_name="收尾")
def report(published: Published, settings: Settings, summary: Summary) -> None:
    """What a run shows on Prefect's pages."""
    create_artifacts(published, settings, summary)


@contextmanager
def sent_after(settings: Settings, news: dict[str, Any], notes: list[str]) -> Iterator[None]:
    """Send what the body published to where the operator wants it, too, once the home is free for others again."""
    yield
    if settings.target:
        with after_publication(notes):
            news["sent"] = send(settings)


@timed
@task(cache_policy=NO_CACHE, name="send", task_run_name="送往别处")
def send(settings: Settings) -> dict[str, Any]:
    """The published version to the bucket or folder that the operator named; what became of it, also where it failed."""
    return send_and_record(settings.home, str(settings.target), settings.keep_versions)


def told_of(published: Published, settings: Settings) -> dict[str, Any]:
    """What the summary says of the version and where it is."""
    paths = published_paths(settings.home, published.version)
    return {"state": published.state, "version": published.version, "files": paths, "notes": published.notes}
