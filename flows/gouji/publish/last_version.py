"""What a build that stands on the last version takes over from it: published files whose rows are still the same, by hard
link, and the rows of costly views of districts in which nothing changed.

A file is taken over only where the checksum of its rows is that of the rows to be published, under the same columns and
descriptions, and where it is still the file of its manifest, byte for byte. A build stands on the last version only
where the same code, rules and libraries made that (version_name.py), so that to write it again would give the same file.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb

from gouji.load.warehouse import open_warehouse

from .manifest import MANIFEST
from .parts import Content, FileEntry, FileKey, TableEntry, file_key
from .quoting import quoted
from .versions import latest
from .wholeness import is_file_whole


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

    def fill_view(self, con: duckdb.DuckDBPyConnection, name: str, table: str) -> bool:
        """Create `table` with the rows of a view: those of the changed districts from their own database, where they are
        quickly worked out, the others as they were published. False, and no table, where they cannot be read."""
        entry = self.tables.get(name)
        if entry is None or not all(is_file_whole(self._path(file), file["sha256"]) for file in entry["files"]):
            return False
        key = "agency_code" if "agency_code" in {column["name"] for column in entry["schema"]} else "district_code"
        rows = self.changed.sql(f'FROM main."{name}"').to_arrow_table()
        codes = self.changed.sql(f"SELECT DISTINCT {key} FROM agencies").to_arrow_table()
        files = ", ".join(f"'{quoted(self._path(file))}'" for file in entry["files"])
        con.register("changed_rows", rows)
        con.register("changed_codes", codes)
        try:
            con.execute(f'CREATE OR REPLACE TEMP TABLE {table} AS FROM main."{name}" LIMIT 0')
            con.execute(f"INSERT INTO {table} BY NAME FROM changed_rows")
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
