"""Who is named as first or last: nobody whose rank is not sure."""

from gouji.publish.rank_ends import by_request_group, rank_ends


def ranked(*bands):
    """Rows of (rank, low, high), named by their place."""
    return [
        {"agency_code": str(i), "rank": rank, "rank_low": low, "rank_high": high}
        for i, (rank, low, high) in enumerate(bands)
    ]


def codes(rows):
    return [row["agency_code"] for row in rows]


def test_first_and_last_are_those_whose_whole_band_lies_in_the_quarter():
    ends = rank_ends(ranked((1, 1, 2), (2, 1, 4), (3, 2, 4), (4, 3, 6), (5, 4, 6), (6, 5, 7), (7, 6, 8), (8, 8, 8)))
    assert (ends.tied, codes(ends.first), codes(ends.last)) == ([], ["0"], ["7"])


def test_where_most_share_the_first_rank_nobody_is_named_as_first():
    ends = rank_ends(ranked(*[(1, 1, 1)] * 5, (6, 6, 7), (7, 6, 7), (8, 8, 8)))
    assert (codes(ends.tied), ends.first, codes(ends.last)) == (["0", "1", "2", "3", "4"], [], ["7"])


def test_half_that_tie_are_not_most_and_four_are_too_few_to_name_anybody():
    assert codes(rank_ends(ranked(*[(1, 1, 1)] * 3, (4, 4, 6), (5, 4, 6), (6, 4, 6))).first) == ["0", "1", "2"]
    assert rank_ends(ranked(*[(1, 1, 1)] * 3, (4, 4, 4))) == ([], [], [])


def test_groups_are_in_order_and_empty_ones_left_out():
    rows = [
        {"agency_code": c, "request_group": "没有申请", "rank_in_request_group": r} for c, r in (("a", 2), ("b", 1))
    ]
    assert [(group, codes(members)) for group, members in by_request_group(rows)] == [("没有申请", ["b", "a"])]
