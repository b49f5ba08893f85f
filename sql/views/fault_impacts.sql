-- How much the district's figures hang on a fault: the most that any one of them moves when it is put right. A figure
-- in doubt moves to what it should be, or to the farther of its bounds; one that is not there by what the agency had
-- last year, else by what it is bounded by. What is about no figure moves nothing.
CREATE OR REPLACE VIEW fault_impacts AS
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
)
SELECT fault_id, max(moves) AS impact, arg_max(cell, (moves, cell)) AS impact_cell
FROM moved
WHERE moves > 0
GROUP BY fault_id;

COMMENT ON VIEW fault_impacts IS '各问题对全区数字的影响 / How much the district''s figures hang on each fault';
COMMENT ON COLUMN fault_impacts.fault_id IS '问题 / Fault';
COMMENT ON COLUMN fault_impacts.impact IS
    '更正后全区某一数至多变动多少，以该格单位计 / Most that one of the district''s figures moves, in the unit of its cell';
COMMENT ON COLUMN fault_impacts.impact_cell IS '变动最大的格 / The cell that moves most';
