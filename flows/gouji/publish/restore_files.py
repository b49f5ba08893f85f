"""Damaged files of published versions, made again from the database of their version: `gouji verify --repair`.

A file goes to its place only where it is the one of the version's manifest, byte for byte; any other stays as it is and
is told.
"""

import json
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from gouji.core.disk import write_whole
from gouji.core.errors import GoujiError

from .data_package import write_package
from .exports import write_csv
from .manifest import MANIFEST
from .papers.write import write_papers
from .parquet import write_parquet
from .wholeness import damage_of, is_file_whole, manifest_files, read_pointer


def restore_files(home: Path) -> list[Path]:
    """Put back what can be of the damaged files of every published version: tables, CSV and papers; returns them."""
    pointer = read_pointer(home) or {}
    restored: list[Path] = []
    for folder in sorted((home / "public").glob("[!.]*/")):
        digest = pointer["manifest_sha256"] if folder.name == pointer.get("version") else None
        damaged = damage_of(folder, digest)
        if damaged and damaged != [folder / MANIFEST]:  # without its manifest nobody knows what it should be
            restored += _restore(home, folder, damaged)
    return restored


def _restore(home: Path, folder: Path, damaged: list[Path]) -> Iterator[Path]:
    database = home / "warehouse" / f"{folder.name}.duckdb"
    manifest = json.loads((folder / MANIFEST).read_bytes())
    digests = manifest_files(manifest)
    work = home / "work"
    work.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=work) as made:
        names = [path.relative_to(folder).as_posix() for path in damaged]
        _make_again(database, Path(made), manifest, with_papers=any(name.startswith("papers/") for name in names))
        for name, path in zip(names, damaged, strict=True):
            again = Path(made).joinpath(*name.split("/"))
            if is_file_whole(again, digests[name]):
                write_whole(path, again.read_bytes())
                yield path


def _make_again(database: Path, folder: Path, manifest: dict[str, Any], *, with_papers: bool) -> None:
    """Write what a version's files are made from its database, as far as that is there and whole."""
    try:
        with duckdb.connect(str(database), read_only=True) as con:
            tables = write_parquet(con, folder)
            write_csv(con, folder, tables)
            write_package(folder, tables, manifest["version"], manifest["as_of"])
            if with_papers:
                write_papers(con, folder, manifest["report_year"], date.fromisoformat(manifest["as_of"]))
    except (duckdb.Error, OSError, GoujiError):
        return  # of a damaged database, or of other tables than this program's: what was made is compared all the same
