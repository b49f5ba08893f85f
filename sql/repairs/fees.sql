-- Fees that stand in table 二 as many 万元 as the prose says 元, where fee_unit found them: a unit trap.
SELECT DISTINCT t.report_key, c.cell, c.value AS reported, (c.value / 10000)::DECIMAL(20, 6) AS proposed
FROM troubled t
JOIN findings f ON f.report_id = t.report_id AND f.rule = 'fee_unit' AND f.outcome = 'fail'
JOIN cells c ON c.report_id = t.report_id AND c.cell = f.cells[1]
JOIN statements s
    ON s.report_id = t.report_id AND s.kind IN ('fees_charged', 'administrative_fees') AND s.value = c.value
WHERE c.value > 0
