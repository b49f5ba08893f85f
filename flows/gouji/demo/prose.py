"""The six sections in words: plainly fictional sentences whose figures agree with the tables.

Each part is written from its own seed, so that a copied part (a planted fault) is simply one written from
another report's seed with this report's name, year and figures.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

import cn2an

from .told_facts import ToldFacts, told_facts
from .wording import draw, slots, words


@dataclass
class Slips:
    """Planted faults of the prose; the defaults are a faultless text."""

    copied: dict[str, str] = field(default_factory=dict)  # part -> seed of the report it is copied from
    stated: dict[str, int] = field(default_factory=dict)  # figure of the facts -> what the text says instead
    dated: dict[str, int] = field(default_factory=dict)  # "requests", "fees" -> the wrong year their sentence names
    calls_itself: str = ""  # 我镇, 我局: what the text says instead
    parts_gap: int = 0  # what the parts of the disclosure total lack
    drop_aspect: int = 0  # 1-5, 0 = none
    opening: dict[str, Any] = field(default_factory=dict)  # facts to get wrong in the opening sentence
    no_request: bool = False
    no_fee: bool = False
    no_notice: bool = False
    number_left_out: str = ""  # a sentence without its number
    extra_section: list[str] = field(default_factory=list)  # heading and text behind the six sections
    explanation: str = ""  # behind section 六: why a figure does not follow from last year's
    residue: str = ""
    told: dict[str, str] = field(default_factory=dict)  # "disclosure" or "other_matters" -> a sentence it begins with
    problems_empty: bool = False
    no_measures: bool = False


@dataclass
class Promises:
    """What a report's prose says besides: problems and measures of section 五, sentences that tell of things done."""

    problems: list[str] = field(default_factory=list)
    measures: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)


@dataclass
class DemoProse:
    """`aspects` are (number 1-5, label, text); the others are paragraphs."""

    opening: str
    aspects: list[tuple[int, str, str]]
    leads: dict[str, str]  # role of a section with a table -> sentence above the table, or ""
    improvement: list[str]
    other: str
    residue: str


class _ProseWriter:
    """Fills patterns for one part: facts by name, all else drawn, nothing drawn twice."""

    def __init__(self, seed: str, facts: dict[str, Any], aspect: str) -> None:
        self.rng = Random(seed)
        self.facts = facts
        self.used: set[str] = set()
        data = words("prose")
        self.pools = data["pools"] | {"object": data["object"][aspect], "field": facts["fields"]}

    def sentence(self, patterns: list[str], **facts: Any) -> str:
        pattern = slots(draw(self.rng, patterns), r"\{(\w+)\}")
        parts = [pattern.pieces[0]]
        for name, piece in zip(pattern.names, pattern.pieces[1:], strict=True):
            parts += (str(facts[name]) if name in facts else self._word(name), piece)
        return "".join(parts)

    def _word(self, name: str) -> str:
        if name in self.facts:
            return str(self.facts[name])
        pool = self.pools[name]
        word: str = draw(self.rng, pool)
        while word in self.used:
            word = draw(self.rng, pool)
        if name == "field":  # there are few: only not twice running
            self.used -= set(pool)
        self.used.add(word)
        return word


def write_prose(seed: str, facts: dict[str, Any], slips: Slips, promises: Promises | None = None) -> DemoProse:
    """The prose of one report.

    `facts`: name, self (我镇, 我局), year, fields, government (it must report appraisal results), and the figures
    new, carried_in, handled, carried_out, issued, repealed, in_force, reviews, suits, unpaid (件), yuan (元), disclosed
    (bounds of the disclosure total, 条).
    """
    data = words("prose")
    promises = promises or Promises()
    aspects = data["aspects"]
    stated = in_words(facts | slips.stated) | {"self": slips.calls_itself or facts["self"]}

    def writer(part: str, aspect: str) -> _ProseWriter:
        return _ProseWriter(f"{slips.copied.get(part, seed)}/{part}", stated, aspect)

    opening = writer("opening", aspects[1]).sentence(data["openings"], **slips.opening)
    written = []
    told = facts_in(seed, facts["year"], slips)
    for number, aspect in enumerate(aspects, 1):
        if number == slips.drop_aspect:
            continue
        pen = writer(f"aspect{number}", aspect)
        text = [pen.sentence(data["patterns"]) for _ in range(2 + (pen.rng.random() < 0.5))]
        if number == 1:
            text[1:1] = [_disclosed(seed, pen, stated, slips), _some_or_none("documents", pen, stated)]
            text.append(_hedged(seed, pen) + slips.number_left_out)
        if number == 2:
            text[1:1] = [_requests(pen, stated, slips), _some_or_none("disputes", pen, stated)]
        if number in told:
            text.append(told[number].text)
        written.append((number, aspect, "".join(text)))
    if facts["government"]:
        number, aspect, last = written[-1]
        written[-1] = number, aspect, last + writer("results", aspects[4]).sentence(data["results"])
    number, aspect, last = written[-1]
    written[-1] = number, aspect, last + "".join(promises.done)
    other = writer("other", aspects[4])
    if "fees" in slips.dated:
        fee = other.sentence(data["fees_dated"], year=slips.dated["fees"])
    elif slips.no_notice:
        fee = other.sentence(data["fee_notices_none"])
    else:
        none = [each for each in data["fees_none"] if not stated["unpaid"] or each not in data["fee_notices_none"]]
        fee = other.sentence(data["fees_some"] if stated["yuan"] else none)
    rest = other.sentence(data["others"])
    rest += slips.explanation
    leads = {role: other.sentence(data["table_leads"]) for role in ("disclosure", "requests", "disputes")}
    said = (rest or data["others"][0].format(name=facts["name"])) if slips.no_fee else fee + rest
    return DemoProse(
        opening=opening,
        aspects=written,
        leads={role: slips.told.get(role, "") + lead for role, lead in leads.items()},
        improvement=_improvement(writer, data, slips, promises),
        other=slips.told.get("other_matters", "") + said,
        residue=slips.residue,
    )


