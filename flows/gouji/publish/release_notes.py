"""Release notes: what changed since the version before, in the folder of the published version.

Nothing in them comes from a clock, so a version published again has the same notes.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from gouji.core.resources import resource
from gouji.core.wording import WAIVER, plain
from gouji.load.warehouse import fetch_rows

from .changes import changed_inputs, published
from .manifest import MANIFEST
from .version_name import VersionName

NOTES = "release_notes.md"
MAX_LINES = 50  # of one list; the rest is counted, and stands in the tables
_INPUTS = {
    "code": "程序 program", "sql": "检查规则 SQL", "forms": "报告格式 forms", "policy": "评分等政策参数 policy",
    "libraries": "所用程序库 libraries", "registry": "登记表 registry", "waivers": "豁免 waivers",
    "desk": "办公台的决定 the desk",
    "fetches": "网页收集记录 what the web showed",
}  # fmt: skip
_FIGURES = """
SELECT c.*, coalesce(f.label, c.cell) AS label
FROM figure_changes c
JOIN reports r USING (report_id)
LEFT JOIN form_cells f ON f.form = r.form AND f.cell = c.cell
ORDER BY c.agency_code, c.report_year, f.position, c.cell
"""
STATES = {"blank": "空白", "unreadable": "非数字", "absent": "缺", "not_applicable": "／"}
_ARRIVALS = {"new": "新增", "replaced": "换为新版", "gone": "不再有"}
_CHANGES = {"new": "新出现", "resolved": "已解决", "open": "仍存在"}


def write_notes(con: duckdb.DuckDBPyConnection, folder: Path, home: Path, edition: VersionName) -> Path:
    """Write ``release_notes.md`` of the build `con` into `folder`; its path.

    The version before is read from `home`; NotPublished when it is not whole.
    """
    path = folder / NOTES
    published_before = home / "public" / edition.version / NOTES
    if edition.unchanged and published_before.is_file():
        shutil.copyfile(published_before, path)
        return path
    lines = [f"# {edition.version} 版说明 Release notes", ""]
    if edition.previous is None:
        lines += ["这是第一个版本，没有可比的上一版。", "The first version: there is none before it to compare with."]
    else:
        lines += [f"与上一版 {edition.previous} 相比。Compared with the version before.", ""]
        lines += _against(con, home, edition.previous, edition)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _against(con: duckdb.DuckDBPyConnection, home: Path, previous: str, edition: VersionName) -> list[str]:
    manifest = json.loads((home / "public" / previous / MANIFEST).read_text(encoding="utf-8"))
    for table in ("reports", "rankings", "waivers"):
        con.execute(f"CREATE TEMP VIEW previous_{table} AS FROM {published(home, previous, table)}")
    try:
        changed = changed_inputs(home, edition)
        names = dict(con.sql("SELECT agency_code, full_name FROM agencies").fetchall())
        arrivals = _rows(con, "report_arrivals.sql")
        figures = fetch_rows(con, _FIGURES)
        ranks = _rows(con, "rank_changes.sql")
        waivers = _rows(con, "waiver_changes.sql")
    finally:
        for table in ("reports", "rankings", "waivers"):
            con.execute(f"DROP VIEW temp.previous_{table}")

    def of(row: Mapping[str, Any]) -> str:
        return f"{names.get(row['agency_code'], row['agency_code'])} {row['report_year']} 年度"

    return [
        *_inputs(manifest["inputs"], edition.inputs, changed),
        *_list("报告 Reports", (f"{_ARRIVALS[row['change']]}：{of(row)}" for row in arrivals)),
        *_findings(con, of),
        *(_list("豁免 Waivers", (_waiver(row, of(row)) for row in waivers)) if waivers else []),
        *_list("数字改动 Figures", (_figure(row, of(row)) for row in figures)),
        *_list("得分与名次 Scores and ranks", (_rank(row, of(row)) for row in ranks)),
    ]


def _inputs(before: list[dict[str, Any]], now: list[dict[str, Any]], changed: list[str]) -> list[str]:
    old, new = ({file["sha256"] for file in files} for files in (before, now))
    what = [_INPUTS.get(name, name) for name in changed]
    return [
        "## 依据 Inputs",
        "",
        f"- 文件 documents：新增 {len(new - old)} 份，不再有 {len(old - new)} 份，未变 {len(old & new)} 份。",
        f"- 其余依据中有变动的 what else changed：{'、'.join(what) if what else '无 nothing'}。",
        "",
    ]


def _findings(con: duckdb.DuckDBPyConnection, of: Any) -> list[str]:
    rows = con.sql("""
        SELECT c.change, c.rule, r.title, c.agency_code, c.report_year, c.message
        FROM finding_changes c
        LEFT JOIN rules r ON r.rule = c.rule
        ORDER BY c.agency_code, c.report_year, c.rule, c.finding_id
    """).to_arrow_table().to_pylist()  # fmt: skip
    counts = Counter((row["rule"], row["change"]) for row in rows)
    titles = {row["rule"]: row["title"] or row["rule"] for row in rows}
    moved = [rule for rule in sorted(titles) if counts[rule, "new"] or counts[rule, "resolved"]]
    lines = ["## 问题 Findings", ""]
    for change, words in _CHANGES.items():
        lines.append(f"- {words} {change}：{sum(1 for row in rows if row['change'] == change)} 条")
    if moved:
        lines += ["", "| 检查 check | 新出现 new | 已解决 resolved | 仍存在 open |", "|---|---:|---:|---:|"]
        lines += [
            f"| {titles[rule]}（{rule}） | {counts[rule, 'new']} | {counts[rule, 'resolved']} | {counts[rule, 'open']} |"
            for rule in moved
        ]
    for change in ("new", "resolved"):
        listed = [f"{of(row)}：{row['message']}" for row in rows if row["change"] == change]
        lines += ["", *_list(f"{_CHANGES[change]}的问题", listed, level=3)[:-1]] if listed else []
    return [*lines, ""]


def _figure(row: Mapping[str, Any], whose: str) -> str:
    before, after = (STATES.get(row[f"{when}state"], plain(row[f"{when}value"])) for when in ("previous_", ""))
    return f"{whose}：{row['label']} {before} → {after}"


def _waiver(row: Mapping[str, Any], whose: str) -> str:
    before, after = (WAIVER[row[when]] if row[when] else "无" for when in ("before", "after"))
    return f"{whose} {row['rule']}：{before} → {after}，涉及发现 {row['findings']} 条（{row['who']}：{row['reason']}）"


def _rank(row: Mapping[str, Any], whose: str) -> str:
    scores, ranks = (
        dict.fromkeys(plain(row[name]) or "—" for name in names)
        for names in (("previous_score", "score"), ("previous_rank", "rank"))
    )
    return f"{whose}：{' → '.join(scores)} 分，第 {' → '.join(ranks)} 名"


def _list(title: str, items: Iterable[str], level: int = 2) -> list[str]:
    lines = [_markdown(line) for line in items]
    more = [f"- ……另有 {len(lines) - MAX_LINES} 项 and more"] if len(lines) > MAX_LINES else []
    shown = [f"- {line}" for line in lines[:MAX_LINES]] or ["- 无变化 no change"]
    return [f"{'#' * level} {title}", "", *shown, *more, ""]


def _markdown(text: str) -> str:
    """Words of reports and registries as plain text: no markup of theirs is rendered."""
    text = " ".join(text.split())
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>#|!" else char for char in text)


def _rows(con: duckdb.DuckDBPyConnection, file: str) -> list[dict[str, Any]]:
    return fetch_rows(con, resource("sql", "versions", file).read_text(encoding="utf-8"))
