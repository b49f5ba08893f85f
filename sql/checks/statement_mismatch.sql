/*
id: statement_mismatch
title: 文字所述数字与表格不一致
title_en: A figure claimed in prose is not that of the table
fault: 文字所述数字与表格不一致
fault_en: Figures in prose that are not those of the tables
dimension: accuracy
severity: error
basis: >-
  国办公开办函〔2021〕30号格式第一部分与表二、表三、表四；明确责任中的“不准确不全面”
why: >-
  同一份报告里同一件事有两个数，必有一个不对。
  Two figures for one thing in one report: one of them is wrong.
not_an_error: >-
  “余”“约”“近”等概数按其所指范围比较；某一渠道、某一部分、其他年份的数字不比较；收到数连同上年结转、办结数只计本年新收的算一致；
  文中写明新增、结转或上诉的复议诉讼案件数不比较；表中未填的不比较；没有申请的另见 no_request_mismatch。
  同一事项文中有两个数而其一与表一致的，列为无法判断。
  Hedged figures within their meaning; figures of a part, a channel or another year; the usual ways of counting.
*/
WITH stated AS (
    SELECT *, NOT agrees AS wrong
    FROM compared_statements
    -- 文中为零而表中不为零或反之，属 no_request_mismatch
    WHERE statement_kind <> 'requests_received' OR (figure > 0) = (highest > 0)
),
judged AS (
    SELECT
        agency_code,
        report_year,
        report_id,
        statement_kind,
        title,
        figure,
        cells,
        bool_or(wrong) AS any_wrong,
        bool_and(wrong) AS all_wrong,
        arg_min(section, ordinal) FILTER (wrong) AS section,
        arg_min(stated_value, ordinal) FILTER (wrong) AS stated_value,
        arg_min(unit, ordinal) FILTER (wrong) AS unit,
        arg_min(quoted, ordinal) FILTER (wrong) AS quoted
    FROM stated
    GROUP BY ALL
),
places AS (
    SELECT
        k.form,
        k.statement_kind,
        CASE
            WHEN count(*) > 3 THEN format(
                '{} 等 {} 格合计', arg_min(cell_name(f.row_label, f.column_label), f.position), count(*)
            )
            ELSE string_agg(cell_name(f.row_label, f.column_label), '、' ORDER BY f.position)
        END AS words
    FROM statement_cells k
    JOIN form_cells f ON f.form = k.form AND f.cell = k.cell
    GROUP BY k.form, k.statement_kind
)
SELECT
    j.agency_code,
    j.report_year,
    j.report_id,
    CASE WHEN all_wrong THEN 'fail' WHEN any_wrong THEN 'cannot_tell' ELSE 'pass' END AS outcome,
    cells,
    format('文中{} {}', j.title, plain_number(stated_value)) AS reported,
    format('表中 {}', plain_number(figure)) AS expected,
    format(
        '第{}部分称“{}”，{}为 {} {}，表中为 {}（{}）；{}',
        chinese_numeral(section),
        quoted,
        j.title,
        plain_number(stated_value),
        unit,
        plain_number(figure),
        p.words,
        CASE
            WHEN all_wrong THEN '两者应一致，请核对后改正文字或表格。'
            ELSE '文中另有一处与表一致，请核对这一处所指是否全年全部。'
        END
    ) AS message,
    format('said:{}', quoted) AS cause
FROM judged j
JOIN reports r ON r.report_id = j.report_id
JOIN places p ON p.form = r.form AND p.statement_kind = j.statement_kind
