"""The part of the page about words: who and when, headings and sections, figures claimed in prose, what was not
used."""

from functools import cache

from gouji.core.forms import load_statement_cells
from gouji.core.model import Statement, plain_number
from gouji.parse.document import Grid
from gouji.parse.trace import FiredPattern, SentenceRead

from .markup import bilingual, folded, left_out, link, none, row, table, text
from .report_traces import ReportTrace

MAX_CANDIDATES = 20  # titles
MAX_HEADINGS = 60
MAX_SENTENCES = 300
MAX_UNUSED = 60  # rows or paragraphs listed
SCOPES = {"year": "本年|year", "part": "部分|part", "other": "其他时间|other time"}


def identity_part(report: ReportTrace) -> str:
    """The titles in the order asked, what each holds, and what was taken."""
    found = report.identity
    if found is None:
        return none()
    first = next((i for i, title in enumerate(found.candidates, 1) if title.text == found.title), None)
    rows = [
        row(
            [str(i), text(title.text), text(title.agency or "—"), str(title.year or "—")],
            "chosen" if i == first else "",
        )
        for i, title in enumerate(found.candidates[:MAX_CANDIDATES], 1)
    ]
    taken = [
        ("机关|agency", text(found.agency or "未识别 not found"), text(found.rule)),
        ("年度|report year", str(found.year or "未识别 not found"), text(found.rule)),
    ]
    if found.speaker:
        taken.append(("正文自称|as the text calls itself", text(found.speaker), ""))
    if report.date:
        taken.append(("公布日期|published on", str(report.date.day or "未识别 not found"), text(report.date.rule)))
    return (
        table(["项目|item", "所取|taken", "理由|why"], [row([bilingual(name), *rest]) for name, *rest in taken])
        + f"<p>{bilingual('可能的标题，依次询问|titles, in the order asked')}</p>"
        + table(["次序|order", "标题|title", "机关|agency", "年度|year"], rows)
        + left_out(len(found.candidates) - MAX_CANDIDATES, "个标题|titles")
    )


def headings_part(report: ReportTrace) -> str:
    """What looked like a heading, and the sections that the chosen ones opened."""
    candidates = report.headings.candidates if report.headings else []
    sizes = _section_sizes(report)
    rows = [
        row(
            [
                "✓" if heading.chosen else "",
                text(heading.text),
                f"{heading.weight:.1f}",
                f"第 {heading.number} 部分",
                sizes.get(heading.number, "")
                if heading.chosen
                else bilingual("次序不合或更重的在先|not in the heaviest chain"),
            ],
            "chosen" if heading.chosen else "",
        )
        for heading in candidates[:MAX_HEADINGS]
    ]
    head = ["取|taken", "标题|heading", "权重|weight", "部分|section", "所辖|what it opened"]
    return table(head, rows) + left_out(len(candidates) - MAX_HEADINGS, "个标题|headings")


def _section_sizes(report: ReportTrace) -> dict[int, str]:
    sizes = {}
    for number in dict.fromkeys(report.begun.sections):
        blocks = [b for b, place in zip(report.begun.blocks, report.begun.sections, strict=True) if place == number]
        grids = sum(isinstance(block, Grid) for block in blocks)
        if number is not None:
            sizes[number] = f"{len(blocks) - grids} 段 paragraphs、{grids} 张表 grids"
    return sizes


def statements_part(report: ReportTrace) -> str:
    """Each sentence with figures: patterns and the words they stand on, statements made, counts left."""
    told = [s for s in report.sentences if s.fired or s.statements or s.unclaimed]
    rows = [_sentence(sentence) for sentence in told[:MAX_SENTENCES]]
    head = [
        "部分|section", "句子|sentence", "中了哪条句式|pattern and words",
        "所述|statements", "未用的数|counts of no statement",
    ]  # fmt: skip
    return table(head, rows, "prose") + left_out(len(told) - MAX_SENTENCES, "句|sentences")


def _sentence(sentence: SentenceRead) -> str:
    return row(
        [
            str(sentence.section),
            text(sentence.text),
            "".join(map(_fired, sentence.fired)) or "—",
            "".join(map(_statement, sentence.statements)) or "—",
            "、".join(text(count, 20) for count in sentence.unclaimed) or "—",
        ]
    )


