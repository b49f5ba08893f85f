"""Tables without ruling lines: lines of text -> rows of label and figures, columns by where the figures stand.

What stands under no other figure has no column: rows with fewer figures than the form then stay unreadable.
"""

import re
import unicodedata

from gouji.parse.cells.labels import header_mark, is_column_label, normalise, tables_printed, tables_with_row
from gouji.parse.cells.rows import unlabelled_widths
from gouji.parse.document import Box

from .broken_figures import ROW_UNKNOWN, in_rows, mark_unplaced_figures
from .broken_labels import MAX_CLOSE_PITCH_HEIGHTS, MAX_LINE_PITCH_HEIGHTS, TextRow, TextWord, with_whole_labels
from .text_lines import FIGURE_CHARACTERS, MAX_DIGIT_GAP_HEIGHTS, MIN_SPACE_HEIGHTS, Glyph, TextLine, compose

MAX_CELL_GAP_HEIGHTS = 0.8  # of a character's height: a gap wider than this parts two cells
MIN_ROW_FIGURES = 3  # that make a line a row of a table without a label of the form
MAX_HEADER_LENGTH = 45  # characters
MAX_LINE_LENGTH = 24  # characters of a line of a broken label
MAX_LABELS = 3  # words side by side in front of the figures: three levels of grouping
COLUMN_UNKNOWN = "（列不明）"
_RUN_TOGETHER = re.compile(r"[\d\s]+")  # figures of several columns
_FIGURE = re.compile(r"[+-]?\d[\d,]*(?:\.\d+)?|/|-|—|--|无")


def words_of(line: TextLine) -> list[TextWord]:
    """Cells of a line: parted by wide gaps, and figures by any gap."""
    groups: list[list[Glyph]] = []
    for glyph in line.glyphs:
        if groups:
            last = groups[-1][-1]
            gap = glyph.x0 - last.x1
            spaced = gap > MIN_SPACE_HEIGHTS * glyph.height or (
                glyph.order == last.order + 2 and gap > MAX_DIGIT_GAP_HEIGHTS * glyph.height
            )
            if gap <= MAX_CELL_GAP_HEIGHTS * glyph.height and not (
                spaced and {glyph.text, last.text} & FIGURE_CHARACTERS
            ):
                groups[-1].append(glyph)
                continue
        groups.append([glyph])
    words: list[TextWord] = []
    for group in groups:
        word = _word(group)
        if words and not word.is_figure and not words[-1].is_figure:
            last_word = words[-1]
            if word.x0 - last_word.x1 <= MAX_CELL_GAP_HEIGHTS * group[0].height:
                words[-1] = last_word._replace(text=last_word.text + word.text, x1=word.x1)
                continue
        words.append(word)
    return words


def _word(glyphs: list[Glyph]) -> TextWord:
    text = compose(glyphs)
    is_figure = _FIGURE.fullmatch(unicodedata.normalize("NFKC", text)) is not None or _RUN_TOGETHER.fullmatch(text)
    return TextWord(text, glyphs[0].x0, glyphs[-1].x1, bool(is_figure))


def find_rows(lines: list[TextLine]) -> tuple[int, int, list[list[Box]]] | None:
    """The table among the lines of one page and section: (first line, line after its last, rows); None without."""
    parts = [words_of(line) for line in lines]
    tabular = [i for i, words in enumerate(parts) if _is_tabular(words)]
    if not tabular or not any(word.is_figure for i in tabular for word in parts[i]):
        return None
    first, end = tabular[0], tabular[-1] + 1
    while first and _continues_row(lines[first - 1 : first + 1], parts[first - 1], parts[first]):
        first -= 1
    while end < len(lines) and _continues_row(lines[end - 1 : end + 1], parts[end], parts[end - 1]):
        end += 1
    rows: list[list[Box]] = []
    block: list[tuple[TextLine, list[TextWord]]] = []
    for line, words in zip(lines[first:end], parts[first:end], strict=True):
        if any(_is_header(word.text) for word in words) and not any(word.is_figure for word in words):
            rows += _block(block, rows)
            block = []
            rows.append([Box(word.text, len(rows) + 1, c) for c, word in enumerate(words, 1)])
        else:
            block.append((line, words))
    rows += _block(block, rows)
    return first, end, rows


