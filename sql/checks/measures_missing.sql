/*
id: measures_missing
title: 第五部分没有写改进
title_en: Section 5 says nothing of improvement
fault: 第五部分没有写改进措施
fault_en: Section 5 without improvements
dimension: substance
severity: warning
basis: >-
  《政府信息公开条例》第五十条：存在的主要问题及改进情况；国办公开办函〔2021〕30号明确责任“敷衍塞责”
why: >-
  只列问题不写怎么改，缺了法定内容的一半。
  Problems without what is done about them are half of what the law asks for.
not_an_error: >-
  已经做的改进和今后的打算都算；没有写问题的只按 problems_empty 计一处。
  Done or planned both count; where no problem is stated only problems_empty is found.
*/
SELECT
    agency_code,
    report_year,
    report_id,
    CASE WHEN states_measure OR is_partly_read(report_id) THEN 'pass' ELSE 'fail' END AS outcome,
    []::VARCHAR[] AS cells,
    '…' || right(plain, 30) AS reported,
    '写明改进情况' AS expected,
    format(
        '第{}部分写了问题，没有写改进（至“…{}”止）；请逐条写明改进情况或下一步措施。', numeral, right(plain, 20)
    ) AS message
FROM improvement_prose
WHERE states_problem
