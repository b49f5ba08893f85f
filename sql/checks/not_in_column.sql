/*
id: not_in_column
title: 报告列在登记的栏目中
title_en: The report is listed in the column where it belongs
fault: 报告不在年度报告栏目中
fault_en: The report is not in its column
dimension: timeliness
severity: note
basis: >-
  《政府信息公开条例》第四十九条：向社会公布年度报告
practice: >-
  社科院 2016 年年度报告发布情况评估：公布位置、集中展示平台不全；广东省 2010 年通报：没有放在显著位置
why: >-
  放在新闻、通知里的报告，公众到年度报告栏目里找不到。
  Among the news nobody finds it who looks in the column of yearly reports.
not_an_error: >-
  只看登记表写明的栏目；栏目打不开、曾经列出过（见 report_withdrawn）、没有登记栏目的不算。可能是登记的栏目有误，只作提示。
  Only columns of the registry; none that could not be seen or that once listed it. The registry may be wrong: a note.
*/
WITH columns_seen AS (
    SELECT
        agency_code,
        report_year,
        bool_and(state = 'not_listed') AS is_nowhere,
        arg_max(address, last_on) AS address,
        max(last_on) AS last_on
    FROM fetches
    WHERE role = 'search' AND agency_code IS NOT NULL
    GROUP BY agency_code, report_year
)
SELECT
    c.agency_code,
    c.report_year,
    c.report_id,
    'fail' AS outcome,
    []::VARCHAR[] AS cells,
    '栏目没有列出' AS reported,
    '列在年度报告栏目中' AS expected,
    format(
        '登记的栏目 {} 至{}没有列出这份报告，报告是从别处取得的；请放入栏目，或改正登记表所写的栏目。',
        s.address, chinese_date(s.last_on)
    ) AS message
FROM current_reports c
JOIN columns_seen s ON s.agency_code = c.agency_code AND s.report_year = c.report_year
WHERE c.report_id IS NOT NULL AND s.is_nowhere
