/*
id: problems_empty
title: 第五部分没有写出问题
title_en: Section 5 states no problem
fault: 第五部分没有写出问题
fault_en: Section 5 without a problem
dimension: substance
severity: warning
basis: >-
  《政府信息公开条例》第五十条：存在的主要问题及改进情况；国办公开办函〔2021〕30号明确责任“敷衍塞责”
why: >-
  只写“无”、空着或只有成绩，等于没有报告这一项。
  “None”, nothing, or praise only, does not report it.
not_an_error: >-
  用语不同而说出不足的；缺第五部分的另见 section_missing。
  Any wording that states a shortcoming; a missing section is another check.
*/
SELECT
    agency_code,
    report_year,
    report_id,
    CASE WHEN states_problem OR is_partly_read(report_id) THEN 'pass' ELSE 'fail' END AS outcome,
    []::VARCHAR[] AS cells,
    CASE WHEN plain = '' THEN '空' ELSE shortened(plain, 30) END AS reported,
    '写明存在的主要问题' AS expected,
    CASE
        WHEN NOT has_text THEN
            format('第{}部分没有写问题（现为“{}”）；请写明本年{}。', numeral, reported, label)
        ELSE format('第{}部分只有做法或成绩，没有说出不足（“{}”）；请写明本年存在的主要问题。', numeral, reported)
    END AS message
FROM improvement_prose
