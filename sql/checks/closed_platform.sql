/*
id: closed_platform
title: 上年已关停的账号不再写作在用
title_en: An account closed last year is not told of as running
fault: 上年报告称已关停的账号，本年又写作在用，前后不一
fault_en: An account that last year's report closed is told of as running
dimension: accuracy
severity: note
basis: >-
  国办公开办函〔2021〕30号明确责任中的“不准确不全面”
why: >-
  上年说已注销，本年又说通过它发布，至少有一份报告没有照实写，往往是照抄更早的报告。
  Closed by one report and used by the next: one of the two does not tell what was, and often was copied.
not_an_error: >-
  只看公众号、微博这样一个平台上自己的账号；上年只关停一部分、关停下属或村居的、关停而上年仍在使用同类账号的，
  本年写明新开、恢复或者用的是上级账号的，都不算。
  Only accounts of the agency's own on one platform. Not where some of several were closed, where others' were, where
  last year's report used another one of the kind, or where this year's tells of a new, reopened or higher-level one.
*/
WITH accounts AS (
    SELECT f.*
    FROM facts f
    JOIN fact_codes c ON c.part = 'channel' AND c.code = f.channel AND list_contains(c.traits, 'account')
    WHERE f.scope = 'own'
),
closed AS (
    SELECT a.report_id, a.channel, arg_min(a.text, a.ordinal) AS text
    FROM accounts a
    WHERE a.kind = 'platform_closed'
        AND NOT regexp_matches(a.text, pattern('named_account'))
        AND coalesce(a.value, 1) = 1
        AND NOT regexp_matches(a.text, pattern('some_accounts'))
        AND NOT EXISTS (
            FROM facts u
            WHERE u.report_id = a.report_id AND u.kind <> 'platform_closed'
                AND list_contains(string_split(u.channel, '+'), a.channel)
        )
    GROUP BY a.report_id, a.channel
),
used AS (
    SELECT
        report_id, channel,
        arg_min(section, ordinal) AS section, arg_min(text, ordinal) AS text, min(ordinal) AS ordinal
    FROM accounts
    GROUP BY report_id, channel
    HAVING bool_or(kind IN ('disclosed', 'platform', 'interpretation') AND coalesce(value, 1) > 0)
        AND NOT bool_or(kind = 'platform_closed' OR regexp_matches(text, pattern('other_account')))
)
SELECT
    y.agency_code,
    y.report_year,
    y.report_id,
    'fail' AS outcome,
    []::VARCHAR[] AS cells,
    format('{}在用', c.title) AS reported,
    '上年报告称已关停' AS expected,
    format(
        '上年报告称“{}”，第{}部分又称“{}”；请核对{}是否仍在使用，另开或恢复的请写明。',
        shortened(d.text, 40),
        chinese_numeral(u.section),
        shortened(u.text, 40),
        c.title
    ) AS message
FROM used u
JOIN last_years y ON y.report_id = u.report_id AND y.last_agency_code = y.agency_code
JOIN closed d ON d.report_id = y.last_report_id AND d.channel = u.channel
JOIN fact_codes c ON c.part = 'channel' AND c.code = u.channel
