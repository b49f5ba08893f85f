/*
id: fee_notice_denied
title: 有逾期不缴费的申请，就发出过收费通知
title_en: Where requests were closed because fees were not paid, notices of the fees were sent
fault: 表中有逾期不缴费的申请，文字却称未发出收费通知
fault_en: Requests closed for unpaid fees, though the prose says that no fee notice was sent
dimension: accuracy
severity: error
basis: >-
  《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）：收费须先告知，申请人逾期未按收费通知要求缴费的不再处理；
  国办公开办函〔2021〕30号格式表三（六）其他处理第2项
why: >-
  没有发出收费通知，就不会有逾期未按通知缴费而不再处理的申请：表或文字必有一处错。
  Without a notice nobody can be late with paying as it asks: the table or the sentence is wrong.
not_an_error: >-
  只说未收取信息处理费的不算：通知发出而申请人没有缴，正是如此。说的是往年的、（六）其他处理合为一行未分列的，不检查。
  That nothing was charged is no contradiction: a notice was sent and not followed. Other years, and reports that do not
  divide the row, are left alone.
*/
WITH sentences AS (
    SELECT
        agency_code,
        report_year,
        report_id,
        number,
        numeral,
        unnest(regexp_extract_all(plain, concat('[^。;\n]*(?:', pattern('no_fee_notice'), ')'))) AS sentence
    FROM current_prose
    WHERE regexp_matches(plain, pattern('no_fee_notice'))
),
denied AS (
    SELECT report_id, arg_min(numeral, number) AS numeral, arg_min(sentence, number) AS sentence
    FROM sentences
    WHERE NOT regexp_matches(replace(sentence, report_year::VARCHAR, ''), pattern('another_year'))
    GROUP BY report_id
)
SELECT
    r.agency_code,
    r.report_year,
    r.report_id,
    'fail' AS outcome,
    [c.cell] AS cells,
    format('文中称未发出收费通知，表{}有 {} 件', t.numeral, plain_number(c.value)) AS reported,
    '文字与表一致' AS expected,
    format(
        '第{}部分称“{}”，表{}“{}”{}却为 {}：没有收费通知就不会有逾期未缴而不再处理的申请，请核对后改正文字或表格。',
        d.numeral,
        right(rtrim(d.sentence, ',。;:)' || chr(10)), 40),
        t.numeral,
        f.row_name,
        f.column_label,
        plain_number(c.value)
    ) AS message
FROM denied d
JOIN reports r ON r.report_id = d.report_id
JOIN cells c ON c.report_id = d.report_id
JOIN statement_cells s ON s.form = r.form AND s.cell = c.cell AND s.statement_kind = 'fees_unpaid'
JOIN form_cells f ON f.form = r.form AND f.cell = c.cell
JOIN form_tables t ON t.form = r.form AND t.table_code = f.table_code
WHERE r.is_current AND c.state = 'reported' AND c.value > 0
