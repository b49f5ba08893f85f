"""Fills `similarities`: how much of each report's prose stands in last year's report, or in a peer's of the year.

Containment of 5-character shingles per section, exact within a district: every pair of its reports is compared.
Wording that many agencies of the district or of the peer group share is its template and does not count. What is left is
sampled into `prose_sketches`, from which elsewhere.py finds what was copied from other districts.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from gouji.core.forms import sections_with
from gouji.load.warehouse import insert_rows, table_schema
from gouji.workers.spread import spread

from .districts import by_district, processes_worth
from .shingles import Array, Shingled, common_shingles, names_of, passages, sampled, shingle
from .thresholds import read_thresholds

# The two that are composed; others are tables, or a formula and much the same for everyone.
COMPOSED = ("overview", "problems")
WHOLE = 0  # number of the sections taken together

# Names to mask and sections to compare of the current reports; `{}` chooses among the sections.
TEXTS = """
SELECT
    a.district_code, a.peer_group, r.report_id, r.agency_code, r.report_year, d.name AS district,
    list_concat([a.full_name, a.name, r.agency_printed], a.former_names, a.short_names) AS names,
    map_from_entries(list((s.section, s.text) ORDER BY s.section)) AS texts
FROM reports r
JOIN agencies a ON a.agency_code = r.agency_code
LEFT JOIN districts d ON d.district_code = a.district_code
JOIN (
    SELECT report_id, section, string_agg(text, chr(10)) AS text FROM sections WHERE {} GROUP BY report_id, section
) s ON s.report_id = r.report_id
WHERE r.is_current AND list_contains($sections, s.section)
GROUP BY ALL
ORDER BY a.district_code, r.report_year, r.agency_code
"""


# Whose reports are last year's of each report, and which agencies share a last year.
_LAST_YEARS = "SELECT report_id, list(last_report_id ORDER BY last_report_id) FROM last_years GROUP BY report_id"
_GROUPS = "SELECT agency_code, report_year, group_code FROM lineage_groups WHERE members > 1"


class _Kin(NamedTuple):
    """Through changes of organs: last year's reports by report, and the group of those that one organ was split into."""

    last: dict[str, list[str]]
    group: dict[tuple[str, int], str]

    def of(self, rows: list[dict[str, Any]]) -> "_Kin":
        """The kin of these reports."""
        organs = {(row["agency_code"], row["report_year"]) for row in rows}
        return _Kin(
            {row["report_id"]: self.last[row["report_id"]] for row in rows if row["report_id"] in self.last},
            {organ: self.group[organ] for organ in organs if organ in self.group},
        )

    def is_split(self, row: dict[str, Any], other: dict[str, Any]) -> bool:
        """Whether two reports of a year are of organs that came from the same one: what they share is last year's."""
        mine, theirs = (self.group.get((r["agency_code"], r["report_year"])) for r in (row, other))
        return mine is not None and mine == theirs


class _ComparedProse(NamedTuple):
    """One report's prose: its sections, and of each the shingles that are not template."""

    row: dict[str, Any]
    sections: dict[int, Shingled]
    informative: dict[int, Array]


class _District(NamedTuple):
    """The reports of a district (rows of TEXTS), their kin, and the columns of `similarities`."""

    reports: list[dict[str, Any]]
    kin: _Kin
    schema: Any


def fill_similarities(con: duckdb.DuckDBPyConnection, processes: int = 1) -> None:
    """Fill `similarities` and `prose_sketches` from the sections and cells of current reports; filling again replaces
    them. `processes`: how many a large home's districts may be spread over."""
    con.execute("DELETE FROM similarities; DELETE FROM prose_sketches")
    kin = _Kin(
        dict(con.execute(_LAST_YEARS).fetchall()),
        {(code, year): group for code, year, group in con.execute(_GROUPS).fetchall()},
    )
    schema, processes = table_schema(con, "similarities"), processes_worth(con, processes)
    texts = con.sql(TEXTS.format("true"), params={"sections": list(sections_with(*COMPOSED))})
    districts = (_District(reports, kin.of(reports), schema) for reports in by_district(texts))
    found = [(schema.empty_table(), _sketches([])), *spread(_compared, districts, processes)]
    insert_rows(con, "similarities", pa.concat_tables(rows for rows, _ in found))
    insert_rows(con, "prose_sketches", pa.concat_tables(sketches for _, sketches in found))
    con.execute("INSERT INTO similarities BY NAME FROM table_likeness")


