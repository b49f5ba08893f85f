-- What each current report says that a figure of the whole year before was: in so many words (上年公开100条) or by the
-- difference (127条，比上年增加27条), beside what it says of its own year.
CREATE OR REPLACE VIEW internal.facts_told_of_last_year AS
WITH whole AS (
    SELECT f.*, count(DISTINCT f.value) OVER same AS told
    FROM facts f
    WHERE f.is_whole AND f.report_id IN (SELECT report_id FROM reports WHERE is_current)
    WINDOW same AS (PARTITION BY f.report_id, f.kind, f.channel, f.field, f.unit, f.scope)
)
SELECT
    report_id, kind, channel, field, unit, section, text, ordinal, value,
    last_lowest AS lowest, last_highest AS highest, false AS is_stated
FROM whole
WHERE told = 1 AND scope = 'own' AND last_lowest IS NOT NULL
UNION ALL
SELECT report_id, kind, channel, field, unit, section, text, ordinal, NULL, lowest, highest, true
FROM whole
WHERE told = 1 AND scope = 'other_year' AND year = report_year - 1;

COMMENT ON VIEW internal.facts_told_of_last_year IS
    '报告说上年的数是多少：直接写出，或据“比上年增加”推算 / What a report says that last year''s figure was, or by what difference';
COMMENT ON COLUMN internal.facts_told_of_last_year.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.facts_told_of_last_year.kind IS '种类 / Kind';
COMMENT ON COLUMN internal.facts_told_of_last_year.channel IS '渠道 / Channel';
COMMENT ON COLUMN internal.facts_told_of_last_year.field IS '领域 / Field';
COMMENT ON COLUMN internal.facts_told_of_last_year.unit IS '量词 / Counter';
COMMENT ON COLUMN internal.facts_told_of_last_year.section IS '所在部分 / Section';
COMMENT ON COLUMN internal.facts_told_of_last_year.text IS '原句 / Sentence';
COMMENT ON COLUMN internal.facts_told_of_last_year.ordinal IS '在报告中的序号 / Place among the report''s facts';
COMMENT ON COLUMN internal.facts_told_of_last_year.value IS
    '本年的数，直接写出上年数的为空 / This year''s figure, null where last year''s itself is told';
COMMENT ON COLUMN internal.facts_told_of_last_year.lowest IS '上年之数的下限 / Least that last year''s was';
COMMENT ON COLUMN internal.facts_told_of_last_year.highest IS '上年之数的上限，空为不限 / Most that it was, null: without a bound';
COMMENT ON COLUMN internal.facts_told_of_last_year.is_stated IS '是否直接写出 / Whether the figure itself is told';
