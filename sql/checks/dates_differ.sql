/*
id: dates_differ
title: 落款日期与公布日期不矛盾
title_en: The day of signature fits the day of publication
fault: 落款日期与公布日期不合
fault_en: The day signed does not fit the day published
dimension: timeliness
severity: note
basis: >-
  《政府信息公开条例》第四十九条：按期公布
why: >-
  公布在前、落款在后，总有一个日期不对；落款按时而公布已迟的，是否按时要看公布的日期。
  Published before it was signed, one day is wrong; signed in time and published late is late.
not_an_error: >-
  先落款、后几日公布是常情；没有落款日期、没有公布日期的不检查。只作提示，不扣分。
  Signed some days before publication is usual; nothing without both days. A note without points.
*/
WITH signed AS (
    SELECT
        report_id,
        rtrim(arg_max(plain, number), '。' || chr(10)) AS ending,
        regexp_extract(ending, '(20\d\d)年(\d{1,2})月(\d{1,2})日$', ['y', 'm', 'd']) AS p
    FROM current_prose
    GROUP BY report_id
),
days AS (
    SELECT c.*, try_cast(concat(p.y, '-', lpad(p.m, 2, '0'), '-', lpad(p.d, 2, '0')) AS DATE) AS signed_on
    FROM current_reports c
    JOIN signed s ON s.report_id = c.report_id
    WHERE p.y <> ''
)
SELECT
    agency_code,
    report_year,
    report_id,
    'fail' AS outcome,
    []::VARCHAR[] AS cells,
    '落款' || chinese_date(signed_on) AS reported,
    chinese_date(published_on) || '公布' AS expected,
    CASE
        WHEN signed_on > published_on THEN
            format('落款日期{}晚于公布日期{}；请核对两个日期。', chinese_date(signed_on), chinese_date(published_on))
        ELSE
            format(
                '落款日期{}在期限{}之前，而{}才公布；是否按时以公布日期为准。',
                chinese_date(signed_on), chinese_date(deadline), chinese_date(published_on)
            )
    END AS message
FROM days
WHERE signed_on > published_on OR (signed_on <= deadline AND days_late > 0)
