"""How each kind of fault is made: what it does to a draft.

Cells, lines (table.row) and whatever else of the form a kind needs stand in its entry of data/demo/faults.toml.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

from gouji.core.model import ABSENT, BLANK, UNREADABLE

from .draft import Draft, calls_itself, earlier_version, set_form
from .faults import Fault
from .figures import Figures, add
from .form_cells import named, rule_making_cells, undivided_cells
from .roster import DemoAgency
from .wording import draw, words


@dataclass(frozen=True)
class Scene:
    """What a planter may need besides the draft: the fault's entry, true figures, seeds of the reports copied from."""

    entry: dict[str, Any]
    true: Figures
    last_year_seed: str
    peer: DemoAgency | None
    peer_seed: str


# Each planter changes the draft and returns the cells it made wrong, [] for the faults of prose and page.
Planter = Callable[[Draft, Random, Scene], list[str]]


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


def _number_left_out(draft: Draft, rng: Random, _: Scene) -> list[str]:
    draft.slips.number_left_out = draw(rng, words("prose")["numbers_left_out"])
    return []


def _section_extra(draft: Draft, rng: Random, _: Scene) -> list[str]:
    draft.slips.extra_section = draw(rng, words("prose")["extra_sections"])
    return []


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


def _section_missing(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    draft.missing_sections.add(draw(rng, scene.entry["sections"]))
    return []


def _report_missing(draft: Draft, _: Random, __: Scene) -> list[str]:
    draft.exists = False
    return []


def _report_late(draft: Draft, rng: Random, _: Scene) -> list[str]:
    draft.published = draft.agency.due(draft.year) + timedelta(days=rng.randint(2, 40))
    return []


def _date_unknown(draft: Draft, rng: Random, _: Scene) -> list[str]:
    draft.date_in, draft.file_style = "none", draw(rng, words("layouts")["filenames"]["plain"])
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


def _statement_mismatch(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    """Off by more than the requests carried in: 收到 may mean both, 办结 only this year's."""
    stated: dict[str, str] = scene.entry["stated"]
    name = draw(rng, [name for name, cell in stated.items() if draft.figures.get(cell)])
    carried = draft.figures.get(scene.entry["besides"], 0)
    draft.slips.stated[name] = draft.figures[stated[name]] + carried + rng.randint(1, 9)
    return [stated[name]]


def _no_request_mismatch(draft: Draft, rng: Random, _: Scene) -> list[str]:
    if draft.figures.get(named("requests")):
        draft.slips.no_request = True
    else:
        draft.slips.stated["new"] = rng.randint(1, 9)
    return [named("requests")]


def _tables_copied(_: Draft, __: Random, ___: Scene) -> list[str]:
    return []  # made where the true figures are: a prompt agency's year repeated


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


def _slip(**changes: Any) -> Planter:
    """A fault that is one slip of the prose."""

    def plant(draft: Draft, _: Random, __: Scene) -> list[str]:
        for name, value in changes.items():
            setattr(draft.slips, name, value)
        return []

    return plant


def _aspect_missing(draft: Draft, rng: Random, _: Scene) -> list[str]:
    draft.slips.drop_aspect = rng.randint(3, 4)  # supervision (5) is spoken of elsewhere, too: 便于社会监督, 考核
    return []


def _template_residue(draft: Draft, rng: Random, _: Scene) -> list[str]:
    draft.slips.residue = draw(rng, words("prose")["residues"])
    return []


def _statement_parts(draft: Draft, rng: Random, _: Scene) -> list[str]:
    draft.slips.parts_gap = draw(rng, [1, -1, -2, -3, -4])  # lists that lack more may just not be whole
    return []


def _wrong_year(draft: Draft, rng: Random, _: Scene) -> list[str]:
    place = draw(rng, ["opening", "requests", "fees"])
    if place == "opening" or draft.yuan:
        draft.slips.opening = {"year": draft.year - 1}
    else:
        draft.slips.dated = {place: draft.year - 1}
    return []


def _wrong_agency(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    assert scene.peer is not None
    if rng.random() < 0.5:
        draft.slips.opening = {"name": scene.peer.place + scene.peer.called(draft.year)}
    else:
        mine = calls_itself(draft.agency.called(draft.year))
        draft.slips.calls_itself = "我局" if mine[1:] in ("镇", "乡", "街道") else "我镇"
    return []


ALIKE_PARTS = ("opening", "aspect1", "aspect2", "aspect3", "aspect4", "aspect5", "problems", "measures")


def _copied_parts(rng: Random) -> list[str]:
    """All of them, or all but one or two: a copy is not always a whole one."""
    return sorted(rng.sample(ALIKE_PARTS, len(ALIKE_PARTS) - rng.randrange(3)))


def _alike_last_year(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    draft.slips.copied = dict.fromkeys(_copied_parts(rng), scene.last_year_seed)
    return []


def _alike_peer(draft: Draft, rng: Random, scene: Scene) -> list[str]:
    draft.slips.copied = dict.fromkeys(_copied_parts(rng), scene.peer_seed)
    return []


def _improvement_repeated(draft: Draft, _: Random, scene: Scene) -> list[str]:
    draft.slips.copied = {"measures": scene.last_year_seed}
    return []


def _told(draft: Draft, _: Random, scene: Scene) -> list[str]:
    draft.slips.told = told_by(scene.entry["told"], draft.year, draft.agency)
    return []


def told_by(sentences: dict[str, str], year: int, agency: DemoAgency) -> dict[str, str]:
    """Section -> sentence, of a fault that two sections or two years' reports tell of: {count} 12-40, {more} is more than
    that by less than {gap}, {old} two years before `year`, that of the fault."""
    rng = Random(f"{agency.code}/{year}/told")
    count, more, slip = rng.randint(12, 40), rng.randint(3, 9), rng.randint(1, 5)
    figures = {"count": count, "more": count + more, "gap": more + slip, "old": year - 2}
    return {role: sentence.format(**figures) for role, sentence in sentences.items()}


# By the key `made_by` of faults.toml, which is the rule where it is left out.
PLANTERS: dict[str, Planter] = {
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
    "report_missing": _report_missing,
    "report_late": _report_late,
    "section_missing": _section_missing,
    "table_missing": _table_missing,
    "cell_blank": _cell_blank,
    "not_read": _not_read,
    "disputes_without_requests": _disputes_without_requests,
    "pending_vanished": _pending_vanished,
    "number_left_out": _number_left_out,
    "section_extra": _section_extra,
    "district_sum": _district_sum,
    "unusual_change": _unusual_change,
    "fee_unit": _fee_unit,
    "date_unknown": _date_unknown,
    "aspect_missing": _aspect_missing,
    "fee_statement_missing": _slip(no_fee=True),
    "form_outdated": _form_outdated,
    "template_residue": _template_residue,
    "statement_mismatch": _statement_mismatch,
    "no_request_mismatch": _no_request_mismatch,
    "statement_parts": _statement_parts,
    "wrong_year": _wrong_year,
    "wrong_agency": _wrong_agency,
    "alike_last_year": _alike_last_year,
    "alike_peer": _alike_peer,
    "tables_copied": _tables_copied,
    "told": _told,
    "problems_empty": _slip(problems_empty=True),
    "measures_missing": _slip(no_measures=True),
    "improvement_repeated": _improvement_repeated,
    "changed_after_publication": _changed,
}


def plant(fault: Fault, draft: Draft, rng: Random, scene: Scene) -> None:
    """Makes the draft wrong as the fault says, and notes in it which cells."""
    draft.explained = fault.rule if fault.entry.get("explained") else ""
    draft.wrong_cells = PLANTERS[fault.entry.get("made_by", fault.rule)](draft, rng, scene)
