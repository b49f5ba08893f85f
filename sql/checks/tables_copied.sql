/*
id: tables_copied
title: 表格照抄上年或其他机关
title_en: A table is last year's or another agency's
fault: 表格照抄上年或其他机关
fault_en: A table copied from last year or another agency
dimension: originality
severity: error
basis: >-
  国办公开办函〔2021〕30号明确责任“内容雷同”“不准确”
practice: >-
  泉州市鲤城区 2020 年评分办法：与往年或其他单位雷同扣分
why: >-
  一年的件数不会与上年逐格相同，多为沿用旧表忘了改数。
  A year's figures do not repeat cell by cell: the old table was left in place.
not_an_error: >-
  全为零、只有一两个小数目的表不足为据；现行有效件数等存量和合计不计。相同的数字多到偶然相同的机会不足四千分之一（与其他机关相比不足四百万分之一）才判错。
  Tables of zeros or of one or two small figures prove nothing; stocks and totals do not count.
  Only what chance would do once in 4,000 reports (4 million, against another agency) fails.
needs: similarities
*/
WITH copied AS (
    SELECT
        s.*,
        t.numeral,
        t.tables,
        s.other_report_year = s.report_year AND (mine.published_on > other.published_on) IS NOT TRUE AS order_unknown,
        CASE
            WHEN s.other_agency_code = s.agency_code THEN format('上年（{}年度）报告', s.other_report_year)
            WHEN s.other_report_year < s.report_year THEN
                format('{}上年（{}年度）报告', a.full_name, s.other_report_year)
            ELSE a.full_name || '同年度报告'
        END AS other_name
    FROM similarities s
    JOIN agencies a ON a.agency_code = s.other_agency_code
    JOIN reports mine ON mine.report_id = s.report_id
    JOIN reports other ON other.report_id = s.other_report_id
    JOIN (
        SELECT form, section, numeral, NULL AS tables FROM form_tables
        UNION ALL
        SELECT form, 0, NULL, count(*) FROM form_tables GROUP BY form
    ) t ON t.form = mine.form AND t.section = s.section
    WHERE s.kind = 'tables'
      -- of two agencies the one that published first is not at fault
      AND (s.other_report_year < s.report_year OR (mine.published_on < other.published_on) IS NOT TRUE)
),
by_other AS (
    SELECT
        agency_code,
        report_year,
        report_id,
        other_report_id,
        other_name,
        order_unknown,
        CASE
            WHEN bool_or(section = 0) THEN chinese_numeral(any_value(tables)) || '张表'
            ELSE string_agg('表' || numeral, '、' ORDER BY section)
        END AS tables,
        max(evidence) AS evidence,
        arg_max(passages, (len(passages), -section)) AS passages
    FROM copied
    GROUP BY agency_code, report_year, report_id, other_report_id, other_name, order_unknown
)
SELECT
    agency_code,
    report_year,
    report_id,
    CASE WHEN order_unknown THEN 'cannot_tell' ELSE 'fail' END AS outcome,
    []::VARCHAR[] AS cells,
    format('{}与{}逐格相同', tables, other_name) AS reported,
    format('不与{}逐格相同', other_name) AS expected,
    format(
        '{}的 {} 个非零数与{}逐格相同（{}），偶然相同的可能极小，{}。',
        tables, len(passages), other_name, first_of(passages, 3, '；'),
        CASE WHEN order_unknown THEN '公布先后不明，谁抄谁无法判断' ELSE '请核对是否沿用旧表' END
    ) AS message
FROM by_other
