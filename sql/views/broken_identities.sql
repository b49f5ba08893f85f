-- The identities that fail or cannot be told, with everything a message needs: each term in the form's words,
-- both sides as text, and under which reading of the blanks the equation holds.
CREATE OR REPLACE VIEW broken_identities AS
WITH term_labels AS (
    SELECT
        i.form,
        i.identity,
        i.cell,
        i.years_back,
        f.position,
        CASE WHEN i.one_column THEN f.column_label ELSE f.row_label END AS line_label,
        CASE WHEN i.one_column THEN f.row_label ELSE f.column_label END AS term_label
    FROM (
        SELECT
            *,
            min(split_part(cell, '.', 3)) OVER line = max(split_part(cell, '.', 3)) OVER line AS one_column
        FROM identities
        WINDOW line AS (PARTITION BY form, identity)
    ) i
    JOIN form_cells f ON f.form = i.form AND f.cell = i.cell
),
broken AS (
    SELECT * FROM identity_sums WHERE outcome <> 'pass'
),
gathered AS (
    SELECT
        t.report_id,
        t.identity,
        any_value(l.line_label) AS line_label,
        any_value(t.source_report_id) FILTER (t.years_back = 1) AS last_report_id,
        list(
            {
                'cell': t.cell,
                'years_back': t.years_back,
                'side': t.side,
                'zero': coalesce(t.figure = 0, false),
                'words': concat(
                    CASE WHEN t.sign < 0 THEN '减 ' END,
                    CASE WHEN t.years_back = 1 THEN '上年 ' END,
                    l.term_label,
                    ' ',
                    CASE t.state
                        WHEN 'reported' THEN rtrim(rtrim(t.figure::VARCHAR, '0'), '.')
                        WHEN 'blank' THEN '空白'
                        WHEN 'unreadable' THEN '非数字'
                        WHEN 'absent' THEN '缺'
                        ELSE '不适用'
                    END
                )
            }
            ORDER BY t.years_back DESC, l.position
        ) AS terms
    FROM identity_terms t
    JOIN broken b ON b.report_id = t.report_id AND b.identity = t.identity
    JOIN term_labels l
        ON l.form = t.form AND l.identity = t.identity AND l.cell = t.cell AND l.years_back = t.years_back
    GROUP BY t.report_id, t.identity
)
SELECT
    b.agency_code,
    b.report_year,
    b.report_id,
    b.rule,
    b.identity,
    b.outcome,
    g.line_label,
    [t.cell FOR t IN g.terms IF t.years_back = 0] AS cells,
    [t.cell FOR t IN g.terms IF t.years_back = 1] AS last_year_cells,
    g.last_report_id,
    array_to_string([t.words FOR t IN g.terms IF t.side = 'left'], '、') AS left_terms,
    array_to_string([t.words FOR t IN g.terms IF t.side = 'right'], '、') AS right_terms,
    array_to_string([t.words FOR t IN g.terms IF t.side = 'right' AND NOT t.zero], '、') AS right_terms_not_zero,
    CASE
        WHEN b.left_low = b.left_high THEN rtrim(rtrim(b.left_low::VARCHAR, '0'), '.')
        WHEN b.left_low IS NOT NULL THEN '不小于 ' || rtrim(rtrim(b.left_low::VARCHAR, '0'), '.')
        WHEN b.left_high IS NOT NULL THEN '不大于 ' || rtrim(rtrim(b.left_high::VARCHAR, '0'), '.')
        ELSE '不定'
    END AS left_range,
    CASE
        WHEN b.right_low = b.right_high THEN rtrim(rtrim(b.right_low::VARCHAR, '0'), '.')
        WHEN b.right_low IS NOT NULL THEN '不小于 ' || rtrim(rtrim(b.right_low::VARCHAR, '0'), '.')
        WHEN b.right_high IS NOT NULL THEN '不大于 ' || rtrim(rtrim(b.right_high::VARCHAR, '0'), '.')
        ELSE '不定'
    END AS right_range,
    concat(
        CASE
            WHEN b.holds_as_zero THEN '空白按 0 计则成立'
            WHEN b.unknown_cells = 0 THEN '相差 '
            WHEN b.outcome = 'fail' THEN '空白无论填何数均不成立，按 0 计相差 '
            ELSE '空白按 0 计则不成立，相差 '
        END,
        CASE WHEN NOT b.holds_as_zero THEN rtrim(rtrim(abs(b.left_known - b.right_known)::VARCHAR, '0'), '.') END
    ) AS reading
FROM broken b
JOIN gathered g ON g.report_id = b.report_id AND g.identity = b.identity;
