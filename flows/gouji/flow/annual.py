"""The yearly flow: collect, read, load, check, rank, publish. Read `annual` as the table of contents.

With schedule.py the only code that knows Prefect: every stage is a plain function elsewhere, and what stands here
wraps it as a task, over batches of documents rather than documents, since a task run costs tens of milliseconds.
"""

import os
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import partial, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

# Before Prefect is imported, and only where the operator has set nothing: no telemetry, a quiet log, and time
# enough for the server that a run starts for itself when none is set up (PREFECT_API_URL).
for _name, _value in {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
}.items():
    os.environ.setdefault(_name, _value)

from prefect import flow, task, unmapped  # noqa: E402
from prefect.artifacts import create_markdown_artifact, create_table_artifact  # noqa: E402
from prefect.cache_policies import NO_CACHE  # noqa: E402
from prefect.client.orchestration import get_client  # noqa: E402
from prefect.futures import as_completed  # noqa: E402
from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: E402
from prefect.task_runners import ThreadPoolTaskRunner  # noqa: E402
from prefect.utilities.annotations import quote  # noqa: E402

from gouji.check.repair.fill import fill_repairs  # noqa: E402
from gouji.check.run import build_rankings, build_rollups, build_views, compare_reports, run_checks  # noqa: E402
from gouji.check.waivers import apply_waivers, read_waivers, waived_agencies, waiver_files  # noqa: E402
from gouji.collect.archive import Archived, independent, sync_archive, with_companions  # noqa: E402
from gouji.collect.inbox import archive_batch, divide, find_files  # noqa: E402
from gouji.collect.inbox_index import InboxIndex  # noqa: E402
from gouji.collect.log import Log  # noqa: E402
from gouji.collect.visit import Group, TryAgain, Visitor, client_for, groups  # noqa: E402
from gouji.collect.web_history import Collected, from_web  # noqa: E402
from gouji.core.crawl_policy import CrawlPolicy  # noqa: E402
from gouji.core.errors import NotPublished  # noqa: E402
from gouji.core.progress import progress_bar  # noqa: E402
from gouji.core.registry import Registry, RegistryError, load_registry  # noqa: E402
from gouji.core.settings import DEFAULT_MANNERS, Settings, today  # noqa: E402
from gouji.load.build import Loaded, fill_warehouse  # noqa: E402
from gouji.load.incremental import put_together  # noqa: E402
from gouji.load.warehouse import open_warehouse  # noqa: E402
from gouji.publish.changes import fill_finding_changes, remembered  # noqa: E402
from gouji.publish.notify import notified  # noqa: E402
from gouji.publish.papers.write import Paper, too_many_for_papers, write_papers  # noqa: E402
from gouji.publish.release import published_paths, release  # noqa: E402
from gouji.publish.runs import FAILED, INTERRUPTED, going_on_since, record_end, record_start  # noqa: E402
from gouji.publish.summary import MAX_ROWS, finding_rows, reported_rows, summarise, summary_markdown  # noqa: E402
from gouji.publish.version_name import Edition, last_version, name_edition  # noqa: E402
from gouji.publish.versions import BuildPaths, Published, prune, start_build  # noqa: E402
from gouji.read.cached_readings import key_of, known_segments, open_readings, tidy_readings  # noqa: E402
from gouji.read.cluster import BATCH_SIZE as CLUSTER_BATCH_SIZE  # noqa: E402
from gouji.read.cluster import fetch_readings, read_on_machine, send_documents  # noqa: E402
from gouji.read.reader_version import reader_version  # noqa: E402
from gouji.read.stage import Staged, crashed_document, known, merge, stage_documents, unused_companions  # noqa: E402
from gouji.workers.pool import WorkerPool  # noqa: E402

P = ParamSpec("P")
T = TypeVar("T")


