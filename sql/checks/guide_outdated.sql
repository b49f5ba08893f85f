/*
id: guide_outdated
title: 所称公开指南是现行的版本
title_en: The guide named is of an edition in force
fault: 所称公开指南的版本偏旧
fault_en: The guide named is of an old edition
dimension: substance
severity: note
basis: >-
  《政府信息公开条例》第十二条
why: >-
  公开指南应当及时更新；说更新了而写的是几年前的版本，或者上年已有新版而本年仍写旧版，多是照抄往年报告。
  The guide must be kept up to date; an edition of years ago, or older than last year's report told, was mostly copied.
not_an_error: >-
  上一年度的版本不算旧；没有写版本年份的不查；写有新版的不查；所写版本是被修订的对象（对某年版进行修订、原指南）的不算。
  没有说当年更新的，早于报告年度三年以上才提示。指南多年未改而内容仍然准确的，不算错，核对即可。
  An edition of the year before is no fault, nor one that was revised into another. A guide that is old and still right
  is no error: have a look.
*/
WITH editions AS (
    SELECT
        f.report_id,
        max(f.value) AS edition,
        arg_max(f.section, f.value) AS section,
        arg_max(f.text, f.value) AS text,
        bool_or(regexp_matches(f.text, pattern('guide_renewed'))) AS is_renewed
    FROM facts f
    WHERE f.kind = 'guide' AND f.value IS NOT NULL
    GROUP BY f.report_id
    HAVING NOT bool_or(regexp_matches(f.text, pattern('guide_before')))
),
compared AS (
    SELECT r.agency_code, r.report_year, e.*, max(l.edition) AS last_edition
    FROM editions e
    JOIN reports r ON r.report_id = e.report_id AND r.is_current
    LEFT JOIN last_years y ON y.report_id = e.report_id AND y.last_agency_code = r.agency_code
    LEFT JOIN editions l ON l.report_id = y.last_report_id
    GROUP BY ALL
)
SELECT
    agency_code,
    report_year,
    report_id,
    'fail' AS outcome,
    []::VARCHAR[] AS cells,
    format('{}年版', plain_number(edition)) AS reported,
    CASE
        WHEN last_edition > edition THEN format('上年报告已称{}年版', plain_number(last_edition))
        ELSE '现行版本'
    END AS expected,
    format(
        '第{}部分所称公开指南为 {} 年版（“{}”），{}；请核对写的是否现行版本，需要更新的及时更新。',
        chinese_numeral(section),
        plain_number(edition),
        shortened(text, 40),
        CASE
            WHEN last_edition > edition THEN format('上年报告已称 {} 年版', plain_number(last_edition))
            ELSE format('比报告年度早 {} 年，文中没有说到新的版本', plain_number(report_year - edition))
        END
    ) AS message
FROM compared
WHERE last_edition > edition
    OR report_year - edition >= threshold_value('guide_edition_years')
    OR (is_renewed AND report_year - edition >= threshold_value('guide_renewed_years'))