def facts_in(seed: str, year: int, slips: Slips) -> dict[int, ToldFacts]:
    """The facts that only the prose of a report tells, by the number of the aspect in which they stand; none where a
    planted fault is in facts of its own."""
    if slips.told:
        return {}
    told = {
        number: told_facts(slips.copied.get(f"aspect{number}", seed), number, year)
        for number in range(1, 6)
        if number != slips.drop_aspect
    }
    return {number: fact for number, fact in told.items() if fact}


def in_words(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts with every whole figure also in Chinese numerals (new_cn) and the fee in 万元."""
    chinese = {f"{name}_cn": cn2an.an2cn(value) for name, value in facts.items() if type(value) is int}
    return facts | chinese | {"wan": f"{Decimal(facts['yuan']) / 10000:f}", "next_year": facts["year"] + 1}


def _hedged(seed: str, pen: _ProseWriter) -> str:
    rng = Random(f"{seed}/hedged")
    few, many = rng.randint(2, 19), rng.randint(2, 9) * 1000
    return pen.sentence(words("prose")["hedged"], few=few, few_cn=cn2an.an2cn(few), many=many)


def _disclosed(seed: str, pen: _ProseWriter, facts: dict[str, Any], slips: Slips) -> str:
    """Total of proactive disclosure and three parts that add up to it."""
    rng = Random(f"{seed}/disclosed")  # never copied: the figures are this report's own
    total = rng.randint(*facts["disclosed"])
    first = int(total * rng.uniform(0.3, 0.6))
    second = int((total - first) * rng.uniform(0.3, 0.7))
    counts = {"total": total, "n0": first, "n1": second, "n2": total - first - second - slips.parts_gap}
    counts["web"] = first + second
    counts |= {f"{name}_cn": cn2an.an2cn(count) for name, count in counts.items()}
    pool = words("prose")["pools"]["part"]
    start = int(pen.rng.random() * len(pool))
    parts = {f"part{i}": pool[(start + 5 * i) % len(pool)] for i in range(3)}
    return pen.sentence(words("prose")["disclosed"], **counts, **parts)


def _some_or_none(subject: str, pen: _ProseWriter, facts: dict[str, Any]) -> str:
    """A sentence on a subject: one with its figures where any of them is not 0, else one that there was nothing."""
    some = any(facts[name] for name in words("prose")["figures_of"][subject])
    return pen.sentence(words("prose")[f"{subject}_{'some' if some else 'none'}"])


def _requests(pen: _ProseWriter, facts: dict[str, Any], slips: Slips) -> str:
    if "requests" in slips.dated:
        return pen.sentence(words("prose")["requests_dated"], year=slips.dated["requests"])
    if slips.no_request:
        return pen.sentence(words("prose")["requests_none"])
    return _some_or_none("requests", pen, facts)


def _improvement(writer: Any, data: dict[str, Any], slips: Slips, promises: Promises) -> list[str]:
    """Section 五: problems, then what is done about them."""
    aspects = data["aspects"]
    problems, measures = writer("problems", aspects[2]), writer("measures", aspects[3])
    if slips.problems_empty:
        return [draw(problems.rng, data["problems_empty"])]
    orders = draw(problems.rng, data["orders"])
    count = 3 + int(problems.rng.random() * 2)
    lead = problems.sentence(data["problem_leads"])
    text = "".join(problems.sentence(data["problem_patterns"], order=order) for order in orders[:count])
    text += _listed(orders[count:], promises.problems)
    headed = problems.rng.random() < 0.6
    paragraphs = [draw(problems.rng, data["problem_heads"])] * headed + [lead + text]
    if slips.no_measures:
        return paragraphs[-1:]
    orders = draw(measures.rng, data["orders"])
    count = 3 + int(measures.rng.random() * 2)
    leads = [lead for lead in data["measure_leads"] if "{self}" in lead or not slips.calls_itself]
    lead = measures.sentence(leads)
    head = draw(measures.rng, data["measure_heads"])
    text = ""
    for order in orders[:count]:
        measures.pools["object"] = data["object"][draw(measures.rng, aspects)]
        text += measures.sentence(data["measure_patterns"], order=order)
    return [*paragraphs, *([head] * headed), lead + text + _listed(orders[count:], promises.measures)]


def _listed(orders: list[str], items: list[str]) -> str:
    """Further items of a list."""
    return "".join(f"{order}{item}。" for order, item in zip(orders, items, strict=False))
