"""自查: a clerk drops a document and gets the answer of `gouji check`. Nothing is stored."""

import tempfile
from pathlib import Path

import streamlit as st

from gouji.check.check_files import Checked, check_files
from gouji.check.marks import mark_cells
from gouji.core.forms import load_forms
from gouji.desk.policy_files import policy_files
from gouji_web.dataset import home
from gouji_web.parts import tiles
from gouji_web.table_html import LEGEND, notes_by_cell, table_html
from gouji_web.wording import OUTCOME, SEVERITY, escaped, plain

MAX_MB = 50


def page() -> None:
    st.title("自查", anchor=False)
    st.caption(
        "公布之前先查一遍：把报告（Word、WPS、PDF、网页、Excel、扫描件或压缩包）拖到下面。文件只在内存与临时目录中检查，查完即删，不入库。"
    )
    left, right = st.columns([3, 2])
    with left:
        files = st.file_uploader(
            "本年报告，可以多份", accept_multiple_files=True, max_upload_size=MAX_MB, key="this-year"
        )
    with right:
        before = st.file_uploader("上年报告（可选，用于核对结转与雷同）", max_upload_size=MAX_MB, key="last-year")
    if not files:
        return
    with st.spinner("正在检查……"), tempfile.TemporaryDirectory(prefix="gouji-") as folder:
        paths = [_kept(Path(folder) / str(number), file) for number, file in enumerate(files)]
        last = _kept(Path(folder) / "last", before) if before else None
        answers, unread = check_files(paths, last, policies=policy_files(home()))
    for document in unread:
        st.error(plain(document.problem.replace(folder, ""), 600).replace("$", "＄"), icon=":material/error:")
    for answer in answers:
        _answer(answer)


def _kept(folder: Path, file: object) -> Path:
    """The upload under its own bare name, since name and ending are hints to the reader."""
    folder.mkdir()
    path = folder / (Path(plain(getattr(file, "name", "")).replace("\\", "/")).name or "report")
    path.write_bytes(getattr(file, "getvalue")())  # noqa: B009
    return path


def _answer(answer: Checked) -> None:
    fails = [f for f in answer.findings if f["outcome"] == "fail"]
    errors = [f for f in fails if f["severity"] == "error"]
    unsure = sum(f["outcome"] == "cannot_tell" for f in answer.findings)
    st.divider()
    year = f"{answer.report_year} 年度" if answer.report_year else "年度不明"
    st.html(f"<h3 class='gj-name'>{escaped(answer.agency or answer.source)}　{year}</h3>")
    tiles(
        [
            ("结论", "有错误" if errors else ("有可改进处" if fails else "未发现问题"), "", "bad" if errors else ("warn" if fails else "good")),
            ("错误", len(errors), "应当更正", ""),
            ("警告与提示", len(fails) - len(errors), "请核对", ""),
            ("无法判定", unsure, "取决于空白处", ""),
        ]
    )  # fmt: skip
    for finding in answer.findings:
        tone = "gj-wrong" if finding["severity"] == "error" and finding["outcome"] == "fail" else "gj-suspect"
        st.html(
            f'<div class="gj-text"><b class="{tone}">〔{SEVERITY[finding["severity"]]}·{OUTCOME[finding["outcome"]]}〕</b>'
            f"{escaped(finding['message'], 1_500)}</div>"
        )
    for why in dict.fromkeys(repair["why"] for repair in answer.repairs):
        st.html(f'<div class="gj-text"><b>更正建议</b>　{escaped(why, 600)}</div>')
    for warning in answer.warnings[:20]:
        st.html(f'<div class="gj-text"><small>读取提示：{escaped(warning, 400)}</small></div>')
    if answer.form is not None:
        cells = {cell["cell"]: cell | {"table_index": None} for cell in answer.cells}
        marks = mark_cells(answer.findings, answer.repairs, answer.cells)
        with st.expander("所报表格", expanded=bool(marks)):
            st.html(LEGEND)
            for table in load_forms()[answer.form].tables:
                st.markdown(f"**表{table.number}　{table.label}**")
                st.html(table_html(table, cells, marks, notes_by_cell(answer.findings), None, {}))
