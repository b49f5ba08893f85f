/*
id: alike_last_year
title: 文字与上年报告雷同
title_en: The prose is last year's
fault: 文字照抄或大段沿用上年报告
fault_en: Prose carried over from last year
dimension: originality
severity: warning
basis: >-
  国办公开办函〔2021〕30号明确责任“内容雷同”
practice: >-
  宿迁评分办法：与上年雷同过半扣分；泉州市鲤城区 2020 年评分办法：与往年雷同扣分
why: >-
  照抄上年，等于没有报告这一年的工作。
  A copy of last year's text says nothing about this year.
not_an_error: >-
  遮去机关名称与数字、除去全区通用的模板和法定用语以后再比；文字太少不足为据的不比；第六部分多为套语，不比。
  机构合并、分设、更名后，与原机关上年报告相比；分设的各机关同年沿用原机关的文字，不算相互雷同。
  Names and figures are masked and the district's template left out; too little text, and section 六, are not compared.
needs: similarities
*/
SELECT
    s.agency_code,
    s.report_year,
    s.report_id,
    CASE
        WHEN s.containment >= coalesce(o.threshold, threshold_value('alike_last_year_share')) THEN 'fail'
        ELSE 'pass'
    END AS outcome,
    []::VARCHAR[] AS cells,
    percent(s.containment) || ' 与上年相同' AS reported,
    '与上年相同的文字' || coalesce('不到 ' || percent(o.threshold), '不过半') AS expected,
    format(
        '文字有 {} 与{}上年（{}年度）报告相同（{}），已除去名称、数字和全区通用文字；如“{}”。',
        percent(s.containment), CASE WHEN s.other_agency_code <> s.agency_code THEN a.name ELSE '' END,
        s.other_report_year, parts.words, parts.quoted
    ) AS message,
    'last_year' AS cause
FROM similarities s
LEFT JOIN own_thresholds o
    ON o.rule = 'alike_last_year' AND o.agency_code = s.agency_code
    AND s.report_year BETWEEN o.from_year AND o.to_year
JOIN agencies a ON a.agency_code = s.other_agency_code
JOIN (
    SELECT
        report_id,
        other_report_id,
        string_agg(
            format('第{}部分 {}', chinese_numeral(section), percent(containment)), '、' ORDER BY section
        ) AS words,
        coalesce(left(replace(arg_max(passages[1], (len(passages[1]), -section)), chr(10), ''), 40), '……') AS quoted
    FROM similarities
    WHERE kind = 'last_year' AND section > 0
    GROUP BY report_id, other_report_id
) parts ON parts.report_id = s.report_id AND parts.other_report_id = s.other_report_id
WHERE s.kind = 'last_year' AND s.section = 0
