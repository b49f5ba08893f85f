"""Who owes a report: districts and agencies from a registry CSV, and which of them a document is from.

A registry is one CSV, one agency a row. Only `code,name,kind` are needed; the other columns (former_names and
short_names separated by |, deadline MM-DD of the following year, deadline_basis, first_year, last_year,
district_code, district_name) fall back to data/registry/kinds.csv and districts.csv; `source` says where reports are
found (sources.py).
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from .characters import fold
from .errors import GoujiError
from .resources import resource
from .sources import Source, parse_sources

DISTRICT_KIND = "district"
_PUNCTUATION = re.compile(r"[\s\u200b\ufeff、,，。.:：;；()（）\[\]【】《》<>“”\"'·\-—_]+")
_SUFFIXES = ("人民政府办事处", "街道办事处", "人民政府", "政府", "办事处", "街道")
_CODE = re.compile(r"[0-9A-Za-z_-]{4,32}")
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
    first_year: int | None
    last_year: int | None
    sources: tuple[Source, ...] = ()
    registered: bool = True


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
    # Agencies by a name, then by the code of their district: every district of a country has its 民政局.
    _index: dict[str, dict[str, list[Agency]]] = field(init=False, repr=False)

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

    def match(self, *names: str | None) -> Match:
        """Match by the names printed in a document, best first (agency, title, file name).

        A name matches when it ends with an agency's current, former or short name and what stands before it is a
        part of the district's name: 高峰街道 of another district is not ours.
        """
        for name in names:
            if not name:
                continue
            found = self._find(name)
            if len(found) == 1:
                return Match(found[0], None)
            if len(found) > 1:
                listed = "、".join(f"{a.full_name}（{a.code}）" for a in found[:4])
                return Match(
                    None,
                    f"机关名称「{name}」对应登记表中的多个机关：{listed}，请在文中写明区县，或在登记表补充简称",
                )
        shown = next((name for name in names if name), None)
        if shown is None:
            return Match(None, "文中没有机关名称，请核对标题")
        return Match(None, f"机关「{shown}」不在登记表中，请核对名称，或在登记表补充该机关（含曾用名、简称）")

    def expected_years(self, agency: Agency, focus: int, latest: int) -> range:
        """Report years an agency owes: first_year (or the year in focus) to last_year (or the latest)."""
        first = agency.first_year or focus
        last = agency.last_year or max(latest, focus)
        return range(first, last + 1)

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
                by_district = self._index.get(key, {})
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


def load_registry(path: Path) -> Registry:
    """Read a registry CSV (UTF-8 or GB18030). Raises RegistryError naming every bad row."""
    return _read_registry(path, path.read_bytes())


@lru_cache(maxsize=1)  # the stages of a run ask for it one after another
def _read_registry(path: Path, data: bytes) -> Registry:
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise RegistryError(f"登记表 {path} 是 Excel 文件，请在 Excel 或 WPS 中另存为 CSV 后再用。 Save it as CSV.")
    rows = _csv_rows(data)
    if rows and len(rows[0]) == 1 and any(mark in next(iter(rows[0])) for mark in ";\t，"):
        raise RegistryError(
            f"登记表 {path} 的各列不是以半角逗号分隔，请另存为逗号分隔的 CSV。 Separate columns by commas."
        )
    if rows and (missing := [column for column in ("code", "name", "kind") if column not in rows[0]]):
        raise RegistryError(
            f"登记表 {path} 缺少列 {'、'.join(missing)}（现有：{'、'.join(rows[0])}）；第一行应为列名，至少有 code,name,kind。"
        )
    kinds = _kinds()
    named = {row["district_code"]: row["name"] for row in csv_rows(resource("data", "registry", "districts.csv"))}
    problems: list[str] = []
    agencies: list[Agency] = []
    seen: dict[str, int] = {}
    for line, row in enumerate(rows, 2):
        try:
            agency = _agency(row, kinds, named)
        except ValueError as error:
            problems.append(f"第 {line} 行：{error}")
            continue
        if agency.code in seen:
            problems.append(f"第 {line} 行：代码 {agency.code} 与第 {seen[agency.code]} 行重复")
        seen.setdefault(agency.code, line)
        agencies.append(agency)
    if problems or not agencies:
        listed = "；".join(problems[:20]) or "没有一个机关"
        raise RegistryError(
            f"登记表 {path} 不能使用：{listed}。每行至少要有 code,name,kind 三列，kind 为 {'、'.join(kinds)} 之一。"
        )
    codes = dict.fromkeys(agency.district_code for agency in agencies)
    return Registry([District(code, named.get(code)) for code in codes], agencies)


def find_registry(name: str) -> Path:
    """A registry by path, or by the name of one that Gouji carries (e.g. "wanzhou")."""
    path = Path(name)
    if path.is_dir() and (path / "registry.csv").is_file():
        return path / "registry.csv"
    if path.is_file():
        return path
    bundled = {
        file.stem: file for file in resource("data", "registry").glob("*.csv") if "code,name,kind" in _first_line(file)
    }
    if name in bundled:
        return bundled[name]
    raise RegistryError(
        f"找不到登记表 {name}：应为 CSV 文件、含 registry.csv 的目录，或自带登记表之一（{'、'.join(sorted(bundled))}）"
    )


def unregistered(name: str, number: int, district_code: str = "000000") -> Agency:
    """A stand-in for an agency in no registry, so that a clerk can check any document."""
    kind = next((k for k, row in _kinds().items() if name.removesuffix(row["suffix"]).endswith(k)), "部门")
    row = _kinds()[kind]
    return Agency(
        code=f"unregistered-{number}",
        district_code=district_code,
        name=name,
        full_name=name,
        kind=kind,
        peer_group=row["peer_group"],
        # A department of any level may stand here, and some make 规章: only towns and streets certainly do not.
        rule_making_power=kind == "部门" or row["rule_making_power"] == "yes",
        former_names=(),
        short_names=(),
        deadline=_month_day(row["deadline"]),
        deadline_basis=row["deadline_basis"],
        first_year=None,
        last_year=None,
        registered=False,
    )


def deadline(agency: Agency, report_year: int) -> date:
    return date(report_year + 1, *agency.deadline)


@cache
def _abbreviations() -> tuple[tuple[str, str], ...]:
    rows = csv_rows(resource("data", "registry", "abbreviations.csv"))
    return tuple(sorted(((row["short"], row["long"]) for row in rows), key=lambda pair: -len(pair[0])))


def canonical(name: str) -> str:
    """A name for comparison: simplified, without spaces and punctuation, abbreviations written out."""
    text = _PUNCTUATION.sub("", fold(name))
    for short, long in _abbreviations():
        if short in text and long not in text:
            text = text.replace(short, long)
    return text


def without_suffix(name: str) -> str:
    for suffix in _SUFFIXES:
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return name


def _parts_of(district: str) -> set[str]:
    """The beginnings and ends of a district's name, with and without its last character."""
    size = len(district)
    return {part for i in range(size) for part in (district[i:], district[i:-1], district[: i + 1]) if part}


