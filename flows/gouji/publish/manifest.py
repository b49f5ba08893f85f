"""manifest.json: what a published version holds, and all that decided its bytes.

A version is named by its day and a digest of everything that went in, so the same inputs have the same name and,
as nothing in a manifest comes from a clock, the same bytes.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

from gouji.core.digest import file_digest
from gouji.core.resources import resource
from gouji.read.reader_version import reader_version

MANIFEST, PACKAGE = "manifest.json", "datapackage.json"
# Their versions are part of the inputs: another writer may write other bytes.
_LIBRARIES = ("duckdb", "pyarrow", "polars", "numpy", "python-docx", "xlsxwriter")


def project_digests(**files: Iterable[Path]) -> dict[str, str]:
    """Digests of what is not a document: code, SQL, forms, policy, libraries, and the files (or folders of files)
    given by name.

    ``project_digests(registry=[path, …], waivers=[…])``; names and sha256, sorted.
    """
    package = Path(__file__).resolve().parent.parent
    digests = {
        "code": _digest_files({str(p.relative_to(package).as_posix()): p for p in package.rglob("*.py")}),
        "sql": _digest_folder(resource("sql")),
        "forms": _digest_folder(resource("data", "forms")),
        "policy": _digest_folder(resource("data", "policy")),
        "reader": reader_version(),
        "libraries": _digest_text("".join(f"{name} {metadata.version(name)}\n" for name in _LIBRARIES)),
    }
    for name, paths in files.items():
        every = [p for path in paths for p in ([path] if path.is_file() else path.rglob("*")) if p.is_file()]
        lines = sorted(f"{path.name} {file_digest(path)}\n" for path in every)
        digests[name] = _digest_text("".join(lines))
    return dict(sorted(digests.items()))


def rows_digest(rows: Iterable[Mapping[str, Any]]) -> str:
    """Digest of an input that comes as rows: what the web showed."""
    return _digest_text(json.dumps(list(rows), ensure_ascii=False, sort_keys=True, default=str))


def version_name(
    as_of: date,
    report_year: int | None,
    inputs: Iterable[Mapping[str, str]],
    digests: Mapping[str, str],
    previous: str | None = None,
) -> str:
    """``<as_of>-<first 12 digits of the sha256 over all inputs>``; the order of `inputs` does not matter.

    `previous`, the version findings are compared with, is one of the inputs.
    """
    content = {
        "previous": previous,
        "report_year": report_year,
        "inputs": _sorted_inputs(inputs),
        "digests": dict(sorted(digests.items())),
    }
    return f"{as_of.isoformat()}-{_digest_text(json.dumps(content, ensure_ascii=False, sort_keys=True))[:12]}"


def build_manifest(
    version: str,
    as_of: date,
    report_year: int | None,
    report_years: Iterable[int],
    tables: Iterable[Mapping[str, Any]],
    inputs: Iterable[Mapping[str, str]],
    digests: Mapping[str, str],
    others: Iterable[Mapping[str, Any]] = (),
    papers: Iterable[Mapping[str, Any]] = (),
    previous: str | None = None,
) -> dict[str, Any]:
    """The manifest. `tables` as write_parquet returns them, `inputs` [{source, sha256}], `others` [{path, bytes,
    sha256}] of files that are no tables (`other_files`), `papers` [{path, title, kind, …}] of those that are papers,
    `previous` the version compared with."""
    files = {file["path"]: file for file in others}
    listed = [dict(paper) | dict(files.pop(paper["path"])) for paper in papers]
    return {
        "version": version,
        "previous": previous,
        "as_of": as_of.isoformat(),
        "report_year": report_year,
        "report_years": sorted(report_years),
        "tables": sorted(tables, key=lambda table: table["name"]),
        "papers": sorted(listed, key=lambda paper: paper["path"]),
        "files": sorted(files.values(), key=lambda file: file["path"]),
        "inputs": _sorted_inputs(inputs),
        "digests": dict(sorted(digests.items())),
    }


def other_files(folder: Path, tables: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Entries {path, bytes, sha256} of the files below `folder` that are in no table's entry."""
    known = {file["path"] for table in tables for file in table["files"]} | {MANIFEST}
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return [
        {"path": name, "bytes": path.stat().st_size, "sha256": file_digest(path)}
        for name, path in sorted(found.items())
        if name not in known
    ]


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> str:
    """Write ``manifest.json`` and return its sha256."""
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / MANIFEST).write_bytes(text.encode("utf-8"))
    return _digest_text(text)


def _sorted_inputs(inputs: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    rows = [{"source": row["source"], "sha256": row["sha256"]} for row in inputs]
    return sorted(rows, key=lambda row: (row["source"], row["sha256"]))


def _digest_folder(folder: Path) -> str:
    return _digest_files({p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()})


def _digest_files(files: Mapping[str, Path]) -> str:
    return _digest_text("".join(f"{name} {file_digest(path)}\n" for name, path in sorted(files.items())))


def _digest_text(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
