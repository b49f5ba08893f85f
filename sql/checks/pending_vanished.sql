/*
id: pending_vanished
title: 上年尚未审结的案件在本年报告中有结果或仍在审
title_en: Cases pending last year are decided or still pending in this year's report
fault: 上年尚未审结的案件，本年没有下文
fault_en: Cases pending last year are not heard of again
dimension: accuracy
severity: note
basis: >-
  国办公开办函〔2021〕30号格式表四：尚未审结、结果维持、结果纠正、其他结果
why: >-
  上年年末还在审的案件，本年不是有了结果就是仍未审结；本年这一类全为零，多半是漏填。
  What was pending at the end of last year was decided since or is pending still: a row of zeros leaves it out.
not_an_error: >-
  只是提示，不扣分：撤回后不再计入、只统计当年新立案件的做法都有。没有上年报告、本年这一行有空白、原机关分设为几个机关的不提示。
  A note without points: some count only the cases of the year, and appeals may be withdrawn. Nothing is said without
  last year's report, where the row has blanks, or after a split.
needs: last_years
*/
WITH figures AS (
    SELECT c.report_key, f.form, f.table_code, f.row_code, f.row_label, f.cell, f.column_label, f.column_role, c.figure
    FROM current_figures c
    JOIN form_cells f ON f.rowid = c.cell_key
    WHERE f.row_role IN ('review', 'litigation')
),
silent AS (
    SELECT report_key, form, table_code, row_code, any_value(row_label) AS row_label, list_sort(list(cell)) AS cells
    FROM figures
    GROUP BY report_key, form, table_code, row_code
    HAVING count(figure) = count(*) AND max(abs(figure)) = 0
),
pending AS (
    SELECT report_key, table_code, row_code, column_label, figure
    FROM figures
    WHERE column_role = 'pending' AND figure > 0
),
left_over AS (
    -- after a change of organs, those of all agencies it came from; who of several successors has them is not known
    SELECT
        l.report_key, p.table_code, p.row_code, any_value(p.column_label) AS column_label, sum(p.figure) AS figure,
        string_agg(n.name, '、' ORDER BY n.last_agency_code) AS names
    FROM last_years l
    JOIN pending p ON p.report_key = l.last_key
    LEFT JOIN predecessors n ON n.report_key = l.report_key AND n.last_key = l.last_key
    LEFT JOIN lineage_groups g ON g.agency_code = l.agency_code AND g.report_year = l.report_year
    WHERE coalesce(g.members, 1) = 1
    GROUP BY l.report_key, p.table_code, p.row_code
)
SELECT
    r.agency_code,
    r.report_year,
    r.report_id,
    'fail' AS outcome,
    s.cells,
    '各项均为 0' AS reported,
    format('有上年“{}”的 {} 件', p.column_label, plain_number(p.figure)) AS expected,
    format(
        '表{}“{}”：上年（{}年度）{}报告“{}”{} 件，本年报告这一行各项均为 0；请核对这些案件本年的结果，'
        || '已撤回或在统计之外了结的可不改。',
        t.numeral,
        s.row_label,
        r.report_year - 1,
        coalesce(p.names || '的', ''),
        p.column_label,
        plain_number(p.figure)
    ) AS message
FROM silent s
JOIN reports r ON r.rowid = s.report_key
JOIN form_tables t ON t.form = s.form AND t.table_code = s.table_code
JOIN left_over p ON p.report_key = r.rowid AND p.table_code = s.table_code AND p.row_code = s.row_code
