"""How faults of the figures and tables are made: what each does to a draft.

Cells, lines (table.row) and whatever else of the form a kind needs stand in its entry of data/demo/faults.toml.
"""

from decimal import Decimal
from random import Random

from gouji.core.model import ABSENT, BLANK, UNREADABLE

from .draft import Draft, earlier_version, set_form
from .figures import add
from .form_cells import named, rule_making_cells, undivided_cells
from .scene import Planter, Scene
from .wording import draw, words


def _wrong(value: int, rng: Random) -> int:
    """A slip of the pen: two digits swapped where that makes a difference, else off by a little."""
    swapped = int(str(value)[::-1]) if value > 9 else value
    return swapped if swapped != value and rng.random() < 0.4 else value + rng.randint(1, 3)


def _miswrite(draft: Draft, cell: str, rng: Random) -> list[str]:
    draft.figures[cell] = _wrong(draft.figures.get(cell, 0), rng)
    draft.raw.pop(cell, None)
    return [cell]


def _one_miswritten(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    cells = scene.entry["cells"]
    return _miswrite(draft, draw(rng, cells) if len(cells) > 1 else cells[0], rng)


def _filled_miswritten(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    """One that is not 0, where there is one."""
    cells = scene.entry["cells"]
    return _miswrite(draft, draw(rng, [cell for cell in cells if draft.figures.get(cell)] or cells), rng)


def _carried_chain(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    count, column = rng.randint(1, 3), draw(rng, scene.entry["columns"])
    return [cell for line in scene.entry["lines"] for cell in add(draft.figures, line, column, count)][:2]


def _documents_chain(draft: Draft, rng: Random, _: Scene) -> list[str]:
    cell = named("documents_in_force")
    draft.figures[cell] = draft.figures.get(cell, 0) + rng.randint(1, 4)
    return [cell]


def _explained(draft: Draft, rng: Random, kind: str, old: int, new: int) -> None:
    """The report's own word on why a figure does not follow from last year's report."""
    told = draw(rng, words("prose")[kind])
    draft.slips.explanation = told.format(last=draft.year - 1, old=old, new=new, count=new - old)


def _explained_carried(draft: Draft, rng: Random, scene: Scene, besides: int = 0) -> list[str]:
    """More carried in than last year carried out, and a correction of that; `besides`: by which it is wrong itself."""
    count, before = rng.randint(1, 3), draft.facts()["carried_in"]
    cells = [c for line in scene.entry["lines"] for c in add(draft.figures, line, scene.entry["column"], count)][:2]
    _explained(draft, rng, "corrections", before, before + count + besides)
    return cells


def _explained_otherwise(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    return _explained_carried(draft, rng, scene, besides=2)


def _explained_documents(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    """More documents in force than follow from last year, and a word on that."""
    begun, ended, in_force = (draft.figures.get(named(f"documents_{name}"), 0) for name in ("new", "ended", "in_force"))
    cells = _documents_chain(draft, rng, scene)
    more = draft.figures[cells[0]] - in_force
    told = draw(rng, words("prose")["recounted"])
    draft.slips.explanation = told.format(
        last=draft.year - 1, old=in_force - begun + ended, new=in_force + more, count=more
    )
    return cells


def _in_force_below_issued(draft: Draft, rng: Random, _: Scene) -> list[str]:
    """More issued and not repealed than are in force."""
    issued, repealed, in_force = (named(f"documents_{name}") for name in ("new", "ended", "in_force"))
    count = draft.figures.get(in_force, 0) + draft.figures.get(repealed, 0) + rng.randint(1, 3)
    draft.figures[issued] = count
    draft.raw.pop(issued, None)
    return [issued]


def _fee_notice_denied(draft: Draft, _: Random, scene: Scene) -> list[str]:
    """One request more, closed for unpaid fees, and a text that denies that a notice was sent."""
    if draft.undivided:
        set_form(draft, draft.form.code, scene.true)
    for line in scene.entry["lines"]:
        add(draft.figures, line, scene.entry["column"], 1)
    draft.slips.no_notice = True
    return [named("fees_unpaid")]


def _count_domain(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    if rng.random() < 0.5:
        cell, value = scene.entry["negative"], -rng.randint(1, 9)
        draft.figures[cell] = value
    else:
        cell = scene.entry["fractional"]
        draft.figures[cell] = Decimal(draft.figures.get(cell, 0)) + Decimal(rng.randint(1, 999)) / 1000
    return [cell]


def _rule_making_power(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    count = rng.randint(1, 5)
    cells = list(scene.entry["cells"])
    for cell in rule_making_cells(draft.form.code):
        draft.raw.pop(cell, None)
        draft.figures.pop(cell, None)
    # issued and repealed in the same year: 现行有效 stays as it was, so the chain holds in both years
    draft.figures |= dict.fromkeys(cells, count)
    return cells


def _cell_blank(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    way = draw(rng, ["one", "figure", "columns", "row", "words"])
    statutory = [c for c in draft.form.cells if c.table_role == "requests" and draft.figures.get(c.cell) != ABSENT]
    if way == "columns":  # zeros only for natural persons and in the totals
        cells = [
            c.cell
            for c in statutory
            if c.column_role not in ("person", "total") and not draft.figures.get(c.cell) and not c.optional
        ]
        state = BLANK
    elif way == "row":
        line = draw(rng, scene.entry["lines"])
        cells = [c.cell for c in statutory if f"{c.table}.{c.row}" == line]
        draft.dropped.add(line)
        state = ABSENT
    else:
        filled = [c.cell for c in statutory if draft.figures.get(c.cell)]
        plain = [c.cell for c in statutory if not c.optional]
        cells = [draw(rng, filled if way == "figure" and filled else plain)]
        state = UNREADABLE if way == "words" else BLANK
    draft.figures |= dict.fromkeys(cells, state)
    for cell in cells:
        draft.raw.pop(cell, None)
        if state == UNREADABLE:
            draft.raw[cell] = draw(rng, words("prose")["unreadable"])
    return sorted(cells)


def _disputes_without_requests(draft: Draft, _: Random, scene: Scene) -> list[str]:
    return add(draft.figures, scene.entry["line"], scene.entry["column"], 1)[1:]


def _pending_vanished(draft: Draft, _: Random, scene: Scene) -> list[str]:
    cells = sorted(cell.cell for cell in draft.form.cells if f"{cell.table}.{cell.row}" == scene.entry["line"])
    for cell in cells:
        draft.figures.pop(cell, None)
    return cells


def _not_read(draft: Draft, rng: Random, _: Scene) -> list[str]:
    cell = named("requests")
    draft.figures[cell], draft.raw[cell] = UNREADABLE, draw(rng, words("prose")["unreadable"])
    return [cell]


def _table_missing(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    code = draw(rng, scene.entry["tables"])
    draft.missing_tables.add(code)
    for cell in [cell for cell in draft.figures if cell.startswith(f"{code}.")]:
        del draft.figures[cell]
        draft.raw.pop(cell, None)
    parted = undivided_cells(draft.form.code)
    draft.undivided = draft.undivided and not any(cell.startswith(f"{code}.") for cell in parted)
    draft.figures |= {c.cell: ABSENT for c in draft.form.cells if c.table == code and not c.optional}
    return []


def _form_outdated(draft: Draft, _: Random, scene: Scene) -> list[str]:
    set_form(draft, scene.entry["written_in"], scene.true)
    return []


def _district_sum(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    count = rng.randint(3, 9)
    return [cell for line in scene.entry["lines"] for cell in add(draft.figures, line, scene.entry["column"], count)]


def _unusual_change(draft: Draft, _: Random, scene: Scene) -> list[str]:
    cells = list(scene.entry["cells"])
    for cell in cells:
        draft.figures[cell] *= 100
    return cells


def _fee_unit(draft: Draft, _: Random, __: Scene) -> list[str]:
    draft.figures[named("fees")] = draft.yuan
    draft.raw.pop(named("fees"), None)
    return [named("fees")]


def _changed(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    if draft.date_in == "filename":
        draft.file_style = words("layouts")["filenames"]["dated"][0]
    figures = dict(draft.figures)
    changed = list(scene.entry["cells"])
    for cell in changed:
        figures[cell] += rng.randint(2, 60)
    for line in scene.entry["lines"]:
        changed += add(figures, line, scene.entry["column"], 2)
    draft.earlier = earlier_version(draft, figures, rng.randint(3, 9))
    return changed


FIGURE_PLANTERS: dict[str, Planter] = {
    "one_miswritten": _one_miswritten,
    "filled_miswritten": _filled_miswritten,
    "carried_chain": _carried_chain,
    "documents_chain": _documents_chain,
    "explained_carried": _explained_carried,
    "explained_otherwise": _explained_otherwise,
    "explained_documents": _explained_documents,
    "in_force_below_issued": _in_force_below_issued,
    "fee_notice_denied": _fee_notice_denied,
    "count_domain": _count_domain,
    "rule_making_power": _rule_making_power,
    "table_missing": _table_missing,
    "cell_blank": _cell_blank,
    "not_read": _not_read,
    "disputes_without_requests": _disputes_without_requests,
    "pending_vanished": _pending_vanished,
    "district_sum": _district_sum,
    "unusual_change": _unusual_change,
    "fee_unit": _fee_unit,
    "form_outdated": _form_outdated,
    "changed_after_publication": _changed,
}
