/*
id: told_twice
title: 同一数字前后各处相同
title_en: A figure told in two sections is the same in both
fault: 同一件事的数字前后两处不同
fault_en: One thing told twice with two figures
dimension: accuracy
severity: note
basis: >-
  国办公开办函〔2021〕30号格式第一部分；明确责任中的“不准确不全面”
why: >-
  同一份报告里全年的同一个总数写了两次而不相同，必有一个不对。
  Two totals of one thing in one report: one of them is wrong.
not_an_error: >-
  只比写明是全年、全部而又没有限定哪一领域、哪一部分的数，种类、渠道、量词都要相同，且在两个部分里；
  “余”“约”等概数在其所指范围内能相合的、分项、半年和往年的数、同一部分内的数都不比。口径不同的可以在文中写明。
  Only figures told as all of a kind and channel in the year, with one counter, in two sections; hedged ones within
  their meaning. Parts, half years and other years are not compared.
*/
WITH told AS (
    SELECT
        report_id, kind, channel, field, unit, section,
        min(lowest) AS lowest, max(highest) AS highest, any_value(value) AS value,
        min(ordinal) AS ordinal, arg_min(text, ordinal) AS text
    FROM facts
    WHERE is_whole AND scope = 'own'
    GROUP BY report_id, kind, channel, field, unit, section
    HAVING count(DISTINCT value) = 1
),
pairs AS (
    SELECT a.*, b.section AS other_section, b.value AS other_value, b.text AS other_text
    FROM told a
    JOIN told b ON b.report_id = a.report_id AND b.kind = a.kind AND b.channel = a.channel AND b.field = a.field
        AND b.unit = a.unit AND b.section > a.section AND (b.lowest > a.highest OR b.highest < a.lowest)
    QUALIFY row_number() OVER (PARTITION BY a.report_id, a.ordinal ORDER BY b.section) = 1
)
SELECT
    r.agency_code,
    r.report_year,
    r.report_id,
    'fail' AS outcome,
    []::VARCHAR[] AS cells,
    format('第{}部分 {} {}', chinese_numeral(p.other_section), plain_number(p.other_value), p.unit) AS reported,
    format('第{}部分 {} {}', chinese_numeral(p.section), plain_number(p.value), p.unit) AS expected,
    format(
        '{}第{}部分写作 {} {}（“{}”），第{}部分写作 {} {}（“{}”）；请核对是否同一口径，改正其一或写明各指什么。',
        n.name,
        chinese_numeral(p.section),
        plain_number(p.value),
        p.unit,
        shortened(p.text, 40),
        chinese_numeral(p.other_section),
        plain_number(p.other_value),
        p.unit,
        shortened(p.other_text, 40)
    ) AS message
FROM pairs p
JOIN reports r ON r.report_id = p.report_id
JOIN fact_names n ON n.report_id = p.report_id AND n.ordinal = p.ordinal
WHERE r.is_current
