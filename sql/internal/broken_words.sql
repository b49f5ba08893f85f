-- The terms of each side of the identities that do not simply hold, in words: those that are 0 are left out, and
-- many unknown ones are only counted. What remains is what a person must look at.
CREATE OR REPLACE VIEW internal.broken_words AS
WITH wordings AS (
    SELECT
        t.report_key,
        t.identity_key,
        t.side,
        t.years_back,
        l.position,
        p.last_agency_code,
        concat(
            CASE WHEN t.sign < 0 THEN '减 ' END,
            CASE WHEN t.years_back = 1 THEN concat('上年 ', p.name || ' ') END,
            l.term_label,
            CASE t.state WHEN 'blank' THEN ' 空白' WHEN 'unreadable' THEN ' 非数字' WHEN 'absent' THEN ' 缺' ELSE ' ' END,
            plain_number(t.figure)
        ) AS words,
        t.figure IS NULL AS is_unknown
    FROM suspect_terms t
    LEFT JOIN predecessors p ON p.report_key = t.report_key AND p.last_key = t.source_key
    JOIN identity_labels l
        ON l.form = t.form AND l.identity = t.identity AND l.cell = t.cell AND l.years_back = t.years_back
    WHERE t.figure IS NULL OR t.figure <> 0
),
sided AS (
    SELECT
        report_key,
        identity_key,
        side,
        string_agg(words, '、' ORDER BY years_back DESC, position, last_agency_code) FILTER (NOT is_unknown)
            AS known_words,
        string_agg(words, '、' ORDER BY years_back DESC, position, last_agency_code) FILTER (is_unknown)
            AS unknown_words,
        count(*) FILTER (is_unknown) AS unknown_terms
    FROM wordings
    GROUP BY report_key, identity_key, side
)
SELECT
    report_key,
    identity_key,
    side,
    concat_ws(
        '、',
        known_words,
        CASE WHEN unknown_terms > 3 THEN concat('另有 ', unknown_terms, ' 格空白或无法辨认') ELSE unknown_words END
    ) AS words
FROM sided;

COMMENT ON VIEW internal.broken_words IS
    '两侧不等或有未知数的等式每一侧各项的说法 / The sides of identities that do not simply hold, in words';
COMMENT ON COLUMN internal.broken_words.report_key IS '报告在 reports 表中的 rowid / rowid in `reports`';
COMMENT ON COLUMN internal.broken_words.identity_key IS '等式 / Identity, as in identity_places';
COMMENT ON COLUMN internal.broken_words.side IS 'left 或 right / Side of the equation';
COMMENT ON COLUMN internal.broken_words.words IS '各项 / Terms in words';
