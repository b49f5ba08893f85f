/*
id: aspect_missing
title: 总体情况未综述应有的方面
title_en: An aspect that section 1 must review is not there
fault: 总体情况缺少应综述的方面
fault_en: Section 1 leaves an aspect out
dimension: completeness
severity: warning
basis: >-
  国办公开办函〔2021〕30号格式第一部分：主动公开、依申请公开、政府信息管理、政府信息公开平台建设、监督保障五个方面；
  《政府信息公开条例》第五十条：各级人民政府的报告还应包括工作考核、社会评议和责任追究结果情况
why: >-
  少一个方面即“不全面”，也无从看出这项工作是否做过。
  A missing aspect makes the report incomplete.
not_an_error: >-
  各方面合并叙述、改用其他标题、不分小标题而文中写到的，都不算缺；缺整个第一部分的另见 section_missing。
  街道办事处不是一级政府，部门也不须报告考核评议结果；2021年度以前的报告不检查。
  Merged, renamed or unheaded aspects are no fault; only governments report appraisal results; not asked before 2021.
*/
WITH topics AS (
    SELECT kind, topic, list(wording ORDER BY rowid) AS wordings
    FROM wordings
    WHERE kind IN ('aspect', 'government_result')
    GROUP BY kind, topic
),
-- What the form in force asks of the section, whatever form the report uses.
asked AS (
    SELECT r.report_id, s.role, s.covers, format('第{}部分“{}”', s.numeral, s.label) AS place
    FROM report_forms r
    JOIN form_sections s ON s.form = r.prescribed_form
    WHERE len(s.covers) > 0
),
passages AS (
    SELECT p.agency_code, p.report_year, p.report_id, 'aspect' AS kind, a.place, a.covers, p.plain
    FROM current_prose p
    JOIN asked a ON a.report_id = p.report_id AND a.role = p.role
    UNION ALL
    SELECT p.agency_code, p.report_year, p.report_id, 'government_result', '报告', NULL, string_agg(p.plain, chr(10))
    FROM current_prose p
    JOIN asked a ON a.report_id = p.report_id AND a.role = 'overview'
    WHERE p.kind IN ('district', '镇', '乡', '民族乡')
    GROUP BY p.agency_code, p.report_year, p.report_id
    HAVING bool_or(p.role = 'overview')
),
reviewed AS (
    SELECT
        p.agency_code,
        p.report_year,
        p.report_id,
        p.place,
        t.topic,
        -- the most usual word by itself: few texts are searched for all the others
        CASE
            WHEN contains(p.plain, t.wordings[1]) THEN true
            ELSE len(list_filter(t.wordings[2:], lambda wording: contains(p.plain, wording))) > 0
        END AS found
    FROM passages p
    JOIN topics t ON t.kind = p.kind AND (p.covers IS NULL OR list_contains(p.covers, t.topic))
)
SELECT
    agency_code,
    report_year,
    report_id,
    CASE WHEN found OR is_partly_read(report_id) THEN 'pass' ELSE 'fail' END AS outcome,
    []::VARCHAR[] AS cells,
    CASE WHEN found THEN '写到' ELSE '未见' END AS reported,
    topic AS expected,
    format('{}中未见“{}”的内容；请补写一段，没有这方面工作的也应说明。', place, topic) AS message
FROM reviewed
