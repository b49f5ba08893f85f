"""A registry, CSV or Excel, read into districts and agencies, one agency a row.

Only `code,name,kind` are needed; the other columns (former_names and short_names separated by |, deadline MM-DD of
the following year, deadline_basis, first_year, last_year, district_code, district_name) fall back to
data/registry/kinds.csv and districts.csv; `source` says where reports are found (sources.py); `deadline_notice` cites
the local notice that sets the deadline, of one agency or, in the row of the government, of its district.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from .changes_file import changes_files, read_changes
from .csv_rows import csv_rows
from .lineage import Change, Lineage
from .registry import CUSTOM, DISTRICT_KIND, LAW, NOTICE, Agency, District, Registry, RegistryError
from .registry_table import read_registry_table, registry_columns
from .resources import resource
from .sources import parse_sources

MAX_LISTED = 20  # faults of a file that its refusal names
_CODE = re.compile(r"[0-9A-Za-z_-]{4,32}")


def load_registry(path: Path) -> Registry:
    """Read a registry, CSV (UTF-8 or GB18030) or Excel, and the files of changes beside it (changes_file.py).

    Raises RegistryError naming every bad row of the registry, or every bad row of its changes.
    """
    changes = tuple((file.name, file.read_bytes()) for file in changes_files(path))
    return _read_registry(path, path.read_bytes(), changes)


@lru_cache(maxsize=1)  # the stages of a run ask for it one after another
def _read_registry(path: Path, data: bytes, changes: tuple[tuple[str, bytes], ...]) -> Registry:
    read = _read_agencies(data)
    if read.problems:
        more = len(read.problems) - MAX_LISTED
        listed = "；".join(read.problems[:MAX_LISTED]) + (f"；等共 {len(read.problems)} 处" if more > 0 else "")
        raise RegistryError(
            f"登记表 {path} 不能使用：{listed}。每行至少要有 code,name,kind 三列，kind 为 {'、'.join(_kinds())} 之一。"
        )
    agencies, named = read.agencies, read.named
    codes = dict.fromkeys(agency.district_code for agency in agencies)
    return Registry([District(code, named.get(code)) for code in codes], agencies, _lineage(path, changes, agencies))


def check_registry(data: bytes, beside: Iterable[Path] = ()) -> list[str]:
    """Everything that is wrong with the bytes of a registry, each with its line; empty where it can be used.

    `beside`: the files of changes that will stand beside it, whose agencies it has to have.
    """
    read = _read_agencies(data)
    if read.problems:
        return read.problems
    return [fault for file in beside for fault in read_changes(file.name, file.read_bytes(), read.agencies)[1]]


class _Read(NamedTuple):
    """Agencies, names of districts by code, and what is wrong."""

    agencies: list[Agency]
    named: dict[str, str]
    problems: list[str]


def _read_agencies(data: bytes) -> _Read:
    try:
        table = read_registry_table(data)
    except ValueError as error:
        return _Read([], {}, [str(error)])
    if len(table.columns) == 1 and any(mark in table.columns[0] for mark in ";\t，"):
        return _Read([], {}, ["各列不是以半角逗号分隔，请另存为逗号分隔的 CSV / separate columns by commas"])
    if table.columns and (missing := [column for column in ("code", "name", "kind") if column not in table.columns]):
        titles = "、".join(f"{column}（{registry_columns()[column].title}）" for column in missing)
        have = "、".join(table.columns)
        return _Read([], {}, [f"缺少列 {titles}（现有：{have}）；列名应在最前一行，中文、英文都可以"])
    kinds, notices = _kinds(), _district_notices([row.values for row in table.rows])
    named = {row["district_code"]: row["name"] for row in csv_rows(resource("data", "registry", "districts.csv"))}
    problems = list(table.problems)
    agencies: list[Agency] = []
    seen: dict[str, int] = {}
    for line, row in table.rows:
        if line in table.lost:  # told once for all of them
            continue
        if faults := _faults(row, kinds):
            problems += [f"第 {line} 行：{fault}" for fault in faults]
            continue
        agency = _agency(row, kinds, named, notices)
        if agency.code in seen:
            problems.append(f"第 {line} 行：代码 {agency.code} 与第 {seen[agency.code]} 行重复")
        seen.setdefault(agency.code, line)
        agencies.append(agency)
    return _Read(agencies, named, problems if problems or agencies else ["没有一个机关"])


def _faults(row: Mapping[str, str], kinds: Mapping[str, Mapping[str, str]]) -> list[str]:
    """All that is wrong with a row."""
    code, kind = row.get("code", ""), row.get("kind", "")
    titles = {name: registry_columns()[name].title for name in ("code", "name", "kind")}
    faults = []
    if empty := [f"{name}（{title}）" for name, title in titles.items() if not row.get(name)]:
        faults.append(f"{'、'.join(empty)}不能为空")
    if code and not _CODE.fullmatch(code):
        faults.append(
            f"代码「{code}」应为 4 至 32 位数字或字母（若被 Excel 改成科学计数法，请将该列设为文本后重新保存）"
        )
    if kind and kind not in kinds:
        faults.append(f"类别「{kind}」不认识，应为 {'、'.join(kinds)} 之一")
    for name, read in (
        ("deadline", _month_day),
        ("first_year", _year),
        ("last_year", _year),
        ("source", parse_sources),
    ):
        try:
            if row.get(name):
                read(row[name])
        except ValueError as error:
            faults.append(str(error))
    return faults


def _lineage(path: Path, files: Iterable[tuple[str, bytes]], agencies: list[Agency]) -> Lineage:
    changes: list[Change] = []
    faults: list[str] = []
    for name, data in files:
        found, wrong = read_changes(name, data, agencies)
        changes += found
        faults += wrong
    if faults:
        raise RegistryError(
            f"登记表 {path} 旁的机构变更文件不能使用：{'；'.join(faults[:MAX_LISTED])}。"
            " The file of changes beside the registry cannot be used: mend these rows."
        )
    return Lineage(changes)


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


UNKNOWN_NAME = "机关不明"  # of a report that names no agency; sql/checks/wrong_agency.sql knows it


def unregistered(name: str | None, number: int, district_code: str = "000000") -> Agency:
    """A stand-in for an agency in no registry, so that a clerk can check any document; without a name for a report
    that does not say whose it is."""
    name = name or UNKNOWN_NAME
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
        **_deadline({}, row, None),
        first_year=None,
        last_year=None,
        registered=False,
    )


def _district_code(row: Mapping[str, str]) -> str:
    return row.get("district_code") or row.get("code", "")[:6]


def _district_notices(rows: list[dict[str, str]]) -> dict[str, str]:
    """The notice that sets the deadline of a whole district: the one cited in the row of its government."""
    cited = (row for row in rows if row.get("kind") == DISTRICT_KIND and row.get("deadline_notice"))
    return {_district_code(row): row["deadline_notice"] for row in cited}


def _deadline(row: Mapping[str, str], defaults: Mapping[str, str], notice: str | None) -> dict[str, Any]:
    """The day, what it is founded on and what sets it. Art. 49 of 条例 names a day for departments and governments of
    counties and above; a day of the registry's own, or that of a town or street, is binding by a local notice."""
    own, basis = row.get("deadline", ""), row.get("deadline_basis", "")
    day = _month_day(own or defaults["deadline"])
    is_laws = defaults["dated_by_law"] == "yes" and day >= _month_day(defaults["deadline"])
    set_by = LAW if is_laws and not row.get("deadline_notice") else NOTICE if notice else CUSTOM
    basis = basis or (
        notice if set_by == NOTICE and notice else "本地规定的期限" if own else defaults["deadline_basis"]
    )
    return {"deadline": day, "deadline_basis": basis, "deadline_set_by": set_by}


def _agency(
    row: dict[str, str],
    kinds: Mapping[str, Mapping[str, str]],
    named: dict[str, str],
    notices: Mapping[str, str],
) -> Agency:
    """The agency of a row without faults."""
    code, name, kind = row["code"], row["name"], row["kind"]
    defaults = kinds[kind]
    district_code = _district_code(row)
    notice = row.get("deadline_notice") or (None if kind == DISTRICT_KIND else notices.get(district_code))
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
        **_deadline(row, defaults, notice),
        first_year=_year(row.get("first_year")),
        last_year=_year(row.get("last_year")),
        sources=parse_sources(row.get("source", "")),
        contact=row.get("contact", ""),
        phone=row.get("phone", ""),
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


def usual_deadline(kind: str) -> tuple[int, int]:
    """Month and day of the following year until which agencies of a kind report where their registry has no other day."""
    return _month_day(_kinds()[kind]["deadline"])


@cache
def _kinds() -> Mapping[str, Mapping[str, str]]:
    rows = csv_rows(resource("data", "registry", "kinds.csv"))
    return MappingProxyType({row["kind"]: MappingProxyType(row) for row in rows})


def _first_line(path: Path) -> str:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return file.readline()
