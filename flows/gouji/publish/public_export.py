"""A folder that others may host: what the published reports themselves say, and nothing of the office.

The lists of data/policy/public.toml say which tables and columns go out; a table that is not named there stays. Only reports
that count and whose day of publication is known and past are in it.
"""

import tomllib
from pathlib import Path
from typing import Any

import duckdb

from gouji.core.digest import file_digest
from gouji.core.errors import GoujiError
from gouji.core.resources import resource
from gouji.load.wide_views import wide_views

from .csvw import write_csvw
from .data_package import write_package
from .dcat import write_dcat
from .exports import write_csv
from .parquet_file import write_file
from .parts import TableEntry
from .published_tables import descriptions

CSV_OF_PUBLIC = ("agencies", "districts", "reports", "form_cells", *wide_views())


class NotExported(GoujiError):
    """Why nothing was written, and what to do."""


def export_public(home: Path, folder: Path, licence: str | None = None) -> dict[str, int]:
    """Write the public part of the latest version below `folder`, which must be empty or not there; {table: rows}.

    `licence`: under which name (SPDX or Open Definition) it may be reused. Raises NotExported.
    """
    database = home / "warehouse" / "gouji.duckdb"
    if not database.exists():
        raise NotExported(f"{home} 下还没有发布过任何版本，请先运行 gouji run。 Nothing is published yet.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotExported(f"{folder} 已有内容，请换一个空的目录。 The folder is not empty: choose another.")
    public = tomllib.loads(resource("data", "policy", "public.toml").read_text(encoding="utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(database.resolve()), read_only=True) as con:
        [(as_of, version)] = con.execute("SELECT as_of, version FROM runs ORDER BY started_at DESC LIMIT 1").fetchall()
        con.execute(_PUBLIC_REPORTS, {"as_of": as_of})
        tables = [_table(con, folder, name, about) for name, about in sorted(_wanted(public).items())]
        write_csv(con, folder, tables, CSV_OF_PUBLIC)
        kept = con.execute("SELECT count(*) FROM reports WHERE report_id IN (FROM public_reports)").fetchall()[0][0]
        current = con.execute("SELECT count(*) FROM reports WHERE is_current").fetchall()[0][0]
        districts = [name for (name,) in con.execute("SELECT name FROM districts ORDER BY district_code").fetchall()]
    more = {"licenses": [{"name": licence, "title": licence}]} if licence else {}
    write_package(folder, tables, version, as_of.isoformat(), **more)
    write_dcat(folder)
    write_csvw(folder)
    words = {"version": version, "districts": "、".join(districts).replace(chr(34), ""), "kept": kept, "left_out": current - kept,
             "licence": licence or public["texts"]["no_licence"], "year": as_of.year, "as_of": as_of}  # fmt: skip
    for name, text in public["texts"]["files"].items():
        (folder / name).write_text(text.format(**words), encoding="utf-8")
    _write_sums(folder)
    return {table["name"]: sum(file["rows"] for file in table["files"]) for table in tables}


_PUBLIC_REPORTS = """
CREATE TEMP TABLE public_reports AS
SELECT report_id FROM reports JOIN agencies USING (agency_code)
WHERE is_current AND registered AND published_on <= $as_of
"""


def _wanted(public: dict[str, Any]) -> dict[str, dict[str, Any]]:
    wide = dict.fromkeys(wide_views(), public["wide_views"])
    return {**public["tables"], **wide}


def _table(con: duckdb.DuckDBPyConnection, folder: Path, name: str, about: dict[str, Any]) -> TableEntry:
    """One file a table: the columns named, or all; rows of public reports only where the table has a report."""
    comment, columns = descriptions(con)[name]
    wanted = [column for column in columns if column["name"] in about.get("columns", [c["name"] for c in columns])]
    names = [column["name"] for column in wanted]
    if missing := set(about.get("columns", [])) - set(names):
        raise NotExported(f"data/policy/public.toml：{name} 没有列 {sorted(missing)}。 No such columns.")
    where = "report_id IN (FROM public_reports)" if "report_id" in {c["name"] for c in columns} else "true"
    selected = ", ".join(f'"{column}"' for column in names)
    path = folder / f"{name}.parquet"
    query = f'SELECT {selected} FROM main."{name}" WHERE {about.get("where", where)} ORDER BY ALL'
    rows = write_file(con, query, path, name, comment, {column["name"]: column["description"] for column in wanted})
    file = {"path": path.name, "rows": rows, "bytes": path.stat().st_size, "sha256": file_digest(path)}
    return {"name": name, "description": comment, "files": [file], "schema": wanted}


def _write_sums(folder: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = [f"{file_digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
