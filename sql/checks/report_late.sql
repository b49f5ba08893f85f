/*
id: report_late
title: 年度报告迟于期限公布
title_en: Published after the deadline
fault: 迟于期限公布
fault_en: Published after the deadline
dimension: timeliness
severity: error
basis: >-
  《政府信息公开条例》第四十九条；国办公开办函〔2021〕30号明确责任“不按时发布”
why: >-
  迟报影响全区汇总，是通报和扣分的首要事由。
  Lateness holds up the district and heads every published rubric.
not_an_error: >-
  先按时公布、后更正重发的，以首次公布日期为准；公布日期不明的，或注明按时而期限之后网上仍未见到的，列为无法判断。
  条例没有为镇、乡、街道规定日期：登记表载明本地通知的，迟于通知的期限是错误；没有载明的，参照县级部门的期限，只作警告。区县的规定可以宽限几天（policy.toml 的 threshold）。
  A report corrected later counts from its first date; an unknown date cannot be told, nor one in time that what the web
  showed after the deadline contradicts. The law names no day for towns and streets: late by a local notice that the
  registry cites is an error, late by the day of others a warning.
*/
SELECT
    c.agency_code,
    c.report_year,
    c.report_id,
    CASE
        WHEN days_late > coalesce(o.threshold, 0) THEN 'fail'
        WHEN days_late IS NOT NULL THEN 'pass'
        ELSE 'cannot_tell'
    END AS outcome,
    []::VARCHAR[] AS cells,
    CASE
        WHEN days_late IS NOT NULL THEN chinese_date(first_published_on) || '公布'
        WHEN first_published_on <= deadline THEN
            format('注明{}公布，{}仍未见', chinese_date(first_published_on), chinese_date(last_absent_on))
        ELSE '公布日期不明'
    END AS reported,
    '不晚于' || chinese_date(deadline) || '公布' AS expected,
    CASE
        WHEN days_late IS NOT NULL THEN
            format(
                '{}公布，迟于期限{}共 {} 天（期限依据：{}）{}。',
                chinese_date(first_published_on), chinese_date(deadline), days_late, deadline_basis,
                CASE deadline_set_by WHEN 'custom' THEN '；没有载明规定这一期限的文件，只作警告' ELSE '' END
            )
        WHEN first_published_on <= deadline THEN
            format(
                '注明{}公布，而{}查看时网上仍未见到，{}首次见到，无法判断是否迟于期限{}（{}）；请核实实际公布日期。',
                chinese_date(first_published_on), chinese_date(last_absent_on),
                chinese_date(first_fetched_on), chinese_date(deadline), deadline_basis
            )
        ELSE
            format('公布日期不明，无法判断是否迟于期限{}（{}）；请核对网页公布日期。', chinese_date(deadline), deadline_basis)
    END AS message,
    CASE deadline_set_by WHEN 'custom' THEN 'warning' END AS severity
FROM current_reports c
LEFT JOIN own_thresholds o
    ON o.rule = 'report_late' AND o.agency_code = c.agency_code
    AND c.report_year BETWEEN o.from_year AND o.to_year
WHERE report_id IS NOT NULL
