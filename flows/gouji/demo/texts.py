"""Text documents: what is left of a page when it is copied or flattened."""

from functools import cache

from gouji.core.form_layout import Grid, Wording, printed_tables, spans

from .draft import Draft
from .html import printed_figures
from .wording import Slots, slots, words


def text_document(draft: Draft) -> bytes:
    """The bytes of a text document."""
    texts, zero = printed_figures(draft, "\u3000", "")
    family = draft.layout["family"]
    heading = "## " if family == "markdown" else ""
    lines = [f"# {line}" if heading else line for line in draft.title.split("\n")]
    if draft.date_in == "visible":
        lines.append(draft.date_style.format(date=draft.published, minute=draft.number % 60))
    for kind, text in draft.parts():
        if kind == "table":
            lines.append(_table(draft.form.code, text, draft.wording, family).fill(texts, zero))
        else:
            indent = heading if kind == "heading" else "" if family in ("lines", "markdown") else "　　"
            lines.append(f"{indent}{text}\n" if heading else f"{indent}{text}")
    if family == "lines" and draft.date_in != "none":
        lines += words("layouts")["tails"]
    return ("\n".join(lines) + "\n").encode(draft.layout["encoding"])


@cache
def _table(form_code: str, table_code: str, wording: Wording, family: str) -> Slots:
    write = {"lines": _lines, "pipe": _pipe, "markdown": _pipe, "one_line": _one_line, "tab": _tab}[family]
    return slots("\n".join(write(grid) for grid in printed_tables(form_code, table_code, wording, "whole")))


def _lines(grid: Grid) -> str:
    """One cell a line: a row starts with a line of one pipe, and its merged cells leave pipes at its end."""
    lines = []
    for row in spans(grid):
        rest = len(grid[0]) - len(row)
        lines += ["|", *(f"{box.text} |" for box, _, _ in row)]
        lines[-1] += f" {'|' * rest}" if rest else ""
    return "\n".join(lines)


def _pipe(grid: Grid) -> str:
    """One row a line between pipes; a merged cell is written once and leaves its other places empty."""
    lines = []
    seen: set[int] = set()
    for row in grid:
        cells = []
        for box in row:
            cells.append("" if id(box) in seen else box.text)
            seen.add(id(box))
        lines.append(f"| {' | '.join(cells)} |")
        if len(lines) == 1:
            lines.append("|" + " --- |" * len(row))
    return "\n".join(lines)


def _tab(grid: Grid) -> str:
    """One row a line, cells between tabs, each merged cell once."""
    return "\n".join("\t".join(box.text for box, _, _ in row) for row in spans(grid))


def _one_line(grid: Grid) -> str:
    """The whole table on one line, labels and figures between spaces."""
    return " ".join(box.text for row in spans(grid) for box, _, _ in row)
