"""`gouji diff`."""

from collections import Counter
from typing import Any

from .console import console, titled_table

CHANGE = {"new": "新出现", "resolved": "已解决", "open": "仍存在"}
MAX_CHANGES = 40  # listed of each kind


def print_changes(rows: list[dict[str, Any]], old: str, new: str) -> None:
    """Findings of `new` against `old`: how many by rule, then the new and the resolved ones."""
    count = Counter((row["rule"], row["change"]) for row in rows)
    table = titled_table(f"{new} 与 {old} 相比", "规则", *(f"{word}>" for word in CHANGE.values()))
    for rule in sorted({rule for rule, _ in count}):
        table.add_row(rule, *(str(count[rule, change] or "") for change in CHANGE))
    console.print(table)
    for change in ("new", "resolved"):
        listed = [row for row in rows if row["change"] == change]
        for row in listed[:MAX_CHANGES]:
            told = f"{row['finding_id'][:8]} {row['agency_code']} {row['report_year']} {row['message']}"
            console.print(f"  {CHANGE[change]} {told}", markup=False, soft_wrap=True)
        if len(listed) > MAX_CHANGES:
            console.print(f"  …… {CHANGE[change]}共 {len(listed)} 条，全部见 finding_changes 表或 --json")
