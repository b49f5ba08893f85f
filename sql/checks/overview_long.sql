/*
id: overview_long
title: 总体情况的字数不超过规定
title_en: Section 1 is no longer than the district's rules allow
fault: 总体情况超过规定字数，不够精简
fault_en: Section 1 longer than the district's rules allow
dimension: substance
severity: note
basis: >-
  国办公开办函〔2021〕30号：内容不宜泛化
practice: >-
  一些地方的编制要点规定总体情况的字数
why: >-
  面面俱到的总体情况把应报告的事情淹没了。
  A review of everything buries what is to be reported.
not_an_error: >-
  只在区县的规定（policy.toml 的 threshold）写明字数时检查，只作提示，不扣分；空格与换行不计。
  Asked only where a district's policy sets a length, and a note without points; blanks and line ends do not count.
*/
SELECT
    p.agency_code,
    p.report_year,
    p.report_id,
    CASE WHEN length(replace(p.plain, chr(10), '')) > o.threshold THEN 'fail' ELSE 'pass' END AS outcome,
    []::VARCHAR[] AS cells,
    format('{} 字', length(replace(p.plain, chr(10), ''))) AS reported,
    format('不超过 {} 字', o.threshold::BIGINT) AS expected,
    format(
        '第{}部分“{}”共 {} 字，超过规定的 {} 字；请删去与政府信息公开无关的内容。',
        p.numeral, p.label, length(replace(p.plain, chr(10), '')), o.threshold::BIGINT
    ) AS message
FROM current_prose p
JOIN own_thresholds o
    ON o.rule = 'overview_long' AND o.agency_code = p.agency_code AND p.report_year BETWEEN o.from_year AND o.to_year
WHERE p.role = 'overview'
