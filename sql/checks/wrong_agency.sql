/*
id: wrong_agency
title: 文中留有其他机关的名称
title_en: Another agency speaks in the text
fault: 文中误留其他机关的名称
fault_en: Another agency's name left in
dimension: accuracy
severity: warning
basis: >-
  《政府信息公开条例》第五十条：行政机关报告本机关的工作[V]；国办公开办函〔2021〕30号明确责任“内容雷同”“敷衍塞责”[V]
why: >-
  借用别处的报告，名称没有改全，读者不知道说的是谁。
  A borrowed report with its name left in.
not_an_error: >-
  只看自称：总体情况开头的主语、“公布某机关年度报告”、落款，以及“我镇”“我局”一类自称；
  提到上级、协作单位或上下篇链接中的机关不算；同段写有本机关名称的不算。
  Only where the text speaks of itself; naming superiors, partners or neighbours is no fault.
*/
WITH names AS (
    SELECT
        agency_code,
        district_code,
        full_name,
        kind,
        unnest(list_distinct([name, full_name] || short_names || former_names)) AS name
    FROM agencies
    WHERE registered
),
openings AS (
    SELECT
        p.agency_code,
        p.report_year,
        p.report_id,
        a.district_code,
        left(p.plain, 300) AS opening,
        unnest(
            list_distinct(
                [
                    regexp_replace(
                        left(p.plain, 60), '^(?:过去的)?(?:20\d\d年(?:度|以来|里|来|内)?)?[,:]?(?:本报告由|现将|现公布|公布)?', ''
                    ),
                    regexp_extract(left(p.plain, 80), '^[^,。\n]{0,30},(.*)', 1)
                ]
            )
        ) AS head
    FROM current_prose p
    JOIN agencies a ON a.agency_code = p.agency_code
    WHERE p.number = 1
),
-- 开头的主语：区县名（或其后段）加另一机关的名称
places AS MATERIALIZED (
    SELECT
        o.agency_code, o.report_year, o.report_id, o.district_code, o.opening,
        substr(o.head, start, l.length) AS named
    FROM openings o
    JOIN districts d ON d.district_code = o.district_code
    JOIN range(1, 17) r(start) ON ends_with(d.name, left(o.head, start - 1))
    JOIN (SELECT DISTINCT district_code, length(name) AS length FROM names) l ON l.district_code = o.district_code
),
subjects AS (
    SELECT DISTINCT p.agency_code, p.report_year, p.report_id, p.opening, n.full_name AS other
    FROM places p
    JOIN names n ON n.district_code = p.district_code AND n.name = p.named
    WHERE n.agency_code <> p.agency_code AND n.kind <> 'district'
),
titles AS (
    -- “现公布某机关某年度报告”，以及落款（下一行是日期）
    SELECT
        p.agency_code,
        p.report_year,
        p.report_id,
        a.district_code,
        CASE p.number
            WHEN 1 THEN
                regexp_extract(
                    p.plain, '(?:现公布|现将|特公布|公布|编制|形成)《?([^。;《》\n]{2,40})20\d\d年度?[^。;\n]{0,6}信息公开[^。;\n]{0,4}年度?报告', 1
                )
            ELSE regexp_extract(p.plain, '(?:^|\n)([^\n,。:]{3,40})\n(?:20\d\d年\d{1,2}月\d{1,2}日)', 1)
        END AS named
    FROM current_prose p
    JOIN agencies a ON a.agency_code = p.agency_code
    WHERE p.number IN (1, 6)
),
signed AS (
    SELECT DISTINCT t.agency_code, t.report_year, t.report_id, t.named AS opening, n.full_name AS other
    FROM titles t
    JOIN names n
        ON n.district_code = t.district_code
        AND n.agency_code <> t.agency_code
        AND n.kind <> 'district'
        AND regexp_replace(t.named, '(?:人民政府|办事处)$', '') IN (
            n.name, regexp_replace(n.full_name, '(?:人民政府|办事处)$', '')
        )
    WHERE t.named <> ''
),
said AS (
    SELECT agency_code, report_year, report_id, other AS named, format('自称“{}”', other) AS words
    FROM (FROM subjects UNION ALL FROM signed) s
    WHERE NOT EXISTS (FROM names own WHERE own.agency_code = s.agency_code AND contains(s.opening, own.name))
    UNION ALL
    -- 与本机关类别不合的自称
    SELECT agency_code, report_year, report_id, word, format('有“{}”', quoted)
    FROM (
        SELECT
            *,
            -- one constant pattern a branch: DuckDB compiles any other for every row
            CASE peer_group
                WHEN '部门' THEN regexp_extract(plain, '(?:^|[^自“「])(我(?:镇|乡|街道|街))(?:[^镇村亲土头里坊]|$)', 1)
                WHEN '街道' THEN regexp_extract(plain, '(?:^|[^自“「])(我(?:镇|乡|局|委))(?:[^镇村亲土限势部域面托派员会培]|$)', 1)
                ELSE regexp_extract(plain, '(?:^|[^自“「])(我(?:局|委|街道|街))(?:[^限势部域面托派员会培头里坊]|$)', 1)
            END AS word,
            around(plain, word, 10, 30) AS quoted
        FROM current_prose
        JOIN (SELECT agency_code, peer_group FROM agencies) USING (agency_code)
        WHERE number IN (1, 5, 6) AND kind <> 'district' AND contains(plain, '我')
    )
    WHERE word <> ''
)
SELECT
    s.agency_code,
    s.report_year,
    s.report_id,
    'fail' AS outcome,
    []::VARCHAR[] AS cells,
    string_agg(DISTINCT s.named, '、' ORDER BY s.named) AS reported,
    any_value(a.full_name) AS expected,
    format(
        '本报告是{}的，文中却{}，像是别处的报告没有改全；请通读并改成本机关的名称与自称。',
        any_value(a.full_name),
        string_agg(DISTINCT replace(s.words, chr(10), ''), '、' ORDER BY replace(s.words, chr(10), ''))
    ) AS message
FROM said s
JOIN agencies a ON a.agency_code = s.agency_code
GROUP BY s.agency_code, s.report_year, s.report_id
