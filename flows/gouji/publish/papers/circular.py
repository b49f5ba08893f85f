"""通报: to all agencies: who has reported, how they are graded, what was found, what is asked of whom."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

import cn2an
import duckdb

from gouji.check.rules import PUBLICATION, dimensions_about, read_dimensions
from gouji.core.wording import chinese_date, numeral

from ..rank_ends import RankEnds, by_request_group, rank_ends
from ..rank_ends import Row as Ranked
from .blocks import Block, DocumentNumber, PaperHeading, Paragraph, Title
from .circular_annexes import fault_summary, grade_table, ranking_annex
from .contents import Office, Row
from .docx_styles import LETTER
from .notice import signed
from .paper_file import PaperFile, word_file

_KIND = "circular"
_MAX_NAMES, _MAX_FAULTS = 12, 5


def circulars(_: duckdb.DuckDBPyConnection, office: Office) -> Iterator[PaperFile]:
    """通报, one for all agencies."""
    title = circular_title(office)
    yield word_file(office, title, title, circular(office), LETTER)


def circular_title(office: Office) -> str:
    return str(office.policy["circular"]["title"]).format(year=office.year).replace("\n", "")


def circular(office: Office) -> list[Block]:
    """The circular, with the ranking and the faults of all as annexes."""
    office = replace(office, kind=_KIND)
    words = office.policy["circular"]
    agencies = [row for row in office.agencies if row["kind"] != "district"]
    faults = faults_that_count(office, {row["agency_code"] for row in agencies})
    reported = any(row["report_id"] for row in agencies)
    parts: list[tuple[str, list[Block]]] = [
        ("published", [Paragraph(_published(office, agencies))]),
        ("ranking", _ranking(office) if office.ranked else []),
        ("found", _found(office, faults) if reported else []),
        ("good", [Paragraph(text) for text in _good(office, agencies)]),
        ("asked", [Paragraph(text) for text in _asked(office, agencies, faults)]),
    ]
    blocks: list[Block] = [
        DocumentNumber(office.document_number),
        Title(words["title"].format(year=office.year)),
        Paragraph(words["addressee"].format(whom=_addressees(office)), indented=False),
        Paragraph(words["opening"].format(level=office.level, year=office.year)),
    ]
    for number, (part, content) in enumerate((each for each in parts if each[1]), 1):
        blocks += [PaperHeading(f"{numeral(number)}、{words['headings'][part]}"), *content]
    blocks.append(Paragraph(words["end"], keep=True))
    annexes = {words["annex_ranking"]: ranking_annex(office), words["annex_faults"]: fault_summary(office, faults)}
    return [*blocks, *signed(office, {heading: content for heading, content in annexes.items() if content})]


def _ranking(office: Office) -> list[Block]:
    """How it was scored and graded; then agencies with requests and those without, each by themselves."""
    words, ranked = office.policy["circular"], office.ranked
    grades = Counter(row["grade"] for row in ranked)
    told = "、".join(words["grade"].format(grade=grade, count=count) for grade, count in grades.items())
    blocks: list[Block] = [
        Paragraph(_scored_by(words["ranking"]) + _own_rules(office) + words["grades"].format(grades=told)),
        grade_table(office),
    ]
    for group, rows in by_request_group(ranked):
        blocks.append(Paragraph(_ends_told(words, group, rows, rank_ends(rows, "_in_request_group"))))
    return blocks


def _ends_told(words: Row, group: str, rows: list[Ranked], ends: RankEnds) -> str:
    """One sentence on a group: how many share the first rank, or who is surely first, and who is surely last."""
    if ends.tied:
        told = words["tied"].format(count=len(ends.tied), score=f"{ends.tied[0]['score']:.1f}")
    else:
        told = words["first"].format(names=_names(ends.first)) if ends.first else words["no_first"]
    last = words["last"].format(names=_names(ends.last)) if ends.last else ""
    return str(words["request_group"]).format(group=group, count=len(rows), told=told, last=last)


def _names(rows: list[Ranked]) -> str:
    return _listed([row["name"] for row in rows])


def _scored_by(text: str) -> str:
    titles = [each.title for each in read_dimensions()]
    return text.format(dimensions="、".join(titles), count=cn2an.an2cn(len(titles)))


def _own_rules(office: Office) -> str:
    """By whose rules the points are where the district has rules of its own."""
    words = office.policy["circular"]
    sources = dict.fromkeys(
        words["own_rule"].format(who=r["who"], day=chinese_date(r["date"])) for r in office.own_rules
    )
    return str(words["own_rules"].format(level=office.level, sources="；".join(sources))) if sources else ""


def _addressees(office: Office) -> str:
    groups = set(office.peer_groups)
    named = office.policy["circular"]["addressees"]
    return "，".join(
        [text.format(level=office.level) for group, text in named.items() if group in groups]
        + sorted(groups - named.keys())
    )


def _published(office: Office, agencies: list[Row]) -> str:
    """How many reports are there, in time or not; and who still owes one, its deadline past or yet to come."""
    words = office.policy["circular"]
    status = Counter(row["status"] for row in agencies)
    missing = [row["name"] for row in agencies if row["status"] == "missing"]
    names = f"（{_listed(missing)}）" if missing else ""

    def counted(kinds: tuple[str, ...], always: tuple[str, ...]) -> str:
        named = [kind for kind in kinds if status[kind] or kind in always]
        return "、".join(words["counts"][kind].format(count=status[kind], names=names) for kind in named)

    reported = status["reported"] + status["late"] + status["unclear"]
    of_these = counted(("reported", "late", "unclear"), ("reported", "late")) if reported else ""
    others = counted(("missing", "not_due"), () if status["not_due"] else ("missing",))
    return str(words["published"]).format(
        level=office.level,
        year=office.year,
        expected=len(agencies),
        as_of=chinese_date(office.as_of),
        reported=reported,
        of_these=of_these and f"，其中{of_these}",
        others=others and f"；{others}",
    )


def faults_that_count(office: Office, agencies: set[str]) -> list[Row]:
    """One finding a fault of theirs that counts: not what is waived, explained or a mere note."""
    faults: dict[tuple[str, str], Row] = {}
    for f in office.findings:
        counts = f["outcome"] == "fail" and f["severity"] != "note" and not f["waived"]
        if counts and f["agency_code"] in agencies:
            key = (f["agency_code"], f["fault_id"] or f["rule"])
            if key not in faults or f.get("finding_id") == f["fault_id"]:
                faults[key] = f
    return list(faults.values())


def _found(office: Office, faults: list[Row]) -> list[Block]:
    """How much is wrong in what was published; when it was published is another matter."""
    words, apart = office.policy["circular"], dimensions_about(PUBLICATION)
    failing = [f for f in faults if f["dimension"] not in apart and f["report_id"]]
    if not failing:
        return [Paragraph(words["faultless"])]
    whose: dict[str, set[str]] = defaultdict(set)
    for finding in failing:
        whose[finding["fault"]].add(finding["agency_code"])
    common = [fault for fault in whose if len(whose[fault]) >= words["fewest"]]
    most = sorted(common, key=lambda fault: (-len(whose[fault]), fault))[:_MAX_FAULTS]
    top = "；".join(words["fault"].format(fault=fault, agencies=len(whose[fault])) for fault in most)
    told = words["found"].format(
        fails=len(failing),
        agencies=len({f["agency_code"] for f in failing}),
        top=words["top"].format(faults=top) if top else "",
    )
    return [Paragraph(told)]


def _good(office: Office, agencies: list[Row]) -> list[str]:
    """What went well, as far as the data show it: who is surely first, who gained most, who accounts for its figures."""
    words, told = office.policy["circular"]["good_examples"], []
    for group, rows in by_request_group(office.ranked):
        if first := rank_ends(rows, "_in_request_group").first:
            told.append(words["first"].format(group=group, names=_names(first)))
    gained = [row for row in office.ranked if (row["score_change"] or 0) >= words["least_gain"]]
    if gained:
        names = "、".join(
            f"{row['name']}（{row['score_change']:+.1f}分）".replace("+", "增") for row in gained[:_MAX_NAMES]
        )
        told.append(words["gained"].format(names=names))
    owed = {row["agency_code"] for row in agencies}
    explained = [f["name"] for f in office.findings if f["outcome"] == "explained" and f["agency_code"] in owed]
    if explained:
        told.append(words["explained"].format(names=_listed(list(dict.fromkeys(explained)))))
    return told


def _asked(office: Office, agencies: list[Row], faults: list[Row]) -> list[str]:
    """What is asked of whom; of everybody last."""
    words, apart = office.policy["circular"]["asked"], dimensions_about(PUBLICATION)
    wrong = {f["agency_code"] for f in faults if f["dimension"] not in apart and f["report_id"]}
    late = [row["name"] for row in agencies if row["status"] == "late"]
    missing = [row["name"] for row in agencies if row["status"] == "missing"]
    told = [words["wrong"].format(count=len(wrong), by=office.by)] if wrong else []
    told += [words["missing"].format(names=_listed(missing))] if missing else []
    told += [words["late"].format(names=_listed(late))] if late else []
    return [*told, words["all"]]


def _listed(names: list[str]) -> str:
    more = f"等{len(names)}个机关" if len(names) > _MAX_NAMES else ""
    return "、".join(names[:_MAX_NAMES]) + more
