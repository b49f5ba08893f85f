/*
id: report_withdrawn
title: 公布以后撤下了报告
title_en: Taken down after publication
fault: 公布以后又撤下
fault_en: Taken down after publication
dimension: timeliness
severity: error
basis: >-
  《政府信息公开条例》第四十九条：向社会公布年度报告；国办公开办函〔2021〕30号明确责任“不按时发布”
practice: >-
  社科院 2016 年年度报告发布情况评估：公布位置、不能下载
why: >-
  年度报告是向社会公布的；撤下以后公众无从查阅，先前的公布等于没有。
  The report is owed to the public: once taken down nobody can read it, as if it had not been published.
not_an_error: >-
  原网址显示不存在（404、410，或页面上如此写），或栏目不再列出而原网址也打不开，才算撤下；换了网址而新网址可以查阅的不算。
  只是打不开、网站出错、改为别的内容，或栏目不再列出而原网址仍可查阅的，列为无法判断；恢复公布后随即消去。
  Moved to another address where it can be read is not taken down. A site that cannot be reached or answers with an
  error, an address that shows something else, and a report no longer listed whose address still shows it cannot be
  told.
needs: report_addresses
*/
WITH pages AS (
    SELECT
        *,
        max(shown_until) OVER agency AS last_shown_on,
        row_number() OVER (agency ORDER BY shown_until DESC NULLS LAST, address) = 1 AS is_named
    FROM report_addresses
    WHERE role <> 'search'
    WINDOW agency AS (PARTITION BY agency_code, report_year)
),
lists AS (
    SELECT agency_code, report_year, min(since) FILTER (state = 'not_listed') AS unlisted_since
    FROM report_addresses
    WHERE role = 'search' AND shown_on IS NOT NULL
    GROUP BY agency_code, report_year
    HAVING NOT bool_or(has_it)
),
found AS (
    SELECT
        agency_code,
        report_year,
        bool_or(has_it) AS is_there,
        bool_and(state = 'gone') FILTER (shown_on IS NOT NULL) AS is_gone,
        -- an address that came since and could not be had, or not be read, may be where the report stands now
        coalesce(bool_or(state <> 'gone' AND looked_on >= last_shown_on) FILTER (shown_on IS NULL), false)
            AS may_have_moved
    FROM pages
    GROUP BY agency_code, report_year
),
told AS (
    SELECT
        p.*,
        f.is_there,
        l.unlisted_since,
        CASE
            WHEN f.is_there AND l.unlisted_since IS NULL THEN 'pass'
            WHEN f.is_there OR f.may_have_moved THEN 'cannot_tell'
            WHEN f.is_gone OR (l.unlisted_since IS NOT NULL AND p.state <> 'archived') THEN 'fail'
            ELSE 'cannot_tell'
        END AS outcome,
        chinese_date(p.shown_on) AS shown_words,
        chinese_date(p.shown_until) AS until_words,
        chinese_date(p.since) AS since_words,
        chinese_date(p.seen_on) AS seen_words,
        chinese_date(l.unlisted_since) AS unlisted_words,
        CASE WHEN p.http_status >= 400 THEN format('（{}）', p.http_status) ELSE '' END AS status_words
    FROM pages p
    JOIN found f ON f.agency_code = p.agency_code AND f.report_year = p.report_year
    LEFT JOIN lists l ON l.agency_code = p.agency_code AND l.report_year = p.report_year
    WHERE p.is_named AND p.shown_on IS NOT NULL
)
SELECT
    t.agency_code,
    t.report_year,
    c.report_id,
    t.outcome,
    []::VARCHAR[] AS cells,
    CASE
        WHEN t.outcome = 'fail' THEN '已撤下'
        WHEN t.is_there THEN '栏目不再列出'
        WHEN t.state = 'archived' THEN '原网址已是其他内容'
        WHEN t.state = 'gone' THEN '原网址已不存在'
        ELSE '打不开'
    END AS reported,
    '公布以后一直可以查阅' AS expected,
    concat(
        t.shown_words,
        CASE WHEN t.shown_until > t.shown_on THEN '至' || t.until_words ELSE '' END,
        format('曾在 {} 公布，', t.address),
        CASE
            WHEN t.is_there THEN format('{}仍可查阅', t.seen_words)
            WHEN t.state = 'gone' THEN format('{}起该网址不存在或已撤下{}，{}查看时仍未恢复', t.since_words, t.status_words, t.seen_words)
            WHEN t.state = 'archived' THEN format('{}起该网址已是其他内容', t.since_words)
            ELSE format('{}查看时该网址未能打开{}', t.seen_words, t.status_words)
        END,
        coalesce(format('，{}起栏目不再列出', t.unlisted_words), ''),
        CASE
            WHEN t.outcome = 'fail' THEN '；请恢复公布，或说明理由。'
            ELSE '；是否撤下无法判断，请核对网页。'
        END
    ) AS message
FROM told t
JOIN current_reports c ON c.agency_code = t.agency_code AND c.report_year = t.report_year AND c.report_id IS NOT NULL
