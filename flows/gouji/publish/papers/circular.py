"""通报: one page for all agencies, who has reported, what was found, and the ranking."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import cn2an
import duckdb

from gouji.check.rules import PUBLICATION, dimensions_about, read_dimensions
from gouji.core.wording import band_words, change_words, chinese_date

from ..rank_ends import RankEnds, by_request_group, rank_ends
from ..rank_ends import Row as Ranked
from .blocks import Block, ListEntry, PaperTable, Paragraph, Signature, Title
from .contents import Office, Row
from .docx import ONE_PAGE
from .paper_file import PaperFile, word_file

_MAX_NAMES, _MAX_RULES = 12, 3
_MAX_TWO_PANEL_AGENCIES = 60  # agencies up to which two panels with every column fit a page
_COLUMNS = ("名次", "机关", "得分", "等次", "稳健区间", "较上年")


def circulars(_: duckdb.DuckDBPyConnection, office: Office) -> Iterator[PaperFile]:
    """通报, one for all agencies."""
    yield word_file(office, f"{office.year}年度通报", circular_title(office), circular(office), ONE_PAGE)


def circular_title(office: Office) -> str:
    return str(office.policy["circular"]["title"]).format(year=office.year).replace("\n", "")


def circular(office: Office) -> list[Block]:
    """The circular; its tables have every agency whose rank says something, or both ends where they are too many for a
    page."""
    words = office.policy["circular"]
    agencies = [row for row in office.agencies if row["kind"] != "district"]
    blocks: list[Block] = [
        Title(words["title"].format(year=office.year)),
        Paragraph(words["addressee"].format(whom=_addressees(office)), indented=False),
        Paragraph(_published(office, agencies)),
    ]
    if any(row["report_id"] for row in agencies):
        blocks.append(Paragraph(_found(office, {row["agency_code"] for row in agencies})))
    if office.ranked:
        blocks += _ranking(office)
    return [*blocks, Signature((office.issuer, chinese_date(office.as_of)))]


def _ranking(office: Office) -> list[Block]:
    """The grades, then agencies with requests and those without, each ranked among themselves."""
    words, ranked = office.policy["circular"], office.ranked
    grades = Counter(row["grade"] for row in ranked)
    told = "、".join(words["grade"].format(grade=grade, count=count) for grade, count in grades.items())
    blocks: list[Block] = [
        Paragraph(_scored_by(words["ranking"]) + _own_rules(office) + words["grades"].format(grades=told))
    ]
    for group, rows in by_request_group(ranked):
        ends = rank_ends(rows, "_in_request_group")
        blocks.append(Paragraph(_ends_told(words, group, rows, ends)))
        listed = rows[len(ends.tied) :]  # those that share the first rank are not told apart by a list
        most = office.policy["circular_rows"] * len(rows) // len(ranked)
        shown = listed if len(listed) <= most else [*listed[: most // 2], *listed[-most // 2 :]]
        if shown:
            blocks.append(_ranking_table(shown))
        if len(shown) < len(listed):
            blocks.append(Paragraph(words["shortened"].format(count=len(listed) - len(shown))))
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
    sources = list(dict.fromkeys(row["policy_source"] for row in office.own_rules))
    words = office.policy["circular"]["own_rules"]
    return str(words.format(level=office.level, sources="；".join(sources))) if sources else ""


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


def _found(office: Office, agencies: set[str]) -> str:
    """How much is wrong in what was published; when it was published is another matter."""
    words = office.policy["circular"]
    apart = dimensions_about(PUBLICATION)
    failing = [
        f
        for f in office.findings
        if f["outcome"] == "fail"
        and f["severity"] != "note"
        and f["dimension"] not in apart
        and not f["waived"]
        and f["report_id"]
        and f["agency_code"] in agencies
    ]
    if not failing:
        return str(words["faultless"])
    whose: dict[str, set[str]] = defaultdict(set)
    for finding in failing:
        whose[finding["fault"]].add(finding["agency_code"])
    common = [fault for fault in whose if len(whose[fault]) >= words["fewest"]]
    most = sorted(common, key=lambda fault: (-len(whose[fault]), fault))[:_MAX_RULES]
    top = "；".join(words["fault"].format(fault=fault, agencies=len(whose[fault])) for fault in most)
    return str(words["found"]).format(
        fails=len(failing),
        agencies=len({f["agency_code"] for f in failing}),
        top=words["top"].format(faults=top) if top else "",
        deadline=chinese_date(office.correct_by),
    )


def _listed(names: list[str]) -> str:
    return "、".join(names[:_MAX_NAMES]) + ("等" if len(names) > _MAX_NAMES else "")


def _ranking_table(ranked: list[Ranked]) -> PaperTable:
    """The ranking in panels side by side, read down and then to the right."""
    panels, columns, widths, size = (
        (2, _COLUMNS, (0.9, 2.9, 1.1, 1.2, 1.3, 1.1), 9) if len(ranked) <= _MAX_TWO_PANEL_AGENCIES else (3, _COLUMNS[:4], (0.9, 2.6, 1.1, 1.3), 8)
    )  # fmt: skip
    height = -(-len(ranked) // panels)
    rows = [[ListEntry(text, bold=True) for _ in range(panels) for text in columns]]
    for line in range(height):
        entries = []
        for panel in range(panels):
            place = panel * height + line
            texts = _line(ranked[place]) if place < len(ranked) else ("",) * len(_COLUMNS)
            entries += [ListEntry(text) for text in texts[: len(columns)]]
        rows.append(entries)
    return PaperTable(rows, widths * panels, head=1, size=size)


def _line(row: Ranked) -> tuple[str, ...]:
    return (
        str(row["rank_in_request_group"]),
        row["name"],
        f"{row['score']:.1f}",
        row["grade"],
        band_words(row["rank_low_in_request_group"], row["rank_high_in_request_group"]),
        change_words(row["score_change"]) or "—",
    )
