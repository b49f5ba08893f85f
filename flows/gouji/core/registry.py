"""Who owes a report: districts and agencies, and which of them a document is from (registry_file.py reads them)."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import NamedTuple

from .agency_names import canonical, without_suffix
from .errors import GoujiError
from .lineage import FOUNDED, KIND_WORDS, Lineage
from .near_names import index_of, names_in, near_ends
from .sources import Source
from .wording import chinese_date

DISTRICT_KIND = "district"
# What sets a deadline: 条例 Art. 49, a local notice that the registry cites, or neither, where it follows that of others.
DEADLINE_SET_BY = (LAW, NOTICE, CUSTOM) = ("law", "notice", "custom")
MAX_NEAR = 3  # agencies that an answer asks about
_LEVELS = ("", "区", "县", "市", "本区", "本县", "我区", "我县")


class RegistryError(GoujiError, ValueError):
    """A registry that cannot be used: the message names the file, every bad row, and what was expected."""


@dataclass(frozen=True, slots=True)
class Agency:
    code: str
    district_code: str
    name: str
    full_name: str
    kind: str
    peer_group: str
    rule_making_power: bool
    former_names: tuple[str, ...]
    short_names: tuple[str, ...]
    deadline: tuple[int, int]  # month and day of the year after the report year
    deadline_basis: str
    deadline_set_by: str  # LAW, NOTICE or CUSTOM
    first_year: int | None
    last_year: int | None
    sources: tuple[Source, ...] = ()
    registered: bool = True
    contact: str = ""  # whom to ask for the report, and how
    phone: str = ""


class District(NamedTuple):
    code: str
    name: str | None


class Match(NamedTuple):
    """The agency a document is from, or why none was chosen."""

    agency: Agency | None
    problem: str | None


@dataclass
class Registry:
    districts: list[District]
    agencies: list[Agency]
    lineage: Lineage = field(default_factory=Lineage)
    # Agencies by a name, then by the code of their district: every district of a country has its 民政局.
    _index: dict[str, dict[str, list[Agency]]] = field(init=False, repr=False)
    _near: dict[str, set[str]] | None = field(init=False, repr=False, default=None)  # near_names.index_of, when asked

    def __post_init__(self) -> None:
        self._districts = {district.code: canonical(district.name or "") for district in self.districts}
        self._index = {}
        for agency in self.agencies:
            for key in self._keys(agency):
                agencies = self._index.setdefault(key, {}).setdefault(agency.district_code, [])
                if agency not in agencies:
                    agencies.append(agency)
        self._longest = max(map(len, self._index), default=0)
        self._by_name: dict[str, list[str]] = {}  # districts by their name, and by what may be left of it
        self._by_part: dict[str, list[str]] = {}
        for code, district in self._districts.items():
            self._by_name.setdefault(district, []).append(code)
            for part in _parts_of(district):
                self._by_part.setdefault(part, []).append(code)
        codes = dict.fromkeys(agency.district_code for agency in self.agencies)
        self._nameless = [code for code in codes if not self._districts.get(code)]

    def match(self, *names: str | None, others: Iterable[str] = ()) -> Match:
        """Match by the names printed in a document, best first (agency, title), then by `others` (of its file); the first
        is the agency's as printed, None where no name is: a title or the name of a file is no agency.

        A name matches when it ends with an agency's current, former or short name and what stands before it is a
        part of the district's name: 高峰街道 of another district is not ours.
        """
        for name in chain(names, others):
            if not name:
                continue
            if (joint := self._joint(name)) is not None:
                return joint
            found = self._find(name)
            if len(found) == 1:
                return Match(found[0], None)
            if len(found) > 1:
                listed = _listed(found[:4], "、")
                return Match(
                    None,
                    f"机关名称「{name}」对应登记表中的多个机关：{listed}，请在文中写明区县，或在登记表补充简称",
                )
        shown = names[0] if names else None
        if not shown:
            besides = "，文件名也不是登记表中的机关" if self.agencies else ""
            return Match(None, f"没有写明机关：标题中没有机关名称{besides}，请核对")
        asked = (
            f"，是否即{_listed(near, '或')}？若是，请改正文中名称，或登记为曾用名" if (near := self.near(shown)) else ""
        )
        return Match(
            None, f"机关「{shown}」不在登记表中{asked or '，请核对名称，或在登记表补充该机关（含曾用名、简称）'}"
        )

    def near(self, name: str) -> list[Agency]:
        """The agencies whose name is one character off (柳弦镇 for 柳玄镇), at most three: to be asked about."""
        text = canonical(name).removesuffix("办事处").removesuffix("人民政府")
        found: dict[str, Agency] = {}
        for key, before in near_ends(text, self._near_index(), self._longest):
            for agencies in self._index[key].values():
                found |= {agency.code: agency for agency in agencies if self._is_before(before, agency)}
        return list(found.values())[:MAX_NEAR]

    def _near_index(self) -> dict[str, set[str]]:
        if self._near is None:
            names = (name for a in self.agencies for name in (a.name, *a.former_names, *a.short_names))
            self._near = index_of(set(map(canonical, names)))
        return self._near

    def _joint(self, name: str) -> Match | None:
        """The answer to a name that joins several agencies of the registry: which one is not for the reader to say."""
        parts = names_in(name)
        found = {a.code: a for part in parts for a in self._find(part)} if len(parts) > 1 else {}
        if len(found) < 2:
            return None
        listed = _listed(list(found.values()), "、")
        return Match(
            None,
            f"「{name}」是几个机关的联合年报：{listed}；每个机关都应有自己的年度报告，请各报一份，"
            "或确认由哪一个机关报送后改正标题",
        )

    def expected_years(self, agency: Agency, focus: int, latest: int) -> range:
        """Report years an agency owes: first_year (or the year in focus) to last_year (or the latest), within those
        in which it is an organ of its own."""
        first, last = agency.first_year or focus, agency.last_year or max(latest, focus)
        made, ended = self.lineage.first_year(agency.code), self.lineage.last_year(agency.code)
        return range(max(first, made or first), min(last, last if ended is None else ended) + 1)

    def after(self, reported: Mapping[str, set[int]]) -> "Registry":
        """The registry once it is known which years each agency reported, by code (Lineage.kept)."""
        return replace(self, lineage=self.lineage.kept(reported)) if self.lineage.changes else self

    def holder(self, agency: Agency, report_year: int) -> Agency:
        """Who makes the report of a year that bears an agency's name: of a renamed one the one before or after it."""
        code = self.lineage.holder(agency.code, report_year)
        return next((other for other in self.agencies if other.code == code), agency) if code != agency.code else agency

    def why_not(self, agency: Agency, report_year: int) -> str | None:
        """Why an agency makes no report of a year in which, by the changes, it was no organ of its own."""
        ended, made = self.lineage.ended_by(agency.code), self.lineage.made_by(agency.code)
        if not (ended or made):
            return None
        names = {other.code: other.full_name for other in self.agencies}
        if ended and report_year >= ended[0].day.year:
            heirs = "、".join(dict.fromkeys(names[change.after] for change in ended if change.after))
            by = f"，该年度由{heirs}报告" if heirs else "，该年度不再报告"
            return (
                f"该机关已于{chinese_date(ended[0].day)}{KIND_WORDS[ended[0].kind][0]}{by}；如仍保留，请改机构变更文件"
            )
        first = self.lineage.first_year(agency.code)
        if made and first is not None and report_year < first:
            before = "、".join(dict.fromkeys(names[change.before] for change in made if change.before))
            by = "" if made[0].kind == FOUNDED or not before else f"，此前由{before}报告"
            return f"该机关自{chinese_date(made[0].day)}起才有（{KIND_WORDS[made[0].kind][0]}）{by}；请核对标题的年度"
        return None

    def _keys(self, agency: Agency) -> Iterable[str]:
        for name in (agency.name, agency.full_name, *agency.former_names, *agency.short_names):
            key = canonical(name)
            yield key
            bare = without_suffix(key)
            if len(bare) >= 2:
                yield bare
        if agency.kind == DISTRICT_KIND and (district := self._districts.get(agency.district_code)):
            yield district

    def _find(self, name: str) -> list[Agency]:
        text = canonical(name)
        forms = dict.fromkeys((text, without_suffix(text)))
        for size in range(min(self._longest, len(text)), 1, -1):
            found: dict[str, Agency] = {}
            for form_ in forms:
                key, before = form_[-size:], form_[:-size]
                if len(key) < size:
                    continue
                by_district = self._index.get(key)
                if not by_district:
                    continue
                for code in self._districts_of(before, by_district):
                    found |= {agency.code: agency for agency in by_district[code] if self._is_before(before, agency)}
            if found:
                return self._nearest(list(found.values()), text)
        return []

    def _districts_of(self, before: str, by_district: dict[str, list[Agency]]) -> Iterable[str]:
        """The districts of the agencies of a name, without those that the words before it rule out."""
        before = before.removesuffix("人民政府")
        if before in _LEVELS or len(by_district) < 4:
            return by_district
        ends = (before[i:] for i in range(len(before)))
        codes = [*self._by_part.get(before, ()), *(code for end in ends for code in self._by_name.get(end, ()))]
        return dict.fromkeys(code for code in (*codes, *self._nameless) if code in by_district)

    def _is_before(self, before: str, agency: Agency) -> bool:
        """Whether the words before an agency's name may stand there: its district's name or a part of it."""
        district = self._districts.get(agency.district_code, "")
        before = before.removesuffix("人民政府")
        if agency.kind == DISTRICT_KIND and district.startswith(before):
            return True  # 示例省 + 云汀市澜溪区
        # 万州区 and 万州 end the district's name, 重庆市 alone is another level's
        ends = (district.endswith(before), district[:-1].endswith(before), before.endswith(district))
        return before in _LEVELS or not district or any(ends)

    def _nearest(self, agencies: list[Agency], text: str) -> list[Agency]:
        """Of agencies of one name in several districts, those whose district is named the fullest."""
        if len(agencies) < 2:
            return agencies
        named = [(_common_prefix_end(self._districts.get(a.district_code, ""), text), a) for a in agencies]
        most = max(score for score, _ in named)
        return [a for score, a in named if score == most]


def _listed(agencies: list[Agency], between: str) -> str:
    """Agencies as an answer names them; the code is what the view asked_reports finds them by."""
    return between.join(f"{agency.full_name}（{agency.code}）" for agency in agencies)


def deadline(agency: Agency, report_year: int) -> date:
    """The last day for an agency's report of a year; 02-29 is the end of February in every year."""
    month, day = agency.deadline
    return date(report_year + 1, month, min(day, monthrange(report_year + 1, month)[1]))


def _parts_of(district: str) -> set[str]:
    """The beginnings and ends of a district's name, with and without its last character."""
    size = len(district)
    return {part for i in range(size) for part in (district[i:], district[i:-1], district[: i + 1]) if part}


def _common_prefix_end(district: str, text: str) -> int:
    """Length of the longest end of the district's name that the text holds."""
    return next((len(district) - i for i in range(len(district)) if district[i:] in text), 0)
