-- What a fault of each finding's kind costs, by the rules of the report's own year and district: notes nothing, blanks
-- by their number, what is found as a warning only by the price of a warning.
CREATE OR REPLACE VIEW internal.finding_prices AS
WITH table_sizes AS (
    SELECT form, table_of(cell) AS table_code, count(*) AS cells FROM form_cells GROUP BY ALL
)
SELECT
    f.finding_id,
    v.fault_kind,
    CASE
        WHEN f.severity = 'note' THEN 0
        WHEN f.severity = 'warning' AND v.warning IS NOT NULL THEN v.warning
        -- 空白一格扣 least，半数以上空白扣 points，其间按空白的格数
        WHEN v.least IS NOT NULL AND len(f.cells) > 0
            THEN v.least + (v.points - v.least) * least(1, 2 * (len(f.cells) - 1) / greatest(1, t.cells - 2))
        ELSE v.points
    END::DECIMAL(9, 4) AS price
FROM findings f
JOIN agencies a ON a.agency_code = f.agency_code
JOIN rules_in_force v
    ON v.rule = f.rule AND v.district_code = a.district_code AND f.report_year BETWEEN v.from_year AND v.to_year
LEFT JOIN reports p ON p.report_id = f.report_id
LEFT JOIN table_sizes t ON t.form = p.form AND t.table_code = table_of(f.cells[1]);

COMMENT ON VIEW internal.finding_prices IS '各发现所属的问题一个扣多少，封顶和合并之前 / What a fault of each finding costs, before caps';
COMMENT ON COLUMN internal.finding_prices.finding_id IS '发现 / Finding';
COMMENT ON COLUMN internal.finding_prices.fault_kind IS '问题的种类 / Kind of fault';
COMMENT ON COLUMN internal.finding_prices.price IS '扣分 / Points';
