/*
id: measures_unanswered
title: 改进与问题逐条对应
title_en: Each problem named has its improvement
fault: 改进没有逐条回应问题
fault_en: Fewer improvements than problems
dimension: substance
severity: note
basis: >-
  《政府信息公开条例》第五十条：存在的主要问题及改进情况
practice: >-
  各地审核常要求问题与改进措施逐条对应
why: >-
  列了三个问题只写两条改进，总有一个没有着落。
  Of three problems with two improvements one is left unanswered.
not_an_error: >-
  只数写作“一是、二是”“（一）（二）”“第一、第二”的；没有编号的、逐条写完问题随即写改进的、改进不少于问题的，都不算。
  一条改进可以回应两个问题，所以只作提示，不扣分。
  Only numbered lists are counted. One improvement may answer two problems: a note without points.
*/
WITH parts AS (
    SELECT
        *,
        regexp_extract(plain, pattern('answers_begin')) AS turn,
        substr(plain, 1, instr(plain, turn)) AS problems,
        substr(plain, instr(plain, turn)) AS measures
    FROM improvement_prose
    WHERE states_problem AND states_measure AND regexp_matches(plain, pattern('answers_begin'))
),
counted AS (
    SELECT
        *,
        greatest(
            len(list_distinct(regexp_extract_all(problems, '[一二三四五六七八九]是'))),
            len(list_distinct(regexp_extract_all(problems, '(?m)^\([一二三四五六七八九]\)'))),
            len(list_distinct(regexp_extract_all(problems, '第[一二三四五六七八九],')))
        ) AS problem_count,
        greatest(
            len(list_distinct(regexp_extract_all(measures, '[一二三四五六七八九]是'))),
            len(list_distinct(regexp_extract_all(measures, '(?m)^\([一二三四五六七八九]\)'))),
            len(list_distinct(regexp_extract_all(measures, '第[一二三四五六七八九],')))
        ) AS measure_count
    FROM parts
)
SELECT
    agency_code,
    report_year,
    report_id,
    'fail' AS outcome,
    []::VARCHAR[] AS cells,
    format('问题 {} 条，改进 {} 条', problem_count, measure_count) AS reported,
    '逐条写明改进' AS expected,
    format(
        '第{}部分列了 {} 个问题，改进只有 {} 条；请核对是否每个问题都有改进措施。', numeral, problem_count, measure_count
    ) AS message
FROM counted
WHERE measure_count BETWEEN 2 AND problem_count - 1
