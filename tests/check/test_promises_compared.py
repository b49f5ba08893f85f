"""Which problem a measure answers, and what became of it in next year's text."""

import pytest

from bench.promises import REPORTS, measured, pairs, real_pairs
from gouji.check.promise_match import NOT_MENTIONED, PLANNED, REPEATED, TAKEN_UP, outcome
from gouji.check.promise_pairs import BY_MATTER, BY_PLACE, TOGETHER, pair_items
from gouji.core.forms import sections_with
from gouji.parse.prose.improvement import read_improvement
from gouji.parse.reports import parse

MEASURE = "加强业务培训。每季度组织信息员轮训一次"


def paired(text: str) -> list[tuple[str | None, str | None, str | None]]:
    return [
        (p.problem and p.problem.text, p.measure and p.measure.text, p.paired)
        for p in pair_items(read_improvement(text))
    ]


def test_problems_and_measures_in_the_same_order_are_paired_one_by_one() -> None:
    text = "主要问题：一是群众看得不多。二是业务生疏，培训少。改进措施：一是常去村里走动。二是组织业务培训。"
    assert paired(text) == [
        ("群众看得不多", "常去村里走动", BY_PLACE),
        ("业务生疏，培训少", "组织业务培训", BY_MATTER),
    ]


def test_in_another_order_they_are_paired_by_what_they_are_about() -> None:
    text = "主要问题：一是公众号推送少。二是缺少业务培训。改进措施：一是组织信息员培训。二是办好微信公众号。"
    assert [(p, m) for p, m, _ in paired(text)] == [
        ("缺少业务培训", "组织信息员培训"),
        ("公众号推送少", "办好微信公众号"),
    ]


def test_what_has_no_other_half_stands_alone() -> None:
    text = (
        "主要问题：一是公众号推送不足。二是缺少业务培训。三是查阅点偏少。改进措施：一是组织信息员培训。二是购置雨伞。"
    )
    assert paired(text) == [
        ("缺少业务培训", "组织信息员培训", BY_MATTER),
        (None, "购置雨伞", None),
        ("公众号推送不足", None, None),
        ("查阅点偏少", None, None),
    ]


def test_one_item_is_a_pair_by_itself_and_what_is_done_is_none() -> None:
    text = (
        "针对上年答复不规范的问题，今年已修订文书。\n一是解读单一。下一步，多做图解。二是专人缺乏。下一步，配齐人手。"
    )
    assert paired(text) == [("解读单一", "下一步，多做图解", TOGETHER), ("专人缺乏", "下一步，配齐人手", TOGETHER)]


@pytest.mark.skipif(not REPORTS.is_dir(), reason="real reports lie beside the repository")
def test_the_pairs_of_a_real_township() -> None:
    (report,) = parse((REPORTS / "henghe_2025.txt").read_bytes())
    (text,) = (s.text for s in report.sections if s.number in sections_with("problems"))
    found = pair_items(read_improvement(text))
    assert [(p.problem and p.problem.ordinal, p.measure and p.measure.ordinal) for p in found] == [
        (1, 1),
        (2, 2),
        (3, 3),
    ]


@pytest.mark.parametrize(
    ("sentences", "plans", "state"),
    [
        (["全年举办信息员培训班4期"], [], TAKEN_UP),
        (["网站运行平稳", "各站所信息员参加轮训两轮"], ["完善目录"], TAKEN_UP),
        ([], [MEASURE], REPEATED),
        (["举办培训班2期"], ["加强业务培训，每季度组织信息员轮训一次"], REPEATED),
        (["网站运行平稳"], ["邀请老师授课，补上业务短板"], PLANNED),
        (["网站运行平稳"], ["办好公众号"], NOT_MENTIONED),
        (["全年未组织业务培训"], [], NOT_MENTIONED),
        (["下一步将组织信息员培训"], [], NOT_MENTIONED),
        (["（五）业务培训情况。"], [], NOT_MENTIONED),
        ([], [], NOT_MENTIONED),
    ],
)
def test_what_became_of_a_measure(sentences: list[str], plans: list[str], state: str) -> None:
    assert outcome(MEASURE, sentences, plans).state == state


def test_a_measure_promised_again_keeps_the_sentence_that_takes_it_up() -> None:
    found = outcome(MEASURE, ["网站运行平稳", "举办培训班2期"], ["完善目录", MEASURE])
    assert (found.sentence, found.plan, found.score) == (1, 1, 1.0)


def test_a_count_of_requests_is_no_work_on_them() -> None:
    assert outcome("规范依申请公开办理", ["全年收到申请15件"], []).state == NOT_MENTIONED


@pytest.mark.parametrize("held_out", [True, False])
def test_most_pairs_judged_by_hand_are_told_rightly(held_out: bool) -> None:
    judged = list(pairs(held_out))
    assert len(judged) == 52
    assert sum(measured(j)[0] == j.state for j in judged) >= 0.85 * len(judged)


@pytest.mark.skipif(not REPORTS.is_dir(), reason="real reports lie beside the repository")
def test_most_pairs_of_real_reports_are_told_rightly() -> None:
    judged = list(real_pairs())
    assert sum(measured(j)[0] == j.state for j in judged) >= 0.8 * len(judged)
