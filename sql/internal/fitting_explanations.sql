-- The failures that an explanation of the same report fits: of a kind that may account for the check, about one of its
-- rows (or the report as a whole), of this or last year, and with no figure other than the finding's. A figure fits
-- where the equation with last year holds by it; elsewhere where the finding names it. What a note says of a total
-- accounts for the columns that differ the same way, by no more.
CREATE OR REPLACE VIEW internal.fitting_explanations AS
WITH candidates AS (
    SELECT
        f.finding_id,
        f.rule,
        f.report_id,
        r.form,
        f.cells,
        list_transform(f.cells, lambda c: regexp_extract(c, '^(.*)\.', 1)) AS lines,
        try_cast(f.reported AS DECIMAL(20, 6)) AS this,
        try_cast(f.reported AS DECIMAL(20, 6)) - try_cast(f.expected AS DECIMAL(20, 6)) AS gap,
        regexp_extract_all(concat_ws(' ', f.reported, f.expected), '\d+(?:\.\d+)?')::DECIMAL(20, 6)[] AS numbers,
        e.explanation_id,
        e.ordinal,
        e.old,
        e.new,
        e.difference
    FROM findings f
    JOIN reports r ON r.report_id = f.report_id
    JOIN explanations e ON e.report_id = f.report_id
    JOIN explanation_kinds k ON k.kind = e.kind AND list_contains(k.rules, f.rule)
    WHERE f.outcome = 'fail'
      AND (k.any_year OR coalesce(e.year, f.report_year) IN (f.report_year, f.report_year - 1))
      AND (len(f.cells) = 0 OR len(e.cells) = 0
          OR list_has_any(lines, list_transform(e.cells, lambda c: regexp_extract(c, '^(.*)\.', 1))))
),
-- what last year's report says in the equation that fails
last_year AS (
    SELECT c.finding_id, sum(figure_of(v.state, v.value)) AS figure
    FROM (SELECT DISTINCT finding_id, rule, form, cells, report_id FROM candidates) c
    JOIN identities t ON t.form = c.form AND t.rule = c.rule AND t.years_back = 0 AND t.cell = c.cells[1]
    JOIN identities i ON i.form = c.form AND i.identity = t.identity AND i.years_back = 1
    JOIN last_years l ON l.report_id = c.report_id
    JOIN cells v ON v.report_id = l.last_report_id AND v.cell = i.cell
    GROUP BY c.finding_id
),
judged AS (
    SELECT
        c.*,
        CASE
            WHEN l.figure IS NOT NULL THEN
                coalesce(c.old = l.figure, c.old IS NULL)
                AND coalesce(c.new IN (c.this, l.figure + c.gap), c.new IS NULL)
                AND coalesce(c.difference = c.gap, c.difference IS NULL)
            -- what does not add up within one report is accounted for by just its difference
            WHEN c.rule IN (SELECT rule FROM identities) THEN coalesce(abs(c.difference) = abs(c.gap), false)
            ELSE
                (c.old IS NULL OR list_contains(c.numbers, c.old))
                AND (c.new IS NULL OR list_contains(c.numbers, c.new))
                AND (c.difference IS NULL OR list_contains(c.numbers, abs(c.difference))
                    OR abs(c.difference) = abs(c.gap))
        END AS fits
    FROM candidates c
    LEFT JOIN last_year l ON l.finding_id = c.finding_id
),
totals AS (
    SELECT j.report_id, j.rule, j.explanation_id, j.lines, max(j.gap) AS gap
    FROM judged j
    JOIN form_cells f ON f.form = j.form AND f.cell = j.cells[1] AND f.column_role = 'total'
    WHERE j.fits AND len(j.cells) = 1
    GROUP BY j.report_id, j.rule, j.explanation_id, j.lines
)
SELECT j.finding_id, arg_min(j.explanation_id, j.ordinal) AS explanation_id
FROM judged j
LEFT JOIN totals t
    ON t.report_id = j.report_id AND t.rule = j.rule AND t.explanation_id = j.explanation_id AND t.lines = j.lines
WHERE j.fits OR j.gap BETWEEN least(t.gap, 0) AND greatest(t.gap, 0)
GROUP BY j.finding_id;

COMMENT ON VIEW internal.fitting_explanations IS
    '与报告自己的说明相合的不符 / Failures that an explanation of the report fits';
COMMENT ON COLUMN internal.fitting_explanations.finding_id IS '发现 / Finding';
COMMENT ON COLUMN internal.fitting_explanations.explanation_id IS '与之相合的说明 / The explanation that fits it';
