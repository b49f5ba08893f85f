-- What a figure that is not there is estimated by. Who had x last year is expected to have factor * x, the peers' own
-- ratio of sums, and to differ from it with variance spread * x ** power (Royall 1970; 1 as counts do, 2 where changes
-- go with size, whichever is likelier for the peers); who had nothing, or is not known to have had, what such peers
-- have on average (power 0). `peer_group` null: the whole district. Fewer than five peers say nothing.
CREATE OR REPLACE VIEW internal.peer_changes AS
WITH ratios AS (
    SELECT
        *,
        now / before AS factor,
        (squares_by_before - 2 * factor * now + factor ** 2 * before) / (had - 1) AS spread_1,
        (squared_ratios - 2 * factor * ratios + factor ** 2 * had) / (had - 1) AS spread_2,
        had * ln(greatest(spread_1, 1e-9)) > had * ln(greatest(spread_2, 1e-9)) + logarithms AS goes_with_size
    FROM peer_sums
    WHERE had >= 5
)
SELECT
    district_code, report_year, peer_group, cell, 'had' AS last_year,
    had AS peers, factor,
    CASE WHEN goes_with_size THEN 2 ELSE 1 END AS power,
    greatest(0, CASE WHEN goes_with_size THEN spread_2 ELSE spread_1 END) AS spread,
    CASE WHEN goes_with_size THEN before_squares / before ** 2 ELSE 1 / before END AS uncertainty
FROM ratios
UNION ALL
SELECT
    district_code, report_year, peer_group, cell, 'nothing',
    agencies - had, new / (agencies - had), 0,
    greatest(0, (new_squares - new ** 2 / (agencies - had)) / (agencies - had - 1)), 1 / (agencies - had)
FROM peer_sums
WHERE agencies - had >= 5
UNION ALL
SELECT
    district_code, report_year, peer_group, cell, 'unknown',
    agencies, all_now / agencies, 0,
    greatest(0, (all_squares - all_now ** 2 / agencies) / (agencies - 1)), 1 / agencies
FROM peer_sums
WHERE agencies >= 5;

COMMENT ON VIEW internal.peer_changes IS
    '同类机关的数字较上年如何变化，用以估计未报之数 / How the figures of peers changed, by which what is not there is estimated';
COMMENT ON COLUMN internal.peer_changes.peer_group IS '同类组，空为全区 / Peer group, null for the whole district';
COMMENT ON COLUMN internal.peer_changes.last_year IS 'had 上年不为零、nothing 上年为零、unknown 上年不明 / What is known of last year';
COMMENT ON COLUMN internal.peer_changes.peers IS '据以估计的机关数 / Peers it rests on';
COMMENT ON COLUMN internal.peer_changes.factor IS
    '预期为上年之数的几倍；上年为零或不明的即预期之数 / Expected, as a multiple of last year''s figure or as it is';
COMMENT ON COLUMN internal.peer_changes.power IS
    '方差随上年之数的几次方而增 / Power of last year''s figure that the variance grows with';
COMMENT ON COLUMN internal.peer_changes.spread IS '离散程度 / Variance, in units of that power';
COMMENT ON COLUMN internal.peer_changes.uncertainty IS
    'factor 自身的方差，以 spread 计 / Variance of the factor itself, in units of spread';
COMMENT ON COLUMN internal.peer_changes.district_code IS '区县代码 / District';
COMMENT ON COLUMN internal.peer_changes.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.peer_changes.cell IS '格代码 / Cell';
