"""What the office decided on the findings of an agency, at the desk: what a card shows, and what its forms do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from gouji.desk.explanations import REJECTED, decide_explanation, forget_explanation, list_explanations
from gouji.desk.store import Desk
from gouji.desk.waivers import WAIVER, grant_waiver, revoke_waiver

from .office import FormError, day_of, seen_of, text_of


@dataclass(frozen=True)
class Decisions:
    """By id of the finding: what stands at the desk, each with who, reason and `seq`. `may`: whether whoever looks may
    decide."""

    waivers: dict[str, dict[str, Any]]
    explanations: dict[str, dict[str, Any]]
    may: bool

    def explained_by(self, findings: Sequence[dict[str, Any]]) -> tuple[str, dict[str, Any] | None]:
        """Of a card's findings: the one whose explanation is decided on ("" where the report explains none of them), and
        what was decided."""
        decided = next((f["finding_id"] for f in findings if f["finding_id"] in self.explanations), "")
        asked = next((f["finding_id"] for f in findings if f["explanation_id"]), "")
        return decided or asked, self.explanations.get(decided)


def decisions_of(desk: Desk, agency: str, year: int, may: bool) -> Decisions:
    """Those on an agency's year."""
    if not desk.exists():
        return Decisions({}, {}, may)
    waivers = {
        entry.subject: {
            "who": entry.who,
            "reason": entry.value["reason"],
            "until": entry.value["until"],
            "seq": entry.seq,
        }
        for entry in desk.entries(WAIVER)
        if (entry.value["agency"], entry.value["year"]) == (agency, str(year))
    }
    explanations = {
        each.fault_id: {"who": each.who, "reason": each.row["reason"], "seq": each.seq, "word": each.row["decision"]}
        for each in list_explanations(desk)
        if (each.agency_code, each.report_year) == (agency, year)
    }
    return Decisions(waivers, explanations, may)


def decide(desk: Desk, who: str, finding: dict[str, Any], form: FormData) -> str:
    """Carry out a form of a card: waive the finding, or reject what the report says on it, or take either back; what
    to tell. Raises DeskError and FormError."""
    do, reason, seen = text_of(form, "do"), text_of(form, "reason"), seen_of(form)
    place = (finding["agency_code"], finding["report_year"], finding["finding_id"])
    if do == "waive":
        from gouji.check.waivers import finding_to_waive  # what checks need is not loaded for who only looks

        row = finding_to_waive(desk.home, finding["finding_id"])
        grant_waiver(desk, who, row, reason, day_of(form, "until", "有效期"), seen=seen)
        return "已豁免，下次发布起不再扣分；数字变了会重新提出。"
    if do == "unwaive":
        revoke_waiver(desk, who, finding["finding_id"], seen=seen)
        return "已撤销豁免，下次发布起照常计算。"
    if do == "reject":
        decide_explanation(desk, who, *place, REJECTED, reason, seen=seen)
        return "已定为不采纳，下次发布起照常计算。"
    if do == "clear":
        forget_explanation(desk, who, *place, seen=seen)
        return "已撤销，下次发布起报告的说明照常采用。"
    raise FormError("这张表单不完整，请返回刷新后重填。")
