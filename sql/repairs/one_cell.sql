-- Blocks of equations without blanks in which one wrong cell explains everything: all equations the cell is in
-- are off by one common amount, and no other equation of the block is off. One row for each such cell of the
-- reports in `troubled` (report_key).
WITH wanted AS MATERIALIZED (
    SELECT s.report_key, s.source_key, p.*
    FROM troubled
    JOIN source_reports s ON s.report_key = troubled.report_key
    JOIN identity_places p ON p.form = s.form AND p.years_back = s.years_back
    ANTI JOIN explained_identities e ON e.report_id = troubled.report_id AND e.identity = p.identity
    WHERE p.block IS NOT NULL
),
terms AS MATERIALIZED (
    SELECT w.report_key, w.block, w.identity, w.identity_key, w.cell, w.years_back, w.coefficient, f.figure
    FROM wanted w
    JOIN current_figures f ON f.report_key = w.source_key AND f.cell_key = w.cell_key
),
sums AS MATERIALIZED (
    SELECT
        report_key,
        block,
        any_value(identity) AS identity,
        identity_key,
        sum(coefficient * figure) AS off_by,
        count(*) > count(figure) AS has_blanks,
        sum(years_back) AS last_terms
    FROM terms
    GROUP BY report_key, block, identity_key
),
needed AS (
    SELECT form, identity, sum(years_back) AS last_terms FROM identities GROUP BY form, identity
),
merged AS (
    SELECT DISTINCT report_key, agencies FROM last_years WHERE agencies > 1 AND is_whole
),
blocks AS (
    SELECT s.report_key, s.block, count(*) FILTER (s.off_by <> 0) AS failing
    FROM sums s
    JOIN reports r ON r.rowid = s.report_key
    LEFT JOIN merged m ON m.report_key = s.report_key
    JOIN needed n
        ON n.form = r.form AND n.identity = s.identity AND n.last_terms * coalesce(m.agencies, 1) = s.last_terms
    GROUP BY s.report_key, s.block
    HAVING failing > 0 AND NOT bool_or(s.has_blanks)
)
SELECT
    t.report_key,
    t.block,
    t.cell,
    any_value(t.figure - t.coefficient * s.off_by) AS proposed
FROM terms t
JOIN blocks b ON b.report_key = t.report_key AND b.block = t.block
JOIN sums s ON s.report_key = t.report_key AND s.identity_key = t.identity_key
WHERE t.years_back = 0
GROUP BY t.report_key, t.block, t.cell, b.failing
HAVING count(*) FILTER (s.off_by <> 0) = b.failing
   AND count(*) = b.failing
   AND min(t.coefficient * s.off_by) = max(t.coefficient * s.off_by)
   AND proposed >= 0
   AND proposed = trunc(proposed)
ORDER BY t.report_key, t.block, t.cell
