/*
id: improvement_repeated
title: 改进措施与上年相同
title_en: The improvements are last year's
fault: 改进措施与上年相同
fault_en: The same improvements as last year
dimension: substance
severity: warning
basis: >-
  《政府信息公开条例》第五十条：存在的主要问题及改进情况；
  国办公开办函〔2021〕30号明确责任“内容雷同”“敷衍塞责”
why: >-
  年年同一套打算，看不出改了什么。
  The same plan every year says nothing about what was improved.
not_an_error: >-
  逐句比较，年份等数字不计；少数延续的措施（不到界限）不算；没有上年报告的不检查。
  Compared sentence by sentence without figures; a few lasting measures are fine; nothing without last year's report.
needs: last_years
*/
WITH sentences AS (
    -- 从说到改进处起的各分句，八字以上，数字不计
    SELECT
        agency_code,
        report_year,
        report_id,
        numeral,
        unnest(
            list_distinct(
                list_filter(
                    regexp_split_to_array(
                        regexp_replace(
                            substr(
                                plain,
                                greatest(1, instr(plain, regexp_extract(plain, pattern('measures_begin'))))
                            ),
                            pattern('item_number'),
                            '',
                            'g'
                        ),
                        '[,。;:、\n()]+'
                    ),
                    lambda s: length(s) >= 6
                )
            )
        ) AS sentence
    FROM improvement_prose
    WHERE states_measure
),
last_sentences AS (
    SELECT DISTINCT l.report_id, s.sentence FROM last_years l JOIN sentences s ON s.report_id = l.last_report_id
),
shares AS (
    SELECT
        s.agency_code,
        s.report_year,
        s.report_id,
        any_value(s.numeral) AS numeral,
        sum(length(s.sentence)) AS characters,
        sum(length(s.sentence)) FILTER (l.sentence IS NOT NULL) AS repeated,
        count(l.sentence) AS repeated_sentences,
        max_by(s.sentence, (length(s.sentence), s.sentence)) FILTER (l.sentence IS NOT NULL) AS quoted
    FROM sentences s
    LEFT JOIN last_sentences l ON l.report_id = s.report_id AND l.sentence = s.sentence
    GROUP BY s.agency_code, s.report_year, s.report_id
)
SELECT
    s.agency_code,
    s.report_year,
    s.report_id,
    CASE
        WHEN repeated >= coalesce(o.threshold, threshold_value('improvement_repeated_share')) * characters
            AND repeated_sentences >= 3
            THEN 'fail'
        ELSE 'pass'
    END AS outcome,
    []::VARCHAR[] AS cells,
    percent(coalesce(repeated, 0) / characters) || ' 与上年相同' AS reported,
    '写明本年的改进' AS expected,
    format(
        '第{}部分的改进措施有 {} 与上年（{}年度）逐句相同，如“{}”；请写明上年问题的整改结果和本年新的措施。',
        numeral, percent(coalesce(repeated, 0) / characters), s.report_year - 1, quoted
    ) AS message,
    'last_year' AS cause
FROM shares s
LEFT JOIN own_thresholds o
    ON o.rule = 'improvement_repeated' AND o.agency_code = s.agency_code
    AND s.report_year BETWEEN o.from_year AND o.to_year
SEMI JOIN last_years l ON l.report_id = s.report_id
