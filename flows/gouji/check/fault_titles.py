"""What a fault is called: what has to be corrected, not which sums it breaks."""

from functools import cache
from typing import TYPE_CHECKING, Any

from gouji.core.forms import load_forms
from gouji.core.wording import plain

from .repair.messages import cell_name

if TYPE_CHECKING:
    from .faults import Correction


def title_of(
    lead: dict[str, Any],
    findings: int,
    corrected: "Correction | None",
    cells: list[str],
    form: str | None,
    *,
    elsewhere: bool = False,
) -> str:
    """The title of a fault, by its main finding, the number of its findings and the correction of its cells."""
    if lead["outcome"] == "explained":
        return str(lead["message"])
    if elsewhere:
        return f"错在上年报告，本年不计：{lead['message']}"
    if corrected is None or form is None:
        return str(lead["message"])
    clears = f"，{findings} 项不符由此引起" if findings > 1 else ""
    if corrected.is_prose_only:
        return f"文表不一致 1 处{clears}：{corrected.why}"
    if corrected.candidates > 1:
        return f"应更正 1 处，最小改法有 {corrected.candidates} 种（见更正建议）{clears}：{lead['message']}"
    if len(cells) > 1:
        return f"应更正 1 处，涉及 {len(cells)} 格（唯一的最小改法）{clears}：{corrected.why}"
    reported, proposed = corrected.cells[cells[0]]
    said = "未填数" if reported is None else f"现为 {plain(reported)}"
    return f"应更正 1 处：{_name(form, cells[0])}{said}，应为 {plain(proposed)}（唯一的最小改法）{clears}。"


@cache
def _name(form: str, cell: str) -> str:
    return cell_name(form, next(each for each in load_forms()[form].cells if each.cell == cell))
