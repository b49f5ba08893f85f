"""What the offices' prose tells, for section 一 of the district's own report: sentences whose every number is counted or
added up from facts of their reports, each with the offices and their figures as its source."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import duckdb

from gouji.core.wording import plain
from gouji.load.warehouse import fetch_rows

from .contents import Office, Row

# Of each office what it tells of channels, fields and other kinds, these by counter.
_TOLD = """
FROM fact_matters
SELECT part, code, title, agency_name, items, by_unit
WHERE district_code = $district AND report_year = $year AND agency_kind <> 'district'
ORDER BY ALL
"""
Told = tuple[str, str]  # (sentence, where its figures come from)


class Matter(NamedTuple):
    """A channel, field or kind: what it is called, and what each office that tells of it counts, None without a figure."""

    title: str
    offices: Mapping[str, Decimal | None]

    @property
    def counted(self) -> dict[str, Decimal]:
        return {office: items for office, items in self.offices.items() if items is not None}


def told_in_prose(con: duckdb.DuckDBPyConnection, office: Office) -> list[Row]:
    """Rows of part, code, title, agency_name, items and by_unit of the district's reports of the year."""
    return fetch_rows(con, _TOLD, {"district": office.district_code, "year": office.year})


def fact_sentences(office: Office, told: Sequence[Row], templates: Sequence[Row]) -> list[Told]:
    """The sentences of `templates` (own_report.aspects.facts of papers.toml) that the reports tell anything for."""
    return [sentence for template in templates if (sentence := _sentence(office, told, template))]


def _sentence(office: Office, told: Sequence[Row], template: Row) -> Told | None:
    """One of the most told channels or fields (`each`, at most `most`), or one of a kind with its figures (`counted`)."""
    words = office.policy["own_report"]["told"]
    found = _matters(told, template)
    if "each" in template:
        matters = sorted((m for m in found.values() if m.counted), key=lambda m: (-len(m.counted), m.title))
        matters = matters[: template["most"]]
        if not matters:
            return None
        pieces = [
            template["each"].format(
                title=m.title, offices=len(m.counted), items=plain(sum(m.counted.values(), Decimal(0)))
            )
            for m in matters
        ]
        sources = [words["of_matter"].format(title=m.title, offices=_named(m.counted)) for m in matters]
        return template["text"].format(pieces="，".join(pieces)) + "。", words["source"].format(of="；".join(sources))
    if template["code"] not in found:
        return None
    matter = found[template["code"]]
    text = template["text"].format(offices=len(matter.offices))
    if matter.counted and "counted" in template:
        items = plain(sum(matter.counted.values(), Decimal(0)))
        some = len(matter.counted) < len(matter.offices)
        these = words["some"].format(offices=len(matter.counted)) if some else words["all"]
        text += template["counted"].format(these=these, items=items)
    offices = matter.offices if "counted" in template else dict.fromkeys(matter.offices)
    return f"{text}。", words["source"].format(of=_named(offices))


def _matters(told: Sequence[Row], template: Row) -> dict[str, Matter]:
    """What is told of a template's part by code. Of a kind only what is counted in the template's units has a figure."""
    without = {"other", "unknown", *template.get("without", ())}
    found: dict[str, Matter] = {}
    for row in told:
        if row["part"] == template["part"] and row["code"] not in without:
            items = _in_units(row, template["units"]) if "units" in template else row["items"]
            matter = found.setdefault(row["code"], Matter(row["title"], {}))
            found[row["code"]] = matter._replace(offices={**matter.offices, row["agency_name"]: items})
    return found


def _in_units(row: Row, units: Sequence[str]) -> Decimal | None:
    counted = [each["value"] for each in row["by_unit"] or () if each["unit"] in units]
    return sum(counted, Decimal(0)) if counted else None


def _named(offices: Mapping[str, Decimal | None]) -> str:
    """春山镇12、秋水镇: every office, and its figure where it has one."""
    return "、".join(f"{office}{'' if items is None else plain(items)}" for office, items in offices.items())
