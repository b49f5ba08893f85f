"""What changed between a version and the one before it, a row a finding or figure: 运行 lists them."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gouji.core.errors import NotPublished
from gouji.publish.changes import changes_between, figures_changed
from gouji.publish.release_notes import STATES
from gouji_web.wording import number, plain

from .names import names_of
from .versions import VersionReader

Row = dict[str, Any]
WHAT = {"finding": "问题", "figure": "数"}
CHANGES = {"new": "新出现", "resolved": "已解决", "open": "有变", "moved": "改了"}
_TITLES = "SELECT rule, title FROM rules"
_LABELS = "SELECT cell, arg_max(label, form) AS label FROM form_cells GROUP BY cell"


def version_changes(home: Path, before: str, version: str, shown: VersionReader | None) -> list[Row]:
    """Findings that are new, gone, or found otherwise, and figures of current reports that stand otherwise. `shown`: the
    current version, for the names of agencies, checks and figures. Raises NotPublished where one is not there any more."""
    findings = [row for row in changes_between(home, before, version) if row["change"] != "open" or _moved(row)]
    figures = figures_changed(home, version)
    names = names_of(shown, (row["agency_code"] for row in (*findings, *figures)))
    titles = {row["rule"]: row["title"] for row in shown.rows(_TITLES)} if shown else {}
    labels = {row["cell"]: row["label"] for row in shown.rows(_LABELS)} if shown and figures else {}
    rows = [
        {
            "what": "finding", "change": row["change"], "title": titles.get(row["rule"], row["rule"]),
            "before": plain(row["previous_reported"] or ""), "after": plain(row["reported"] or ""), "message": row["message"],
        } | _whose(row, names) for row in findings
    ]  # fmt: skip
    rows += [
        {
            "what": "figure", "change": "moved", "title": labels.get(row["cell"], row["cell"]),
            "before": _figure(row["previous_value"], row["previous_state"]), "after": _figure(row["value"], row["state"]), "message": _read_otherwise(row),
        } | _whose(row, names) for row in figures
    ]  # fmt: skip
    return [row | {"what_word": WHAT[row["what"]], "change_word": CHANGES[row["change"]]} for row in rows]


def count_changes(rows: Iterable[Row]) -> dict[str, int]:
    """How many of each kind of change."""
    counts = dict.fromkeys(CHANGES, 0)
    for row in rows:
        counts[row["change"]] += 1
    return counts


def before_of(version: str, known: list[Row]) -> str:
    """The version that one of `known` was compared with. Raises NotPublished, saying why there is none."""
    before = next(row["previous"] for row in known if row["version"] == version)
    if before is None:
        raise NotPublished("这是第一个版本，没有可比的上一版。")
    if before not in {row["version"] for row in known}:
        raise NotPublished(f"它的上一版 {before} 已被清理，不能再比。")
    return str(before)


def _moved(row: Row) -> bool:
    """Whether a finding of both versions is another one by what it says."""
    return any(row[name] != row[f"previous_{name}"] for name in ("outcome", "reported", "waived"))


def _whose(row: Row, names: dict[str, str]) -> Row:
    code = row["agency_code"]
    return {"agency_code": code, "agency": names.get(code, code), "report_year": row["report_year"]}


def _figure(value: Any, state: str) -> str:
    return number(value) if value is not None else STATES.get(state, state)


def _read_otherwise(row: Row) -> str:
    return "报告没有变，程序改读了" if row["report_id"] == row["previous_report_id"] else "报告换了新版"
