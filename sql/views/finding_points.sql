-- What each finding costs. Within an agency's year the findings of a rule are charged one by one until the
-- rule's cap is reached, then the rules of a dimension until its weight is. Only failures that are neither
-- waived nor notes cost; a missing report costs everything there is.
CREATE OR REPLACE VIEW finding_points AS
WITH charged AS (
    SELECT
        f.finding_id,
        f.agency_code,
        f.report_year,
        f.rule,
        f.dimension,
        CASE WHEN f.severity = 'note' THEN 0 ELSE r.points END AS points,
        r.cap,
        row_number() OVER (PARTITION BY f.agency_code, f.report_year, f.rule ORDER BY f.finding_id) AS nth
    FROM findings f
    JOIN rules r ON r.rule = f.rule
    WHERE f.outcome = 'fail' AND NOT f.waived
),
within_rule AS (
    SELECT *, greatest(0, least(points, cap - points * (nth - 1)))::DECIMAL(9, 4) AS after_rule FROM charged
),
within_dimension AS (
    SELECT
        *,
        sum(after_rule) OVER (
            PARTITION BY agency_code, report_year, dimension
            ORDER BY rule, finding_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS running
    FROM within_rule
)
SELECT
    c.finding_id,
    CASE
        WHEN c.rule = 'report_missing' THEN c.points
        ELSE greatest(0, least(c.after_rule, d.weight - (c.running - c.after_rule)))
    END::DECIMAL(9, 4) AS points
FROM within_dimension c
JOIN dimensions d ON d.dimension = c.dimension;

COMMENT ON VIEW finding_points IS '每一发现的扣分，已按规则与维度封顶 / Points each finding costs, after the caps of rule and dimension';
COMMENT ON COLUMN finding_points.finding_id IS '发现 / Finding';
COMMENT ON COLUMN finding_points.points IS '扣分 / Points lost';
