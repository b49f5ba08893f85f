/*
id: section_extra
title: 报告只有格式规定的六个部分
title_en: The report has the six sections of the form and no more
fault: 另加格式没有的部分
fault_en: Sections beyond those of the form
dimension: completeness
severity: note
basis: >-
  国办公开办函〔2021〕30号格式：报告分为六个部分；《政府信息公开条例》第五十条
why: >-
  年度报告专报政府信息公开，政务公开的其他工作另加部分，内容泛化，也不便汇总比较。
  The report is about disclosure of information: other work in sections of its own makes it general and hard to compare.
not_an_error: >-
  只是提示，不扣分。只列附件、附表的不算；第六部分自有“一、二、三……”各条的不算。
  A note without points. A heading over attachments is none, nor is an item of a list within section 6.
*/
WITH final AS (
    SELECT
        agency_code,
        report_year,
        report_id,
        max(number) AS number,
        arg_max(numeral, number) AS numeral,
        arg_max(plain, number) AS plain
    FROM current_prose
    GROUP BY agency_code, report_year, report_id
),
headed AS (
    SELECT
        f.* EXCLUDE (plain),
        regexp_extract_all(f.plain, pattern('extra_heading')) AS found,
        list_filter(found, lambda heading: NOT regexp_matches(heading, pattern('heading_of_attachments'))) AS headings,
        chinese_numeral(s.sections + 1) AS next_numeral
    FROM final f
    JOIN report_forms r ON r.report_id = f.report_id
    JOIN (SELECT form, max(section) AS sections FROM form_sections GROUP BY form) s ON s.form = r.form
    WHERE f.number = s.sections
      AND regexp_matches(f.plain, pattern('extra_heading'))
      AND NOT regexp_matches(f.plain, pattern('list_of_its_own'))
)
SELECT
    agency_code,
    report_year,
    report_id,
    'fail' AS outcome,
    []::VARCHAR[] AS cells,
    format('另有 {} 个部分', len(headings)) AS reported,
    format('到第{}部分为止', numeral) AS expected,
    format(
        '第{}部分之后另有“{}”；格式没有这些部分，属于政府信息公开的请并入相应部分，其余不必写入。',
        numeral,
        first_of(list_transform(headings, lambda heading: shortened(heading, 30)), 3, '”“')
    ) AS message
FROM headed
WHERE len(headings) > 0 AND starts_with(ltrim(found[1], '第'), next_numeral)
