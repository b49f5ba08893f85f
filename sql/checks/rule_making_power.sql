/*
id: rule_making_power
title: 无规章制定权的机关规章数应为零
title_en: An organ without power to make rules reports none
fault: 没有规章制定权而填报了规章
fault_en: Rules reported without the power to make them
dimension: accuracy
severity: error
basis: >-
  国办公开办函〔2021〕30号格式表二第二十条第（一）项“规章”；《政府信息公开条例》第二十条第（一）项
why: >-
  乡镇街道和区县部门常把普通文件填作规章，抬高全区规章数。
  Townships and county departments often report ordinary papers as rules.
not_an_error: >-
  有无规章制定权以登记表为准；未填数的格（见 cell_blank）。
  Organs registered as having the power; cells without a figure.
*/
SELECT
    any_value(c.agency_code) AS agency_code,
    any_value(c.report_year) AS report_year,
    c.report_id,
    CASE WHEN bool_or(c.value > 0) THEN 'fail' ELSE 'pass' END AS outcome,
    coalesce(list(c.cell ORDER BY c.cell) FILTER (c.value > 0), []) AS cells,
    coalesce(
        string_agg(plain_number(c.value), '、' ORDER BY f.position) FILTER (c.value > 0), '0'
    ) AS reported,
    '0' AS expected,
    format(
        '本机关无规章制定权，表{}“{}”行应为 0，所报：{}。是否把{}误填在{}行？',
        any_value(t.numeral),
        any_value(f.row_name),
        string_agg(f.column_label || ' ' || plain_number(c.value), '、' ORDER BY f.position)
        FILTER (c.value > 0),
        any_value(d.row_name),
        any_value(f.row_name)
    ) AS message
FROM cells c
JOIN reports r ON r.report_id = c.report_id
JOIN agencies a ON a.agency_code = r.agency_code
JOIN form_cells f ON f.form = r.form AND f.cell = c.cell AND f.row_role = 'rule_making'
JOIN form_tables t ON t.form = f.form AND t.table_code = f.table_code
JOIN (
    SELECT form, any_value(row_name) AS row_name FROM form_cells WHERE row_role = 'documents' GROUP BY form
) d ON d.form = r.form
WHERE r.is_current
  AND NOT a.rule_making_power
  AND c.state = 'reported'
GROUP BY c.report_id
