-- Figures of current reports that are wrong by themselves, whatever the others are, and what each should be where that
-- is known: rules without the power to make them, no count, fees in yuan, and the one cell whose change alone makes
-- every equation of its block hold. From reports, statements and equations only, so that a check may ask: repairs are
-- found after the checks, and those of several cells are not here.
CREATE OR REPLACE VIEW condemned_figures AS
WITH figures AS NOT MATERIALIZED (
    SELECT r.report_id, r.agency_code, r.report_year, f.cell, f.row_role, f.unit, f.yuan, f.signed, c.figure
    FROM internal.current_figures c
    JOIN form_cells f ON f.rowid = c.cell_key
    JOIN reports r ON r.rowid = c.report_key
    WHERE c.state = 'reported'
),
terms AS (
    SELECT form, identity, cell, coefficient, block, count(*) OVER (PARTITION BY form, cell) AS equations
    FROM identities i
    WHERE block IS NOT NULL
      AND NOT EXISTS (FROM identities l WHERE l.form = i.form AND l.identity = i.identity AND l.years_back = 1)
),
failing AS (
    SELECT
        b.report_id, t.block, b.identity, t.cell, t.equations,
        (b.left_low - b.right_low) * t.coefficient AS excess,
        count(DISTINCT b.identity) OVER (PARTITION BY b.report_id, t.block) AS failing_equations,
        bool_or(b.left_low IS DISTINCT FROM b.left_high OR b.right_low IS DISTINCT FROM b.right_high)
            OVER (PARTITION BY b.report_id, t.block) AS is_open
    FROM internal.broken_identities b
    JOIN reports r ON r.report_id = b.report_id
    JOIN terms t ON t.form = r.form AND t.identity = b.identity
    WHERE b.outcome = 'fail'
),
lone AS (
    SELECT f.report_id, f.block, f.cell, any_value(f.excess) AS excess
    FROM failing f
    JOIN figures g ON g.report_id = f.report_id AND g.cell = f.cell
    WHERE NOT f.is_open AND f.equations = f.failing_equations
    GROUP BY f.report_id, f.block, f.cell, f.equations, g.figure
    HAVING count(*) = f.equations AND min(f.excess) = max(f.excess) AND min(f.excess) <= g.figure
    QUALIFY count(*) OVER (PARTITION BY f.report_id, f.block) = 1
)
SELECT g.report_id, g.agency_code, g.report_year, g.cell, g.figure, 0 AS proposed, '该机关无规章制定权' AS why
FROM figures g
JOIN agencies a ON a.agency_code = g.agency_code
WHERE NOT a.rule_making_power AND g.row_role = 'rule_making' AND g.figure > 0
UNION ALL
SELECT g.report_id, g.agency_code, g.report_year, g.cell, g.figure, NULL, '不是合格的件数或金额'
FROM figures g
WHERE g.figure <> 0 AND is_no_count(g.figure, g.yuan, g.signed)
UNION ALL
SELECT DISTINCT
    g.report_id, g.agency_code, g.report_year, g.cell, g.figure, (g.figure / g.yuan)::DECIMAL(20, 6),
    format('疑把元数填进{}格', g.unit)
FROM figures g
JOIN statements s ON s.report_id = g.report_id AND s.stated_value = g.figure
WHERE g.row_role = 'fees' AND g.yuan > 1 AND s.stated_value > 0
  AND s.statement_kind IN ('fees_charged', 'administrative_fees')
UNION ALL
SELECT g.report_id, g.agency_code, g.report_year, g.cell, g.figure, g.figure - l.excess, '该报告只改这一格勾稽即平'
FROM lone l
JOIN figures g ON g.report_id = l.report_id AND g.cell = l.cell;

COMMENT ON VIEW condemned_figures IS '现行报告中自身即可断定有误的数 / Figures of current reports that are wrong by themselves';
COMMENT ON COLUMN condemned_figures.report_id IS '报告 / Report';
COMMENT ON COLUMN condemned_figures.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN condemned_figures.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN condemned_figures.cell IS '格代码 / Cell';
COMMENT ON COLUMN condemned_figures.figure IS '所报 / Figure reported';
COMMENT ON COLUMN condemned_figures.proposed IS '应为，不知者为空 / What it should be, null when not known';
COMMENT ON COLUMN condemned_figures.why IS '为何断定有误 / Why it is wrong';
