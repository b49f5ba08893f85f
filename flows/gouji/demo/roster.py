"""Who is in the demo: districts and their agencies, with names that exist nowhere."""

import csv
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from random import Random
from typing import Any

from gouji.core.registry import CUSTOM, LAW, NOTICE
from gouji.core.resources import resource

from .wording import words

COLUMNS = (
    "code", "name", "kind", "former_code", "former_names", "short_names", "deadline", "deadline_notice",
    "first_year", "last_year", "district_code", "district_name",
)  # fmt: skip


CHANGE_COLUMNS = ("from", "to", "kind", "day", "note", "source")


@dataclass(frozen=True)
class DemoAgency:
    """One agency. `title_name` is the name with its suffix, without the district (青沐镇人民政府).

    `renamed_in` is the first report year under the present name; before it, `former_name` is printed.
    `deadline` is MM-DD of the year after the report year, "" = the default of its kind.
    """

    code: str
    name: str
    kind: str
    title_name: str
    former_code: str
    former_name: str
    former_title_name: str
    renamed_in: int
    short_name: str
    deadline: str
    deadline_notice: str  # that sets it, "" = none
    first_year: int
    last_year: int
    district_code: str
    district_name: str  # 示例省云汀市澜溪区
    place: str  # 澜溪区
    fields: tuple[str, ...]
    came_from: tuple[str, ...] = ()  # codes of the agencies whose last year was its last year, after a change of organs
    siblings: int = 1  # how many agencies share them: those that one was split into
    place_among: int = 0  # which of these it is
    is_over: bool = False  # ended by a change of organs
    has_fault: bool = False  # its first report after a merger is planted wrong

    @property
    def is_changed(self) -> bool:
        return self.is_over or bool(self.came_from)

    def called(self, year: int) -> str:
        """Its name with suffix, as it was in that year, without the district."""
        return self.former_title_name if self.former_name and year < self.renamed_in else self.title_name

    def due(self, year: int) -> date:
        """Deadline for the report on `year`."""
        month, day = (self.deadline or kinds()[self.kind]["deadline"]).split("-")
        return date(year + 1, int(month), int(day))

    @property
    def deadline_set_by(self) -> str:
        """What sets it, as the registry's reader will say."""
        return NOTICE if self.deadline_notice else LAW if kinds()[self.kind]["dated_by_law"] == "yes" else CUSTOM

    def owes(self, year: int) -> bool:
        return self.first_year <= year <= self.last_year

    def registry_row(self) -> list[str]:
        """Its row of registry.csv, in the order of COLUMNS."""
        return [
            self.code, self.name, self.kind, self.former_code, self.former_name, self.short_name,
            self.deadline, self.deadline_notice,
            "" if self.came_from else str(self.first_year), "" if self.is_over else str(self.last_year),
            self.district_code, self.district_name,
        ]  # fmt: skip


@dataclass(frozen=True)
class DemoDistrict:
    """Its agencies; the last one is the district government itself. `changes`: rows of changes.csv, as CHANGE_COLUMNS."""

    code: str
    name: str
    agencies: tuple[DemoAgency, ...]
    changes: tuple[tuple[str, ...], ...] = ()


@cache
def kinds() -> dict[str, dict[str, str]]:
    """data/registry/kinds.csv by kind."""
    with resource("data", "registry", "kinds.csv").open(encoding="utf-8", newline="") as file:
        return {row["kind"]: row for row in csv.DictReader(file)}


