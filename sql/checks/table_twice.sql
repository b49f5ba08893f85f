/*
id: table_twice
title: 同一张表出现不止一次，数字不同
title_en: A table stands in the report several times with different figures
fault: 同一张表有几份，口径未写明
fault_en: Several copies of a table, and nothing says which counts
dimension: accuracy
severity: note
basis: >-
  国办公开办函〔2021〕30号：格式第二、三、四部分各一表；明确责任中的“不准确不全面”
why: >-
  上年的、本级的、样表与本年的表并列而未写明，读者不知道以哪张为准，汇总也无从取数。
  Last year's, the own level's or a sample beside the table that counts: nobody can tell which figures are meant.
not_an_error: >-
  写明年度、口径或样表的，完全相同的，另附增减对比表的，都不在此列：已按说明取数。本项请办公室人工核对，不扣分。
  Not where a caption tells, where the copies are the same, or for a table of differences. It costs nothing: a person
  looks.
*/
WITH told AS (
    SELECT agency_code, report_year, report_id, unnest(warnings) AS warning
    FROM reports
    WHERE is_current AND agency_code IS NOT NULL
),
twice AS (
    SELECT t.*, f.table_code, f.numeral, f.label
    FROM told t
    JOIN report_tables f ON f.report_id = t.report_id AND starts_with(t.warning, format('表{}「{}」', f.numeral, f.label))
    WHERE contains(t.warning, '无法确定以哪张为准')
)
SELECT
    t.agency_code,
    t.report_year,
    t.report_id,
    'cannot_tell' AS outcome,
    coalesce(list_sort(list(c.cell) FILTER (c.cell IS NOT NULL)), []::VARCHAR[]) AS cells,
    format('表{}有几份，数字不同', t.numeral) AS reported,
    format('表{}“{}”只有一份，或写明各份的年度与口径', t.numeral, t.label) AS expected,
    format('{}。', t.warning) AS message
FROM twice t
LEFT JOIN cells c
    ON c.report_id = t.report_id
    AND table_of(c.cell) = t.table_code
    AND c.state = 'unreadable'
GROUP BY ALL
