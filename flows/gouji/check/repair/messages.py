"""Repairs in words, for the clerk who has to put them right."""

from collections.abc import Sequence
from decimal import Decimal

from gouji.core.forms import FormCell, load_forms
from gouji.core.wording import plain

from .decode import Proposal
from .equations import EquationBlock, Figures
from .error_kinds import ErrorKind

# What may have happened, by kind of slip; {part} and {by} are the part of a total and its figure.
ERROR_KINDS = {
    "blank": "由行列关系可推出",
    "not_a_count": "件数应为非负整数",
    "left_out": "疑似漏填",
    "column_left_out": "该列均为 0，疑似整列漏填",
    "uncounted": "疑似漏计{part} {by} 件",
    "counted_twice": "疑似重复计入{part} {by} 件",
    "tenfold": "疑似多写一个 0",
    "hundredfold": "疑似多写两个 0",
    "tenth": "疑似少写一个 0",
    "hundredth": "疑似少写两个 0",
    "digits_swapped": "疑似数字颠倒",
    "digit": "疑似一位数字写错",
    "digit_more": "疑似多写一位数字",
    "digit_less": "疑似少写一位数字",
    "should_be_zero": "疑似误填",
}
CAUSES = {
    "cells_swapped": "疑似两格互相填反",
    "line_of_totals": "疑似整行或整列总计照抄、未重新相加",
    "line_left_out": "疑似整行或整列漏填",
    "line_shifted": "疑似整行或整列错开一格",
    "lines_shifted": "疑似连续几行（几列）都错开了一行（一列）",
    "line_not_carried": "疑似整行结转数没有取上年报告的（可能取了前年的），现照上年报告",
    "lines_swapped": "疑似两行或两列互相填反",
    "separate_slips": "疑似多处各自笔误（逐格推断，未必是唯一改法）",
}
BASES = {
    "last_year": "上年报告可以佐证",
    "next_year": "下年报告可以佐证",
    "prose": "正文所述数字可以佐证",
}
CONTRADICTED = {
    "last_year": "但与上年报告不符",
    "next_year": "但与下年报告不符",
    "prose": "但与正文所述数字不符",
}
_MAX_LISTED = 6


def cell_name(form: str, cell: FormCell) -> str:
    """表三“（一）予以公开”行“商业企业”列."""
    table = load_forms()[form].table(cell.table)
    if sum(cell.column in {column.code for column in row.columns} for row in table.rows) == 1:
        return f"表{table.number}“{cell.row_name}”"
    return f"表{table.number}“{cell.row_name}”行“{cell.column_label}”列"


def proposal_words(figures: Figures, proposal: Proposal, slips: dict[int, ErrorKind], hypothesis: str) -> str:
    """What to change, cell by cell, and what probably happened."""
    cause = CAUSES.get(hypothesis)
    cells = sorted(proposal)
    zeros = [cell for cell in cells if not figures.known[cell] and proposal[cell] == 0]
    shown = [cell for cell in cells if cell not in zeros]
    parts = [
        _change_words(figures, cell, proposal[cell], None if cause else slips[cell]) for cell in shown[:_MAX_LISTED]
    ]
    if len(shown) > _MAX_LISTED:
        parts.append(f"等共 {len(shown)} 格")
    if zeros:
        parts.append(f"{'其余 ' if shown else ''}{len(zeros)} 处空白应填 0")
    if cause:
        parts.append(cause)
    return "；".join(parts)


def _change_words(figures: Figures, cell: int, new: int, slip: ErrorKind | None) -> str:
    block = figures.block
    name = cell_name(block.form.code, block.cells[cell])
    reported = figures.no_counts.get(cell, figures.values[cell] if figures.known[cell] else None)
    words = f"{name}应为 {new}（{'未填数' if reported is None else f'现为 {plain(reported)}'}）"
    if slip is None or slip.kind not in ERROR_KINDS:
        return words
    part = f"“{_part_name(block, cell, slip.part)}”" if slip.part is not None else ""
    return f"{words}，{ERROR_KINDS[slip.kind].format(part=part, by=abs(new - int(figures.values[cell])))}"


def _part_name(block: EquationBlock, total: int, part: int) -> str:
    """The part's row where the total is of rows, else its column."""
    one, other = block.cells[total], block.cells[part]
    return other.column_label if one.row == other.row else other.row_name


def closing_words(
    clears: int, contradicted: Sequence[str], basis: str, blanks_as_zero: bool, single: bool, chosen_from: int
) -> str:
    """What the repair settles and what speaks for and against it."""
    parts = []
    if clears > 1:
        parts.append(f"同一格引起 {clears} 项不符" if single else f"改后 {clears} 项不符一并消除")
    if basis in BASES:
        others = f"（仅看勾稽共有 {chosen_from} 种改法）" if chosen_from > 1 else ""
        parts.append(BASES[basis] + others)
    parts += [CONTRADICTED[witness] for witness in dict.fromkeys(contradicted)]
    parts += ["空白格按 0 计，若另有数则相应增减"] if blanks_as_zero else []
    return "".join(f"；{part}" for part in parts) + "。"


def fee_words(form: str, cell: str, reported: Decimal, proposed: Decimal) -> str:
    """That an amount in yuan stands where 万元 are asked for."""
    name = cell_name(form, next(known for known in load_forms()[form].cells if known.cell == cell))
    return f"{name}应为 {plain(proposed)}（现为 {plain(reported)}），疑似把元填进了万元格；{BASES['prose']}。"


def last_year_words(change: str) -> str:
    """That the error is in last year's report; `change`: what is to be changed there."""
    return f"本年数字无须改，差错似在上年报告：{change}；改正上年后两年即相符。"


def beyond_words(figures: Figures, failing: int, last_year_wrong: bool = False) -> str:
    """What can be said when no repair was found."""
    number = figures.block.form.table(figures.block.cells[0].table).number
    if failing:
        return (
            f"表{number}有 {failing} 项不符，改动三格以内不能全部消除，也不像整行整列漏填、错位或互换；"
            "请对照台账逐行核对，宜先核总计行与总计列。"
        )
    words = f"表{number}本身各项平衡，只与上年报告对不上，仅凭勾稽不能判断哪一年有误，请与上年台账核对"
    return words + ("；上年报告自身也有不符，宜先核上年。" if last_year_wrong else "。")
