-- How much the district's figures hang on a fault: the most that any one of them moves when it is put right. A figure
-- in doubt moves to what it should be, or to the farther of its bounds; one that is not there by what the agency had
-- last year, else by what it is bounded by. What is about no figure moves nothing. Figures of different units and sizes
-- are compared by the share of the district's figure that moves.
CREATE OR REPLACE VIEW internal.fault_impacts AS
WITH moves AS MATERIALIZED (
    SELECT
        agency_code, report_year, cell, reason,
        abs(CASE
            WHEN likeliest IS NOT NULL THEN likeliest - coalesce(reported, 0)
            WHEN most IS NOT NULL THEN greatest(most - coalesce(reported, 0), coalesce(reported, 0) - least)
            ELSE coalesce(reported, last_year, 0)
        END) AS moves
    FROM uncertain_figures
),
concerned AS (
    SELECT fault_id, agency_code, report_year, unnest(cells) AS cell
    FROM faults
    WHERE len(cells) > 0
    UNION
    -- a table that is not there, told by its section
    SELECT f.fault_id, f.agency_code, f.report_year, c.cell
    FROM findings f
    JOIN reports r ON r.report_id = f.report_id
    JOIN form_tables t ON t.form = r.form AND f.cause = format('section:{}', t.section)
    JOIN form_cells c ON c.form = t.form AND c.table_code = t.table_code
    WHERE f.fault_id IS NOT NULL
),
moved AS (
    SELECT c.fault_id, m.cell, m.moves
    FROM concerned c
    JOIN moves m ON m.agency_code = c.agency_code AND m.report_year = c.report_year AND m.cell = c.cell
    UNION ALL
    SELECT f.fault_id, m.cell, m.moves
    FROM faults f
    JOIN moves m ON m.agency_code = f.agency_code AND m.report_year = f.report_year AND m.reason = 'no_report'
    WHERE f.report_id IS NULL
),
shares AS (
    SELECT
        m.fault_id,
        m.cell,
        m.moves,
        greatest(m.moves, d.reported_sum, d.estimate, threshold_value('impact_least_total')) AS whole
    FROM moved m
    JOIN faults f ON f.fault_id = m.fault_id
    JOIN agencies a ON a.agency_code = f.agency_code
    LEFT JOIN district_reported_sums d
        ON d.district_code = a.district_code AND d.report_year = f.report_year AND d.kind = 'all' AND d.cell = m.cell
    WHERE m.moves > 0
)
SELECT
    fault_id,
    arg_max(moves, (moves / whole, moves, cell)) AS impact,
    arg_max(cell, (moves / whole, moves, cell)) AS impact_cell,
    max(moves / whole)::DECIMAL(9, 6) AS impact_share
FROM shares
GROUP BY fault_id;

COMMENT ON VIEW internal.fault_impacts IS '各问题对全区数字的影响 / How much the district''s figures hang on each fault';
COMMENT ON COLUMN internal.fault_impacts.fault_id IS '问题 / Fault';
COMMENT ON COLUMN internal.fault_impacts.impact IS
    '更正后全区的这一数变动多少，以该格单位计 / By how much that figure of the district moves, in the unit of its cell';
COMMENT ON COLUMN internal.fault_impacts.impact_cell IS '相对变动最大的格 / The cell that moves most for its size';
COMMENT ON COLUMN internal.fault_impacts.impact_share IS
    '变动占全区这一数的比例，0 至 1，各格、各单位之间可比 / Share of the district''s figure that moves, 0 to 1: comparable';
