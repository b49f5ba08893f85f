-- Reported figures that something speaks against, and what each may be instead: every repair that was found, what a
-- finding about this one cell expected, what follows from last year's report. Where no repair was found, or not all
-- of them, every figure of an equation that fails may be anything.
CREATE OR REPLACE VIEW internal.doubted_figures AS
WITH sums AS (
    SELECT DISTINCT rule FROM identities
    EXCEPT
    SELECT rule FROM identities WHERE years_back = 1
),
settled AS (
    SELECT report_id, block
    FROM repairs
    WHERE class <> 'beyond search'
    GROUP BY report_id, block
    HAVING count(DISTINCT candidate) >= max(candidates)
),
failing AS (
    SELECT f.finding_id, f.rule, f.report_id, r.form, f.cells, try_cast(f.expected AS DECIMAL(20, 6)) AS expected
    FROM findings f
    JOIN reports r ON r.report_id = f.report_id AND r.is_current
    WHERE f.outcome = 'fail' AND NOT f.waived AND f.severity <> 'note' AND len(f.cells) > 0
),
named AS (
    SELECT f.*, i.side, i.block
    FROM (SELECT *, unnest(cells) AS cell FROM failing) f
    JOIN identities i ON i.form = f.form AND i.rule = f.rule AND i.cell = f.cell AND i.years_back = 0
)
SELECT report_id, cell, proposed, class = 'unique' AS is_unique
FROM repairs
WHERE cell IS NOT NULL AND reported IS NOT NULL AND class <> 'beyond search'
UNION
SELECT f.report_id, f.cells[1], f.expected, f.expected IS NOT NULL
FROM failing f
-- what was expected may be said in words (元 for 万元): the repair that clears the finding has the figure
ANTI JOIN repairs p ON p.report_id = f.report_id AND p.cell = f.cells[1] AND list_contains(p.clears, f.rule)
WHERE len(f.cells) = 1 AND f.rule NOT IN (FROM identities SELECT rule)
UNION
SELECT report_id, cell, expected, false
FROM named
WHERE side = 'left' AND rule NOT IN (FROM sums)
UNION
SELECT n.report_id, n.cell, NULL, false
FROM named n
ANTI JOIN settled s ON s.report_id = n.report_id AND s.block = n.block
WHERE n.rule IN (FROM sums);

COMMENT ON VIEW internal.doubted_figures IS '所报而存疑的数，及其或为何数 / Reported figures in doubt, and what each may be instead';
COMMENT ON COLUMN internal.doubted_figures.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.doubted_figures.cell IS '格代码 / Cell';
COMMENT ON COLUMN internal.doubted_figures.proposed IS '或应为，可为任何数的为空 / What it may be, null when it may be anything';
COMMENT ON COLUMN internal.doubted_figures.is_unique IS '是否唯一的改法 / Whether nothing else is proposed by the same source';
