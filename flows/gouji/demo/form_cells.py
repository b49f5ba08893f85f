"""Which cells the demo speaks of: by name from data/demo/cells.toml, all else by the roles of the form's lines."""

from functools import cache
from typing import Any

from gouji.core.forms import Form, load_forms

from .wording import words


def own_form() -> Form:
    """The form in whose cells the true figures are kept."""
    return load_forms()[words("cells")["form"]]


def first_year() -> int:
    """The first report year the demo can write: that of the older of its two forms."""
    return load_forms()[words("cells")["older"]["form"]].first_year


def named(name: str) -> str:
    """The cell of a name of `[cells]`."""
    return str(words("cells")["cells"][name])


def facts_of(figures: dict[str, Any]) -> dict[str, Any]:
    """Figures of the prose by name: each the sum of its cells, a cell not in `figures` is 0."""
    facts: dict[str, list[str]] = words("cells")["facts"]
    return {name: sum(figures.get(cell, 0) for cell in cells) for name, cells in facts.items()}


@cache
def undivided_cells(form_code: str) -> dict[str, tuple[str, ...]]:
    """Cell of a row that some reports print in place of others -> the cells it stands for; empty where there is none."""
    return {
        f"{table.code}.{row.code}.{column.code}": tuple(f"{table.code}.{part}.{column.code}" for part in row.instead_of)
        for table in load_forms()[form_code].tables
        for row in table.rows
        if row.instead_of
        for column in row.columns
    }


@cache
def rule_making_cells(form_code: str) -> tuple[str, ...]:
    """The cells that only an agency with the power to make rules may fill."""
    return tuple(cell.cell for cell in load_forms()[form_code].cells if cell.row_role == "rule_making")


@cache
def total_of_row(cell: str) -> str:
    """The total beside a cell of the own form."""
    cells = {each.cell: each for each in own_form().cells}
    place = cells[cell]
    return next(
        name
        for name, each in cells.items()
        if (each.table, each.row, each.column_role) == (place.table, place.row, "total")
    )
