"""What a run is about to publish: the name of the version, and the version it is compared with.

A version is named by all that went in, the version before it included. So a run that finds nothing changed since the
latest version must come out under the latest's name, compared with what the latest was compared with.
"""

import hashlib
import json
from pathlib import Path
from typing import Any, NamedTuple

from gouji.core.changes_file import changes_files
from gouji.core.digest import file_digest
from gouji.core.resources import resource
from gouji.core.settings import Settings
from gouji.desk.inputs import DeskInput
from gouji.desk.paper_words import PAPERS_FILE
from gouji.desk.policy_files import policy_files
from gouji.desk.waivers import waiver_files
from gouji.load.build import Loaded
from gouji.load.warehouse import fetch_rows, open_warehouse

from .manifest import project_digests, rows_digest, version_name
from .versions import latest
from .wholeness import is_file_whole


class VersionName(NamedTuple):
    """`previous`: the version findings are compared with, None at first; `unchanged`: `version` is the latest."""

    version: str
    previous: str | None
    unchanged: bool
    inputs: list[dict[str, Any]]
    digests: dict[str, str]


def name_of_build(database: Path, loaded: Loaded, settings: Settings, desk: DeskInput) -> VersionName:
    """The edition of a loaded build; what the office decided is one of its inputs."""
    with open_warehouse(database) as con:
        query = "SELECT source, document_id AS sha256 FROM documents ORDER BY source, document_id"
        inputs = fetch_rows(con, query)
        fetches = fetch_rows(con, "FROM fetches ORDER BY ALL")
        lost = fetch_rows(
            con, "SELECT source, document_id, problem FROM documents WHERE document_state = 'lost' ORDER BY ALL"
        )
    registries = [settings.registry, *changes_files(settings.registry), *resource("data", "registry").glob("*.csv")]
    policies = policy_files(settings.home, settings.registry)
    inputs += [{"source": file.name, "sha256": file_digest(file)} for file in policies]
    if desk.paper_words:
        inputs.append({"source": PAPERS_FILE, "sha256": hashlib.sha256(desk.paper_words.encode()).hexdigest()})
    digests = project_digests(registry=registries, waivers=waiver_files(settings.home), policies=policies)
    digests["fetches"] = rows_digest(fetches)
    if desk.digest:
        digests["desk"] = desk.digest
    if lost:
        digests["lost"] = rows_digest(lost)

    def name(previous: str | None) -> str:
        return version_name(settings.as_of, loaded.report_year, inputs, digests, previous)

    last = latest(settings.home)
    if last is None:
        return VersionName(name(None), None, False, inputs, digests)
    if (same := name(last.get("previous"))) == last["version"]:
        return VersionName(same, last.get("previous"), True, inputs, digests)
    return VersionName(name(last["version"]), last["version"], False, inputs, digests)


def last_database(home: Path) -> Path | None:
    """The DuckDB file of the last version; None before the first."""
    last = latest(home)
    return home / "warehouse" / f"{last['version']}.duckdb" if last else None


def reusable_version(settings: Settings) -> Path | None:
    """The last version's DuckDB file, where the same code, rules and libraries made it and nobody has changed it, so
    that what did not change since then may be taken from it."""
    last = latest(settings.home)
    if last is None or settings.rebuild:
        return None
    database = settings.home / "warehouse" / f"{last['version']}.duckdb"
    try:
        manifest = (settings.home / "public" / last["manifest"]).read_bytes()
        pointed_at = (settings.home / "public" / "latest.json").stat().st_mtime_ns
        is_untouched = database.stat().st_mtime_ns <= pointed_at
    except OSError:
        return None
    if not is_file_whole(database, last.get("database_sha256")):
        return None
    if not is_untouched or hashlib.sha256(manifest).hexdigest() != last["manifest_sha256"]:
        return None
    policies = policy_files(settings.home, settings.registry)
    same = project_digests(policies=policies).items() <= json.loads(manifest)["digests"].items()
    return database if same else None
