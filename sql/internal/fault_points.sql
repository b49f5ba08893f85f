-- What each fault costs: the price of the dearest kind among its failures, then what the dimension still has to
-- lose. Failures that are waived, notes, and faults of another year's report cost nothing.
CREATE OR REPLACE VIEW internal.fault_points AS
WITH priced AS (
    SELECT f.fault_id, f.agency_code, f.report_year, f.finding_id, f.dimension, p.price
    FROM findings f
    JOIN faults u ON u.fault_id = f.fault_id AND u.is_charged
    JOIN finding_prices p ON p.finding_id = f.finding_id
    WHERE f.outcome = 'fail' AND NOT f.waived
),
dearest AS (
    SELECT
        fault_id,
        agency_code,
        report_year,
        max(price) AS price,
        arg_max(dimension, (price, finding_id)) AS dimension,
        arg_max(finding_id, (price, finding_id = fault_id, finding_id)) AS finding_id
    FROM priced
    GROUP BY fault_id, agency_code, report_year
),
running AS (
    SELECT
        *,
        sum(price) OVER (
            PARTITION BY agency_code, report_year, dimension
            ORDER BY price DESC, fault_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) - price AS before
    FROM dearest
)
SELECT
    r.fault_id,
    r.finding_id,
    -- 缺报扣完全部分值，不以本维度为限
    CASE
        WHEN r.price > 0 AND r.price >= (SELECT sum(weight) FROM dimensions) THEN r.price
        ELSE greatest(0, least(r.price, d.weight - r.before))
    END::DECIMAL(9, 4) AS points
FROM running r
JOIN dimensions d ON d.dimension = r.dimension;

COMMENT ON VIEW internal.fault_points IS '每个问题的扣分，已按维度封顶 / Points each fault costs, after the cap of its dimension';
COMMENT ON COLUMN internal.fault_points.fault_id IS '问题 / Fault';
COMMENT ON COLUMN internal.fault_points.finding_id IS '扣分记在哪一条发现上 / Finding that the points stand at';
COMMENT ON COLUMN internal.fault_points.points IS '扣分 / Points lost';
