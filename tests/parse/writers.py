"""Small writers for tests: figures -> the form's tables in the layouts seen in published reports.

Written from the printed forms alone and sharing nothing with the reader but data/forms, so that what a test
expects (where each figure stands, spans expanded) is known before the reader runs.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape

from gouji.core.forms import FormRow, FormTable, load_forms

AGENCY = "青石县云溪镇人民政府"
HEADINGS = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
)

# The characters of the forms and of these samples that have a traditional one, for str.translate.
TRADITIONAL = str.maketrans(
    "与业个为举会体关内写决况减别办务动势区单历县发号国处复够审对属废开强当总执护报换数无旧时机权条构标栏没现畅监码秘稳签类纠纳组织经结继续维缴罚获补规计认训议许讼设访诉试询说请购费转过这进镇问项题额",
    "與業個爲舉會體關內寫決況減別辦務動勢區單歷縣發號國處復夠審對屬廢開強當總執護報換數無舊時機權條構標欄沒現暢監碼祕穩籤類糾納組織經結繼續維繳罰獲補規計認訓議許訟設訪訴試詢說請購費轉過這進鎮問項題額",
)  # fmt: skip


@dataclass(frozen=True)
class Td:
    """One printed table cell; `cell` names the figure it holds."""

    text: str
    wide: int = 1
    tall: int = 1
    cell: str | None = None


Rows = list[list[Td]]


def names(form: str = "2021", *, optional: bool = False) -> list[str]:
    return [c.cell for c in load_forms()[form].cells if optional or not c.optional]


def numbered(form: str = "2021") -> dict[str, str]:
    """A different figure in each cell, so that no two can be mistaken for each other."""
    return {name: str(100 + i) for i, name in enumerate(names(form))}


def zeros(form: str = "2021", **changed: str) -> dict[str, str]:
    return dict.fromkeys(names(form), "0") | changed


# --- the printed tables -----------------------------------------------------------------------------------------


def printed(figures: Mapping[str, str], form: str = "2021", without: Iterable[str] = ()) -> dict[str, Rows]:
    """The three tables as the form prints them; rows listed in `without` (table.row) are left out."""
    left_out = set(without)
    tables = {}
    for table in load_forms()[form].tables:
        rows = [
            row
            for row in table.rows
            if f"{table.code}.{row.code}" not in left_out
            and any(f"{table.code}.{row.code}.{c.code}" in figures for c in row.columns)
        ]
        make = {"disclosure": _disclosure, "applications": _applications, "disputes": _disputes}[table.code]
        tables[table.code] = make(table, rows, figures)
    return tables


def _figures(table: FormTable, row: FormRow, figures: Mapping[str, str], last_wide: int = 1) -> list[Td]:
    made = []
    for i, column in enumerate(row.columns):
        name = f"{table.code}.{row.code}.{column.code}"
        wide = last_wide if i == len(row.columns) - 1 else 1
        made.append(Td(figures[name], wide, 1, name))
    return made


def _disclosure(table: FormTable, rows: list[FormRow], figures: Mapping[str, str]) -> Rows:
    printed_rows: Rows = []
    group = None
    for row in rows:
        last_wide = 4 - len(row.columns)
        if row.group != group:
            group = row.group
            printed_rows.append([Td(group, 4)])
            labels = [Td(c.label, last_wide if i == len(row.columns) - 1 else 1) for i, c in enumerate(row.columns)]
            printed_rows.append([Td("信息内容"), *labels])
        printed_rows.append([Td(row.label), *_figures(table, row, figures, last_wide)])
    return printed_rows


def _applications(table: FormTable, rows: list[FormRow], figures: Mapping[str, str]) -> Rows:
    columns = [c.label for c in table.columns]
    printed_rows: Rows = [
        [Td("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), Td("申请人情况", 7)],
        [Td(columns[0], 1, 2), Td("法人或其他组织", 5), Td(columns[6], 1, 2)],
        [Td(label) for label in columns[1:6]],
    ]
    results = [row for row in rows if row.code not in ("new", "carried_in", "carried_out")]
    group = None
    for row in rows:
        line: list[Td] = []
        if row not in results:
            line.append(Td(row.label, 3))
        else:
            if row is results[0]:
                line.append(Td("三、本年度办理结果", 1, len(results)))
            if not row.group.startswith("（"):
                line.append(Td(row.label, 2))
            else:
                if row.group != group:
                    line.append(Td(row.group, 1, sum(r.group == row.group for r in results)))
                line.append(Td(row.label))
            group = row.group
        printed_rows.append(line + _figures(table, row, figures))
    return printed_rows


def _disputes(table: FormTable, rows: list[FormRow], figures: Mapping[str, str]) -> Rows:
    labels = [c.label for c in table.columns]
    return [
        [Td("行政复议", 5), Td("行政诉讼", 10)],
        [*(Td(label, 1, 2) for label in labels), Td("未经复议直接起诉", 5), Td("复议后起诉", 5)],
        [Td(label) for label in labels * 2],
        [td for row in rows for td in _figures(table, row, figures)],
    ]


def places(rows: Rows) -> dict[str, tuple[int, int]]:
    """Grid row and column (from 1, spans expanded) of each figure."""
    taken: set[tuple[int, int]] = set()
    found = {}
    for r, row in enumerate(rows, 1):
        c = 1
        for td in row:
            while (r, c) in taken:
                c += 1
            taken |= {(r + i, c + j) for i in range(td.tall) for j in range(td.wide)}
            if td.cell:
                found[td.cell] = (r, c)
            c += td.wide
    return found


# --- layouts: tables -> HTML or text ----------------------------------------------------------------------------


def spread(rows: Rows) -> list[list[str]]:
    """Texts by place, as a spreadsheet saves a sheet as text: covered places are blank."""
    texts: dict[tuple[int, int], str] = {}
    for r, row in enumerate(rows):
        c = 0
        for td in row:
            while (r, c) in texts:
                c += 1
            texts |= {(r + i, c + j): "" for i in range(td.tall) for j in range(td.wide)}
            texts[r, c] = td.text
            c += td.wide
    width = 1 + max(c for _, c in texts)
    return [[texts.get((r, c), "") for c in range(width)] for r in range(len(rows))]


def html_table(rows: Rows, inner: Callable[[str], str] = escape) -> str:
    lines = []
    for row in rows:
        tds = []
        for td in row:
            spans = (f' colspan="{td.wide}"' if td.wide > 1 else "") + (f' rowspan="{td.tall}"' if td.tall > 1 else "")
            tds.append(f"<td{spans}>{inner(td.text)}</td>")
        lines.append("<tr>" + "".join(tds) + "</tr>")
    return "<table border=1>\n" + "\n".join(lines) + "\n</table>"


def split_spans(text: str) -> str:
    """Each character in a span of its own, as Word pastes them."""
    return "<p><span>" + "".join(f"<span style='font-size:9pt'>{escape(c)}</span>" for c in text) + "</span></p>"


def word_cell(text: str) -> str:
    return (
        "<p class=MsoNormal align=center style='text-align:center'><span lang=EN-US style='font-size:10.5pt;"
        f"font-family:宋体'>\n  {escape(text)}<o:p></o:p></span></p>"
    )


def pipe_table(rows: Rows) -> str:
    """Markdown-like: one row a line."""
    return "\n".join("| " + " | ".join(td.text for td in row) + " |" for row in rows)


def markdown_table(rows: Rows) -> str:
    lines = pipe_table(rows).split("\n")
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def tab_table(rows: Rows) -> str:
    return "\n".join("\t".join(td.text for td in row) for row in rows)


def lines_table(rows: Rows) -> str:
    """One cell a line, each closed by a pipe, each row opened by one."""
    return "\n".join("|\n" + "\n".join(f"{td.text} |" for td in row) for row in rows)


def bare_lines(rows: Rows) -> str:
    """One word or figure a line, nothing between; an empty cell leaves no trace."""
    return "\n".join(td.text for row in rows for td in row if td.text)


def one_line(rows: Rows) -> str:
    return " ".join(td.text for row in rows for td in row if td.text)


def row_lines(rows: Rows) -> str:
    """A row a line, words and figures parted by spaces."""
    return "\n".join(" ".join(td.text for td in row if td.text) for row in rows)


# --- whole documents --------------------------------------------------------------------------------------------

PROSE = {
    1: [
        "2024年，本镇按要求做好政府信息公开工作。",
        "（一）主动公开情况",
        "全年共发布信息若干。",
        "（二）依申请公开情况",
        "渠道畅通。",
    ],
    5: ["（一）存在问题", "更新不够及时。", "（二）改进情况", "加强培训。"],
    6: ["本年度没有其他需要报告的事项。"],
}
TITLE = f"{AGENCY}2024年政府信息公开工作年度报告"


def page(
    tables: Mapping[str, str],
    *,
    title: str = TITLE,
    headings: Iterable[str] = HEADINGS,
    head: str = "",
    before: str = "",
    after: str = "",
    wrap: str = "{}",
) -> str:
    """An HTML page; `tables` maps table code to its HTML."""
    body = [f"<p>{title}</p>"]
    for number, heading in enumerate(headings, 1):
        if heading:
            body.append(f"<p><b>{heading}</b></p>")
        body += [f"<p>{escape(text)}</p>" for text in PROSE.get(number, ())]
        code = {2: "disclosure", 3: "applications", 4: "disputes"}.get(number)
        if code and code in tables:
            body.append(tables[code])
    content = wrap.format("\n".join(body))
    return f"<!DOCTYPE html><html><head>{head}</head><body>{before}<div>{content}</div>{after}</body></html>"


def text(tables: Mapping[str, str], *, title: str = TITLE, headings: Iterable[str] = HEADINGS) -> str:
    body = [title]
    for number, heading in enumerate(headings, 1):
        body += [heading, *PROSE.get(number, ())]
        code = {2: "disclosure", 3: "applications", 4: "disputes"}.get(number)
        if code and code in tables:
            body.append(tables[code])
    return "\n".join(body)


def as_page(figures: Mapping[str, str], form: str = "2021", inner: Callable[[str], str] = escape) -> str:
    return page({code: html_table(rows, inner) for code, rows in printed(figures, form).items()})


def as_text(figures: Mapping[str, str], write: Callable[[Rows], str], form: str = "2021") -> str:
    return text({code: write(rows) for code, rows in printed(figures, form).items()})
