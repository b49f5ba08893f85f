"""下载: papers, workbook and data of the current version."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import streamlit as st

from gouji.publish.exports import PACKAGE
from gouji.publish.papers.registry import BY_CODE, Reader
from gouji_web.dataset import Version, latest
from gouji_web.filters import header
from gouji_web.wording import markdown, plain

MANY = 12  # papers of a kind listed one by one; more are chosen from a list
FORMATS = {".docx": "Word", ".html": "网页", ".xlsx": "Excel", ".pdf": "PDF", ".csv": "CSV"}
CSV = "csv/"


def page() -> None:
    district, year = header("下载")
    version = latest()
    if version is None:
        return
    st.caption(
        f"版本 {version.name}，发布于 {version.published_at:%Y-%m-%d %H:%M}（北京时间）。每个文件的 sha256 见清单。"
    )
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("公文与工作簿", anchor=False)
        _papers(version, district, year)
    with right:
        st.subheader("数据", anchor=False)
        _data(version)


def _papers(version: Version, district: str, year: int) -> None:
    papers: dict[str, list[dict[str, Any]]] = {}
    for paper in version.manifest.get("papers", []):
        if (paper["district_code"], paper["report_year"]) == (district, year):
            papers.setdefault(paper["kind"], []).append(paper)
    if not papers:
        st.info("这个区县该年度没有公文。", icon=":material/description:")
    for kind, group in papers.items():
        st.markdown(f"**{BY_CODE[kind].title if kind in BY_CODE else markdown(kind)}**")
        if len(group) > MANY:
            _chosen(version, group, kind, district, year)
        else:
            for same in _same_text(group):
                with st.container(horizontal=True, gap="small"):
                    for paper in same:
                        _button(version, paper)


def _same_text(papers: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """One paper in its formats, side by side."""
    together: dict[str, list[dict[str, Any]]] = {}
    for paper in papers:
        together.setdefault(paper["title"], []).append(paper)
    return list(together.values())


def _chosen(version: Version, group: list[dict[str, Any]], kind: str, district: str, year: int) -> None:
    """One of many papers, or all of them at once."""
    known = BY_CODE.get(kind)
    word = known.title if known else kind
    each = "，每个机关一份" if known and known.reader is Reader.AGENCY else ""
    st.download_button(
        f"全部 {len(group)} 份{word} · ZIP",
        data=lambda: _zip(version.folder, {paper["path"]: Path(paper["path"]).name for paper in group}),
        file_name=f"{word}-{district}-{year}-{version.name}.zip",
        mime="application/zip",
        help=f"共 {_size(sum(paper['bytes'] for paper in group))}{each}",
        key=f"all-{kind}",
        on_click="ignore",
        icon=":material/folder_zip:",
    )
    titles = {paper["path"]: plain(paper["title"]) for paper in group}
    path = st.selectbox("或选一份", list(titles), format_func=titles.__getitem__, key=f"paper-{kind}")
    _button(version, next(paper for paper in group if paper["path"] == path))


def _button(version: Version, paper: dict[str, Any]) -> None:
    file = version.folder / paper["path"]
    kind = FORMATS.get(file.suffix, file.suffix.lstrip(".").upper())
    st.download_button(
        f"{markdown(file.stem)} · {kind} · {_size(paper['bytes'])}",
        data=file.read_bytes,
        file_name=f"{plain(paper['title'], 80)}{file.suffix}".replace("/", "-"),
        mime=paper.get("media_type"),
        help=markdown(paper["title"]),
        key=paper["path"],
        on_click="ignore",
        icon=":material/table_view:" if file.suffix == ".xlsx" else ":material/description:",
    )


def _size(count: int) -> str:
    """Bytes as an office reads them: 42 KB, 1.3 MB."""
    return f"{max(1, round(count / 1000)):,} KB" if count < 1_000_000 else f"{count / 1_000_000:,.1f} MB"


def _data(version: Version) -> None:
    manifest = version.folder / "manifest.json"
    st.download_button(
        "清单 manifest.json", manifest.read_bytes, "manifest.json", on_click="ignore", icon=":material/list:"
    )
    notes = version.folder / "release_notes.md"
    if notes.is_file():
        st.download_button(
            "版本说明：与上一版相比改了什么", notes.read_bytes, f"版本说明-{version.name}.md", on_click="ignore",
            icon=":material/history:",
        )  # fmt: skip
    _csv(version)
    tables = {table["name"]: table for table in version.manifest["tables"]}
    name = st.selectbox(
        "数据表（Parquet）", list(tables), format_func=lambda n: f"{n}　{tables[n]['description'].split(' / ')[0]}"
    )
    chosen = tables[name]
    st.download_button(
        f"下载 {name}（{sum(f['rows'] for f in chosen['files']):,} 行，{_size(sum(f['bytes'] for f in chosen['files']))}）",
        data=lambda: _zip(version.folder, {file["path"]: file["path"] for file in chosen["files"]}),
        file_name=f"{name}-{version.name}.zip",
        mime="application/zip",
        on_click="ignore",
        icon=":material/database:",
    )
    with st.expander("各列的含义"):
        st.dataframe(
            {"列": [c["name"] for c in chosen["schema"]], "类型": [c["type"] for c in chosen["schema"]], "含义": [c["description"] for c in chosen["schema"]]},
            hide_index=True,
            height="content",
        )  # fmt: skip
    st.caption("也可以直接用 DuckDB、Polars 或其他工具读 public 目录下的 Parquet，或只读打开 warehouse/gouji.duckdb。")


def _csv(version: Version) -> None:
    """The main tables for Excel, with the description of their columns."""
    files = [file for file in version.manifest.get("files", []) if file["path"].startswith(CSV)]
    if not files:
        return
    st.download_button(
        f"主要数据表 CSV（{len(files)} 张，Excel 可直接打开）· ZIP",
        data=lambda: _csv_zip(version.folder, [file["path"] for file in files]),
        file_name=f"CSV-{version.name}.zip",
        mime="application/zip",
        help=f"解压后 {_size(sum(file['bytes'] for file in files))}；datapackage.json 说明各表各列",
        on_click="ignore",
        icon=":material/folder_zip:",
    )


def _csv_zip(folder: Path, paths: list[str]) -> bytes:
    """The CSV files with a datapackage.json that describes just these."""
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    package["resources"] = [r for r in package["resources"] if r["path"] in paths]
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    return _zip(folder, {path: path for path in paths}, {PACKAGE: text})


def _zip(folder: Path, paths: dict[str, str], texts: dict[str, str] | None = None) -> bytes:
    """Files by their names in the archive, which is made when it is asked for."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for path, name in paths.items():
            archive.write(folder / path, name)
        for name, text in (texts or {}).items():
            archive.writestr(name, text)
    return buffer.getvalue()
