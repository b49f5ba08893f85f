"""`gouji facts`."""

from collections.abc import Sequence
from typing import Any

from rich.markup import escape

from gouji.core.model import plain_number

from .console import console, titled_table

MAX_FORMS = 40  # wordings listed; all of them with --json
Row = dict[str, Any]


def print_comparison(coverage: Sequence[Row], channels: Sequence[Row], fields: Sequence[Row]) -> None:
    """Kinds by how many agencies tell them, then items by channel and by field."""
    if not coverage:
        console.print("这一年没有读到事实。")
        return
    table = titled_table(
        f"{coverage[0]['report_year']} 年正文中的事实", "种类", "代码", "写到的机关>", "有数字的>", "处>"
    )
    for row in coverage:
        table.add_row(
            row["kind_title"], row["kind"], f"{row['telling']}/{row['reports']}", str(row["with_figure"]),
            str(row["facts"]),
        )  # fmt: skip
    console.print(table)
    for name, rows in (("渠道", channels), ("领域", fields)):
        table = titled_table(
            f"主动公开，按{name}（各机关自己所说，未含区县自己的报告）", name, "机关>", "条数>", "与其他合计的>"
        )
        for row in rows:
            table.add_row(row["title"], str(row["agencies"]), _number(row["items"]), _number(row["shared_items"]))
        console.print(table)


def print_facts(rows: Sequence[Row]) -> None:
    """Every fact of a kind, one line each."""
    table = titled_table(f"{len(rows)} 处", "机关", "年度>", "渠道", "领域", "数>", "所据的词语")
    for row in rows:
        table.add_row(
            row["agency_name"], str(row["report_year"]), row["channel"], row["field"],
            f"{_number(row['value'])}{row['unit']}", escape(row["label"]),
        )  # fmt: skip
    console.print(table)


def print_unplaced(rows: Sequence[Row]) -> None:
    """The wordings that are not placed, with a sentence each."""
    if not rows:
        console.print("没有未能归类的说法。")
        return
    words = {"kind": "种类", "field": "领域"}
    table = titled_table(f"未能归类的说法 {len(rows)} 种（◇ 为数字）", "说法", "不明的是", "处>", "机关>")
    for row in rows[:MAX_FORMS]:
        table.add_row(escape(row["form"]), words[row["unplaced"]], str(row["facts"]), str(row["agencies"]))
    console.print(table)
    for row in rows[:5]:
        console.print(f"  · {row['form']}：{row['example']}", markup=False, soft_wrap=True)
    console.print("在 data/forms/facts.toml 中添加说法、渠道或领域后，重新运行即归类。")


def _number(value: Any) -> str:
    return "" if value is None else f"{plain_number(value):,}"
