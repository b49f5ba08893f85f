"""`gouji waivers`."""

from typing import Any

from rich.markup import escape

from gouji.core.wording import WAIVER

from .console import console, titled_table

_COLOUR = {"in_force": "green", "lapsed": "red", "expired": "yellow", "matches_nothing": "dim", "malformed": "red"}


def print_waivers(rows: list[dict[str, Any]]) -> None:
    """Every waiver, one line each, and what is wrong with those that are not in force."""
    if not rows:
        console.print("没有豁免。以 gouji waive 写入。")
        return
    table = titled_table(f"豁免 {len(rows)} 项", "出处", "检查", "机关", "年度>", "效力", "发现>", "准予者", "至")
    for row in rows:
        word, colour = WAIVER[row["state"]], _COLOUR[row["state"]]
        table.add_row(
            row["source"], row["title"] or row["rule"] or "", row["agency"] or row["agency_code"] or "",
            str(row["report_year"] or ""), f"[{colour}]{word}[/]", str(row["findings"]), escape(row["who"] or ""),
            str(row["until"] or "不限"),
        )  # fmt: skip
    console.print(table)
    for row in rows:
        if row["problem"]:
            console.print(f"  · {row['source']}：{row['problem']}", style="yellow", markup=False, soft_wrap=True)
