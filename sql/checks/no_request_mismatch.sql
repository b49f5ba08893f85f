/*
id: no_request_mismatch
title: 有无申请，文字与表三不一致
title_en: Prose and table 3 disagree on whether there were any requests
fault: 有无申请，文字与表三说法不一
fault_en: Prose and table 3 differ on whether there were requests
dimension: accuracy
severity: error
basis: >-
  国办公开办函〔2021〕30号格式第一部分（二）依申请公开与表三第一项；明确责任中的“不准确不全面”
why: >-
  文中称没有收到申请而表三有数，或文中有申请而表三为零，多为沿用上年文字或漏填表格。
  Usually last year's sentence left in, or a table not filled.
not_an_error: >-
  说的是某一渠道（如未收到书面申请）、其他年份，或表三未填的；文中另有一处与表三一致的列为无法判断。
  One channel only, another year, or a blank table; a second statement that agrees makes it undecided.
*/
WITH judged AS (
    SELECT
        agency_code,
        report_year,
        report_id,
        figure,
        cells,
        bool_or((figure > 0) <> (highest > 0)) AS any_wrong,
        bool_and((figure > 0) <> (highest > 0)) AS all_wrong,
        arg_min(section, ordinal) FILTER ((figure > 0) <> (highest > 0)) AS section,
        arg_min(stated_value, ordinal) FILTER ((figure > 0) <> (highest > 0)) AS stated_value,
        arg_min(quoted, ordinal) FILTER ((figure > 0) <> (highest > 0)) AS quoted
    FROM compared_statements
    WHERE statement_kind = 'requests_received'
    GROUP BY ALL
)
SELECT
    j.agency_code,
    j.report_year,
    j.report_id,
    CASE WHEN all_wrong THEN 'fail' WHEN any_wrong THEN 'cannot_tell' ELSE 'pass' END AS outcome,
    cells,
    CASE WHEN stated_value = 0 THEN '文中称没有申请' ELSE format('文中收到申请 {} 件', stated_value::BIGINT) END AS reported,
    format('表{}{} {} 件', p.numeral, p.short_label, figure::BIGINT) AS expected,
    format(
        '第{}部分称“{}”（即{}），表{}“{}”{}为 {}；{}',
        chinese_numeral(section),
        quoted,
        CASE WHEN stated_value = 0 THEN '没有申请' ELSE format('收到 {} 件', stated_value::BIGINT) END,
        p.numeral,
        p.row_label,
        p.column_label,
        figure::BIGINT,
        CASE
            WHEN all_wrong THEN '请核对后改正文字或表格。'
            ELSE '文中另有一处与表一致，请核对这一处所指是否全年全部。'
        END
    ) AS message
FROM judged j
JOIN reports r ON r.report_id = j.report_id
JOIN (
    -- labels without their number, the short one without 本年, which the year says
    SELECT
        f.form,
        f.cell,
        t.numeral,
        regexp_replace(f.row_label, '^.、', '') AS row_label,
        regexp_replace(f.row_name, '^.、(?:本年)?', '') AS short_label,
        f.column_label
    FROM form_cells f
    JOIN form_tables t ON t.form = f.form AND t.table_code = f.table_code
) p ON p.form = r.form AND p.cell = j.cells[1]
