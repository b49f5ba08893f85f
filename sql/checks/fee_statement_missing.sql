/*
id: fee_statement_missing
title: 未报告信息处理费收取情况
title_en: The report does not say whether information processing fees were charged
fault: 未说明信息处理费收取情况
fault_en: Nothing said of information processing fees
dimension: completeness
severity: warning
basis: >-
  《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）；
  国办公开办函〔2021〕30号格式第六部分“其他需要报告的事项”
why: >-
  收没收、收多少都应在第六部分写明；多数机关应写“未收取”。
  Whether and how much was charged belongs in section 6; most write that nothing was.
not_an_error: >-
  写在其他部分的不算缺；2021年度以前的报告、缺第六部分的报告（见 section_missing）不检查。
  Said in another section is said; nothing is asked of reports before 2021 or without section 6.
*/
SELECT
    p.agency_code,
    p.report_year,
    p.report_id,
    CASE
        WHEN bool_or(CASE WHEN p.number = s.section THEN says(p.plain, 'fee') ELSE says(p.plain, 'fee_elsewhere') END)
            THEN 'pass'
        ELSE 'fail'
    END AS outcome,
    []::VARCHAR[] AS cells,
    CASE WHEN outcome = 'fail' THEN '未写明' ELSE '写明' END AS reported,
    format('第{}部分写明信息处理费', any_value(s.numeral)) AS expected,
    format(
        '第{}部分未说明信息处理费的收取情况；请补写本年发出收费通知的件数和实际收取的金额（元），'
        || '没有收取的写“未收取信息处理费”。',
        any_value(s.numeral)
    ) AS message
FROM current_prose p
JOIN report_forms r ON r.report_id = p.report_id
JOIN form_sections s ON s.form = r.prescribed_form
SEMI JOIN wordings w ON w.kind = 'fee' AND list_contains(s.covers, w.topic)
WHERE NOT is_partly_read(p.report_id)
GROUP BY p.agency_code, p.report_year, p.report_id
HAVING bool_or(p.number = s.section)