def _is_tabular(words: list[TextWord]) -> bool:
    figures = sum(word.is_figure for word in words)
    if figures >= MIN_ROW_FIGURES and all(word.is_figure for word in words[-figures:]):  # in prose words follow
        return True
    named = any(tables_with_row(word.text) for word in words)
    heads = sum(is_column_label(word.text) for word in words) > 1
    return named or heads or any(_is_header(word.text) for word in words)


def _is_header(text: str) -> bool:
    return len(text) <= MAX_HEADER_LENGTH and "。" not in text and bool(header_mark(text))


def _continues_row(lines: list[TextLine], words: list[TextWord], row: list[TextWord]) -> bool:
    """Whether one of two lines may go on with the other, a row of the table: with its label or its figures."""
    distance = (lines[1].middle - lines[0].middle) / max(line.height for line in lines)
    if all(word.is_figure for word in words):
        return distance <= MAX_LINE_PITCH_HEIGHTS
    if len(words) > MAX_LABELS or any(word.is_figure or len(word.text) > MAX_LINE_LENGTH for word in words):
        return False
    text, label = words[-1].text, next((word.text for word in reversed(row) if not word.is_figure), "")
    names_row = tables_with_row(label + text) or tables_with_row(text + label)
    return text[-1] not in "。：；" and distance <= (MAX_LINE_PITCH_HEIGHTS if names_row else MAX_CLOSE_PITCH_HEIGHTS)


def _block(lines: list[tuple[TextLine, list[TextWord]]], above: list[list[Box]]) -> list[list[Box]]:
    """Rows under one header; `above`: the table's rows before them, of which the last is that header."""
    rows: list[TextRow] = []
    for line, words in lines:
        figures = [word for word in words if word.is_figure]
        rows.append(TextRow(line.middle, line.height, [word for word in words if not word.is_figure], figures))
    rows = mark_unplaced_figures(with_whole_labels(in_rows(rows)))
    columns = _columns(rows)
    # Then a cell without a figure may be one whose figure stands on another line.
    torn = any(word.text.startswith(ROW_UNKNOWN) for row in rows for word in row.figures)
    boxed = []
    # Under the label of the rows and that of one column.
    one_column = bool(above and len(above[-1]) == 2 and header_mark(above[-1][0].text) & tables_printed("blocks"))
    for number, row in enumerate(rows, len(above) + 1):
        texts = [word.text for word in row.labels]
        if row.figures:
            placed = _in_columns(row.figures, columns)
            if len(placed) == 1 and not placed[0][-1:].isdecimal() and not one_column:
                placed = [placed[0] + COLUMN_UNKNOWN]  # a dash for the whole row, or for one cell of it
            texts += [text or ROW_UNKNOWN for text in placed] if torn else placed
        elif not torn and _is_alone(row, columns):
            texts += [""] * max(len(columns), 1)
        boxed.append([Box(text, number, c) for c, text in enumerate(texts, 1)])
    return boxed


def _is_alone(row: TextRow, columns: list[tuple[float, float]]) -> bool:
    """Whether words without figures are a row of the form that nothing was filled in for, and no column's label."""
    if columns and row.labels[-1].x1 > columns[0][0]:
        return False
    return bool(tables_with_row(row.label) - tables_printed("across")) and not is_column_label(row.label)


def _columns(rows: list[TextRow]) -> list[tuple[float, float]]:
    """(left, right) of each column of figures; [] where figures of one row run together in a column, or where no
    row has a figure in each: then an empty cell leaves no trace."""
    spans: list[tuple[float, float]] = []
    for word in sorted((word for row in rows for word in row.figures), key=lambda word: word.x0):
        if spans and word.x0 < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], word.x1))
        else:
            spans.append((word.x0, word.x1))
    most = max((len(row.figures) for row in rows), default=0)
    return spans if most == len(spans) else []


def _in_columns(figures: list[TextWord], columns: list[tuple[float, float]]) -> list[str]:
    placed = [[word.text for word in figures if word.x0 < right and left < word.x1] for left, right in columns]
    if not columns or any(len(texts) > 1 for texts in placed):
        return [word.text for word in figures]
    return ["".join(texts) for texts in placed]


def names_form(rows: list[list[Box]]) -> bool:
    """Whether some row is one of the form, or has as many figures as its table in one line."""
    return any(
        len(row) >= min(unlabelled_widths()) or (len(row) > 1 and any(tables_with_row(box.text) for box in row))
        for row in rows
    ) and any(normalise(box.text) for row in rows for box in row)