@flow(name="gouji-annual", task_runner=ThreadPoolTaskRunner(max_workers=os.cpu_count()))  # type: ignore[arg-type]
def annual(
    inbox: Path,
    registry: Path,
    home: Path,
    year: int | None = None,
    as_of: date | None = None,
    manners: CrawlPolicy | None = None,
    notify: str | None = None,
    dask: str | None = None,
    store: str | None = None,
    rebuild: bool = False,
) -> dict[str, Any]:
    """From a folder of reports and the addresses of a registry to a published, checked, ranked dataset; returns the
    summary.

    `year`: the report year in focus (default: the last one due); `as_of`: the day deadlines are judged on (today);
    `notify`: a command that hears how the run ended; `dask`, `store`: read on the cluster of this scheduler, which finds
    the documents at this address (docs/scaling.md); `rebuild`: everything anew, not only the districts that changed
    since the last version. Raises NotPublished, with the last published version untouched
    and the reason in the record of runs.
    """
    settings = Settings(
        inbox, registry, home, as_of or today(), year, rebuild=rebuild, manners=manners or DEFAULT_MANNERS,
        dask=dask, store=store,
    )  # fmt: skip
    seconds: dict[str, float] = {}
    _seconds.set(seconds)
    started = time.monotonic()
    with notified(notify) as news, recorded_run(settings) as (build, result):
        collected = collect(settings)
        staged = read(collected.documents, settings)
        loaded = load(quoted(staged), quoted(collected.fetches), settings, build)
        edition = name_edition(build.database, loaded, settings)
        check(settings, loaded.database)
        rank(loaded.database)
        compare(loaded, settings, build, edition)
        papers = write_office_papers(loaded, settings, build)
        summary = summarise_run(loaded, settings, build)
        published = publish(loaded, papers, settings, build, edition)
        summary |= report(published, settings, quoted(summary))
        result |= run_result(published, summary)
        news |= summary
    tidy_readings(open_readings(settings.home), staged.segments)
    prune(settings.home, settings.keep_versions)
    return news | {"seconds": {"work": round(time.monotonic() - started, 1), "stages": seconds}}


_seconds: ContextVar[dict[str, float]] = ContextVar("seconds")  # by stage, of the run at hand


def timed(stage: Callable[P, T]) -> Callable[P, T]:
    """The stage, which notes how long it took."""

    @wraps(stage)
    def run(*args: P.args, **options: P.kwargs) -> T:
        started = time.monotonic()
        try:
            return stage(*args, **options)
        finally:
            _seconds.get()[stage.__name__] = round(time.monotonic() - started, 2)

    return run


# --- stages -----------------------------------------------------------------------------------------------------


@timed
def collect(settings: Settings) -> Collected:
    """Archive every report found on the web and every file in the inbox, once each."""
    log, registry = Log(settings.home), load_registry(settings.registry)
    visit_sites(log, registry, settings)
    web = from_web(log, registry)
    return Collected([*web.documents, *independent(collect_inbox(log, settings))], web.fetches)


def collect_inbox(log: Log, settings: Settings) -> list[Archived]:
    """Archive the bytes of every file in the inbox, once each; a file that did not change is not read again."""
    files = find_files(settings.inbox)
    seen = InboxIndex(settings.home, settings.inbox, files)
    known = {file: item for file in files if (item := seen.archived(file)) is not None}
    unknown = [file for file in files if file not in known]
    batches = list(divide(unknown, settings.batch(len(unknown))))
    futures = archive_files.map(quoted(batches), unmapped(settings.inbox), unmapped(settings.home))
    new = _progress("收集", futures, batches)
    if new:
        sync_archive()
        log.received(with_companions(new))
    items = sorted([*known.values(), *new], key=lambda item: item.source)
    seen.note(items)
    return items


def visit_sites(log: Log, registry: Registry, settings: Settings) -> None:
    """Look for reports at the addresses of the registry, one task a host; what cannot be had is in the log."""
    focus, since = settings.year or settings.latest_year, going_on_since(settings.home)
    sites = groups(registry)
    with client_for(registry, settings.manners) as client:
        visitor = Visitor(settings.home, log, client, registry, focus, since)
        visit = visit_site.with_options(retry_delay_seconds=list(settings.manners.retry_delays))
        futures = visit.map(sites, unmapped(visitor))
        for future in as_completed(list(futures)):
            future.result(raise_on_failure=False)
        for future in futures:
            outcome = future.result(raise_on_failure=False)
            if isinstance(outcome, Exception) and not isinstance(outcome, TryAgain):
                raise outcome


@timed
def read(documents: list[Archived], settings: Settings) -> Staged:
    """Read every document in worker processes, but for those whose readings are kept from earlier runs."""
    first = {item.document_id: item for item in reversed(documents)}
    folder = open_readings(settings.home)
    parts: list[Staged] = []
    with readers(settings, folder) as read_all:
        waiting = sorted(first.values(), key=lambda item: item.source)
        while waiting:  # once, and once more for what pages had no use for
            segments = known_segments(folder, waiting)
            kept = {key for segment in segments for key in segment.readings}
            read = read_all([item for item in waiting if key_of(item) not in kept])
            parts += (read := [*map(known, segments), *read])
            waiting = unused_companions(read, first)
    return merge(documents, parts)