def shingled_sections(row: dict[str, Any]) -> dict[int, Shingled]:
    """The sections of a row of TEXTS by number, names masked."""
    names = names_of(row["names"], row["district"])
    return {number: shingle(text, names) for number, text in row["texts"]}


def _compared(district: _District) -> tuple[Any, Any]:
    """The rows of `similarities` and of `prose_sketches` of a district, as tables."""
    proses: list[_ComparedProse] = []
    rows = list(_of_district(district.reports, district.kin, proses))
    return pa.Table.from_pylist(rows, district.schema), _sketches(proses)


def _of_district(reports: list[dict[str, Any]], kin: _Kin, compared: list[_ComparedProse]) -> Iterator[dict[str, Any]]:
    """Rows of `similarities` for one district; its proses without their template are added to `compared`."""
    limit = {name: threshold.value for name, threshold in read_thresholds().items()}
    last: dict[str, _ComparedProse] = {}
    for year in sorted({row["report_year"] for row in reports}):
        proses = [_prose(row) for row in reports if row["report_year"] == year]
        templates = {number: _template(proses, number, limit) for number in sections_with(*COMPOSED)}
        proses = [_without(prose, templates) for prose in proses]
        for prose in proses:
            for report_id in kin.last.get(prose.row["report_id"], ()):
                if before := last.get(report_id):
                    yield from _rows("last_year", prose, before, _shared(prose, before), 0, limit)
        yield from _peers(proses, kin, limit)
        last = {prose.row["report_id"]: prose for prose in proses}
        compared += proses


def _sketches(proses: list[_ComparedProse]) -> pa.Table:
    """Rows of `prose_sketches`: what is informative in each section, sampled."""
    kept = [(p.row, number, sampled(text)) for p in proses for number, text in sorted(p.informative.items())]
    sizes = np.cumsum([0, *(len(sample) for *_, sample in kept)], dtype=np.int32)
    values = np.concatenate([np.zeros(0, np.uint64), *(sample for *_, sample in kept)])
    return pa.table(
        {
            "report_id": pa.array([row["report_id"] for row, *_ in kept], pa.string()),
            "agency_code": pa.array([row["agency_code"] for row, *_ in kept], pa.string()),
            "report_year": pa.array([row["report_year"] for row, *_ in kept], pa.int32()),
            "section": pa.array([number for _, number, _ in kept], pa.int32()),
            "shingles": pa.ListArray.from_arrays(pa.array(sizes), pa.array(values)),
        }
    )


def _prose(row: dict[str, Any]) -> _ComparedProse:
    return _ComparedProse(row, shingled_sections(row), {})


def _template(proses: list[_ComparedProse], number: int, limit: dict[str, float]) -> dict[str, Array]:
    """Sorted shingles that do not count in this section, by peer group: the district's template and the group's."""
    texts = [prose for prose in proses if number in prose.sections]
    common = [
        common_shingles(),
        _frequent(texts, number, max(limit["template_reports"], limit["template_share"] * len(texts))),
    ]
    templates = {}
    for group in {prose.row["peer_group"] for prose in texts}:
        members = [prose for prose in texts if prose.row["peer_group"] == group]
        least = max(limit["template_reports"], limit["template_group_share"] * len(members))
        templates[group] = np.unique(np.concatenate([*common, _frequent(members, number, least)]))
    return templates


def _frequent(proses: list[_ComparedProse], number: int, least: float) -> Array:
    """Shingles that stand in at least so many of the texts."""
    if len(proses) < least:
        return np.zeros(0, np.uint64)
    shingles, count = np.unique(np.concatenate([prose.sections[number].unique for prose in proses]), return_counts=True)
    return shingles[count >= least]


