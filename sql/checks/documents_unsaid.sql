/*
id: documents_unsaid
title: 文中写明行政规范性文件的制发、废止、现行有效件数
title_en: Prose gives the documents issued, repealed and in force
fault: 文中没有写明规范性文件的三个数
fault_en: Prose without the three figures of normative documents
dimension: completeness
severity: note
basis: >-
  国办公开办函〔2021〕30号格式第一部分：主动公开
practice: >-
  一些地方的编制要点要求在主动公开情况中写明制发、废止、现行有效的行政规范性文件件数
why: >-
  三个数写在文中，读者不必看表即知，也可与表二相互核对。
  Told in prose they can be read without the table, and held against it.
not_an_error: >-
  格式只要求在表二填报：区县的规定要求写入文字（policy.toml 恢复本检查并写依据）才检查，只作提示，不扣分。
  The form asks for them in table 2 only: looked for where a district's policy demands it, a note without points.
*/
WITH asked AS (
    SELECT position, statement_kind, label
    FROM (VALUES
        (1, 'documents_issued', '制发'), (2, 'documents_repealed', '废止'), (3, 'documents_in_force', '现行有效')
    ) t (position, statement_kind, label)
),
unsaid AS (
    SELECT
        p.agency_code, p.report_year, p.report_id, p.numeral, p.label,
        any_value(f.row_label) AS documents,
        list(a.label ORDER BY a.position) AS missing
    FROM current_prose p
    JOIN reports r ON r.report_id = p.report_id
    CROSS JOIN asked a
    JOIN statement_cells c ON c.form = r.form AND c.statement_kind = a.statement_kind
    JOIN form_cells f ON f.form = c.form AND f.cell = c.cell
    ANTI JOIN statements s ON s.report_id = p.report_id AND s.statement_kind = a.statement_kind
    WHERE p.role = 'overview' AND NOT is_partly_read(p.report_id)
    GROUP BY p.agency_code, p.report_year, p.report_id, p.numeral, p.label
)
SELECT
    agency_code,
    report_year,
    report_id,
    'fail' AS outcome,
    []::VARCHAR[] AS cells,
    format('未写明{}', array_to_string(missing, '、')) AS reported,
    '写明三个数' AS expected,
    format(
        '第{}部分“{}”没有写明{}的{}件数；请补写，没有的写 0。',
        numeral, label, documents, array_to_string(missing, '、')
    ) AS message
FROM unsaid
