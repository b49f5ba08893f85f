"""How faults of the prose, the page and the day are made: what each does to a draft."""

from datetime import timedelta
from random import Random
from typing import Any

from .draft import Draft, calls_itself
from .form_cells import named
from .roster import DemoAgency
from .scene import Planter, Scene
from .wording import draw, words


def _number_left_out(draft: Draft, rng: Random, _: Scene) -> list[str]:
    draft.slips.number_left_out = draw(rng, words("prose")["numbers_left_out"])
    return []


def _section_extra(draft: Draft, rng: Random, _: Scene) -> list[str]:
    draft.slips.extra_section = draw(rng, words("prose")["extra_sections"])
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


PROSE_PLANTERS: dict[str, Planter] = {
    "report_missing": _report_missing,
    "report_late": _report_late,
    "section_missing": _section_missing,
    "number_left_out": _number_left_out,
    "section_extra": _section_extra,
    "date_unknown": _date_unknown,
    "aspect_missing": _aspect_missing,
    "fee_statement_missing": _slip(no_fee=True),
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
}
