"""Figures broken over lines because their column is too narrow: put together again where that is sure.

Sure is: no further digit had room on the lines above the last, or three digits after a comma are broken. Else a space stays between the parts, and the figure
is unreadable: two numbers may have been written one below the other.
"""

import re
from itertools import combinations, pairwise

from gouji.parse.cells.labels import CERTAIN, match_any_row

from .broken_labels import MAX_CLOSE_PITCH_HEIGHTS, MAX_LINE_PITCH_HEIGHTS, TextRow, TextWord, with_words
from .ruled_tables import Region
from .text_lines import Glyph, TextLine, lines_of

MAX_ROW_OFFSET_HEIGHTS = 0.9  # of a character's height: lines with figures nearer than this are of one row
MAX_DENSE_PITCH_HEIGHTS = 1.6  # of a character's height: rows nearer than this may be lines of one
MAX_PITCH_RATIO = 1.2  # times the distance of the first two lines of a figure that of further ones may be
MAX_FIGURE_LENGTH = 9  # characters: longer is that of two rows
ROW_UNKNOWN = "…"  # before a figure that may be of another row
MAX_TABLE_FIGURES = 3_000  # figures of a table in which broken ones are put together
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+")
_DIGITS = re.compile(r"\d[\d,.，．]*|[,.，．]\d[\d,.，．]*")


def in_cells(cells: dict[Region, list[Glyph]]) -> dict[Region, list[Glyph]]:
    """The characters of the cells of a ruled table, broken figures on one line each."""
    lines = {region: lines_of(glyphs) for region, glyphs in cells.items() if len(glyphs) > 1}
    lines = {region: of_cell for region, of_cell in lines.items() if len(of_cell) > 1}
    broken = [region for region, of_cell in lines.items() if all(_DIGITS.fullmatch(line.text) for line in of_cell)]
    if not broken:
        return cells
    # What labels broken over lines leave free at least: the margins of a cell.
    free = [_free(region, of_cell) for region, of_cell in lines.items() if region not in broken]
    margins = min(free, default=0.0)
    whole = dict(cells)
    for region in broken:
        *full, last = lines[region]
        if _is_broken_group(lines[region]) or all(_free(region, [line]) < margins + _advance(line) for line in full):
            whole[region] = _on_one_line([*full, last])
    return whole


def _is_broken_group(lines: list[TextLine]) -> bool:
    """Whether a group of three digits is broken (10,33 above 4): neither line is a figure, both are one."""
    texts = [line.text.replace("，", ",") for line in lines]
    return _GROUPED.fullmatch("".join(texts)) is not None and not any("," in t and _GROUPED.fullmatch(t) for t in texts)


def _free(region: Region, lines: list[TextLine]) -> float:
    """Width of a cell beside its longest line."""
    return region.x1 - region.x0 - max(line.x1 - line.x0 for line in lines)


def _advance(line: TextLine) -> float:
    """What one more digit takes, spaced as these are."""
    first, *others = line.glyphs
    return 2 * (others[0].x0 - first.x0) - (first.x1 - first.x0) if others else first.x1 - first.x0


def _on_one_line(lines: list[TextLine]) -> list[Glyph]:
    glyphs = list(lines[0].glyphs)
    for line in lines[1:]:
        last, shift = glyphs[-1], glyphs[-1].x1 - line.x0
        glyphs += [
            glyph._replace(
                x0=glyph.x0 + shift, x1=glyph.x1 + shift, top=last.top, bottom=last.bottom, order=last.order + k
            )
            for k, glyph in enumerate(line.glyphs, 1)
        ]
    return glyphs


def in_rows(rows: list[TextRow]) -> list[TextRow]:
    """The lines of a table without rules, each row's figures on one line: also those broken over lines, and those that
    stand higher than others beside broken ones."""
    groups: list[list[TextRow]] = []
    for before, row in pairwise([None, *rows]):
        assert row is not None
        if not row.figures:
            continue
        last = groups[-1] if groups else []
        if last and (
            _overlap(last[-1], row)
            or _continues(last, row, MAX_LINE_PITCH_HEIGHTS if last[-1] is before else MAX_CLOSE_PITCH_HEIGHTS)
        ):
            last.append(row)
        else:
            groups.append([row])
    words = [word for row in rows for word in row.figures]
    joined = [parts[0] if len(parts) == 1 else _one_row(parts, words) for parts in groups]
    return sorted([*(row for row in rows if not row.figures), *joined], key=lambda row: row.middle)


