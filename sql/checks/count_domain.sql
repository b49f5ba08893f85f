/*
id: count_domain
title: 件数为非负整数，金额不为负
title_en: Counts are whole and not negative, amounts not negative
fault: 件数填了负数或小数，或者金额填了负数
fault_en: A negative or fractional count, or a negative amount
dimension: accuracy
severity: error
basis: >-
  国办公开办函〔2021〕30号格式表二、表三、表四（单位：件；收费金额单位：万元）；
  国办公开办函〔2019〕60号格式（本年增/减可为负）
why: >-
  负数或带小数的件数必为录入或识别有误。
  A negative or fractional count is a slip of the pen or of the reader.
not_an_error: >-
  金额可有小数；旧格式“本年增/减”可为负。
  Amounts may have decimals; the old form's change column may be negative.
*/
SELECT
    c.agency_code,
    c.report_year,
    c.report_id,
    'fail' AS outcome,
    [c.cell] AS cells,
    plain_number(c.value) AS reported,
    CASE
        WHEN f.yuan IS NOT NULL THEN '不小于 0'
        WHEN f.signed THEN '整数'
        ELSE '不小于 0 的整数'
    END AS expected,
    format('{}报 {} {}，应为{}。', f.label, reported, f.unit, expected) AS message
FROM cells c
JOIN reports r ON r.report_id = c.report_id
JOIN form_cells f ON f.form = r.form AND f.cell = c.cell
WHERE r.is_current
  AND r.agency_code IS NOT NULL
  AND c.state = 'reported'
  AND c.value <> 0
  AND is_no_count(c.value, f.yuan, f.signed)
