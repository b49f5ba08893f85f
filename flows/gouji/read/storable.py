"""A report such that Arrow's tables can hold it: figures of bounded size, text that UTF-8 can hold."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeVar

from gouji.core.model import UNREADABLE, Cell, Explanation, Fact, Report, Statement

_Told = TypeVar("_Told", Statement, Fact)
_MAX_VALUE = Decimal("1e14")
_VALUE_STEP = Decimal("0.000001")


def storable(report: Report) -> Report:
    """The same report with every figure and text such that the tables can hold it; what changed is a warning."""
    warnings = list(report.warnings)

    def fit(value: Decimal | None, what: str) -> Decimal | None:
        if value is None:
            return None
        fitted = value.quantize(_VALUE_STEP, ROUND_HALF_UP) if value.is_finite() and abs(value) < _MAX_VALUE else None
        if fitted is None or abs(fitted) >= _MAX_VALUE:
            warnings.append(f"{what}：{value} 位数过多，未采用 / too many digits, not used")
            return None
        if fitted != value:
            warnings.append(f"{what}：{value} 按六位小数记为 {fitted} / rounded to six decimals")
        return fitted

    def fit_cell(cell: Cell) -> Cell:
        value = fit(cell.value, cell.cell)
        state = cell.state if (value is None) == (cell.value is None) else UNREADABLE
        return cell._replace(value=value, state=state, raw=_encodable(cell.raw))

    def fit_all(given: Sequence[Decimal | None], what: str) -> list[Decimal | None] | None:
        """None where one is lost: what names fewer figures would say something else."""
        fitted = [fit(figure, what) for figure in given]
        return fitted if [each is None for each in fitted] == [each is None for each in given] else None

    def fit_told(told: _Told) -> _Told | None:
        if (figures := fit_all((told.value, told.lowest, told.highest), told.kind)) is None:
            return None
        fitted: dict[str, Any] = dict(zip(("value", "lowest", "highest"), figures, strict=True))
        unit, text, label = _encodable(told.unit), _encodable(told.text), _encodable(told.label)
        return told._replace(**fitted, unit=unit, text=text, label=label)

    def fit_explanation(each: Explanation) -> Explanation | None:
        if (figures := fit_all((each.old, each.new, each.difference), each.kind)) is None:
            return None
        old, new, difference = figures
        return each._replace(old=old, new=new, difference=difference, text=_encodable(each.text))

    cells = [fit_cell(cell) for cell in report.cells]
    explanations = [kept for each in report.explanations if (kept := fit_explanation(each))]
    statements = [statement for each in report.statements if (statement := fit_told(each))]
    facts = [fact for each in report.facts if (fact := fit_told(each))]
    return replace(
        report,
        title=report.title and _encodable(report.title),
        agency=report.agency and _encodable(report.agency),
        cells=cells,
        sections=[s._replace(heading=_encodable(s.heading), text=_encodable(s.text)) for s in report.sections],
        statements=statements,
        facts=facts,
        explanations=explanations,
        warnings=[_encodable(warning) for warning in warnings],
        unread=[each._replace(place=_encodable(each.place)) for each in report.unread],
    )


def _encodable(text: str) -> str:
    """Without lone surrogates, which UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
