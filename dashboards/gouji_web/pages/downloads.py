"""下载: papers of the district and year, and the data of the current version."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from gouji.publish.manifest import PACKAGE
from gouji.publish.papers.registry import BY_CODE, PAPERS
from gouji_web.core.archives import zipped
from gouji_web.core.files import attachment
from gouji_web.core.rendering import render
from gouji_web.core.selection import Looked, Selection
from gouji_web.core.versions import VersionReader
from gouji_web.wording import plain

router = APIRouter()

FORMATS = {".docx": "Word", ".html": "网页", ".xlsx": "Excel", ".pdf": "PDF", ".csv": "CSV"}
NOTES = "release_notes.md"
CSV = "csv/"
ZIP = "application/zip"
Paper = Mapping[str, Any]  # an entry of the manifest


class Format(NamedTuple):
    """A paper in one of its formats."""

    word: str
    path: str
    bytes: int


class Titled(NamedTuple):
    """A paper in all its formats."""

    title: str
    formats: list[Format]


class Kind(NamedTuple):
    """The papers of a kind."""

    code: str
    title: str
    papers: list[Titled]
    bytes: int


@router.get("/downloads")
def downloads(request: Request, selection: Looked, table: str = "") -> HTMLResponse:
    """Papers first; data below, folded, with the columns of one `table` spelled out."""
    version = selection.version
    tables = {each["name"]: each for each in version.manifest["tables"]}
    if table and table not in tables:
        selection.notices.append(f"这个版本里没有名为“{plain(table, 60)}”的数据表。")
    return render(
        request,
        "downloads.html",
        kinds=_kinds(selection),
        years_with_papers=_years_with_papers(selection),
        tables=[_table(each) for each in tables.values()],
        opened=tables.get(table),
        csv_files=_csv_files(version),
        has_notes=(version.folder / NOTES).is_file(),
        size=size,
    )


@router.get("/downloads/paper")
def paper(selection: Looked, path: str) -> Response:
    """One paper; only those that the manifest lists can be asked for."""
    found = next((each for each in selection.version.manifest["papers"] if each["path"] == path), None)
    if found is None:
        raise HTTPException(404, "这个版本里没有这份公文，请从“下载”页重新选择。")
    file = selection.version.folder / found["path"]
    name = f"{plain(found['title'], 80)}{file.suffix}"
    return attachment(file.read_bytes(), name, found.get("media_type") or "application/octet-stream")


@router.get("/downloads/papers.zip")
def papers(selection: Looked, kind: str = "") -> Response:
    """All papers of the district and year, or those of a kind."""
    chosen = [each for each in _papers(selection) if kind in ("", each["kind"])]
    if not chosen:
        raise HTTPException(404, "这个区县该年度没有这种公文。")
    word = BY_CODE[kind].title if kind in BY_CODE else "公文"
    folder = selection.version.folder
    files = {"/".join(Path(each["path"]).parts[2:]): folder / each["path"] for each in chosen}
    return zipped(f"{selection.district_name}{selection.year}年度{word}-{selection.version.name}.zip", files)


@router.get("/downloads/table.zip")
def table(selection: Looked, name: str) -> Response:
    """A table's Parquet files."""
    found = next((each for each in selection.version.manifest["tables"] if each["name"] == name), None)
    if found is None:
        raise HTTPException(404, "这个版本里没有这张数据表。")
    folder = selection.version.folder
    return zipped(
        f"{name}-{selection.version.name}.zip", {each["path"]: folder / each["path"] for each in found["files"]}
    )


@router.get("/downloads/csv.zip")
def csv(selection: Looked) -> Response:
    """The main tables for Excel, with a datapackage.json that describes just these."""
    version = selection.version
    paths = [each["path"] for each in _csv_files(version)]
    if not paths:
        raise HTTPException(404, "这个版本没有 CSV。")
    package = json.loads((version.folder / PACKAGE).read_text(encoding="utf-8"))
    package["resources"] = [each for each in package["resources"] if {*listed(each["path"])} <= {*paths}]
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    return zipped(f"CSV-{version.name}.zip", {path: version.folder / path for path in paths}, {PACKAGE: text})


@router.get("/downloads/manifest.json")
def manifest(selection: Looked) -> Response:
    """What the version consists of, with the sha256 of every file."""
    return attachment((selection.version.folder / "manifest.json").read_bytes(), "manifest.json", "application/json")


@router.get("/downloads/notes.md")
def notes(selection: Looked) -> Response:
    """What changed since the version before."""
    file = selection.version.folder / NOTES
    if not file.is_file():
        raise HTTPException(404, "这个版本没有版本说明。")
    return attachment(file.read_bytes(), f"版本说明-{selection.version.name}.md", "text/markdown; charset=utf-8")


def size(count: int) -> str:
    """Bytes as an office reads them: 42 KB, 1.3 MB."""
    return f"{max(1, round(count / 1000)):,} KB" if count < 1_000_000 else f"{count / 1_000_000:,.1f} MB"


def _papers(selection: Selection) -> list[Paper]:
    return [
        each
        for each in selection.version.manifest.get("papers", [])
        if (each["district_code"], each["report_year"]) == (selection.district, selection.year)
    ]


def _years_with_papers(selection: Selection) -> list[int]:
    papers = selection.version.manifest.get("papers", [])
    return sorted({each["report_year"] for each in papers if each["district_code"] == selection.district}, reverse=True)


def _kinds(selection: Selection) -> list[Kind]:
    """Kinds in the order of their registry, each paper once with its formats."""
    found: dict[str, list[Paper]] = {}
    for each in _papers(selection):
        found.setdefault(each["kind"], []).append(each)
    order = [kind.code for kind in PAPERS]
    codes = sorted(found, key=lambda code: order.index(code) if code in order else len(order))
    return [
        Kind(code, BY_CODE[code].title if code in BY_CODE else code, _titled(found[code]), sum(each["bytes"] for each in found[code]))
        for code in codes
    ]  # fmt: skip


def _titled(papers: list[Paper]) -> list[Titled]:
    together: dict[str, list[Format]] = {}
    for each in papers:
        suffix = Path(each["path"]).suffix
        word = FORMATS.get(suffix, suffix.lstrip(".").upper())
        together.setdefault(each["title"], []).append(Format(word, each["path"], each["bytes"]))
    return [Titled(title, formats) for title, formats in together.items()]


def _table(table: Mapping[str, Any]) -> dict[str, Any]:
    files = table["files"]
    return {
        "name": table["name"],
        "description": table["description"].split(" / ")[0],
        "rows": sum(each["rows"] for each in files),
        "bytes": sum(each["bytes"] for each in files),
    }


def listed(path: str | list[str]) -> list[str]:
    """The files of a resource of datapackage.json, which has one or several."""
    return [path] if isinstance(path, str) else path


def _csv_files(version: VersionReader) -> list[Mapping[str, Any]]:
    return [each for each in version.manifest.get("files", []) if each["path"].startswith(CSV)]