def district_sizes(agencies: int) -> list[int]:
    """Number of agencies of each district (without its government): even, none above the limit."""
    count = -(-agencies // words("names")["roster"]["district_size"])
    if count > len(words("names")["district"]["first"]) * len(words("names")["district"]["second"]):
        raise ValueError(f"agencies={agencies}: the name list has no name for district number {count}; ask for fewer")
    return [agencies // count + (index < agencies % count) for index in range(count)]


def make_district(index: int, size: int, years: list[int], seed: int) -> DemoDistrict:
    """District number `index` with `size` agencies."""
    names = words("names")
    city_index = index // names["districts_per_city"]
    place = _pair(names["district"], index) + ("县" if index % 5 == 4 else "区")
    # Two digits for the city, two for the district, as in the real codes; 99 is no province.
    code = f"{names['code_prefix']}{city_index % 99 + 1:02d}{index % names['districts_per_city'] + 1:02d}"
    if city_index >= 99:
        code = f"{int(names['code_prefix']) - city_index // 99}{code[2:]}"
    district_name = f"{names['province']}{_pair(names['city'], city_index)}市{place}"
    rng = Random(f"{seed}/{code}/roster")
    start = rng.randrange(len(names["town"]["first"]) * len(names["town"]["second"]))
    agencies = [_agency(number, names, start, code, district_name, place, years) for number in range(size)]
    changed, changes = changed_agencies(agencies, start + size, years)
    agencies += [*changed, _government(names, code, district_name, place, years)]
    return DemoDistrict(code, district_name, tuple(agencies), changes)


def changed_agencies(
    agencies: list[DemoAgency], first_name: int, years: list[int]
) -> tuple[list[DemoAgency], tuple[tuple[str, ...], ...]]:
    """The agencies that changes of organs ended or made in a district's last year, and the rows of changes.csv; none in
    a small district. `first_name`: of the names of towns, the first that is not taken."""
    names, entry = words("names"), words("names")["changes"]
    changed: list[DemoAgency] = []
    rows: list[tuple[str, ...]] = []
    if len(agencies) < entry["least"] or len(years) < 2:
        return changed, ()
    like = replace(agencies[0], former_code="", former_name="", former_title_name="", short_name="")
    like = replace(like, deadline="", deadline_notice="", renamed_in=years[0])

    def add(told: dict[str, str], fields: list[str] | None, **more: Any) -> str:
        number, kind = len(changed) + 1, told["kind"]
        name = told.get("name") or _pair(names["town"], first_name + number) + kind
        code = f"{like.district_code}9{number:02d}000"
        title, about = name + kinds()[kind]["suffix"], tuple(fields or names["fields"][kind])
        changed.append(replace(like, code=code, name=name, kind=kind, title_name=title, fields=about, **more))
        return code

    for change in entry["list"]:
        fields, day = change.get("fields"), f"{years[-1]}-{entry['day']}"
        until, since = (
            {"first_year": years[0], "last_year": years[-2]},
            {"first_year": years[-1], "last_year": years[-1]},
        )
        before = tuple(add(told, fields, is_over=True, **until) for told in change["from"])
        after = [
            add(told, fields, came_from=before, siblings=len(change["to"]), place_among=nth,
                has_fault=change.get("fault", False), **since)
            for nth, told in enumerate(change["to"])
        ]  # fmt: skip
        source = entry["source"].format(district=like.place)
        rows += [(old, new, change["kind"], day, "", source) for old in before for new in after or [""]]
    return changed, tuple(rows)


def _pair(syllables: dict[str, str], index: int) -> str:
    """Two-character name number `index`; no two indexes below len x len give the same."""
    first, second = syllables["first"], syllables["second"]
    head = index % len(first)
    return first[head] + second[(index // len(first) + 7 * head) % len(second)]


def _agency(
    number: int, names: dict[str, Any], start: int, district_code: str, district_name: str, place: str, years: list[int]
) -> DemoAgency:
    roster = names["roster"]
    kind = roster["kinds"][number % len(roster["kinds"])]
    department = number - sum(roster["kinds"][i % len(roster["kinds"])] != "部门" for i in range(number))
    renamed = number % roster["former_name_every"] == roster["former_name_every"] - 1 or number == 1
    former_code = ""
    if kind == "部门":
        entry = names["departments"][department % len(names["departments"])]
        name, before, fields = entry["name"], entry["before"], tuple(entry["fields"])
        code = f"{district_code}8{department:02d}000"
        short = ""
    else:
        stem = _pair(names["town"], start + number)
        name = stem + kind
        before = stem + ("镇" if kind == "街道" else "乡" if kind == "镇" else "公社")
        fields = tuple(names["fields"][kind])
        code = f"{district_code}{ {'街道': 0, '镇': 1, '乡': 2, '民族乡': 2}[kind] }{number:02d}000"
        former_code = f"{district_code}2{number + 30:02d}000" if renamed and kind == "镇" else ""
        short = f"{name}政府" if kind != "街道" else f"{stem}街道办"
    suffix = kinds()[kind]["suffix"]
    former_suffix = kinds()["镇" if before.endswith("镇") else kind]["suffix"]
    own_deadline = number % roster["own_deadline_every"] == roster["own_deadline_every"] - 1
    cites_notice = own_deadline or (kind != "部门" and number % roster["notice_every"] == 0)
    return DemoAgency(
        code=code,
        name=name,
        kind=kind,
        title_name=name + suffix,
        former_code=former_code,
        former_name=before if renamed else "",
        former_title_name=before + former_suffix if renamed else "",
        renamed_in=years[min(1, len(years) - 1)],
        short_name=short if number % roster["short_name_every"] == 2 else "",
        deadline=roster["own_deadline"] if own_deadline else "",
        deadline_notice=roster["deadline_notice"].format(district=place) if cites_notice else "",
        first_year=years[1] if number == roster["new_agency"] and len(years) > 1 else years[0],
        last_year=years[-1],
        district_code=district_code,
        district_name=district_name,
        place=place,
        fields=fields,
    )


def _government(names: dict[str, Any], code: str, district_name: str, place: str, years: list[int]) -> DemoAgency:
    city = district_name.removeprefix(names["province"]).removesuffix(place)
    return DemoAgency(
        code=f"{code}000000",
        name=district_name,  # the registry adds 人民政府
        kind="district",
        title_name=f"{place}{kinds()['district']['suffix']}",
        former_code="",
        former_name="",
        former_title_name="",
        renamed_in=0,
        short_name=f"{city}{place}|{place}",
        deadline="",
        deadline_notice="",
        first_year=years[0],
        last_year=years[-1],
        district_code=code,
        district_name=district_name,
        place=place,
        fields=tuple(names["fields"]["district"]),
    )
