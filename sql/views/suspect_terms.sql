-- The terms of the identities that do not simply hold: some figure is unknown, or the two sides differ. Most figures
-- are 0 and most identities hold, so that little is left to be judged.
CREATE OR REPLACE VIEW suspect_terms AS
WITH suspects AS MATERIALIZED (
    SELECT report_key, identity_key
    FROM identity_terms
    WHERE figure <> 0 OR figure IS NULL
    GROUP BY report_key, identity_key
    HAVING sum(coefficient * figure) <> 0 OR count(figure) < count(*)
),
-- one step at a time, so that DuckDB does not join all reports with all places
places AS MATERIALIZED (
    SELECT s.report_key, p.* FROM suspects s JOIN identity_places p ON p.identity_key = s.identity_key
),
wanted AS MATERIALIZED (
    SELECT s.source_key, p.*
    FROM places p
    JOIN source_reports s ON s.report_key = p.report_key AND s.years_back = p.years_back
)
SELECT w.* EXCLUDE (cell_key), f.state, f.figure
FROM wanted w
JOIN current_figures f ON f.report_key = w.source_key AND f.cell_key = w.cell_key;

COMMENT ON VIEW suspect_terms IS
    '两侧不等或有未知数的等式的各项，列同 identity_terms / Terms of identities that do not simply hold; columns as in identity_terms';
