"""What of a sheet's values is seen: its rows, columns and cells as they are shown on the screen and in print."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from gouji.parse.document import UNTOLD_SHAPE, Run, seen_in_cell

from .conditional_formats import Condition, changed_code, changed_look
from .looks import PLAIN, Look, run_of
from .number_format import GENERAL, shown_number, shown_text

Place = tuple[int, int]  # row and column, from 0
MIN_ROW_POINTS = 2.0  # a row or column that is smaller shows nothing of its text
MIN_COLUMN_CHARACTERS = 0.3
CONDITIONS_UNCHECKED = "有 {} 处条件格式未核对，由它隐去的数字可能仍被读入，请对照原表核对"


class CellStyle(NamedTuple):
    """What of a cell's style decides how its value is shown. The look holds its ground as well."""

    number_format: str = GENERAL
    look: Look = PLAIN


PLAIN_STYLE = CellStyle()


@dataclass(slots=True)
class SheetView:
    """How the cells of a sheet are shown, but for those that are shown as their values are.

    `printed`: rows that have cells enough to be printed as a row of a table, blank or not. `without_value`: what
    stands in place of a figure: a formula without a result, an error. `runs`: the text of cells with several styles;
    the look of a run that has none is its cell's. `covered`: cells that a shape with a ground of its own lies over; `pictured`: those under a picture
    no larger than a figure; `typed_over`: a figure in a text box over a cell.
    `conditions`: conditional formats, the one that counts most last.
    """

    printed: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    without_value: dict[Place, str] = field(default_factory=dict)
    styles: dict[Place, CellStyle] = field(default_factory=dict)
    runs: dict[Place, list[tuple[str, Look | None]]] = field(default_factory=dict)
    covered: set[Place] = field(default_factory=set)
    pictured: set[Place] = field(default_factory=set)
    typed_over: dict[Place, str] = field(default_factory=dict)
    conditions: list[Condition] = field(default_factory=list)
    shows_zeros: bool = True
    warnings: list[str] = field(default_factory=list)


class _Told(NamedTuple):
    """Places where what is shown is not what is stored, by reason."""

    unseen: list[str]
    partly: list[str]
    zeros: list[str]
    scaled: list[str]
    unknown: list[str]


def shown_rows(values: Iterable[Iterable[Any]], view: SheetView, name: str) -> list[list[str]]:
    """The texts of a sheet's values (strings, numbers, truth values, dates) as they are shown.

    Warnings on what is shown otherwise than it is stored are added to the view's.
    """
    told = _Told([], [], [], [], [])
    kept = [list(row) for row in values]
    rows = [[cell_text(value) for value in row] for row in kept]
    doubtful = _meet_conditions(kept, view)
    for r, c in sorted({*view.styles, *view.runs}):
        if r < len(rows) and c < len(rows[r]) and rows[r][c]:
            rows[r][c] = _shown(kept[r][c], (r, c), view, told)
    for place, why in sorted(_doubts(rows, view, doubtful).items()):
        stored = rows[place[0]][place[1]]
        told.unknown.append(f"{_address(place)}（{why}，存「{stored}」）" if stored else f"{_address(place)}（{why}）")
        rows[place[0]][place[1]] = f"{why}，存的是「{stored}」" if stored else UNTOLD_SHAPE
    if not view.shows_zeros:
        for r, row in enumerate(kept):
            for c, value in enumerate(row):
                if value == 0 and not isinstance(value, bool | str) and rows[r][c]:
                    rows[r][c] = ""
                    told.zeros.append(_address((r, c)))
    view.warnings += _warnings(told, name)
    return rows


def _doubts(rows: list[list[str]], view: SheetView, conditional: set[Place]) -> dict[Place, str]:
    """Why it is not known what some cells show."""
    doubts = dict.fromkeys(conditional, "按条件格式显示")
    for place in view.covered:
        if place[0] < len(rows) and place[1] < len(rows[place[0]]) and rows[place[0]][place[1]].strip():
            doubts[place] = "被图形遮盖"
    for place in view.pictured:
        if place[0] < len(rows) and place[1] < len(rows[place[0]]) and not rows[place[0]][place[1]].strip():
            doubts[place] = "是图片"
    for place, text in view.typed_over.items():
        if place[0] < len(rows) and place[1] < len(rows[place[0]]):
            doubts[place] = f"上有文本框「{text}」"
    return doubts