@contextmanager
def readers(settings: Settings, folder: Path) -> Iterator[Callable[[list[Archived]], list[Staged]]]:
    """Reads documents in worker processes here, or on the cluster that the settings name."""
    if settings.dask:
        yield partial(read_on_cluster, settings, folder)
        return
    with WorkerPool(partial(stage_documents, settings.home, folder), crashed_document, settings.processes) as workers:

        def read_here(items: list[Archived]) -> list[Staged]:
            batches = list(divide(items, settings.batch(len(items))))
            return _progress("读取", read_documents.map(quoted(batches), unmapped(workers)), batches)

        yield read_here


def read_on_cluster(settings: Settings, folder: Path, items: list[Archived]) -> list[Staged]:
    """Read documents on a Dask cluster; what a machine had in hand when it went is read by another."""
    if not items:
        return []
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise NotPublished(
            "在 Dask 集群上读取需要附加组件，请先安装：pip install 'gouji[dask]'。 Install gouji[dask] first."
        ) from error
    if settings.store:
        send_documents(settings.home, settings.store, items)
    batches = list(divide(items, CLUSTER_BATCH_SIZE))

    # A flow of its own, as a flow has one runner; its arguments would be sent to the server.
    @flow(name="gouji-read", task_runner=DaskTaskRunner(address=settings.dask))  # type: ignore[arg-type]
    def on_cluster() -> list[Staged]:
        where = settings.home, settings.store, reader_version()
        return _progress("读取", read_remotely.map(batches, *map(unmapped, where)), batches)

    # The machines tell of their tasks where this run does, not each to a server of its own.
    with get_client(sync_client=True) as client, temporary_settings({PREFECT_API_URL: str(client.api_url)}):
        parts = on_cluster()
    if settings.store:
        fetch_readings(settings.store, folder, [name for part in parts for name in part.segments])
    return parts


# A retry helps where the outside world may be in the way: a shared folder that is slow to answer, a file that an
# analyst on Windows has open. Reading, loading and checking are pure: a second try would do the same again.


@task(cache_policy=NO_CACHE, name="collect", retries=2, retry_delay_seconds=2)
def archive_files(files: list[Path], inbox: Path, home: Path) -> list[Archived]:
    return archive_batch(files, inbox, home)


@task(
    cache_policy=NO_CACHE,
    name="visit",
    task_run_name="visit {site.host}",
    retries=3,
    retry_condition_fn=lambda _t, _r, state: isinstance(state.result(raise_on_failure=False), TryAgain),
)
def visit_site(site: Group, visitor: Visitor) -> None:
    """The agencies of one host, one after the other; tried again for what may pass (503, time-outs, cut lines)."""
    visitor.visit(site)


@task(cache_policy=NO_CACHE, name="read")
def read_documents(batch: list[Archived], workers: WorkerPool[Archived, Staged]) -> list[Staged]:
    return workers.run(batch)


@task(cache_policy=NO_CACHE, name="read on cluster")
def read_remotely(batch: list[Archived], home: Path, store: str | None, version: str) -> list[Staged]:
    return read_on_machine(batch, home, store, version)


@timed
@task(cache_policy=NO_CACHE, name="load")
def load(staged: Staged, fetches: list[dict[str, Any]], settings: Settings, build: BuildPaths) -> Loaded:
    """Everything read, into this run's own DuckDB file; or what changed since the last version, into one beside it."""
    readings, registry = open_readings(settings.home), load_registry(settings.registry)
    last, waived = last_version(settings), waived_agencies(settings.home)
    return fill_warehouse(build.database, readings, staged, fetches, registry, settings, last, waived)


@timed
@task(cache_policy=NO_CACHE, name="check")
def check(settings: Settings, database: Path) -> None:
    """Reports against one another, every check of sql/checks, what would put figures right, and waivers."""
    with open_warehouse(database) as con:
        build_views(con)
        compare_reports(con)
        run_checks(con)
        fill_repairs(con)
        apply_waivers(con, read_waivers(waiver_files(settings.home)), settings.as_of, remembered(settings.home))


@timed
@task(cache_policy=NO_CACHE, name="rank")
def rank(database: Path) -> None:
    """District figures, scores and ranks."""
    with open_warehouse(database) as con:
        build_rollups(con)
        build_rankings(con)


@timed
@task(cache_policy=NO_CACHE, name="compare")
def compare(loaded: Loaded, settings: Settings, build: BuildPaths, edition: Edition) -> None:
    """The changed districts into what stays of the last version, and what changed since then."""
    with open_warehouse(build.database) as con:
        if loaded.database != build.database:
            put_together(con, loaded.database)
        fill_finding_changes(con, settings.home, edition)


