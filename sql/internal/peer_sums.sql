-- How the figures of an agency's peers changed from last year, in years in which something is open: sums over those
-- that are certain in both years, by whether there was something last year. `peer_group` null: the whole district,
-- for groups with too few. Figures that are 0 in both years are counted, not gone through.
CREATE OR REPLACE VIEW internal.peer_sums AS
WITH years AS (
    SELECT DISTINCT district_code, report_year FROM uncertain_figures WHERE most IS NULL AND kind <> 'district'
),
both_years AS MATERIALIZED (
    SELECT y.district_code, y.report_year, a.peer_group, a.agency_code, t.report_id, l.report_id AS last_report_id
    FROM years y
    JOIN agencies a ON a.district_code = y.district_code AND a.kind <> 'district'
    JOIN reports t ON t.agency_code = a.agency_code AND t.report_year = y.report_year AND t.is_current
    JOIN reports l ON l.agency_code = a.agency_code AND l.report_year = y.report_year - 1 AND l.is_current
),
peers AS (
    SELECT district_code, report_year, peer_group, count(*) AS agencies
    FROM both_years
    GROUP BY GROUPING SETS ((district_code, report_year, peer_group), (district_code, report_year))
),
figures AS (
    SELECT report_id, cell, value::DOUBLE AS value FROM cells WHERE value > 0
),
uncertain AS MATERIALIZED (
    SELECT DISTINCT b.district_code, b.report_year, b.peer_group, b.agency_code, c.cell
    FROM both_years b
    JOIN cell_bounds c ON c.agency_code = b.agency_code AND c.report_year IN (b.report_year, b.report_year - 1)
),
pairs AS (
    SELECT p.district_code, p.report_year, p.peer_group, p.cell, sum(p.before) AS before, sum(p.now) AS now
    FROM (
        SELECT b.district_code, b.report_year, b.peer_group, b.agency_code, f.cell, 0 AS before, f.value AS now
        FROM both_years b JOIN figures f ON f.report_id = b.report_id
        UNION ALL
        SELECT b.district_code, b.report_year, b.peer_group, b.agency_code, f.cell, f.value, 0
        FROM both_years b JOIN figures f ON f.report_id = b.last_report_id
    ) p
    ANTI JOIN uncertain u ON u.agency_code = p.agency_code AND u.report_year = p.report_year AND u.cell = p.cell
    GROUP BY p.district_code, p.report_year, p.peer_group, p.agency_code, p.cell
),
left_out AS (
    SELECT district_code, report_year, peer_group, cell, count(*) AS agencies
    FROM uncertain
    GROUP BY GROUPING SETS ((district_code, report_year, peer_group, cell), (district_code, report_year, cell))
),
sums AS (
    SELECT
        district_code, report_year, peer_group, cell,
        count(*) FILTER (before > 0) AS had,
        sum(before) AS before, sum(before ** 2) AS before_squares,
        sum(now) FILTER (before > 0) AS now,
        sum(now ** 2 / before) FILTER (before > 0) AS squares_by_before,
        sum(now / before) FILTER (before > 0) AS ratios,
        sum((now / before) ** 2) FILTER (before > 0) AS squared_ratios,
        sum(ln(before)) FILTER (before > 0) AS logarithms,
        sum(now) FILTER (before = 0) AS new,
        sum(now ** 2) FILTER (before = 0) AS new_squares,
        sum(now) AS all_now, sum(now ** 2) AS all_squares
    FROM pairs
    GROUP BY GROUPING SETS ((district_code, report_year, peer_group, cell), (district_code, report_year, cell))
)
SELECT
    p.district_code, p.report_year, p.peer_group, f.cell,
    p.agencies - coalesce(l.agencies, 0) AS agencies,
    coalesce(s.had, 0) AS had,
    s.before, s.before_squares, s.now, s.squares_by_before, s.ratios, s.squared_ratios, s.logarithms,
    coalesce(s.new, 0) AS new, coalesce(s.new_squares, 0) AS new_squares,
    coalesce(s.all_now, 0) AS all_now, coalesce(s.all_squares, 0) AS all_squares
FROM peers p
JOIN prescribed_forms e ON e.report_year = p.report_year
JOIN form_cells f ON f.form = e.form AND NOT f.optional
LEFT JOIN sums s
    ON s.district_code = p.district_code AND s.report_year = p.report_year
    AND s.peer_group IS NOT DISTINCT FROM p.peer_group AND s.cell = f.cell
LEFT JOIN left_out l
    ON l.district_code = p.district_code AND l.report_year = p.report_year
    AND l.peer_group IS NOT DISTINCT FROM p.peer_group AND l.cell = f.cell;

COMMENT ON VIEW internal.peer_sums IS
    '同类机关两年数字之和，用以估计未报之数 / Sums over the figures of peers in both years, to estimate what is not there by';
COMMENT ON COLUMN internal.peer_sums.peer_group IS '同类组，空为全区 / Peer group, null for the whole district';
COMMENT ON COLUMN internal.peer_sums.agencies IS '两年之数都确定的机关数 / Agencies whose figure is certain in both years';
COMMENT ON COLUMN internal.peer_sums.had IS '其中上年不为零的 / Of these, those with something last year';
COMMENT ON COLUMN internal.peer_sums.district_code IS '区县代码 / District';
COMMENT ON COLUMN internal.peer_sums.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.peer_sums.cell IS '格代码 / Cell';
COMMENT ON COLUMN internal.peer_sums.before IS '上年不为零者上年之和 / Sum of last year';
COMMENT ON COLUMN internal.peer_sums.before_squares IS '上年平方和 / Sum of squares of last year';
COMMENT ON COLUMN internal.peer_sums.now IS '上年不为零者今年之和 / Sum of this year, of those with something last year';
COMMENT ON COLUMN internal.peer_sums.squares_by_before IS '今年平方除以上年之和 / Sum of this year squared by last year';
COMMENT ON COLUMN internal.peer_sums.ratios IS '今年与上年之比的和 / Sum of ratios of this year to last';
COMMENT ON COLUMN internal.peer_sums.squared_ratios IS '上述之比的平方和 / Sum of their squares';
COMMENT ON COLUMN internal.peer_sums.logarithms IS '上年之数的对数和 / Sum of logarithms of last year';
COMMENT ON COLUMN internal.peer_sums.new IS '上年为零者今年之和 / Sum of this year, of those with nothing last year';
COMMENT ON COLUMN internal.peer_sums.new_squares IS '其平方和 / Sum of its squares';
COMMENT ON COLUMN internal.peer_sums.all_now IS '今年之和 / Sum of this year';
COMMENT ON COLUMN internal.peer_sums.all_squares IS '今年平方和 / Sum of squares of this year';
