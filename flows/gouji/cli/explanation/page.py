"""The page as a whole: one file that asks for nothing else, has no script, and opens without a network."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from gouji.core.model import STATES as CELL_STATES
from gouji.core.model import Report
from gouji.core.visible_text import visible
from gouji.parse.trace import MAX_EVENTS
from gouji.read.read_files import TracedReading

from .markup import bilingual, folded, heading, left_out, link, none, row, table, text
from .pages_part import pages_part
from .prose_part import headings_part, identity_part, statements_part, unused_part
from .report_traces import ReportTrace, by_report
from .tables_part import STATES, cells_part, form_part, grids_part, lines_part

MAX_REPORTS = 30  # of one file
MAX_WARNINGS, FIRST_WARNINGS = 200, 8  # of one report: in all, and before the others are folded away
# The policy forbids what the escaping already keeps out: scripts, and any request.
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN" dir="ltr">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>读法说明 How it was read</title>
<style>
{style}
</style>
</head>
<body>
<h1>读法说明 <span class="en" lang="en">How it was read, and why</span></h1>
{body}
</body>
</html>
"""
_STYLE = """
:root { color-scheme: light; --line: #d5d9df; --soft: #f5f6f8; --ink: #1c2430; --dim: #667080; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1400px; padding: 1.5rem 2rem 4rem; color: var(--ink); background: #fff;
  font: 15px/1.6 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 1rem; } h2 { font-size: 1.25rem; margin: 2.5rem 0 .6rem; border-top: 3px solid #24527a;
  padding-top: .6rem; } h3 { font-size: 1.05rem; margin: 1.6rem 0 .4rem; }
.en { color: var(--dim); font-size: .85em; font-weight: normal; }
.wide { overflow-x: auto; margin: .4rem 0; }
table { border-collapse: collapse; font-size: .87rem; }
th, td { border: 1px solid var(--line); padding: .2rem .5rem; text-align: left; vertical-align: top;
  unicode-bidi: isolate; overflow-wrap: anywhere; }
td { max-width: 34rem; min-width: 1.6rem; overflow: hidden; }
th { background: var(--soft); font-weight: 600; white-space: nowrap; }
code { font-size: .86em; color: #51407a; white-space: nowrap; } code.pattern { white-space: normal; overflow-wrap: anywhere; }
.figures, .fate { white-space: nowrap; }
summary { cursor: pointer; padding: .15rem 0; } details details { font-size: .95em; }
details > details, td details { margin: 0; }
q { quotes: none; white-space: pre-wrap; background: var(--soft); }
small { color: var(--dim); }
meter { width: 8rem; vertical-align: middle; }
nav { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .5rem 0 0; font-size: .9rem; }
a { color: #24527a; } :target { outline: 3px solid #e0a100; }
.used { background: #e3f3e6; } .label { background: #e4eefb; } .unused { background: #fde3c8; }
.bad, tr.bad td { background: #fbdcdc; } .above { background: var(--soft); }
tr.chosen td { background: #e3f3e6; } tr.lost td, .lost { color: #9a4a00; } .given { color: #1d6b35; font-weight: 600; }
.none, .cut { color: var(--dim); } .cut { font-style: italic; }
.warn { background: #fff4d6; border-left: 4px solid #e0a100; margin: .3rem 0; padding: .25rem .6rem; }
.problem { background: #fbdcdc; border-left: 4px solid #b3261e; margin: .5rem 0; padding: .4rem .7rem; }
.key span { padding: .1rem .5rem; margin-right: .5rem; border: 1px solid var(--line); }
.drawn { width: 100%; max-width: 900px; border: 1px solid var(--line); background: #fff; }
.drawn rect { fill: #e3f3e6; } .drawn line { stroke: #24527a; stroke-width: .6; } .drawn text { fill: var(--ink); }
table.prose td:nth-child(2) { min-width: 18rem; } table.prose td:nth-child(4) p { margin: 0 0 .2rem; }
@media (max-width: 700px) { body { padding: 1rem; } }
"""
_KEY = (
    '<p class="key"><span class="used">格 cell</span><span class="bad">不能读作数字的格 unreadable cell</span>'
    '<span class="label">行的标签 label</span><span class="unused">未采用的数字 figure not used</span>'
    '<span class="above">合并格所占 covered by a merged cell</span></p>'
)
_PARTS = (
    ("identity", "机关、年度与日期|Agency, year, date", identity_part),
    ("headings", "标题与部分|Headings and sections", headings_part),
    ("form", "格式|Form", form_part),
    ("pages", "所绘的页面|Pages as drawn", pages_part),
    ("grids", "所读的表|Grids as read", lambda report: _KEY + grids_part(report)),
    ("lines", "各行的归属|Printed lines and rows of the form", lines_part),
    ("cells", "各格|Cells", cells_part),
    ("statements", "正文中的数字|Figures in prose", statements_part),
    ("unused", "没有用到的|Not used", unused_part),
    ("warnings", "读取提示|Warnings", lambda report: _warnings(report.read.warnings if report.read else [])),
)