def mark_unplaced_figures(rows: list[TextRow]) -> list[TextRow]:
    """Figures of no row put to the nearest rows close above and below, and those of two rows together that stand as
    close as lines of one, if not both are sure rows of the form: these may be broken, so they are unreadable."""
    torn: dict[int, list[TextWord]] = {}
    for above, below in pairwise(row for row in rows if row.figures):
        sure = [match_any_row(row.label) for row in (above, below)]
        distance = (below.middle - above.middle) / max(above.height, below.height)
        close = distance <= MAX_DENSE_PITCH_HEIGHTS and _stand_under(below, [above]) and sure != [CERTAIN, CERTAIN]
        if close or (distance <= MAX_LINE_PITCH_HEIGHTS and None in sure):
            torn.setdefault(id(above), []).extend(below.figures)
            torn.setdefault(id(below), []).extend(above.figures)
    return [row._replace(figures=_marked(row.figures, torn[id(row)])) if id(row) in torn else row for row in rows]


def _marked(figures: list[TextWord], strays: list[TextWord]) -> list[TextWord]:
    torn = []
    for word in figures:
        others = [other.text for other in strays if _is_under(word, other)]
        torn.append(word._replace(text=f"{ROW_UNKNOWN}{' '.join([word.text, *others])}") if others else word)
    more = [other for other in strays if not any(_is_under(word, other) for word in figures)]
    return sorted(
        [*torn, *(word._replace(text=f"{ROW_UNKNOWN}{word.text}") for word in more)], key=lambda word: word.x0
    )


def _overlap(row: TextRow, below: TextRow) -> bool:
    return below.middle - row.middle < MAX_ROW_OFFSET_HEIGHTS * min(row.height, below.height)


def _continues(parts: list[TextRow], row: TextRow, reach: float) -> bool:
    """Whether a line's figures stand closely under others, and its label says more together with theirs."""
    above = parts[-1]
    pitch = min((b.middle - a.middle for a, b in combinations(parts, 2) if _stand_under(b, [a])), default=0.0)
    farthest = pitch * MAX_PITCH_RATIO if pitch else reach * max(row.height, above.height)
    if row.middle - above.middle > farthest or not _stand_under(row, parts):
        return False
    label, whole = (TextRow(0, 0, _labels(lines), []).label for lines in (parts, [*parts, row]))
    before, own, together = (match_any_row(text) or 0.0 for text in (label, row.label, whole))
    if together == CERTAIN and len(whole) == len(label) + len(row.label):
        return True
    return together >= before and (not row.labels or together > own)


def _stand_under(row: TextRow, parts: list[TextRow]) -> bool:
    return all(any(_is_under(word, other) for part in parts for other in part.figures) for word in row.figures)


def _is_under(word: TextWord, other: TextWord) -> bool:
    return word.x0 < other.x1 and other.x0 < word.x1


def _labels(parts: list[TextRow]) -> list[TextWord]:
    labels = parts[0].labels
    for part in parts[1:]:
        labels = with_words(labels, part, before=False)
    return labels


def _one_row(parts: list[TextRow], all_words: list[TextWord]) -> TextRow:
    columns: list[list[TextWord]] = []
    for word in (word for part in parts for word in part.figures):
        column = next((column for column in columns if any(_is_under(word, other) for other in column)), None)
        if column is None:
            columns.append([word])
        else:
            column.append(word)
    figures = [column[0] if len(column) == 1 else _one_figure(column, all_words) for column in columns]
    return parts[0]._replace(
        middle=(parts[0].middle + parts[-1].middle) / 2,
        labels=_labels(parts),
        figures=sorted(figures, key=lambda word: word.x0),
    )


def _one_figure(column: list[TextWord], all_words: list[TextWord]) -> TextWord:
    """Sure where all lines but the last have as many digits as the column holds on a line in any row."""
    text = "".join(word.text for word in column)
    full = len(column[0].text)
    is_sure = (
        _DIGITS.fullmatch(text)
        and text[0] != "0"
        and len(text) <= MAX_FIGURE_LENGTH
        and len(all_words) <= MAX_TABLE_FIGURES
        and all(len(word.text) == full for word in column[:-1])
        and all(len(word.text) <= full for word in all_words if any(_is_under(word, other) for other in column))
    )
    if not is_sure:
        text = ROW_UNKNOWN + " ".join(word.text for word in column)
    return TextWord(text, min(word.x0 for word in column), max(word.x1 for word in column), True)
