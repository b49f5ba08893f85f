"""One document before it is written: what it says and how it will look."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from gouji.core.form_layout import Wording, table_codes
from gouji.core.forms import Form, load_forms
from gouji.core.model import ABSENT, BLANK, NOT_APPLICABLE, UNREADABLE

from .figures import Figures, in_form, undivided
from .form_cells import facts_of, named, own_form, rule_making_cells, undivided_cells
from .prose import DemoProse, Promises, Slips, write_prose
from .roster import DemoAgency, kinds
from .wording import draw, draw_weighted, words

CHINESE_NUMBERS = "一二三四五六"
GOVERNMENTS = ("district", "镇", "乡", "民族乡")  # a street office is no government
MARKS = (ABSENT, BLANK, NOT_APPLICABLE, UNREADABLE)


@dataclass
class Draft:
    """`figures` is what the tables will say (sparse: numbers and states, all else is 0); `raw` holds the
    cells not written plainly; `path` is relative to the demo folder."""

    agency: DemoAgency
    year: int
    form: Form
    figures: Figures
    seed: str
    layout: dict[str, Any]
    name: str
    title: str
    published: date
    date_in: str  # meta, visible, filename, none
    file_style: str
    date_style: str
    heading: dict[str, Any]
    aspect: str
    number_style: str
    labels: tuple[tuple[str, str], ...]
    aliases: dict[int, str]
    previous_title: str
    next_title: str
    related: list[str]
    yuan: int = 0
    raw: dict[str, str] = field(default_factory=dict)
    slips: Slips = field(default_factory=Slips)
    promises: Promises = field(default_factory=Promises)
    missing_sections: set[str] = field(default_factory=set)  # roles
    missing_tables: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)  # rows left out, "table.row"
    undivided: bool = False
    exists: bool = True
    current: bool = True
    earlier: "Draft | None" = None
    wrong_cells: list[str] = field(default_factory=list)  # what a planted fault made wrong
    explained: str = ""  # the check whose failures the report accounts for
    path: str = ""

    @property
    def wording(self) -> Wording:
        return Wording(self.labels, frozenset(self.dropped), self.undivided)

    @property
    def number(self) -> int:
        """Eight digits that differ between a district's documents, as content systems number their pages."""
        return 10_000_000 + int(self.agency.code[2:9]) * 7 % 8_999_000 + self.year % 100 * 9 + self.current

    def facts(self) -> dict[str, Any]:
        """What the prose needs to know; a cell without a number counts as 0."""
        profile = words("figures")["profiles"][self.agency.kind]
        return {
            "name": self.agency.called(self.year),
            "self": calls_itself(self.agency.called(self.year)),
            "year": self.year,
            "fields": self.agency.fields,
            "government": self.agency.kind in GOVERNMENTS,
            **facts_of({cell: value for cell, value in self.figures.items() if value not in MARKS}),
            "yuan": self.yuan,
            "disclosed": profile["disclosed"],
        }

    def parts(self) -> Iterator[tuple[str, str]]:
        """The body in order: ("heading" | "paragraph", text) and ("table", code)."""
        prose = write_prose(self.seed, self.facts(), self.slips, self.promises)
        for section in self.form.sections:
            number = section.number
            if section.role in self.missing_sections:
                continue
            yield "heading", self._heading(number, self.aliases.get(number, section.label))
            for text in self._paragraphs(prose, section.role):
                yield "paragraph", text
            for code in table_codes(self.form, number):
                if code in self.missing_tables:
                    yield "paragraph", words("prose")["attached"]
                else:
                    yield "table", code
        yield from zip(("heading", "paragraph"), self.slips.extra_section, strict=False)

    def _heading(self, number: int, label: str) -> str:
        restart = self.heading.get("restart", 1)
        shown = number - restart + 1 if number >= restart else number
        return str(self.heading["form"].format(cn=CHINESE_NUMBERS[shown - 1], n=shown, label=label))

    def _paragraphs(self, prose: DemoProse, role: str) -> list[str]:
        if role == "overview":
            aspects = [
                self.aspect.format(cn=CHINESE_NUMBERS[shown], n=shown + 1, label=label, text=text)
                for shown, (_, label, text) in enumerate(prose.aspects)
            ]
            return [prose.opening, *(line for aspect in aspects for line in aspect.split("\n"))]
        if role == "problems":
            return prose.improvement
        if role == "other_matters":
            return [prose.other]
        return [text for text in (prose.residue if role == "disclosure" else "", prose.leads[role]) if text]


def calls_itself(name: str) -> str:
    """How an agency speaks of itself: 我镇, 我街道, 我局, 我委."""
    known = {"街道办事处": "街道", "委员会": "委", "办公室": "办", "乡人民政府": "乡", "镇人民政府": "镇"}
    return "我" + next((short for ending, short in known.items() if name.endswith(ending)), name[-1])


