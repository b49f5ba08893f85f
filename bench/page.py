"""The page of `python -m bench`: rows of ratios measured in one run, and the history by which a loss shows."""

import json
import os
import platform
import subprocess
import timeit
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

MAX_LOSS = 0.15  # of a ratio against the median of the runs before, before it is shown as a loss
COMPARED_RUNS = 5
NOTHING = "–"


class Row(NamedTuple):
    """One thing measured, in seconds: by Gouji; by what a user would otherwise pick; and at the physical limit, the
    least that any way must do. `paid`: False where `instead` is a way that was tried here and did not pay off."""

    what: str
    ours: float
    command: str
    instead: str = ""
    others: float | None = None
    limit: str = ""
    limits: float | None = None
    paid: bool = True

    def ratios(self) -> dict[str, float]:
        """How many times as long as here the others take, and how many times as long as the limit we do."""
        found = {"others": (self.others, self.ours), "limit": (self.ours, self.limits)}
        return {name: over / under for name, (over, under) in found.items() if over is not None and under}


def loop_seconds() -> float:
    """Seconds of ten million additions: how fast the machine is at this moment."""
    return min(timeit.repeat("x = 0\nfor i in range(10_000_000): x += 1", number=1, repeat=3))


def losses(rows: Iterable[Row], history: Sequence[dict[str, Any]]) -> dict[str, str]:
    """By row, what is worse by more than MAX_LOSS than the median of the last runs that have it."""
    found: dict[str, str] = {}
    for row in rows:
        for name, now in row.ratios().items():
            before = [run["rows"][row.what][name] for run in history if name in run["rows"].get(row.what, {})]
            if not before or not row.paid:
                continue
            usual = median(before[-COMPARED_RUNS:])
            loss = 1 - now / usual if name == "others" else now / usual - 1
            if loss > MAX_LOSS:
                found[row.what] = f"▼ {loss:.0%} ({name} {usual:.2g} → {now:.2g})"
    return found


def read_history(path: Path) -> list[dict[str, Any]]:
    """The runs before, oldest first."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def run_entry(rows: Iterable[Row], loop: float) -> dict[str, Any]:
    """A line of the history."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit.strip(),
        "machine": machine(),
        "loop": round(loop, 3),
        "rows": {
            row.what: {"seconds": round(row.ours, 5)} | {n: round(r, 3) for n, r in row.ratios().items()}
            for row in rows
        },
    }


def machine() -> str:
    """The machine in a few words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else 0
    return f"{os.cpu_count()} × {platform.machine()}, {memory:.0f} GB, Python {platform.python_version()}"


def page(rows: Sequence[Row], loop: float, missing: Sequence[str], lost: dict[str, str]) -> str:
    """The page as Markdown."""
    shown = {True: [row for row in rows if row.paid], False: [row for row in rows if not row.paid]}
    lines = [
        "# 同一次运行中的比值 · Ratios of one run",
        "",
        "由 `make bench` 写出，不要手改。每行是同一次运行里量得的：本程序用时；换用别的办法是它的几倍；它是物理下限（无论怎样都要做的那点事）的几倍。比值不随机器快慢而变，",
        "故以比值看得失；历次结果在 `bench/history.jsonl`，比前五次的中位数差 15 % 以上的标 ▼。",
        "",
        "*Written by `make bench`. Each row was measured in one run: the time here, how many times as long what one would otherwise pick takes,",
        "and how many times as long as the physical limit we take. What is more than 15 % worse than the median of the last five runs has a ▼.*",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}，{machine()}；一千万次加法 a loop of ten million additions: {loop:.2f} s"
        f"；负载 load {os.getloadavg()[0]:.1f}。",
        "",
        "| 量什么 what | 用时 ms | 别的办法 instead | 是它的几倍 times ours | 下限 limit | 几倍于下限 times the limit | |",
        "|---|---:|---|---:|---|---:|---|",
        *(_line(row, lost.get(row.what, "")) for row in shown[True]),
        "",
        "试过而不合算的 · What did not pay off:",
        "",
        "| 现在的做法 what we do | 用时 ms | 试过的 tried instead | 是它的几倍 times ours | | | |",
        "|---|---:|---|---:|---|---:|---|",
        *(_line(row, "") for row in shown[False]),
        "",
    ]
    if missing:
        lines += ["没有量的 · Not measured: " + "；".join(missing), ""]
    commands = dict.fromkeys(row.command for row in rows)
    lines += ["各行的全量 · The same in full: " + "、".join(f"`{command}`" for command in commands) + "。", ""]
    return "\n".join(lines)


def _line(row: Row, lost: str) -> str:
    ratios = {name: f"{ratio:.2g}" if ratio < 10 else f"{ratio:.0f}" for name, ratio in row.ratios().items()}
    cells = [
        row.what, f"{1000 * row.ours:,.3g}" if row.ours < 1 else f"{1000 * row.ours:,.0f}", row.instead or NOTHING,
        ratios.get("others", NOTHING), row.limit or NOTHING, ratios.get("limit", NOTHING), lost,
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"
