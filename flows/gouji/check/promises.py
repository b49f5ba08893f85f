"""Fills `promises`: the problems and measures of every current report, and what became of each in next year's report.

For the office's reading: nothing is charged. A district at a time, as likeness is (similarities.py).
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from gouji.core.forms import sections_with
from gouji.load.warehouse import insert_rows, table_schema
from gouji.parse.prose.improvement import read_improvement
from gouji.parse.prose.promise_matters import matters, named_in
from gouji.workers.spread import spread

from .districts import by_district, processes_worth
from .promise_match import NOT_MENTIONED, PLANNED, REPEATED, TAKEN_UP, Outcome, outcome
from .promise_pairs import Pair, pair_items
from .promise_texts import Told, told_by

CANNOT_TELL, OPEN, NO_MEASURE = "cannot_tell", "open", "no_measure"
# Of the reports that came from one, after a split, that which answers best.
_BEST_FIRST = (REPEATED, TAKEN_UP, PLANNED, CANNOT_TELL, NOT_MENTIONED)
MAX_TEXT = 20_000  # characters of a section that are read: ten times the longest seen, so that none holds up a run

_REPORTS = """
SELECT coalesce(a.district_code, '') AS district_code, r.report_id, r.agency_code, r.report_year,
    map_from_entries(list((s.section, s.text) ORDER BY s.section)) AS texts
FROM reports r
JOIN agencies a ON a.agency_code = r.agency_code
JOIN (
    SELECT report_id, section, string_agg(text, chr(10) ORDER BY rowid) AS text FROM sections GROUP BY report_id, section
) s ON s.report_id = r.report_id
WHERE r.is_current
GROUP BY ALL
ORDER BY district_code, r.report_year, r.agency_code
"""
_NEXT = "SELECT last_report_id, list(report_id ORDER BY report_id) FROM last_years GROUP BY last_report_id"

Row = dict[str, Any]


class _District(NamedTuple):
    """The reports of a district, next year's of each by report_id, and the columns of `promises`."""

    reports: list[Row]
    after: dict[str, list[str]]
    schema: Any


class _Answers(NamedTuple):
    """What of a report may answer last year's promises; `whole`: the sections that would were all read."""

    report_id: str
    sentences: list[Told]
    plans: list[Told]
    whole: bool


def fill_promises(con: duckdb.DuckDBPyConnection, processes: int = 1) -> None:
    """Fill `promises` and `promise_matters` from the sections of current reports; filling again replaces them.

    `processes`: how many a large home's districts may be spread over.
    """
    con.execute("DELETE FROM promises; DELETE FROM promise_matters")
    insert_rows(
        con,
        "promise_matters",
        [(m.matter, m.title, m.title_en, place) for place, m in enumerate(matters().values(), 1)],
    )
    after, schema = dict(con.execute(_NEXT).fetchall()), table_schema(con, "promises")
    processes = processes_worth(con, processes)
    districts = (_District(reports, _of(reports, after), schema) for reports in by_district(con.sql(_REPORTS)))
    found = [schema.empty_table(), *spread(_promises, districts, processes)]
    insert_rows(con, "promises", pa.concat_tables(found))


def _of(reports: list[Row], after: dict[str, list[str]]) -> dict[str, list[str]]:
    """What there is of next year's reports of these."""
    return {row["report_id"]: after[row["report_id"]] for row in reports if row["report_id"] in after}


def _promises(district: _District) -> Any:
    """The rows of `promises` of a district's reports, as a table."""
    return pa.Table.from_pylist(list(_of_district(district.reports, district.after)), district.schema)


def _of_district(reports: list[Row], after: dict[str, list[str]]) -> Iterator[Row]:
    needed = {report_id for row in reports for report_id in after.get(row["report_id"], ())}
    answers = {row["report_id"]: _answers(row) for row in reports if row["report_id"] in needed}
    problems = set(sections_with("problems"))
    for row in reports:
        following = [answers[report_id] for report_id in after.get(row["report_id"], ()) if report_id in answers]
        ordinal = 0
        for number, text in row["texts"]:
            if number not in problems:
                continue
            for pair in pair_items(read_improvement(text[:MAX_TEXT])):
                ordinal += 1
                yield (
                    {
                        "report_id": row["report_id"],
                        "agency_code": row["agency_code"],
                        "report_year": row["report_year"],
                        "ordinal": ordinal,
                        "section": number,
                    }
                    | _written(pair)
                    | _became(pair, following)
                )


def _answers(row: Row) -> _Answers:
    texts = [(number, text[:MAX_TEXT]) for number, text in row["texts"]]
    sentences, plans = told_by(texts, sections_with("problems"))
    read = {number for number, text in texts if text.strip()}
    whole = all(len(text) <= MAX_TEXT for _, text in row["texts"]) and all(
        read & set(sections_with(role)) for role in ("overview", "problems")
    )
    return _Answers(row["report_id"], sentences, plans, whole)


def _written(pair: Pair) -> Row:
    """What the report itself says."""
    named = named_in((pair.measure or pair.problem).text)  # type: ignore[union-attr]
    return {
        "problem": pair.problem and pair.problem.text,
        "measure": pair.measure and pair.measure.text,
        "paired": pair.paired,
        "matters": sorted(named.matters, key=lambda matter: matter not in named.head),
        "problem_starts_at": pair.problem and pair.problem.start,
        "measure_starts_at": pair.measure and pair.measure.start,
    }


def _became(pair: Pair, following: Iterable[_Answers]) -> Row:
    """What next year's report says of it."""
    nothing = dict.fromkeys(("next_report_id", "answer", "answer_section", "promised_again", "fit"))
    if pair.measure is None:
        return nothing | {"promise_state": NO_MEASURE}
    found = [_answered(pair.measure.text, answers) for answers in following]
    return min(
        found, key=lambda row: _BEST_FIRST.index(row["promise_state"]), default=nothing | {"promise_state": OPEN}
    )


def _answered(measure: str, answers: _Answers) -> Row:
    result: Outcome = outcome(measure, [s.text for s in answers.sentences], [p.text for p in answers.plans])
    unsure = result.state == NOT_MENTIONED and not answers.whole
    sentence = None if result.sentence is None else answers.sentences[result.sentence]
    return {
        "promise_state": CANNOT_TELL if unsure else result.state,
        "next_report_id": answers.report_id,
        "answer": sentence and sentence.text,
        "answer_section": sentence and sentence.section,
        "promised_again": None if result.plan is None else answers.plans[result.plan].text,
        "fit": None if result.state == NOT_MENTIONED else result.score,
    }
