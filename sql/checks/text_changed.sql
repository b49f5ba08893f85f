/*
id: text_changed
title: 公布以后改动了文字
title_en: The prose was changed after publication
fault: 公布以后改动了文字
fault_en: Prose changed after publication
dimension: timeliness
severity: note
basis: >-
  《政府信息公开条例》第四十九条：向社会公布年度报告
practice: >-
  社科院 2016 年年度报告发布情况评估：公布后有变动、多个平台版本不一
why: >-
  数字未动而文字改了，也应让主管部门知道改的是哪些部分。
  The figures stand and the prose does not: the office should know which sections were changed.
not_an_error: >-
  只作提示，不扣分；数字也改了的见“公布以后改动了数字”；先后不明的不列。
  A note only, at no cost. Where figures changed too the other check tells; nothing where the order is not known.
needs: report_changes
*/
WITH changed AS (
    SELECT
        agency_code,
        report_year,
        current_report_id,
        list_sort(list(DISTINCT item) FILTER (kind = 'section' AND published = 'before')) AS sections,
        bool_or(kind = 'cell' AND state_before = 'reported' AND state_after = 'reported') AS figures_too
    FROM report_changes
    GROUP BY agency_code, report_year, current_report_id
)
SELECT
    agency_code,
    report_year,
    current_report_id AS report_id,
    'fail' AS outcome,
    []::VARCHAR[] AS cells,
    format('{} 个部分的文字与先前的版本不同', len(sections)) AS reported,
    '公布以后文字不变，或说明更正' AS expected,
    format(
        '公布以后，第{}部分的文字与先前的版本不同，数字未变；如系更正，请在报告中说明。',
        array_to_string(list_transform(sections, lambda s: chinese_numeral(split_part(s, '.', 2)::INTEGER)), '、')
    ) AS message
FROM changed
WHERE len(sections) > 0 AND NOT figures_too
