"""Masking, hashing and quoting of prose, and the exactness of the comparison."""

from random import Random

import numpy as np
import pytest

from gouji.check.shingles import SHINGLE_LENGTH, common_shingles, names_of, passages, shingle
from gouji.check.similarities import _pair_counts

TEXT = "青沐镇2025年办理来信31件，逐封登记，当月答复；青沐镇人民政府另设意见箱三处，赶集日开箱。"
RENAMED = "碧笛镇2023年办理来信108件，逐封登记，当月答复；碧笛镇人民政府另设意见箱十二处，赶集日开箱。"


def test_a_renamed_copy_with_other_figures_has_the_same_shingles():
    mine = shingle(TEXT, names_of(["青沐镇人民政府"], None))
    other = shingle(RENAMED, names_of(["碧笛镇人民政府"], None))
    assert mine.shingles.tolist() == other.shingles.tolist()
    assert len(mine.shingles) == len(mine.places) - SHINGLE_LENGTH + 1
    assert shingle(TEXT).shingles.tolist() != shingle(RENAMED).shingles.tolist()


def test_spaces_and_punctuation_do_not_count():
    assert shingle("一 是 公告栏，太远。").shingles.tolist() == shingle("一是公告栏太远").shingles.tolist()


@pytest.mark.parametrize("text", ["", "太短", "2025年12月31日", "\ud800孤立代理项也不出错的文字"])
def test_short_and_odd_texts(text):
    assert len(shingle(text).shingles) == max(len(shingle(text).places) - SHINGLE_LENGTH + 1, 0)


def test_numerals_in_words_stay_and_figures_do_not():
    assert shingle("统一平台建设完毕").shingles.tolist() != shingle("统二平台建设完毕").shingles.tolist()
    assert shingle("收到申请三十余件").shingles.tolist() == shingle("收到申请6余件").shingles.tolist()


def test_names_of_a_district_are_masked_in_every_length():
    names = names_of(["示例省云汀市澜溪区财政局", "财政局"], "示例省云汀市澜溪区")
    assert {"示例省云汀市澜溪区财政局", "财政局", "示例省", "云汀市", "澜溪区"} <= set(names)
    assert names == sorted(names, key=lambda name: (-len(name), name))


def test_the_words_of_the_law_are_common():
    phrase = shingle("全年未收到公民、法人或者其他组织提出的政府信息公开申请。")
    assert np.isin(phrase.unique, common_shingles()).mean() > 0.8


def test_passages_stand_side_by_side_longest_first():
    mine = shingle(
        "甲段各不相同的开头。这一句两边都有，说的是来信31件逐封登记。中间自己写的话。末尾这句也是照抄过来的。"
    )
    other = shingle("末尾这句也是照抄过来的。乙段另写的开头文字。这一句两边都有，说的是来信7件逐封登记。")
    found = passages(mine, other, mine.unique)
    assert found == [
        ("这一句两边都有，说的是来信31件逐封登记。", "这一句两边都有，说的是来信7件逐封登记。"),
        ("末尾这句也是照抄过来的。", "末尾这句也是照抄过来的。"),
    ]
    assert passages(mine, other, np.zeros(0, np.uint64)) == []


def test_pair_counts_are_those_of_plain_sets():
    rng = Random(3)
    sets = [np.array(sorted(rng.sample(range(60), rng.randrange(40))), np.uint64) for _ in range(12)]
    sets[4] = np.zeros(0, np.uint64)
    counts = _pair_counts([*sets, None])
    for a, mine in enumerate(sets):
        for b, other in enumerate(sets):
            if a != b:
                assert counts[a, b] == len(set(mine.tolist()) & set(other.tolist()))
    assert counts[12].sum() == 0
