/*
id: last_year_told
title: 与上年相比的说法与上年报告相符
title_en: What is said of last year agrees with last year's report
fault: 与上年相比的说法与上年报告不符
fault_en: A comparison with last year that last year's report does not bear out
dimension: accuracy
severity: note
basis: >-
  国办公开办函〔2021〕30号明确责任中的“不准确不全面”
why: >-
  本年说比上年多多少，上年报告里却是另一个数，两份报告至少有一处不准。
  By this report last year's figure was one, by last year's report another: one of the two is not right.
not_an_error: >-
  只比两年都写明是全年、全部而没有限定领域的数，种类、渠道、量词都相同，上年报告中只有这一个数；百分比按四舍五入留出余地，概数按其所指；
  说“有所增加”的只看多少的方向。机构合并、分设的不比。上年报告的数后来作了更正、口径有变的，写明即可。
  Only totals of the whole year in both reports, of one kind, channel and counter, the only ones there; per cents with
  room for rounding. Not after a merger or split. A corrected figure or another way of counting only needs to be told.
needs: last_years
*/
WITH last_told AS (
    SELECT
        report_id, kind, channel, field, unit,
        min(lowest) AS lowest, max(highest) AS highest, any_value(value) AS value
    FROM facts
    WHERE is_whole AND scope = 'own'
    GROUP BY report_id, kind, channel, field, unit
    HAVING count(DISTINCT value) = 1
),
judged AS (
    SELECT
        y.agency_code, y.report_year, t.*,
        l.value AS last_value,
        CASE
            WHEN t.lowest = t.highest THEN plain_number(t.lowest)
            WHEN t.highest IS NULL THEN format('{} 以上', plain_number(t.lowest))
            WHEN t.lowest = 0 THEN format('不多于 {}', plain_number(t.highest))
            ELSE format('{} 至 {}', plain_number(t.lowest), plain_number(t.highest))
        END AS meant
    FROM facts_told_of_last_year t
    JOIN last_years y ON y.report_id = t.report_id AND y.agencies = 1 AND y.is_whole
        AND y.last_agency_code = y.agency_code
    JOIN last_told l ON l.report_id = y.last_report_id AND l.kind = t.kind AND l.channel = t.channel
        AND l.field = t.field AND l.unit = t.unit
    WHERE l.highest < t.lowest OR l.lowest > t.highest
)
SELECT
    j.agency_code,
    j.report_year,
    j.report_id,
    'fail' AS outcome,
    []::VARCHAR[] AS cells,
    format('据本报告上年为 {} {}', j.meant, j.unit) AS reported,
    format('上年报告为 {} {}', plain_number(j.last_value), j.unit) AS expected,
    format(
        '第{}部分称“{}”，{}上年应为 {} {}，而上年报告写作 {} {}；请核对两年的数字和比较的说法，口径有变的请写明。',
        chinese_numeral(j.section),
        shortened(j.text, 60),
        CASE WHEN j.is_stated THEN n.name ELSE format('照此{}', n.name) END,
        j.meant,
        j.unit,
        plain_number(j.last_value),
        j.unit
    ) AS message
FROM judged j
JOIN fact_names n ON n.report_id = j.report_id AND n.ordinal = j.ordinal
