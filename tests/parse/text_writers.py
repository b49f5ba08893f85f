"""The form's tables as text in which blanks and merged cells are hard to tell: pipes with one cell a line, what merged
cells left over, blank cells as empty lines, rows as lines of one row, and other notations' marks."""

from collections.abc import Callable, Mapping

from tests.parse.writers import Rows, Td

Write = Callable[[Rows], str]


def full_rows(rows: Rows) -> list[list[tuple[str, bool]]]:
    """Each row with all grid columns: (text, whether it is only covered by a merged cell)."""
    width = sum(td.wide for td in rows[0])
    taken: dict[tuple[int, int], bool] = {}
    full = []
    for r, row in enumerate(rows):
        cells = iter(row)
        line: list[tuple[str, bool]] = []
        while len(line) < width:
            if taken.get((r, len(line))):
                line.append(("", True))
                continue
            td = next(cells)
            for i in range(td.tall):
                taken |= {(r + i, len(line) + j): True for j in range(td.wide)} if i else {}
            line += [(td.text, False), *[("", True)] * (td.wide - 1)]
        full.append(line)
    return full


def left_over_on_a_line(rows: Rows) -> str:
    """One cell a line; the pipes of covered cells together on one line at the end of the row."""
    lines = []
    for row in full_rows(rows):
        cells = [text for text, covered in row if not covered]
        pipes = "|" * (len(row) - len(cells))
        lines += [f"{text} |".strip() for text in cells] + ([pipes] if pipes else [])
    return "\n".join(lines)


def left_over_joined(rows: Rows) -> str:
    """The same, the pipes behind the row's last cell: 37 | ||."""
    lines = []
    for row in full_rows(rows):
        cells = [f"{text} |".strip() for text, covered in row if not covered]
        pipes = "|" * (len(row) - len(cells))
        cells[-1] += f" {pipes}" if pipes else ""
        lines += cells
    return "\n".join(lines)


def left_over_opened(rows: Rows) -> str:
    """The same, each row opened by a pipe."""
    return "\n".join("|\n" + left_over_joined_row(row) for row in full_rows(rows))


def left_over_joined_row(row: list[tuple[str, bool]]) -> str:
    cells = [f"{text} |".strip() for text, covered in row if not covered]
    pipes = "|" * (len(row) - len(cells))
    return "\n".join([*cells[:-1], cells[-1] + (f" {pipes}" if pipes else "")])


def in_place(rows: Rows) -> str:
    """One cell a line, covered ones also, each in its place."""
    return "\n".join(f"{text} |".strip() for row in full_rows(rows) for text, _ in row)


def in_place_opened(rows: Rows) -> str:
    return "\n".join("|\n" + "\n".join(f"{text} |".strip() for text, _ in row) for row in full_rows(rows))


def opened_by_pipes(rows: Rows) -> str:
    """One cell a line, each opened by a pipe: | 37."""
    return "\n".join(f"| {td.text}".strip() for row in rows for td in row)


def row_in_place(rows: Rows) -> str:
    """One row a line with all grid columns."""
    return "\n".join("| " + " | ".join(text for text, _ in row) + " |" for row in full_rows(rows))


def row_left_over(rows: Rows) -> str:
    """One row a line, the pipes of covered cells at its end."""
    lines = []
    for row in full_rows(rows):
        cells = [text for text, covered in row if not covered]
        lines.append("| " + " | ".join(cells) + " |" + "|" * (len(row) - len(cells)))
    return "\n".join(lines)


def empty_lines(apart: int, each: int, between: int = 0) -> Write:
    """One cell a line, `apart` empty lines between two, `each` more for each blank one, `between` more after a row."""

    def write(rows: Rows) -> str:
        lines: list[str] = []
        for row in rows:
            for td in row:
                lines += [td.text, *[""] * apart] if td.text else [""] * each
            lines += [""] * between
        return "\n".join(lines)

    return write


def rows_in_one(rows: Rows) -> str:
    """The rows with figures as lines (<br>) of one Markdown row of cells, under their header."""
    first = next(i for i, row in enumerate(rows) if any(td.cell for td in row))
    width = max(len(row) for row in rows)
    if not _label(rows[first]):  # rows side by side
        return row_in_place(rows)
    own = [[_label(row), *(td.text for td in row if td.cell)] for row in rows[first:] if any(td.cell for td in row)]
    lines = ["| " + " | ".join([td.text for td in row] + [""] * (width - len(row))) + " |" for row in rows[:first]]
    columns = [[row[i] if i < len(row) else "" for row in own] for i in range(max(map(len, own)))]
    return "\n".join([*lines, "| " + " | ".join("<br>".join(column) for column in columns) + " |"])


def _label(row: list[Td]) -> str:
    return [td.text for td in row if not td.cell][-1] if any(not td.cell for td in row) else ""


def marked(figures: Mapping[str, str], form: str) -> dict[str, str]:
    """The figures, each written in a notation such as **{}**."""
    return {name: form.format(text) if text else "" for name, text in figures.items()}
