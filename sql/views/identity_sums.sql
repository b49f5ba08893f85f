-- Every identity of every current report in one pass, by interval arithmetic: a blank, unreadable or absent
-- cell may be any number from 0 up, so each side of an equation is an interval. A null bound is unbounded.
-- No row when nothing was reported in the identity, when this year's cells are all absent, or when last
-- year's report is needed and does not give the figure.
CREATE OR REPLACE VIEW identity_sums AS
WITH shapes AS (
    SELECT form, identity, sum(years_back) AS last_terms
    FROM identities
    GROUP BY form, identity
),
sums AS (
    SELECT
        report_id,
        agency_code,
        report_year,
        form,
        rule,
        identity,
        coalesce(sum(sign * figure) FILTER (side = 'left'), 0) AS left_known,
        coalesce(sum(sign * figure) FILTER (side = 'right'), 0) AS right_known,
        count(*) FILTER (figure IS NULL) AS unknown_cells,
        count(*) FILTER (figure IS NULL AND side = 'left' AND sign > 0) > 0 AS left_open_above,
        count(*) FILTER (figure IS NULL AND side = 'left' AND sign < 0) > 0 AS left_open_below,
        count(*) FILTER (figure IS NULL AND side = 'right' AND sign > 0) > 0 AS right_open_above,
        count(*) FILTER (figure IS NULL AND side = 'right' AND sign < 0) > 0 AS right_open_below,
        count(*) FILTER (state = 'reported') AS reported_cells,
        count(*) FILTER (years_back = 0 AND state <> 'absent') AS present_cells,
        count(*) FILTER (years_back = 1) AS last_cells,
        count(figure) FILTER (years_back = 1) AS last_known_cells
    FROM identity_terms
    GROUP BY report_id, agency_code, report_year, form, rule, identity
)
SELECT
    s.report_id,
    s.agency_code,
    s.report_year,
    s.form,
    s.rule,
    s.identity,
    s.left_known,
    s.right_known,
    CASE WHEN NOT s.left_open_below THEN s.left_known END AS left_low,
    CASE WHEN NOT s.left_open_above THEN s.left_known END AS left_high,
    CASE WHEN NOT s.right_open_below THEN s.right_known END AS right_low,
    CASE WHEN NOT s.right_open_above THEN s.right_known END AS right_high,
    s.unknown_cells,
    s.left_known = s.right_known AS holds_as_zero,
    CASE
        WHEN NOT s.left_open_below AND NOT s.right_open_above AND s.left_known > s.right_known THEN 'fail'
        WHEN NOT s.left_open_above AND NOT s.right_open_below AND s.left_known < s.right_known THEN 'fail'
        WHEN s.unknown_cells = 0 THEN 'pass'
        ELSE 'cannot_tell'
    END AS outcome
FROM sums s
JOIN shapes ON shapes.form = s.form AND shapes.identity = s.identity
WHERE s.reported_cells > 0
  AND s.present_cells > 0
  AND s.last_cells = shapes.last_terms
  AND (shapes.last_terms = 0 OR s.last_known_cells > 0);
