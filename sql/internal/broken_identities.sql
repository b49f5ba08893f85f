-- The identities that fail or cannot be told, with all a message needs: the cells, both sides as intervals and
-- in words, and under which reading of the blanks the equation holds.
CREATE OR REPLACE VIEW internal.broken_identities AS
WITH words AS MATERIALIZED (
    FROM broken_words
),
sides AS (
    SELECT
        report_key,
        identity_key,
        list(cell) FILTER (years_back = 0) AS cells,
        list(DISTINCT cell) FILTER (years_back = 1) AS last_year_cells,
        bool_or(side = 'left' AND figure = 0) AS left_has_zeros,
        bool_or(side = 'right' AND figure = 0) AS right_has_zeros,
        coalesce(sum(sign * figure) FILTER (side = 'left'), 0) AS left_known,
        coalesce(sum(sign * figure) FILTER (side = 'right'), 0) AS right_known,
        coalesce(bool_or(figure IS NULL AND sign > 0) FILTER (side = 'left'), false) AS left_open_above,
        coalesce(bool_or(figure IS NULL AND sign < 0) FILTER (side = 'left'), false) AS left_open_below,
        coalesce(bool_or(figure IS NULL AND sign > 0) FILTER (side = 'right'), false) AS right_open_above,
        coalesce(bool_or(figure IS NULL AND sign < 0) FILTER (side = 'right'), false) AS right_open_below
    FROM suspect_terms
    GROUP BY report_key, identity_key
),
bounded AS (
    SELECT
        *,
        CASE WHEN NOT left_open_below THEN left_known END AS left_low,
        CASE WHEN NOT left_open_above THEN left_known END AS left_high,
        CASE WHEN NOT right_open_below THEN right_known END AS right_low,
        CASE WHEN NOT right_open_above THEN right_known END AS right_high
    FROM sides
),
before AS (
    SELECT report_key, string_agg(name, '、' ORDER BY last_agency_code) AS names FROM predecessors GROUP BY report_key
)
SELECT
    b.agency_code,
    b.report_year,
    b.report_id,
    b.rule,
    b.identity,
    b.outcome,
    list_sort(s.cells) AS cells,
    coalesce(list_sort(s.last_year_cells), []) AS last_year_cells,
    p.names AS predecessors,
    line.numeral,
    line.line_label,
    line.left_label,
    line.right_label,
    s.left_low,
    s.left_high,
    s.right_low,
    s.right_high,
    b.difference = 0 AS holds_as_zero,
    range_words(s.left_low, s.left_high) AS left_range,
    range_words(s.right_low, s.right_high) AS right_range,
    terms_words(lw.words, s.left_has_zeros) AS left_words,
    terms_words(rw.words, s.right_has_zeros) AS right_words,
    concat(
        CASE
            WHEN b.difference = 0 THEN '空白按 0 计则成立'
            WHEN b.unknown_cells = 0 THEN '相差 '
            WHEN b.outcome = 'fail' THEN '空白无论填何数均不成立，按 0 计相差 '
            ELSE '空白按 0 计则不成立，相差 '
        END,
        CASE WHEN b.difference <> 0 THEN plain_number(abs(b.difference)) END
    ) AS reading
FROM identity_sums b
JOIN bounded s ON s.report_key = b.report_key AND s.identity_key = b.identity_key
LEFT JOIN before p ON p.report_key = b.report_key
JOIN (SELECT DISTINCT form, identity, numeral, line_label, left_label, right_label FROM identity_labels) line
    ON line.form = b.form AND line.identity = b.identity
LEFT JOIN words lw ON lw.report_key = b.report_key AND lw.identity_key = b.identity_key AND lw.side = 'left'
LEFT JOIN words rw ON rw.report_key = b.report_key AND rw.identity_key = b.identity_key AND rw.side = 'right';

COMMENT ON VIEW internal.broken_identities IS
    '不成立或无法判断的等式及其说明 / Identities that fail or cannot be told, with their wording';
COMMENT ON COLUMN internal.broken_identities.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.broken_identities.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.broken_identities.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.broken_identities.rule IS '规则 / Check the identity belongs to';
COMMENT ON COLUMN internal.broken_identities.identity IS '等式 / Identity';
COMMENT ON COLUMN internal.broken_identities.outcome IS 'fail 或 cannot_tell / Outcome';
COMMENT ON COLUMN internal.broken_identities.cells IS '本年报告中的各格 / Cells of this year''s report, sorted';
COMMENT ON COLUMN internal.broken_identities.last_year_cells IS '上年报告中的各格 / Cells of last year''s report, sorted';
COMMENT ON COLUMN internal.broken_identities.predecessors IS
    '上年报告的原机关，没有机构变更的为空 / Agencies of last year''s reports, null without a change of organs';
COMMENT ON COLUMN internal.broken_identities.numeral IS '表的序号，如“三” / Number of the table as printed';
COMMENT ON COLUMN internal.broken_identities.line_label IS '等式所在的行或列 / Row or column the identity is of';
COMMENT ON COLUMN internal.broken_identities.left_label IS '左侧的说法 / What messages call the left side';
COMMENT ON COLUMN internal.broken_identities.right_label IS '右侧的说法 / What messages call the right side';
COMMENT ON COLUMN internal.broken_identities.left_low IS
    '左侧下限，空为不限 / Lower bound of the left side, null when unbounded';
COMMENT ON COLUMN internal.broken_identities.left_high IS
    '左侧上限，空为不限 / Upper bound of the left side, null when unbounded';
COMMENT ON COLUMN internal.broken_identities.right_low IS
    '右侧下限，空为不限 / Lower bound of the right side, null when unbounded';
COMMENT ON COLUMN internal.broken_identities.right_high IS
    '右侧上限，空为不限 / Upper bound of the right side, null when unbounded';
COMMENT ON COLUMN internal.broken_identities.holds_as_zero IS '空白按 0 计是否成立 / Holds when blanks are read as zero';
COMMENT ON COLUMN internal.broken_identities.left_range IS '左侧取值 / Left side in words';
COMMENT ON COLUMN internal.broken_identities.right_range IS '右侧取值 / Right side in words';
COMMENT ON COLUMN internal.broken_identities.left_words IS '左侧各项，为 0 者从略 / Terms of the left side that are not 0';
COMMENT ON COLUMN internal.broken_identities.right_words IS '右侧各项，为 0 者从略 / Terms of the right side that are not 0';
COMMENT ON COLUMN internal.broken_identities.reading IS
    '相差多少，空白按 0 计是否成立 / Difference, and whether it holds with blanks as zero';
