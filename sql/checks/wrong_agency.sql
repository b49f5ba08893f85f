/*
id: wrong_agency
title: 文中留有其他机关的名称
title_en: Another agency speaks in the text
fault: 文中误留其他机关的名称
fault_en: Another agency's name left in
dimension: accuracy
severity: warning
basis: >-
  《政府信息公开条例》第五十条：行政机关报告本机关的工作；
  国办公开办函〔2021〕30号明确责任“内容雷同”“敷衍塞责”
why: >-
  借用别处的报告，名称没有改全，读者不知道说的是谁。
  A borrowed report with its name left in.
not_an_error: >-
  只看自称：总体情况开头的主语、“公布某机关年度报告”、落款，以及“我镇”“我局”一类自称；
  提到上级、协作单位或上下篇链接中的机关不算；同段写有本机关名称的不算；不知是哪个机关的报告，不看自称。
  Only where the text speaks of itself; naming superiors, partners or neighbours is no fault.
*/
WITH said AS (
    SELECT agency_code, report_year, report_id, other AS named, format('自称“{}”', other) AS words
    FROM foreign_names
    UNION ALL
    -- 与本机关类别不合的自称
    SELECT agency_code, report_year, report_id, word, format('有“{}”', quoted)
    FROM (
        SELECT
            *,
            -- one constant pattern a branch: DuckDB compiles any other for every row
            CASE peer_group
                WHEN '部门' THEN regexp_extract(plain, pattern('not_of_a_department'), 1)
                WHEN '街道' THEN regexp_extract(plain, pattern('not_of_a_street_office'), 1)
                ELSE regexp_extract(plain, pattern('not_of_a_town'), 1)
            END AS word,
            around(plain, word, 10, 30) AS quoted
        FROM current_prose
        JOIN (SELECT agency_code, name, peer_group FROM agencies) USING (agency_code)
        WHERE role IN ('overview', 'problems', 'other_matters') AND kind <> 'district'
          AND name <> '机关不明' AND contains(plain, '我')
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