@timed
@task(cache_policy=NO_CACHE, name="papers")
def write_office_papers(loaded: Loaded, settings: Settings, build: BuildPaths) -> list[Paper]:
    """The district's tables, circular, notices and workbook; none where they would be too many."""
    with open_warehouse(build.database, read_only=True) as con:
        if too_many_for_papers(con, loaded.report_year, settings.paper_agencies):
            return []
        return write_papers(con, build.public, loaded.report_year, settings.as_of)


@timed
@task(cache_policy=NO_CACHE, name="summarise")
def summarise_run(loaded: Loaded, settings: Settings, build: BuildPaths) -> dict[str, Any]:
    """The figures an office asks for first."""
    with open_warehouse(build.database, read_only=True) as con:
        return summarise(con, loaded, settings.as_of)


@timed
@task(
    cache_policy=NO_CACHE,
    name="publish",
    retries=2,
    retry_delay_seconds=5,
    retry_condition_fn=lambda _t, _r, state: _may_pass(state),
)
def publish(loaded: Loaded, papers: list[Paper], settings: Settings, build: BuildPaths, edition: Edition) -> Published:
    """Parquet, manifest, verification, and the switch to the new version."""
    return release(build, settings, loaded, edition, papers)


@timed
@task(cache_policy=NO_CACHE, name="report")
def report(published: Published, settings: Settings, summary: dict[str, Any]) -> dict[str, Any]:
    """Who has reported, summary, findings and ranking as artifacts in Prefect; adds the version and the paths to the summary."""
    create_markdown_artifact(key="gouji-summary", markdown=summary_markdown(summary), description="运行摘要")
    paths = published_paths(settings.home, published.version)
    database = settings.home / "warehouse" / f"{published.version}.duckdb"
    with open_warehouse(database, read_only=True) as con:
        findings = finding_rows(con, summary["report_year"])
        reported = reported_rows(con, summary["report_year"], settings.as_of)
    create_table_artifact(key="gouji-reported", table=reported, description=f"谁已报（截至 {settings.as_of}）")
    create_table_artifact(key="gouji-findings", table=findings, description="检查发现")
    create_table_artifact(key="gouji-ranking", table=summary["ranking"][:MAX_ROWS], description="合规排名")
    return {
        "state": published.state,
        "version": published.version,
        "files": paths,
        "notes": published.notes,
    }


# --- around the stages ------------------------------------------------------------------------------------------


@contextmanager
def recorded_run(settings: Settings) -> Iterator[tuple[BuildPaths, dict[str, Any]]]:
    """Lock the home folder, keep the record of runs, and turn whatever goes wrong into NotPublished."""
    started = datetime.now(UTC)
    run_id = f"{started:%Y%m%dT%H%M%S}-{os.getpid()}"
    result: dict[str, Any] = {}
    with start_build(settings.home, run_id) as build:
        record_start(settings.home, run_id, started, settings.as_of, settings.year)
        try:
            yield build, result
        except BaseException as error:
            message = _what_happened(error)
            record_end(settings.home, run_id, datetime.now(UTC), FAILED, message=message)
            if isinstance(error, NotPublished) or not isinstance(error, Exception):
                raise
            raise NotPublished(f"未发布，已发布的版本未受影响：{message}") from error
        record_end(settings.home, run_id, datetime.now(UTC), **result)


def _what_happened(error: BaseException) -> str:
    """In the error's own words when they are ours, else with its kind and place, for whoever mends it."""
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, NotPublished | RegistryError | OSError):
        return str(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error}（{Path(last.filename).name}:{last.lineno}）"


def run_result(published: Published, summary: dict[str, Any]) -> dict[str, Any]:
    """What the record of runs keeps of a run that ended well."""
    kept = {name: summary[name] for name in ("report_year", "documents", "reports")}
    kept["findings"] = summary["findings_of_all_years"]
    return kept | {"state": published.state, "version": published.version}


def quoted(argument: T) -> T:
    """An argument of a task as it is: in any other Prefect looks for futures, in those of a nation for half a minute.
    Not for Dask, which takes what is quoted apart."""
    return quote(argument)  # type: ignore[return-value]


def _progress(title: str, futures: Any, batches: list[list[Any]]) -> list[Any]:
    """The results of all batches, in order, with a bar that moves as they come in."""
    size = {future: len(batch) for future, batch in zip(futures, batches, strict=True)}
    with progress_bar(title, sum(size.values())) as bar:
        for future in as_completed(list(futures)):
            future.result()
            bar.advance(size[future])
    return [item for future in futures for item in future.result()]


def _may_pass(state: Any) -> bool:
    """Whether a failed publication is worth another try: a file in use, yes; wrong content, no."""
    return isinstance(state.result(raise_on_failure=False), OSError)
