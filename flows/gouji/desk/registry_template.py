"""The template of a registry: a workbook with Chinese headings, filled-in examples and what each column is for."""

import io

from gouji.core.csv_rows import csv_rows
from gouji.core.registry_table import registry_columns
from gouji.core.resources import resource

ROWS = 2000  # that are prepared for text and choices
_EXAMPLES: tuple[dict[str, str], ...] = (
    {"code": "500101000000", "name": "人民政府", "kind": "district", "short_names": "样本区", "former_names": ""},
    {},
    {"code": "500101801000", "name": "民政局", "kind": "部门", "short_names": "", "former_names": ""},
)
_NEEDED = ("code", "name", "kind")


def registry_template() -> bytes:
    """An XLSX: sheet 登记表 with three examples (fictional), codes as text and kinds to choose from; sheet 说明."""
    import xlsxwriter

    target = io.BytesIO()
    columns = registry_columns()
    kinds = [row["kind"] for row in csv_rows(resource("data", "registry", "kinds.csv"))]
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        head = book.add_format(
            {"bold": True, "bg_color": "#dde5ec", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet("登记表")
        sheet.freeze_panes(1, 2)
        for number, column in enumerate(columns.values()):
            needed = "（必填）" if column.column in _NEEDED else ""
            sheet.write_string(0, number, f"{column.title}{needed}", head)
            sheet.set_column(number, number, max(10, 2 * len(column.title) + 4), text)
            for line, example in enumerate(_EXAMPLES, 1):
                sheet.write_string(line, number, example.get(column.column, column.example), text)
        place = list(columns).index("kind")
        sheet.data_validation(1, place, ROWS, place, {"validate": "list", "source": kinds})
        notes = book.add_worksheet("说明")
        notes.set_column(0, 0, 16)
        notes.set_column(1, 1, 80)
        for line, (title, words) in enumerate(_notes(kinds)):
            notes.write_string(line, 0, title)
            notes.write_string(line, 1, words)
    return target.getvalue()


def _notes(kinds: list[str]) -> list[tuple[str, str]]:
    columns = registry_columns()
    return [
        ("怎么填", "一个机关一行，先删去三行例子；代码列已设为“文本”，以免长数字被改成 3.4E+11。只有前三列必填。"),
        (columns["kind"].title, f"{'、'.join(kinds)} 之一；district 是区县政府本级，写“本级”“区政府”也可以。"),
        (columns["short_names"].title, "报告上可能印的其他名称，几个以 | 或顿号隔开；曾用名同样。"),
        (columns["first_year"].title, "自哪一年的报告起应报，如 2021；不写则自本次运行的年度起。"),
        (columns["deadline"].title, "次年的月-日，如 01-31；与法定期限不同时才写，并写明期限通知的文号。"),
        (columns["source"].title, "到哪里收集：空或“收件”为收件目录；网址几个以 | 隔开。"),
        (columns["contact"].title, "催报时找谁，联系电话同样；不写也可以。"),
    ]
