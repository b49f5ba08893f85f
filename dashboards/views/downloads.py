"""下载: papers, workbook and data of the current version."""

import io
import zipfile
from pathlib import Path
from typing import Any

import streamlit as st

from ..choose import header
from ..dataset import Version, latest
from ..words import markdown, plain

MANY = 12  # papers of a kind listed one by one; more are chosen from a list


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
        if len(group) > MANY:
            titles = {paper["path"]: plain(paper["title"]) for paper in group}
            path = st.selectbox(
                f"{len(group)} 份，选一份", list(titles), format_func=titles.__getitem__, key=f"paper-{kind}"
            )
            group = [paper for paper in group if paper["path"] == path]
        for paper in group:
            _button(version, paper)


def _button(version: Version, paper: dict[str, Any]) -> None:
    file = version.folder / paper["path"]
    st.download_button(
        markdown(paper["title"]),
        data=file.read_bytes,
        file_name=f"{plain(paper['title'], 80)}{file.suffix}".replace("/", "-"),
        mime=paper.get("media_type"),
        help=f"{paper['bytes']:,} 字节",
        key=paper["path"],
        on_click="ignore",
        icon=":material/description:",
    )


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
    tables = {table["name"]: table for table in version.manifest["tables"]}
    name = st.selectbox(
        "数据表（Parquet）", list(tables), format_func=lambda n: f"{n}　{tables[n]['description'].split(' / ')[0]}"
    )
    chosen = tables[name]
    st.download_button(
        f"下载 {name}（{sum(f['rows'] for f in chosen['files']):,} 行）",
        data=lambda: _zip(version.folder, [file["path"] for file in chosen["files"]]),
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


def _zip(folder: Path, paths: list[str]) -> bytes:
    """The files of a table as one archive, made when it is asked for."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path in paths:
            archive.write(folder / path, path)
    return buffer.getvalue()
