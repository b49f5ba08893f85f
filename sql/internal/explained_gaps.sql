-- Gaps between a district's figure and the sum of its agencies' that agencies' figures, wrong by themselves, account
-- for: one of them alone, else all that are known together.
CREATE OR REPLACE VIEW internal.explained_gaps AS
WITH doubts AS (
    SELECT
        c.report_id,
        c.position,
        c.own,
        c.agencies_known < c.agencies OR g.proposed IS NULL AS is_open,
        g.figure - coalesce(g.proposed, 0) AS excess,
        c.agencies_sum - excess AS corrected,
        g.proposed IS NOT NULL AND count(*) OVER (PARTITION BY c.report_id, c.position, g.report_id) = 1 AS is_definite,
        format(
            '{}所报 {}，{}{}', a.full_name, plain_number(g.figure), g.why,
            CASE WHEN g.proposed IS NOT NULL THEN '，似应为 ' || plain_number(g.proposed) ELSE '' END
        ) AS words
    FROM district_sums c
    JOIN agencies a ON a.district_code = c.district_code AND a.kind <> 'district'
    JOIN expected_reports e ON e.agency_code = a.agency_code AND e.report_year = c.report_year
    JOIN condemned_figures g ON g.agency_code = a.agency_code AND g.report_year = c.report_year AND g.cell = c.cells[1]
    WHERE c.outcome = 'fail' AND len(c.cells) = 1
)
SELECT report_id, position, min(words) AS words
FROM doubts
WHERE own = corrected OR (is_open AND own > corrected)
GROUP BY report_id, position
UNION ALL
SELECT report_id, position, string_agg(words, '；' ORDER BY words)
FROM doubts
WHERE is_definite
GROUP BY report_id, position
HAVING NOT bool_or(own = corrected OR (is_open AND own > corrected))
  AND (any_value(own) = any_value(corrected + excess) - sum(excess)
       OR (bool_and(is_open) AND any_value(own) > any_value(corrected + excess) - sum(excess)));

COMMENT ON VIEW internal.explained_gaps IS
    '由机关自身差错即可解释的本级与合计之差 / Gaps of district_sums that an agency''s own error accounts for';
COMMENT ON COLUMN internal.explained_gaps.report_id IS '本级报告 / The district''s own report';
COMMENT ON COLUMN internal.explained_gaps.position IS '格在格式中的次序 / Place of the cell in the form';
COMMENT ON COLUMN internal.explained_gaps.words IS '哪个机关的什么数 / Which figure of which agency';
