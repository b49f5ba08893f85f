-- What each fault costs: the price of the dearest kind among its failures, then what the dimension still has to
-- lose. Failures that are waived, notes, and faults of another year's report cost nothing.
CREATE OR REPLACE VIEW fault_points AS
WITH table_sizes AS (
    SELECT form, table_of(cell) AS table_code, count(*) AS cells FROM form_cells GROUP BY ALL
),
priced AS (
    SELECT
        f.fault_id,
        f.agency_code,
        f.report_year,
        f.finding_id,
        f.dimension,
        CASE
            WHEN f.severity = 'note' THEN 0
            -- 空白一格扣 least，半数以上空白扣 points，其间按空白的格数
            WHEN k.least IS NOT NULL AND len(f.cells) > 0
                THEN k.least + (k.points - k.least) * least(1, 2 * (len(f.cells) - 1) / greatest(1, t.cells - 2))
            ELSE k.points
        END::DECIMAL(9, 4) AS price
    FROM findings f
    JOIN faults u ON u.fault_id = f.fault_id AND u.is_charged
    JOIN rules r ON r.rule = f.rule
    JOIN fault_kinds k ON k.fault_kind = r.fault_kind
    LEFT JOIN reports p ON p.report_id = f.report_id
    LEFT JOIN table_sizes t ON t.form = p.form AND t.table_code = table_of(f.cells[1])
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

COMMENT ON VIEW fault_points IS '每个问题的扣分，已按维度封顶 / Points each fault costs, after the cap of its dimension';
COMMENT ON COLUMN fault_points.fault_id IS '问题 / Fault';
COMMENT ON COLUMN fault_points.finding_id IS '扣分记在哪一条发现上 / Finding that the points stand at';
COMMENT ON COLUMN fault_points.points IS '扣分 / Points lost';