def make_draft(
    agency: DemoAgency,
    year: int,
    form: Form,
    true: Figures,
    seed: str,
    neighbour: DemoAgency,
    families: list[str],
    pages: bool = False,
) -> Draft:
    """A faultless document for the agency's true figures (cells of the demo's own form).

    `families`: layout families allowed, [] = any; `pages`: only web pages that hold their tables. `neighbour`: whose report stands next to it in the list.
    """
    rng = Random(f"{seed}/look")
    habit = Random(f"{seed.rpartition('/')[0]}/habit")  # the same every year
    data = words("layouts")
    layout = draw_weighted(rng, "layouts", "layouts")
    while (families and layout["family"] not in families) or (pages and not _is_whole_page(layout)):
        layout = draw_weighted(rng, "layouts", "layouts")
    if agency.kind == "district":
        layout = data["layouts"][0]
    figures = dict(in_form(form, true, rng))
    small = kinds()[agency.kind]["peer_group"] in ("镇乡", "街道")
    shares = data["shares"]
    divided = not undivided_cells(form.code) or habit.random() >= shares["undivided"] or agency.kind == "district"
    if not divided:
        figures = undivided(figures)
    raw = with_signs(form, figures)
    yuan = int(figures.get(named("fees"), 0) * 10000)
    if yuan and rng.random() < shares["fee_in_yuan"]:
        raw[named("fees")] = f"{yuan}元"
    if form.code == own_form().code and small and habit.random() < shares["not_applicable"]:
        sign = draw_weighted(habit, "layouts", "not_applicable")
        cells = rule_making_cells(form.code)
        figures |= dict.fromkeys(cells, NOT_APPLICABLE)
        raw |= dict.fromkeys(cells, sign)
    issued = figures.get(named("documents_new"), 0)
    if issued > 1 and rng.random() < shares["revised_note"]:
        raw[named("documents_new")] = f"{issued}（其中修订{issued // 2}件）"
    labels = tuple(
        (key, text.format(year=year))
        for key, text in draw_weighted(rng, "layouts", "labels").items()
        if key != "weight"
    )
    name = _printed_name(agency, year, rng)
    title = draw_weighted(rng, "layouts", "titles")["form"].format(name=name, year=year)
    plain_title = "{}{}年政府信息公开工作年度报告".format
    date_in = draw_weighted(rng, "layouts", "dates")
    return Draft(
        agency=agency,
        year=year,
        form=form,
        figures=figures,
        seed=seed,
        layout=layout,
        name=name,
        title=title,
        published=agency.due(year) - timedelta(days=rng.randint(1, 20)),
        date_in="visible" if date_in == "meta" and "page" not in layout else date_in,
        file_style=_file_style(rng, date_in == "filename"),
        date_style=draw(rng, data["visible_dates"])["form"],
        heading=draw_weighted(rng, "layouts", "headings"),
        aspect=draw_weighted(rng, "layouts", "aspects")["form"],
        number_style=draw_weighted(rng, "layouts", "figures"),
        labels=labels,
        aliases={
            section.number: draw(rng, section.aliases)
            for section in form.sections
            if rng.random() < shares["heading_alias"]
        },
        previous_title=plain_title(name, year - 1),
        next_title=plain_title(_beside(neighbour, year), year),
        related=[plain_title(name, other) for other in range(year - 1, year - 4, -1)],
        yuan=yuan,
        raw=raw,
        undivided=not divided,
    )


def _is_whole_page(layout: dict[str, Any]) -> bool:
    return layout["family"] == "html" and "attached" not in layout


def _beside(agency: DemoAgency, year: int) -> str:
    """An agency's name with its district's, as the list of reports on the same site has it."""
    return agency.called(year) if agency.kind == "district" else agency.place + agency.called(year)


def with_signs(form: Form, figures: Figures) -> dict[str, str]:
    """How a figure that may be below zero is written where it is above: +2."""
    signed = {cell.cell for cell in form.cells if cell.signed}
    return {cell: f"+{value}" for cell, value in figures.items() if cell in signed and value > 0}


def _file_style(rng: Random, dated: bool) -> str:
    styles = words("layouts")["filenames"]
    return str(draw(rng, styles["dated"] if dated or rng.random() < 0.3 else styles["plain"]))


def _printed_name(agency: DemoAgency, year: int, rng: Random) -> str:
    """The agency as its title prints it: with the whole, part or only the last of the district's name."""
    whole = agency.district_name
    prefix = draw(rng, [whole, whole, whole.removeprefix(words("names")["province"]), agency.place])
    if agency.kind == "district":
        return f"{prefix}{agency.title_name.removeprefix(agency.place)}"
    if agency.short_name and rng.random() < 0.4:
        return f"{agency.place}{agency.short_name}"
    return f"{prefix}{agency.called(year)}"


def set_form(draft: Draft, code: str, true: Figures) -> None:
    """Rewrites the draft in another form."""
    draft.form = load_forms()[code]
    draft.figures = in_form(draft.form, true, Random(f"{draft.seed}/form"))
    draft.raw, draft.undivided, draft.yuan = with_signs(draft.form, draft.figures), False, 0


def earlier_version(draft: Draft, figures: Figures, days: int) -> Draft:
    """The version of the same report that was public `days` before, with other figures."""
    return replace(
        draft,
        figures=figures,
        published=draft.published - timedelta(days=days),
        current=False,
        earlier=None,
    )