def _meet_conditions(values: list[list[Any]], view: SheetView) -> set[Place]:
    """Gives cells the style of the conditions they meet; those of which it is not known, and it matters."""
    doubtful = set()
    for condition in view.conditions:
        for r, c in condition.places(len(values), max(map(len, values), default=0)):
            if c >= len(values[r]) or values[r][c] in ("", None) or (r, c) in view.runs:
                continue
            value, style = values[r][c], view.styles.get((r, c), PLAIN_STYLE)
            changed = CellStyle(changed_code(style.number_format, condition), changed_look(style.look, condition))
            if _seen_by(value, style) == _seen_by(value, changed):
                continue
            if (holds := condition.holds(value)) is None:
                doubtful.add((r, c))
            elif holds:
                view.styles[r, c] = changed
                doubtful.discard((r, c))
    return doubtful


def _seen_by(value: Any, style: CellStyle) -> str:
    return seen_in_cell([_run(_formatted(value, (0, 0), style, _Told([], [], [], [], [])), style.look, style)])


def _shown(value: Any, place: Place, view: SheetView, told: _Told) -> str:
    style = view.styles.get(place, PLAIN_STYLE)
    if place in view.runs:
        runs = [_run(text, style.look if look is None else look, style) for text, look in view.runs[place]]
        seen = shown_text(seen_in_cell(runs), style.number_format)
        if seen and not all(run.is_seen for run in runs):
            told.partly.append(_address(place))
    else:
        run = _run(_formatted(value, place, style, told), style.look, style)
        seen = run.text if run.is_seen else ""
    if not seen and (stored := cell_text(value)):
        (told.zeros if stored == "0" else told.unseen).append(_address(place))
    return seen


def _run(text: str, look: Look, style: CellStyle) -> Run:
    if look.ground is None and style.look.ground is not None:
        look = look._replace(ground=style.look.ground)
    return run_of(text, look)


def _formatted(value: Any, place: Place, style: CellStyle, told: _Told) -> str:
    """A value by its number format; one that cannot be told by it is no figure, never the stored number."""
    stored, code = cell_text(value), style.number_format
    if isinstance(value, str):
        return shown_text(stored, code)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return stored if code.strip("; ") else ""
    shown = shown_number(value, code)
    if shown is None:
        told.unknown.append(f"{_address(place)}（格式 {code}，存 {stored}）")
        return f"按格式「{code}」显示，存的是 {stored}"
    if _number(shown) == Decimal(stored):
        return stored
    if _number(shown) is not None:
        told.scaled.append(f"{_address(place)}（存 {stored}，显示 {shown}）")
    return shown


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


def cell_text(value: Any) -> str:
    """A value as its cell shows it: whole numbers without point, decimals to the 15 digits Excel keeps."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{Decimal(f'{value:.15g}'):f}"
    if isinstance(value, datetime) and value == datetime(value.year, value.month, value.day):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else str(value)


def sheet_warnings(name: str, view: SheetView) -> list[str]:
    """What a reader of the sheet should know: of formulas, hidden rows, and values shown otherwise than stored."""
    warnings = []
    uncomputed = sum(text.startswith("=") for text in view.without_value.values())
    if uncomputed:
        warnings.append(
            f"工作表「{name}」有 {uncomputed} 格是没有计算结果的公式，不能读取（不按 0 也不按空格），"
            "请用 Excel 或 WPS 打开保存一次后重新上报"
        )
    if view.hidden_rows or view.hidden_columns:
        warnings.append(
            f"工作表「{name}」有隐藏的行（{len(view.hidden_rows)}）或列（{len(view.hidden_columns)}），打印时没有，未读"
        )
    return warnings + view.warnings


def hidden_sheet_warning(name: str) -> str:
    return f"工作表「{name}」是隐藏的，打开和打印时都看不到，未读；如应上报，请取消隐藏后重新上报"


def only_hidden_warning(name: str) -> str:
    return f"工作表「{name}」是隐藏的，因别的工作表都是空的而读取，请核对"


def _warnings(told: _Told, name: str) -> list[str]:
    texts = (
        (told.unseen, "格的内容看不到（删除线、与底色同色、被遮盖或格式不显示），未读"),
        (told.partly, "格中有看不到的字（删除线、与底色同色、字号过小），只读看得到的"),
        (told.zeros, "格存的是 0 而不显示，按空格读"),
        (told.scaled, "格显示的数与存储的数不同，按显示的读"),
        (told.unknown, "格显示的是什么无法确定，未读，请人工核对"),
    )
    return [
        f"工作表「{name}」有 {len(places)} {text}：{'、'.join(places[:3])}{' 等' if len(places) > 3 else ''}"
        for places, text in texts
        if places
    ]


def _address(place: Place) -> str:
    letters, column = "", place[1] + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{place[0] + 1}"


@lru_cache(maxsize=4096)
def is_plain(style: CellStyle) -> bool:
    """Whether a value of this style is shown as it is."""
    return style.number_format in (GENERAL, "@") and run_of("0", style.look) == Run("0")
