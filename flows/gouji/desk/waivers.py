"""Waivers as the office gives them: findings that stay, are marked, and do not count, for a reason, by someone, until a day.

Rows of waivers/*.csv, the project's and the home's, and of the desk: rule, agency (code or name), year, cells (separated by |; empty:
every finding of the rule in that report), reason, who; and if wanted until, finding (one finding's id) and figures
(the fingerprint of the figures it is granted for, which `gouji waive` fills in).
"""

import csv
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from gouji.core.csv_rows import csv_rows
from gouji.core.resources import resource

from .errors import DeskError
from .events import Change, Entry
from .store import Desk

WAIVER = "waiver"  # of the desk's entries: a row with the columns of the files
COLUMNS = ("rule", "agency", "year", "cells", "finding", "figures", "reason", "who", "until")
DESK_SOURCE = "办公台:"  # before the finding, where a row is from the desk
_REQUIRED = ("rule", "agency", "year", "reason", "who")


def waiver_files(home: Path | None = None) -> list[Path]:
    """The waiver files that count: the project's, then the home's."""
    folders = [resource("data", "waivers"), *([home / "waivers"] if home else [])]
    return list(dict.fromkeys(file.resolve() for folder in folders for file in sorted(folder.glob("*.csv"))))


def read_waivers(files: list[Path]) -> list[dict[str, Any]]:
    """One row a line, `problem` saying what is wrong with it if anything is."""
    rows: list[dict[str, Any]] = []
    for file in files:
        try:
            rows += [_row(f"{file.name}:{line}", row) for line, row in enumerate(csv_rows(file), 2)]
        except (OSError, csv.Error) as error:
            rows.append(_empty(file.name) | {"problem": f"读不出（{error}），应为 CSV，第一行为列名"})
    seen: dict[str, int] = {}
    for row in rows:  # two folders may have files of one name
        seen[row["source"]] = seen.get(row["source"], 0) + 1
        row["source"] += "" if seen[row["source"]] == 1 else f"#{seen[row['source']]}"
    return rows


def waiver_rows(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Waivers of the desk, as `read_waivers` gives those of the files."""
    return [
        _row(f"{DESK_SOURCE}{entry.subject}", {k: str(v) for k, v in entry.value.items() if v}) for entry in entries
    ]


def grant_waiver(
    desk: Desk, who: str, finding: Mapping[str, Any], reason: str, until: date | None = None, *, seen: int | None = None
) -> None:
    """Waive one finding at the desk. `finding`: as for `append_waiver`. Raises DeskError."""
    if not reason.strip():
        raise DeskError("豁免请写明理由。 Say why it is waived.")
    if until and until < desk.today():
        raise DeskError(f"有效期 {until} 已经过去，请改写。 That day has passed.")
    row = {
        "rule": finding["rule"],
        "agency": finding["agency_code"],
        "year": str(finding["report_year"]),
        "cells": "|".join(finding["cells"]),
        "finding": finding["finding_id"],
        "figures": finding["figures"],
        "reason": reason.strip(),
        "who": who,
        "until": until.isoformat() if until else "",
    }
    desk.write(who, [Change(WAIVER, str(finding["finding_id"]), row, seen)], reason)


def revoke_waiver(desk: Desk, who: str, finding_id: str, *, seen: int | None = None) -> None:
    """Take a waiver of the desk back; one of a file is taken out of the file."""
    if desk.entry(WAIVER, finding_id) is None:
        raise DeskError(f"办公台没有豁免 {finding_id}；写在文件里的，请从文件中删去。 No such waiver at the desk.")
    desk.write(who, [Change(WAIVER, finding_id, None, seen)], "撤销豁免")


def append_waiver(home: Path, finding: Mapping[str, Any], reason: str, who: str, until: date | None) -> Path:
    """Add a row for one finding to ``home/waivers/waivers.csv``, a CSV that Excel opens; returns the file.

    `finding`: its rule, agency_code, report_year, cells, finding_id and the fingerprint of its figures.
    """
    file = home / "waivers" / "waivers.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    is_new = not file.exists()
    named = [finding[name] for name in ("rule", "agency_code", "report_year")]
    with file.open("a", encoding="utf-8-sig" if is_new else "utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        if is_new:
            writer.writerow(COLUMNS)
        cells = "|".join(finding["cells"])
        writer.writerow([*named, cells, finding["finding_id"], finding["figures"], reason, who, until])
    return file


def _row(source: str, given: dict[str, str]) -> dict[str, Any]:
    """A line as given; agencies are looked up later."""
    problems = [f"缺少 {name}" for name in _REQUIRED if not given.get(name)]
    problems += [f"不认识的列 {name}" for name in given if name not in COLUMNS]
    year, until = given.get("year", ""), given.get("until", "")
    if year and not re.fullmatch(r"20\d\d", year):
        problems.append(f"year「{year}」应为四位数字，如 2025")
    try:
        last_day = date.fromisoformat(until.replace("/", "-")) if until else None
    except ValueError:
        problems.append(f"until「{until}」应写作 年-月-日，如 2026-12-31")
        last_day = None
    return _empty(source) | {
        "rule": given.get("rule"),
        "agency_code": given.get("agency"),
        "report_year": int(year) if re.fullmatch(r"20\d\d", year) else None,
        "cells": sorted(cell.strip() for cell in given.get("cells", "").split("|") if cell.strip()),
        "finding_id": given.get("finding") or None,
        "reason": given.get("reason"),
        "who": given.get("who"),
        "until": last_day,
        "figures": given.get("figures") or None,
        "problem": f"{'；'.join(problems)}，不予采用" if problems else None,
    }


def _empty(source: str) -> dict[str, Any]:
    names = ("rule", "agency_code", "report_year", "finding_id", "reason", "who", "until", "figures", "problem")
    return {"source": source, "cells": []} | dict.fromkeys(names)