def _common_prefix_end(district: str, text: str) -> int:
    """Length of the longest end of the district's name that the text holds."""
    return next((len(district) - i for i in range(len(district)) if district[i:] in text), 0)


def _agency(row: dict[str, str], kinds: Mapping[str, Mapping[str, str]], named: dict[str, str]) -> Agency:
    code, name, kind = row.get("code", ""), row.get("name", ""), row.get("kind", "")
    if not (code and name and kind):
        raise ValueError("code、name、kind 三列不能为空")
    if not _CODE.fullmatch(code):
        raise ValueError(
            f"代码「{code}」应为 4 至 32 位数字或字母（若被 Excel 改成科学计数法，请将该列设为文本后重新保存）"
        )
    if kind not in kinds:
        raise ValueError(f"类别「{kind}」不认识")
    defaults = kinds[kind]
    district_code = row.get("district_code") or code[:6]
    if row.get("district_name"):
        named[district_code] = row["district_name"]
    district, suffix = named.get(district_code, ""), defaults["suffix"]
    full = name if name.startswith(district) else district + name
    return Agency(
        code=code,
        district_code=district_code,
        name=name,
        full_name=full if full.endswith(suffix) else full + suffix,
        kind=kind,
        peer_group=row.get("peer_group") or defaults["peer_group"],
        rule_making_power=(row.get("rule_making_power") or defaults["rule_making_power"]) in ("yes", "1", "true", "是"),
        former_names=_names(row.get("former_names")),
        short_names=_names(row.get("short_names")),
        deadline=_month_day(row.get("deadline") or defaults["deadline"]),
        deadline_basis=row.get("deadline_basis")
        or ("本地规定的期限" if row.get("deadline") else defaults["deadline_basis"]),
        first_year=_year(row.get("first_year")),
        last_year=_year(row.get("last_year")),
        sources=parse_sources(row.get("source", "")),
    )


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split("|") if part.strip())


def _year(text: str | None) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"20\d\d", text):
        raise ValueError(f"年度「{text}」应为四位数字，如 2025")
    return int(text)


def _month_day(text: str) -> tuple[int, int]:
    try:
        month, day = (int(part) for part in text.split("-"))
        date(2024, month, day)
    except ValueError:
        raise ValueError(f"期限「{text}」应写作 月-日，如 01-31") from None
    return month, day


@cache
def _kinds() -> Mapping[str, Mapping[str, str]]:
    rows = csv_rows(resource("data", "registry", "kinds.csv"))
    return MappingProxyType({row["kind"]: MappingProxyType(row) for row in rows})


def csv_rows(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV with a heading line, UTF-8 or GB18030; names and values without surrounding spaces."""
    return _csv_rows(path.read_bytes())


def _csv_rows(data: bytes) -> list[dict[str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    rows: list[dict[str, Any]] = list(csv.DictReader(text.splitlines()))
    return [
        {k.strip(): (v or "").strip() for k, v in row.items() if isinstance(k, str) and not isinstance(v, list)}
        for row in rows
    ]


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return file.readline()
