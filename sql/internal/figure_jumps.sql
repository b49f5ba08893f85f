-- Figures that moved from last year's report further than their size and the change of the agency's peers explain.
-- The chance of each change:
--   small counts   given both years' sum, this year's is binomial, with as much variation besides that of counts as
--                  the district's large figures have (binomial_tails)
--   large ones     the larger of two: of the ratio, with that same variation; and of the peers' changes weighted by
--                  size (Hidiroglou and Berthelot 1986, U = 1/2), by how far theirs spread
-- Over a district's year false ones are a bounded share of what is told (Benjamini and Hochberg 1995), counting only
-- figures that could be told at all (Gilbert 2005). A change of fewer times than is common is never told.
CREATE OR REPLACE VIEW internal.figure_jumps AS
WITH limits AS (
    SELECT
        threshold_value('unusual_ratio') AS ratio_large,
        threshold_value('unusual_ratio_small') AS ratio_small,
        threshold_value('unusual_size') AS size,
        threshold_value('unusual_alone_spread') AS alone,
        threshold_value('unusual_false_share') AS false_share
),
changes AS MATERIALIZED (
    SELECT
        c.*,
        greatest(now, before) >= size AS is_large,
        greatest(now, 0.5) / greatest(before, 0.5) AS times,
        greatest(times / c.ratio, c.ratio / times) AS beyond_peers,
        CASE
            WHEN is_large AND peers IS NOT NULL THEN
                CASE WHEN now >= before * c.ratio THEN 1 ELSE -1 END * (beyond_peers - 1) * sqrt(greatest(now, before))
        END AS effect
    FROM yearly_changes c
    CROSS JOIN limits
    WHERE now + before >= 1 - log2(false_share)  -- fewer are never so improbable
),
spreads AS (
    SELECT
        district_code, report_year, peer_group, place,
        median(effect) AS middle,
        quantile_cont(effect, 0.25) AS low,
        quantile_cont(effect, 0.75) AS high
    FROM changes
    WHERE effect IS NOT NULL
    GROUP BY district_code, report_year, peer_group, place
    HAVING count(*) >= threshold_value('unusual_peers')
),
extras AS (
    SELECT
        district_code, report_year,
        (1.4826 * mad(ln(times / ratio))) ** 2 - median(1 / greatest(now, 1) + 1 / greatest(before, 1)) AS extra
    FROM changes
    WHERE is_large
    GROUP BY district_code, report_year
    HAVING count(*) >= threshold_value('unusual_district')
),
tests AS (
    SELECT district_code, report_year, count(*) AS tests FROM changes GROUP BY district_code, report_year
),
chances AS (
    SELECT
        c.*,
        CASE
            WHEN NOT is_large THEN
                binomial_tails(round(now), round(before), c.ratio, greatest(coalesce(e.extra, 0), 0.0001))
            ELSE greatest(  -- the second is null, and passed over, without peers
                normal_tails(ln(beyond_peers) / sqrt(
                    greatest(coalesce(e.extra, alone * alone), 0) + 1 / greatest(now, 1) + 1 / greatest(before, 1)
                )),
                -- from the middle to a quartile is 0.6745 standard deviations; two counts' own noise is sqrt(2)
                normal_tails((effect - s.middle) / greatest(
                    CASE WHEN effect > s.middle THEN high - s.middle ELSE s.middle - low END / 0.6745, sqrt(2)
                ))
            )
        END AS chance
    FROM changes c
    CROSS JOIN limits
    LEFT JOIN spreads s
        ON s.district_code = c.district_code AND s.report_year = c.report_year
        AND s.peer_group = c.peer_group AND s.place = c.place
    LEFT JOIN extras e ON e.district_code = c.district_code AND e.report_year = c.report_year
    WHERE least(beyond_peers, greatest(times, 1 / times))
        >= CASE WHEN is_large THEN limits.ratio_large ELSE limits.ratio_small END
),
ranked AS (
    SELECT
        c.*,
        false_share * count(*) OVER (PARTITION BY c.district_code, c.report_year ORDER BY chance) / t.tests AS bound
    FROM chances c
    CROSS JOIN limits
    JOIN tests t ON t.district_code = c.district_code AND t.report_year = c.report_year
)
SELECT
    r.agency_code,
    r.report_year,
    r.report_id,
    f.cell,
    f.position,
    f.label,
    cell_name(f.row_name, f.column_label) AS short_label,
    j.now,
    j.before,
    j.peers,
    j.ratio,
    j.chance,
    abs(log10(j.times)) AS tens
FROM ranked j
JOIN reports r ON r.rowid = j.report_key
JOIN form_cells f ON f.rowid = j.cell_key
QUALIFY chance <= max(chance) FILTER (chance <= bound) OVER (PARTITION BY j.district_code, j.report_year);

COMMENT ON VIEW internal.figure_jumps IS '较上年变化异常的数字 / Figures that moved far from last year''s';
COMMENT ON COLUMN internal.figure_jumps.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.figure_jumps.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.figure_jumps.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.figure_jumps.cell IS '格代码 / Cell';
COMMENT ON COLUMN internal.figure_jumps.position IS '在格式中的次序 / Position in the form';
COMMENT ON COLUMN internal.figure_jumps.label IS '中文名称 / Chinese name';
COMMENT ON COLUMN internal.figure_jumps.short_label IS '表内名称 / Name within its table';
COMMENT ON COLUMN internal.figure_jumps.now IS '本年的数 / Figure of this year';
COMMENT ON COLUMN internal.figure_jumps.before IS '上年的数 / Figure of last year';
COMMENT ON COLUMN internal.figure_jumps.peers IS '可比的同类机关数，不足为空 / Peers that tell, null where they are too few';
COMMENT ON COLUMN internal.figure_jumps.ratio IS '同类机关本年为上年的几倍（中位数）/ Median ratio of the peers, 1 where unknown';
COMMENT ON COLUMN internal.figure_jumps.chance IS '纯属偶然的机会 / Chance of such a change, were there nothing behind it';
COMMENT ON COLUMN internal.figure_jumps.tens IS '相差多少个十倍 / How many powers of ten apart';