def _fired(pattern: FiredPattern) -> str:
    kinds = "、".join(f"<code>{text(kind)}</code>" for kind in pattern.kinds)
    why_not = f'<br><span class="lost">未用 not used：{text(pattern.why_not)}</span>' if pattern.why_not else ""
    return folded(
        f"{kinds}「{text(pattern.words, 80)}」{why_not}", f'<code class="pattern">{text(pattern.pattern, 600)}</code>'
    )


def _statement(statement: Statement) -> str:
    title = _titles().get(statement.kind, "")
    range_ = ""
    if statement.lowest != statement.highest:
        range_ = f"（{plain_number(statement.lowest)}–{plain_number(statement.highest)}）"
    of = (
        f"，{bilingual(f'属第 {statement.part_of} 条的一部分|part of {statement.part_of}')}"
        if statement.part_of
        else ""
    )
    year = f"，{statement.year} 年" if statement.year else ""
    label = f"「{text(statement.label, 30)}」" if statement.label else ""
    return (
        f"<p>{statement.ordinal}. <b>{text(title or statement.kind)}</b> <code>{text(statement.kind)}</code> = "
        f"<b>{plain_number(statement.value)}</b> {text(statement.unit)}{range_}，{bilingual(SCOPES[statement.scope])}{year}{of}"
        f" {label}</p>"
    )


@cache
def _titles() -> dict[str, str]:
    return {kind: title for _, kind, title, _ in load_statement_cells()}


def unused_part(report: ReportTrace) -> str:
    """What nothing was made of: grids, rows, figures, counts in prose, paragraphs outside the sections."""
    assigned = [line for table_ in report.assigned for line in table_.lines]
    taken = {line.grid for line in assigned if line.given}
    grids = [b.index for b in report.begun.blocks if isinstance(b, Grid) and b.index not in taken]
    given = {(line.grid, line.row) for line in assigned if line.given}
    rows = [r for r in report.rows if r.lines and (r.grid, r.row) not in given and r.grid in taken]
    columns = {(u.grid, u.row): u.boxes for u in report.unused}
    listed = [
        row(
            [
                f"表 {r.grid} 行 {r.row}",
                "；".join(text(label, 60) or "（没有标签 no label）" for label, _, _ in r.lines),
            ]
        )
        for r in rows
    ]
    figures = [
        row([
            link(report.anchor(grid, number, boxes[0][0]), f"表 {grid} 行 {number}"),
            "、".join(f"列 {column}「{text(figure, 40)}」" for column, figure in boxes),
        ])
        for (grid, number), boxes in columns.items()
    ]  # fmt: skip
    counts = [
        row([f"第 {s.section} 部分", text(s.text, 120), "、".join(text(count, 20) for count in s.unclaimed)])
        for s in report.sentences
        if s.unclaimed
    ]
    headings = {h.block for h in report.headings.candidates if h.chosen} if report.headings else set()
    outside = [
        row([str(i + 1), text(block, 120)])
        for i, (block, place) in enumerate(zip(report.begun.blocks, report.begun.sections, strict=True))
        if place is None and isinstance(block, str) and i not in headings
    ]
    parts = [
        (
            "不是格式中的表|grids that are no table of the form",
            ["表|grid"],
            [row([f"第 {i} 张表"]) for i in dict.fromkeys(grids)],
        ),
        ("表中未归入的行|rows of these tables that were given no row", ["位置|place", "标签|label"], listed),
        ("表中未用的数字|figures of grids that became no cell", ["位置|place", "数字|figures"], figures),
        (
            "正文中未用的数|counts in prose that became no statement",
            ["部分|section", "句子|sentence", "数|counts"],
            counts,
        ),
        (
            "六个部分之外的段落（只用来找标题、机关与日期）|paragraphs outside the sections, asked only for title, agency and date",
            ["段|block", "文字|text"],
            outside,
        ),
    ]
    return "\n".join(
        folded(
            f"{bilingual(title)}　{len(found)}",
            table(head, found[:MAX_UNUSED]) + left_out(len(found) - MAX_UNUSED, "项|items"),
        )
        for title, head, found in parts
    )