def explanation_page(files: Sequence[Path], readings: Sequence[TracedReading]) -> str:
    """One page about these files: what was read, and by which decisions."""
    parts = []
    number = 0
    for file, reading in zip(files, readings, strict=True):
        traces = by_report(reading.events)
        parts.append(_file(file, reading, traces))
        for trace in traces[:MAX_REPORTS]:
            number += 1
            trace.number = number  # anchors are told apart over the whole page
            parts.append(_report(trace))
        if len(traces) > MAX_REPORTS:
            parts.append(f'<p class="cut">还有 {len(traces) - MAX_REPORTS} 份报告，未显示 more reports, not shown</p>')
    return _PAGE.format(style=_STYLE.strip(), body="\n".join(parts))


def _file(file: Path, reading: TracedReading, traces: list[ReportTrace]) -> str:
    problem = reading.reading.problem
    parts = [heading(f"文件 {_plain(file.name)}|File", 2)]
    if problem:
        parts.append(f'<p class="problem">{bilingual("没有读出报告|No report was read")}：{text(problem, 2000)}</p>')
    if problem and not traces:
        parts.append(none("没有走到识别这一步|reading ended before anything was recognised"))
    if len(reading.events) >= MAX_EVENTS:
        parts.append('<p class="problem">文件过大，只记录了前面的步骤 Too large: only the first steps were kept</p>')
    parts += [_summary(report) for report in reading.reading.reports[:MAX_REPORTS]]
    return "\n".join(parts)


def _summary(report: Report) -> str:
    """The report as it came out, attachments included."""
    states = Counter(cell.state for cell in report.cells)
    told = "　".join(f"{bilingual(STATES[state])} {states[state]}" for state in CELL_STATES if states[state])
    rows = [
        ("标题|title", text(report.title or "未找到 not found")),
        ("机关|agency", text(report.agency or report.speaker or "未识别 not found")),
        ("报告年度|report year", text(report.report_year or "未识别 not found")),
        ("公布日期|published on", text(report.published_on or "未识别 not found")),
        ("格式|form", text(report.form or "没有格式中的表 no table of a form")),
        ("格|cells", f"{len(report.cells)}：{told}" if report.cells else "0"),
        ("部分|sections", "、".join(str(section.number) for section in report.sections) or "无 none"),
        ("所述|statements", str(len(report.statements))),
        ("附件|attachments", "、".join(text(name, 100) for name in report.attachments[:20]) or "无 none"),
        ("文件|document", f"<code>{text(report.document)}</code> {text(report.media_type)}"),
    ]
    return table(["项目|item", "读得|as read"], [row([bilingual(name), value]) for name, value in rows]) + _warnings(
        report.warnings
    )


def _report(report: ReportTrace) -> str:
    name = report.document.name if report.document else ""
    name = _plain(name.replace("\\", "/").rsplit("/", 1)[-1]) or "页内的图片 pictures of the page"
    shown = [(f"{code}-{report.number}", title, body) for code, title, part in _PARTS if (body := part(report))]
    links = "".join(link(anchor, bilingual(title)) for anchor, title, _ in shown)
    parts = [heading(f"第 {report.number} 份的读法：{name}|How it was read", 2), f"<nav>{links}</nav>"]
    if report.document:
        found = report.document
        parts.append(
            f"<p>{text(found.media_type)}，{found.paragraphs} 段 paragraphs、{found.grids} 张表 grids、"
            f"{len(found.links)} 个链接 links</p>"
        )
    for anchor, title, body in shown:
        parts += [heading(title, 3, anchor), body]
    return f"<section>{chr(10).join(parts)}</section>"


def _warnings(warnings: list[str]) -> str:
    """The first few, the others folded away."""
    shown = [f'<p class="warn">{text(warning)}</p>' for warning in warnings[:MAX_WARNINGS]]
    first, others = shown[:FIRST_WARNINGS], shown[FIRST_WARNINGS:]
    more = (
        folded(f"{bilingual('其余提示|more warnings')} {len(warnings) - len(first)}", "".join(others)) if others else ""
    )
    return "".join(first) + more + left_out(len(warnings) - MAX_WARNINGS, "条提示|warnings") or none(
        "没有提示|no warnings"
    )


def _plain(name: str) -> str:
    """A name inside a bilingual heading, where a bar would begin the English."""
    return visible(name).replace("|", "｜")
