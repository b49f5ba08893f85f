"""What a build that stands on the last version takes over from it: published files whose rows are still the same, by hard
link, and the rows of costly views of districts in which nothing changed.

A file is taken over only where it is still the file of its manifest, byte for byte, and where the checksum of its rows is
that of the rows to be published, under the same columns and descriptions. Of the tables and views of districts (OF_DISTRICTS)
the rows of a part of the home in which no district changed are not even looked at: the build is a copy of the last version
there (load/incremental.py), as long as the list of agencies is the same too. Rows of no known agency or year are compared in
any case. A build stands on the last version only
where the same code, rules and libraries made that (version_name.py), so that to write it again would give the same file.
"""

import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb

from gouji.load.incremental import BY_AGENCY, BY_DISTRICT
from gouji.load.warehouse import open_warehouse
from gouji.load.wide_views import wide_views

from .manifest import MANIFEST
from .parts import PART_COLUMNS, UNPLACED, Content, FileEntry, FileKey, TableEntry, file_key
from .quoting import quoted
from .versions import latest
from .wholeness import is_file_whole

# Every row of them is of a current report, which has an agency of the list, and a year.
OF_REPORTS = ("figures", *wide_views())
# What they say of a district follows from its own inputs alone; what districts share (`similarities`) does not.
OF_DISTRICTS = {
    *OF_REPORTS, *BY_AGENCY, *BY_DISTRICT, "expected_reports", "condemned_figures", "current_reports", "fact_coverage",
    "fact_matters",
} - {"similarities"}  # fmt: skip
_OF_NO_AGENCY = """
SELECT count(*) FROM reports
WHERE is_current AND (report_year IS NULL OR agency_code IS NULL OR agency_code NOT IN (SELECT placed_code FROM file_parts))
"""


class LastVersion(NamedTuple):
    """`folder`: its published files; `tables`: the entries of its manifest by name; `others`: sha256 of
    its other files by path; `changed`: the database of the
    districts that changed since, and of nothing else."""

    folder: Path
    tables: dict[str, TableEntry]
    others: dict[str, str]
    changed: duckdb.DuckDBPyConnection

    def take_over(
        self, entry: TableEntry, contents: Mapping[FileKey, Content], folder: Path
    ) -> dict[FileKey, FileEntry]:
        """Put the files of a table that are as they would be written into `folder`; returns their entries."""
        old = self.tables.get(entry["name"])
        if old is None or any(old[what] != entry[what] for what in ("description", "schema")):
            return {}
        return {
            file_key(file): file
            for file in old["files"]
            if contents.get(file_key(file)) == (file["rows"], file.get("content")) and self._link(file, folder)
        }

    def touched_parts(self, con: duckdb.DuckDBPyConnection, agencies: Mapping[FileKey, Content]) -> dict[str, set[str]]:
        """The parts with an agency of a changed district, by the column of file_parts; {} where the list of agencies is not
        what it was, and any part may be another, or a current report is of none of them. `agencies`: what the files of that
        table must hold."""
        were = {file_key(file): (file["rows"], file.get("content")) for file in self.tables["agencies"]["files"]}
        if were != agencies or con.execute(_OF_NO_AGENCY).fetchall() != [(0,)]:
            return {}
        changed = self.changed.execute("SELECT agency_code FROM agencies UNION SELECT district_code FROM agencies")
        codes = [code for (code,) in changed.fetchall()]
        parts = {}
        for column in PART_COLUMNS:
            query = f"SELECT DISTINCT {column} FROM file_parts WHERE placed_code IN (SELECT unnest(?))"
            parts[column] = {part for (part,) in con.execute(query, [codes]).fetchall()}
        return parts

    def keep(self, entry: TableEntry, touched: Collection[str], folder: Path) -> dict[FileKey, FileEntry]:
        """Put the files of a table of OF_DISTRICTS into `folder` whose parts are those of districts and not touched; returns
        their entries, none where one of them cannot be had."""
        old = self.tables.get(entry["name"])
        if old is None or any(old[what] != entry[what] for what in ("description", "schema")):
            return {}
        kept: dict[FileKey, FileEntry] = {}
        for file in old["files"]:
            if file.get("part", UNPLACED) in {*touched, UNPLACED}:
                continue
            if not self._link(file, folder):
                for each in kept.values():
                    folder.joinpath(*each["path"].split("/")).unlink()
                return {}
            kept[file_key(file)] = file
        return kept

    def fill_view(
        self, con: duckdb.DuckDBPyConnection, name: str, table: str, only: Collection[str | None] | None = None
    ) -> bool:
        """Create `table` with the rows of a view, of `only` some parts where they are given: those of the changed districts
        from their own database, where they are quickly worked out, the others as they were published. False, and no table,
        where they cannot be read."""
        entry = self.tables.get(name)
        if entry is None:
            return False
        published = [file for file in entry["files"] if only is None or file.get("part") in only]
        if not all(is_file_whole(self._path(file), file["sha256"]) for file in published):
            return False
        key = "agency_code" if "agency_code" in {column["name"] for column in entry["schema"]} else "district_code"
        rows = self.changed.sql(f'FROM main."{name}"').to_arrow_table()
        codes = self.changed.sql(f"SELECT DISTINCT {key} FROM agencies").to_arrow_table()
        con.register("changed_rows", rows)
        con.register("changed_codes", codes)
        try:
            columns = ", ".join(f'"{column["name"]}" {column["type"]}' for column in entry["schema"])
            con.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({columns})")
            con.execute(f"INSERT INTO {table} BY NAME FROM changed_rows")
            if files := ", ".join(f"'{quoted(self._path(file))}'" for file in published):
                con.execute(f"""
                    INSERT INTO {table} BY NAME
                    FROM read_parquet([{files}])
                    WHERE {key} IN (SELECT {key} FROM main.agencies UNION SELECT agency_code FROM main.reports)
                        AND {key} NOT IN (FROM changed_codes)
                """)
        finally:
            con.unregister("changed_rows")
            con.unregister("changed_codes")
        return True

    def link(self, path: str, folder: Path) -> bool:
        """Put a file that is no table into `folder`; False where it cannot be had as it was."""
        return path in self.others and self._link({"path": path, "sha256": self.others[path]}, folder)

    def _link(self, file: FileEntry, folder: Path) -> bool:
        target = folder.joinpath(*file["path"].split("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(self._path(file), target)
        except OSError:  # another file system, or one without such links
            if not self._path(file).is_file():
                return False
            shutil.copyfile(self._path(file), target)
        if is_file_whole(target, file["sha256"]):
            return True
        target.unlink()  # damaged since: it is written again
        return False

    def _path(self, file: FileEntry) -> Path:
        return self.folder.joinpath(*file["path"].split("/"))


@contextmanager
def last_version(home: Path, changed: Path) -> Iterator[LastVersion | None]:
    """The last version for a build that stands on it; `changed`: the database of the changed districts."""
    current = latest(home)
    if current is None:
        yield None
        return
    folder = home / "public" / current["version"]
    manifest = json.loads((folder / MANIFEST).read_bytes())
    tables = {table["name"]: table for table in manifest["tables"]}
    with open_warehouse(changed) as con:
        yield LastVersion(folder, tables, {file["path"]: file["sha256"] for file in manifest["files"]}, con)
