-- Equations over two years that concern a report of `troubled`, seen from it: what the cells of the other year's
-- current report add up to (`constant`), where all of them are known. `last_year`: its own equation;
-- `next_year`: the equation of the following year's report, in which this report is last year's.
WITH pairs AS (
    SELECT t.report_key, 'last_year' AS basis, t.form, o.report_id AS other_id, 1 AS other_back
    FROM troubled t
    JOIN reports o ON o.agency_code = t.agency_code AND o.report_year = t.report_year - 1 AND o.is_current
    UNION ALL
    SELECT t.report_key, 'next_year', o.form, o.report_id, 0
    FROM troubled t
    JOIN reports o ON o.agency_code = t.agency_code AND o.report_year = t.report_year + 1 AND o.is_current
),
needed AS (
    SELECT form, identity, years_back, count(*) AS terms
    FROM identities
    WHERE identity IN (SELECT identity FROM identities WHERE years_back = 1)
    GROUP BY form, identity, years_back
)
SELECT
    p.report_key,
    p.basis,
    p.form,
    i.rule,
    i.identity,
    sum(i.coefficient * figure_of(c.state, c.value)) AS constant
FROM pairs p
JOIN cells c ON c.report_id = p.other_id
JOIN identities i ON i.form = p.form AND i.cell = c.cell AND i.years_back = p.other_back
JOIN needed n ON n.form = i.form AND n.identity = i.identity AND n.years_back = i.years_back
GROUP BY p.report_key, p.basis, p.form, i.rule, i.identity, n.terms
HAVING count(figure_of(c.state, c.value)) = n.terms
ORDER BY p.report_key, p.basis, i.identity
