"""The published dataset: every table of the version that latest.json names, as a view over its Parquet files."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import streamlit as st

from gouji.check.rules import read_dimensions
from gouji.core.resources import resource

HOME = "GOUJI_HOME"  # set by `gouji dashboard`
OFFICE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Version:
    """A published version: where it lies and what its manifest says of it."""

    name: str
    folder: Path
    published_at: datetime  # in the office's time zone
    manifest: dict[str, Any]

    def __hash__(self) -> int:
        return hash(self.folder)

    @property
    def tables(self) -> set[str]:
        return {table["name"] for table in self.manifest["tables"]}


def home() -> Path:
    """The home folder whose public/ is shown."""
    return Path(os.environ.get(HOME, "data")).resolve()


def latest() -> Version | None:
    """The version that latest.json names at this moment; None when nothing is published yet."""
    public = home() / "public"
    try:
        pointer = json.loads((public / "latest.json").read_text(encoding="utf-8"))
        return _version(public, pointer["version"], pointer["manifest"], pointer["published_at"])
    except FileNotFoundError:
        return None


@st.cache_resource(max_entries=4, show_spinner=False)
def _version(public: Path, name: str, manifest: str, published_at: str) -> Version:
    content = json.loads((public / manifest).read_text(encoding="utf-8"))
    return Version(name, public / name, datetime.fromisoformat(published_at).astimezone(OFFICE), content)


# Streamlit would look through the whole manifest, 40,000 documents of a nation, at every query.
_BY_FOLDER: dict[str | type, Any] = {Version: lambda version: str(version.folder)}


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=_BY_FOLDER)
def _open(version: Version) -> duckdb.DuckDBPyConnection:
    """An in-memory database of views; nothing outside the version's folder can be read through it."""
    con = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    con.execute(f"SET allowed_directories = [{quoted(str(version.folder))}]")
    for table in version.manifest["tables"]:
        files = ", ".join(quoted(str(version.folder / file["path"])) for file in table["files"])
        con.execute(f'CREATE VIEW "{table["name"]}" AS FROM read_parquet([{files}], union_by_name = true)')
    con.execute(resource("sql", "macros", "table_of.sql").read_text(encoding="utf-8"))
    if "identities" in version.tables:
        con.execute(resource("sql", "views", "total_figures.sql").read_text(encoding="utf-8"))
    con.execute("SET enable_external_access = false; SET lock_configuration = true")
    return con


@st.cache_resource(max_entries=512, show_spinner=False, hash_funcs=_BY_FOLDER)
def _query(version: Version, sql: str, params: tuple[Any, ...]) -> pl.DataFrame:
    frame: pl.DataFrame = _open(version).cursor().sql(sql, params=list(params)).pl()
    return frame


def frame(sql: str, *params: Any) -> pl.DataFrame:
    """Rows of a query over the current version; kept while the version is. Frames are shared: do not change them."""
    version = latest()
    if version is None:
        raise FileNotFoundError("nothing is published")
    return _query(version, sql, params)


def rows(sql: str, *params: Any) -> list[dict[str, Any]]:
    """The same as dicts."""
    return frame(sql, *params).to_dicts()


def dimensions() -> dict[str, str]:
    """Code -> title of the dimensions of the published score, in the order of the policy of scoring."""
    order = {each.dimension: place for place, each in enumerate(read_dimensions())}
    published = frame("SELECT dimension, title FROM dimensions ORDER BY dimension").iter_rows()
    return dict(sorted(published, key=lambda row: order.get(row[0], len(order))))


def quoted(text: str) -> str:
    """Text as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"
