/*
id: wrong_year
title: 文中留有其他年份
title_en: Another year was left in the text as the year reported on
fault: 文中误留其他年份
fault_en: Another year left in
dimension: accuracy
severity: warning
basis: >-
  《政府信息公开条例》第五十条：上一年度政府信息公开工作情况；
  国办公开办函〔2021〕30号明确责任中的“不准确不全面”
why: >-
  把上年文字拿来改，年份没有改全；读者分不清数字是哪一年的。
  Last year's text with its year left in: nobody can tell which year the figures are of.
not_an_error: >-
  文件名称、修订或印发年份，“自某年以来”，同句已写明报告年度的对比，对下一年的打算，都不算。
  Years of documents, “since”, comparisons that name the year reported on too, plans.
*/
WITH passages AS (
    -- 书名号、括号与年份后的版、修订、月等不是报告年度
    SELECT
        agency_code,
        report_year,
        report_id,
        role,
        numeral,
        regexp_replace(plain, '《[^《》]*》|\([^()]*\)|〔[^〔〕]*〕', '', 'g') AS plain
    FROM current_prose
    WHERE role = 'overview' OR (role <> 'problems' AND contains(plain, '12月31日'))
),
opening AS (
    SELECT *, regexp_extract(plain, '^[^。\n]*') AS sentence FROM passages WHERE role = 'overview'
),
named AS (
    -- 第一句所称的年度
    SELECT
        agency_code,
        report_year,
        report_id,
        numeral,
        regexp_extract(sentence, pattern('year_of_sentence'), 1) AS year,
        left(sentence, 50) AS quoted
    FROM opening
    WHERE NOT contains(sentence, report_year::VARCHAR)
    UNION ALL
    -- 统计期限
    SELECT
        agency_code,
        report_year,
        report_id,
        numeral,
        regexp_extract(period, '^(20\d\d)', 1),
        period
    FROM (
        SELECT *, regexp_extract(plain, pattern('period_of_report')) AS period FROM passages
    )
    WHERE NOT contains(replace(period, '年12', ''), (report_year)::VARCHAR)
    UNION ALL
    -- 文字为某个数字写明的年份
    SELECT r.agency_code, r.report_year, r.report_id, chinese_numeral(s.section), s.year::VARCHAR, left(s.text, 50)
    FROM statements s
    JOIN reports r ON r.report_id = s.report_id
    WHERE r.is_current
      AND r.agency_code IS NOT NULL
      AND s.scope <> 'other'
      AND s.year < r.report_year
      -- 另有本年同一事项的数字，则此处是与往年相比；上年转来的也不是
      AND NOT EXISTS (
          FROM statements o
          WHERE o.report_id = s.report_id AND o.statement_kind = s.statement_kind AND o.scope <> 'other'
            AND coalesce(o.year, r.report_year) = r.report_year
      )
      AND NOT regexp_matches(s.text, pattern('from_another_year'))
      AND NOT contains(s.text, r.report_year::VARCHAR)
      AND NOT regexp_matches(
          replace(replace(s.text, concat('较', s.year), '较上年'), concat('比', s.year), '比上年'),
          pattern('compares_years')
      )
),
wrong AS (
    SELECT
        agency_code,
        report_year,
        report_id,
        string_agg(DISTINCT year || '年', '、' ORDER BY year || '年') AS years,
        min({'numeral': numeral, 'year': year, 'quoted': quoted}) AS first,
        count(*) AS places
    FROM named
    WHERE year <> '' AND year <> report_year::VARCHAR
    GROUP BY agency_code, report_year, report_id
)
SELECT
    agency_code,
    report_year,
    report_id,
    'fail' AS outcome,
    []::VARCHAR[] AS cells,
    years AS reported,
    format('{}年', report_year) AS expected,
    format(
        '本报告是 {} 年度的，第{}部分却写作 {} 年：“{}”{}；请改正年份，并核对所在句子的数字是否也沿用了旧数。',
        report_year,
        first.numeral,
        first.year,
        first.quoted,
        CASE WHEN places > 1 THEN format('等 {} 处', places) ELSE '' END
    ) AS message
FROM wrong
