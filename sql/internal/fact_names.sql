-- What a fact is called in a sentence: its kind, and in brackets its channel and its field where they are told.
CREATE OR REPLACE VIEW internal.fact_names AS
SELECT
    f.report_id,
    f.ordinal,
    concat(
        k.title,
        CASE WHEN c.title IS NOT NULL OR d.title IS NOT NULL THEN format('（{}）', concat_ws('、', c.title, d.title)) END
    ) AS name
FROM facts f
JOIN fact_codes k ON k.part = 'kind' AND k.code = f.kind
LEFT JOIN fact_codes c ON c.part = 'channel' AND c.code = f.channel
LEFT JOIN fact_codes d ON d.part = 'field' AND d.code = f.field AND d.title <> k.title;

COMMENT ON VIEW internal.fact_names IS '事实在一句话里怎样称呼 / What a fact is called in a sentence';
COMMENT ON COLUMN internal.fact_names.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.fact_names.ordinal IS '在报告中的序号 / Place among the report''s facts';
COMMENT ON COLUMN internal.fact_names.name IS '名称 / Name';
