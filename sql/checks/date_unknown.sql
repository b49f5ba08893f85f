/*
id: date_unknown
title: 找不到公布日期
title_en: No date of publication can be found
fault: 未标明公布日期
fault_en: No date of publication
dimension: timeliness
severity: warning
basis: >-
  《政府信息公开条例》第四十九条：按期公布；国办公开办函〔2021〕30号明确责任“不按时发布”
why: >-
  没有公布日期就无法证明按时公布。
  Without a date nobody can tell that it was in time.
not_an_error: >-
  网页、文件名或标题下任一处有日期即可；各版本中有一版有日期的不算；公布前自查不检查。
  A date on the page, in its address or under the title will do; not asked before publication.
*/
SELECT
    agency_code,
    report_year,
    report_id,
    CASE WHEN first_published_on IS NULL THEN 'fail' ELSE 'pass' END AS outcome,
    []::VARCHAR[] AS cells,
    coalesce(first_published_on::VARCHAR, '未见日期') AS reported,
    '有公布日期' AS expected,
    format('页面、文件名和正文标题下都没有公布日期，无法判断是否在{}前公布；请在页面标注发布日期，或在文件名中写明。', chinese_date(deadline)) AS message
FROM current_reports
WHERE report_id IS NOT NULL
