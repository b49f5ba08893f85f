"""The tables of the circular: grades by group, the ranking of all, the faults by kind with whose they are."""

from collections import Counter, defaultdict

from gouji.core.wording import band_words, change_words

from ..rank_ends import Row as Ranked
from ..rank_ends import by_request_group
from .blocks import Block, PaperHeading, PaperTable, Paragraph, listing
from .contents import Office, Row

_TEXT_CM = 15.6  # width of the text of a letter
_RANKING_WIDTHS_CM = (1.7, 5.1, 2.1, 2.2, 2.4, 2.1)
_FAULT_WIDTHS_CM = (1.2, 6.2, 1.8, 6.4)


def grade_table(office: Office) -> PaperTable:
    """How many agencies have which grade, with requests, without, and all together."""
    words, ranked = office.policy["circular"], office.ranked
    grades = list(dict.fromkeys(row["grade"] for row in ranked))
    groups: list[tuple[str, list[Ranked]]] = by_request_group(ranked)
    groups += [(words["whole"], list(ranked))] if len(groups) > 1 else []
    rows = []
    for group, members in groups:
        counts = Counter(row["grade"] for row in members)
        rows.append((group, str(len(members)), *(str(counts[grade]) for grade in grades)))
    rest = (_TEXT_CM - 4) / (1 + len(grades))
    return listing([words["group"], words["count"], *grades], rows, (4, *[rest] * (1 + len(grades))))


def ranking_annex(office: Office) -> list[Block]:
    """排名 of each group; of more agencies than the policy says only both ends."""
    words, ranked = office.policy["circular"], office.ranked
    blocks: list[Block] = [Paragraph(words["ranking_note"])] if ranked else []
    for group, rows in by_request_group(ranked):
        most = max(2, office.policy["circular_rows"] * len(rows) // len(ranked))
        shown = rows if len(rows) <= most else [*rows[: most // 2], *rows[-(most // 2) :]]
        blocks.append(PaperHeading(words["group_heading"].format(group=group, count=len(rows)), 2))
        blocks.append(listing(words["ranking_head"], [_line(row) for row in shown], _RANKING_WIDTHS_CM, left=(1,)))
        if len(shown) < len(rows):
            blocks.append(Paragraph(words["shortened"].format(count=len(rows) - len(shown))))
    return blocks


def fault_summary(office: Office, faults: list[Row]) -> list[Block]:
    """问题汇总: each kind of fault with the agencies that have it, the most common first."""
    words = office.policy["circular"]
    names = {row["agency_code"]: row["name"] for row in office.agencies}
    whose: dict[str, list[str]] = defaultdict(list)
    for finding in faults:
        name = names[finding["agency_code"]]
        if name not in whose[finding["fault"]]:
            whose[finding["fault"]].append(name)
    kinds = sorted(whose, key=lambda fault: (-len(whose[fault]), fault))
    rows = [(str(n), fault, str(len(whose[fault])), "、".join(whose[fault])) for n, fault in enumerate(kinds, 1)]
    return [listing(words["faults_head"], rows, _FAULT_WIDTHS_CM, left=(1, 3))] if rows else []


def _line(row: Ranked) -> tuple[str, ...]:
    return (
        str(row["rank_in_request_group"]),
        row["name"],
        f"{row['score']:.1f}",
        row["grade"],
        band_words(row["rank_low_in_request_group"], row["rank_high_in_request_group"]),
        change_words(row["score_change"]) or "—",
    )
