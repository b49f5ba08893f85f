"""What the operator decides of a run: folders, addresses, the command that hears of it.

None of it is a parameter of the flow. Parameters are kept in Prefect's database and taken from whoever can reach its
server; these come from the process that runs the flow: from its caller, or from its environment where Prefect starts
the process for a deployment.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gouji.core.crawl_policy import CrawlPolicy
from gouji.core.errors import NotPublished
from gouji.core.settings import DEFAULT_CRAWL_POLICY, Settings, today

PREFIX = "GOUJI_"
_PLACES, _WORDS = ("inbox", "registry", "home"), ("notify", "dask", "store", "publish")


@dataclass(frozen=True)
class OperatorSettings:
    """Documents from `inbox`, agencies from `registry`, everything made under `home`; `notify`: a command of the
    shell; `dask`, `store`: a cluster that reads, and where it finds the documents (docs/scaling.md); `publish`:
    where versions are sent, too (publish/targets); `force`: publish what `publish.doubts` would hold back."""

    inbox: Path
    registry: Path
    home: Path
    notify: str | None = None
    dask: str | None = None
    store: str | None = None
    publish: str | None = None
    crawl_policy: CrawlPolicy = DEFAULT_CRAWL_POLICY
    force: bool = False

    def environment(self) -> dict[str, str]:
        """As variables of the environment, for the processes of a schedule: all but `crawl_policy`, and `force`, which is
        said for one run at a time."""
        named = {name: getattr(self, name) for name in (*_PLACES, *_WORDS)}
        return {PREFIX + name.upper(): str(value) for name, value in named.items() if value is not None}

    def settings(self, year: int | None, as_of: date | None, rebuild: bool) -> Settings:
        """With the parameters of one run."""
        return Settings(
            self.inbox, self.registry, self.home, as_of or today(), year, rebuild=rebuild, crawl_policy=self.crawl_policy,
            dask=self.dask, store=self.store, target=self.publish, day_is_given=as_of is not None, force=self.force,
        )  # fmt: skip


_given: ContextVar[OperatorSettings | None] = ContextVar("operator_settings", default=None)


@contextmanager
def given(settings: OperatorSettings) -> Iterator[None]:
    """Runs of the flow in the body, in this process, are with these settings."""
    token = _given.set(settings)
    try:
        yield
    finally:
        _given.reset(token)


def operator_settings() -> OperatorSettings:
    """Those given in this process, else those of its environment. Raises NotPublished, naming what is missing."""
    if settings := _given.get():
        return settings
    values = {name: os.environ.get(PREFIX + name.upper()) or None for name in (*_PLACES, *_WORDS)}
    if missing := [PREFIX + name.upper() for name in _PLACES if values[name] is None]:
        raise NotPublished(
            f"运行流程的进程缺少环境变量：{'、'.join(missing)}，请在启动它的地方设好（docs/operating.md）。"
            " Set these variables where the worker is started."
        )
    inbox, registry, home = (Path(str(values[name])).resolve() for name in _PLACES)
    notify, dask, store, publish = (values[name] for name in _WORDS)
    return OperatorSettings(inbox, registry, home, notify, dask, store, publish)
