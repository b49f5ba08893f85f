-- Fees whose figure in the table is the one that the prose gives in yuan, where fee_unit found them: a unit trap.
SELECT DISTINCT t.report_key, c.cell, c.value AS reported, (c.value / f.yuan)::DECIMAL(20, 6) AS proposed
FROM troubled t
JOIN findings n ON n.report_id = t.report_id AND n.rule = 'fee_unit' AND n.outcome = 'fail'
JOIN cells c ON c.report_id = t.report_id AND c.cell = n.cells[1]
JOIN form_cells f ON f.form = t.form AND f.cell = c.cell AND f.yuan > 1
JOIN statements s
    ON s.report_id = t.report_id AND s.stated_value = c.value
        AND s.statement_kind IN ('fees_charged', 'administrative_fees')
WHERE c.value > 0