def _without(prose: _ComparedProse, templates: dict[int, dict[str, Array]]) -> _ComparedProse:
    group = prose.row["peer_group"]
    informative = {
        number: np.setdiff1d(text.unique, templates[number][group], assume_unique=True)
        for number, text in prose.sections.items()
    }
    return prose._replace(informative=informative)


def _shared(prose: _ComparedProse, other: _ComparedProse) -> dict[int, int]:
    """Informative shingles by section that stand in the other text's section too."""
    return {
        number: int(np.isin(mine, other.sections[number].unique, assume_unique=True).sum())
        for number, mine in prose.informative.items()
        if number in other.sections
    }


def _peers(proses: list[_ComparedProse], kin: _Kin, limit: dict[str, float]) -> Iterator[dict[str, Any]]:
    """Every pair of the year, both ways, but those that came from one organ."""
    counts = {number: _pair_counts([p.informative.get(number) for p in proses]) for number in sections_with(*COMPOSED)}
    sizes = {
        number: np.array([len(p.informative.get(number, ())) for p in proses]) for number in sections_with(*COMPOSED)
    }
    levels: list[tuple[Array, Array]] = [(counts[number], sizes[number]) for number in sections_with(*COMPOSED)]
    levels.append((sum(counts.values()), sum(sizes.values())))
    alike = np.zeros((len(proses), len(proses)), bool)
    for count, size in levels:
        enough = np.maximum(limit["alike_kept_share"] * size, 1)
        alike |= (size >= limit["alike_shingles"])[:, None] & (count >= enough[:, None])
    np.fill_diagonal(alike, False)
    for a, b in np.argwhere(alike).tolist():
        if kin.is_split(proses[a].row, proses[b].row):
            continue
        shared = {number: int(count[a, b]) for number, count in counts.items()}
        yield from _rows("peer", proses[a], proses[b], shared, limit["alike_kept_share"], limit)


def _pair_counts(sets: list[Array | None]) -> Array:
    """Matrix of how many shingles each two sets share. The sets' shingles side by side, sorted: equal ones stand
    together, so a step of one, of two, … finds every pair that shares one. No shingle is in many sets: what is, was
    template."""
    shingles = np.concatenate([np.zeros(0, np.uint64), *(s for s in sets if s is not None)])
    owners = np.repeat(np.arange(len(sets)), [0 if s is None else len(s) for s in sets])
    order = np.argsort(shingles, kind="stable")
    shingles, owners = shingles[order], owners[order]
    pairs = np.zeros(len(sets) ** 2, np.int64)
    for step in range(1, len(sets)):
        same = np.flatnonzero(shingles[step:] == shingles[:-step])
        if not len(same):
            break
        pairs += np.bincount(owners[same] * len(sets) + owners[same + step], minlength=len(pairs))
    matrix = pairs.reshape(len(sets), len(sets))
    return matrix + matrix.T


def _rows(
    kind: str,
    prose: _ComparedProse,
    other: _ComparedProse,
    shared: dict[int, int],
    least: float,
    limit: dict[str, float],
) -> Iterator[dict[str, Any]]:
    """The row of every section that has enough to go by and is alike enough to keep, and one of all together."""
    sizes = {number: len(prose.informative.get(number, ())) for number in shared}
    shared, sizes = shared | {WHOLE: sum(shared.values())}, sizes | {WHOLE: sum(sizes.values())}
    for number, size in sizes.items():
        if size < limit["alike_shingles"] or shared[number] < least * size:
            continue
        containment = shared[number] / size
        found: Iterable[tuple[str, str]] = ()
        if number != WHOLE and containment >= limit["alike_kept_share"]:
            found = passages(prose.sections[number], other.sections[number], prose.informative[number])
        yield {
            "report_id": prose.row["report_id"],
            "agency_code": prose.row["agency_code"],
            "report_year": prose.row["report_year"],
            "other_report_id": other.row["report_id"],
            "other_agency_code": other.row["agency_code"],
            "other_report_year": other.row["report_year"],
            "kind": kind,
            "scope": "own" if kind == "last_year" else "district",
            "section": number,
            "containment": containment,
            "evidence": float(size),
            "passages": [mine for mine, _ in found],
            "other_passages": [theirs for _, theirs in found],
        }
