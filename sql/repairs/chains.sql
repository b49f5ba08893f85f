-- Equations over two years that concern a report of `troubled`, seen from it: what the cells of the other year's
-- current report add up to (`constant`), where all of them are known. `last_year`: its own equation, after a merger
-- with the sum of the reports it came from; `next_year`: the equation of the following year's report, in which this
-- report is last year's, and no other is.
WITH pairs AS (
    SELECT
        t.report_key, 'last_year' AS basis, t.form, t.report_id AS later_id, l.last_report_id AS other_id,
        1 AS other_back, l.agencies
    FROM troubled t
    JOIN last_years l ON l.report_key = t.report_key AND l.is_whole
    UNION ALL
    SELECT t.report_key, 'next_year', l.form, l.report_id, l.report_id, 0, 1
    FROM troubled t
    JOIN last_years l ON l.last_key = t.report_key AND l.is_whole AND l.agencies = 1
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
ANTI JOIN explained_identities e ON e.report_id = p.later_id AND e.identity = i.identity
JOIN needed n ON n.form = i.form AND n.identity = i.identity AND n.years_back = i.years_back
GROUP BY p.report_key, p.basis, p.form, i.rule, i.identity, n.terms, p.agencies
HAVING count(figure_of(c.state, c.value)) = n.terms * p.agencies
ORDER BY p.report_key, p.basis, i.identity
