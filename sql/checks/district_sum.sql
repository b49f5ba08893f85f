/*
id: district_sum
title: 区县本级报告等于所属各机关之和
title_en: The district's own report is the sum of its agencies
fault: 本级报告与所属各机关之和不符
fault_en: The district's figures are not the sum of its agencies'
dimension: accuracy
severity: error
basis: >-
  《政府信息公开条例》第四十九条：政府信息公开工作主管部门公布本级政府年度报告；
  国办公开办函〔2021〕30号明确责任“不准确不全面”
practice: >-
  本级报告汇总所属各机关，是各地通例
why: >-
  本级报告的数字由各乡镇、街道和部门汇总而成，对不上即有机关漏计、重计或口径不一。
  The district's figures are added up from its agencies: a gap is somebody left out or counted twice.
not_an_error: >-
  本级报告写明只含本级自身的，不与各机关之和比较；写明另含本级自身收到的申请的，申请与复议诉讼不少于各机关之和即可。
  A report that says it holds the government's own organs only is not compared; one that says it holds the
  government's own requests too may be more than the sum.
  尚有机关未报或有空白格的，只要不少于已报之和就不判错，列为无法判断；登记表未列的机关不计，垂直管理机关不汇总的，不应列入本区登记表。
  所差恰由某机关自身即有误的数（无权而填的规章、以元填的收费、只改一格勾稽即平的数等）造成的，不判本级有错，列为无法判断，待该机关更正。
  While reports or cells are missing, only less than the partial sum fails. Only registered agencies count. A gap
  that an agency's figure, wrong by itself, accounts for is not the district's error: it cannot be told until corrected.
needs: district_sums
*/
WITH compared AS (
    SELECT
        d.*,
        f.column_label,
        t.label AS table_label,
        t.numeral,
        d.own - d.agencies_sum AS gap
    FROM district_sums d
    JOIN reports r ON r.report_id = d.report_id
    JOIN form_cells f ON f.form = r.form AND f.position = d.position
    JOIN report_tables t ON t.report_id = d.report_id AND t.table_code = d.table_code
),
lines AS (
    SELECT
        c.agency_code,
        c.report_year,
        c.report_id,
        c.table_code,
        c.line,
        x.words IS NOT NULL AS is_explained,
        any_value(c.numeral) AS numeral,
        any_value(c.line_label) AS line_label,
        list_sort(flatten(list(c.cells))) AS cells,
        list(
            format('{} 本级 {}、合计 {}', c.column_label, plain_number(c.own), plain_number(c.agencies_sum))
            ORDER BY abs(c.gap) DESC, c.position
        ) AS words,
        arg_max(c.own, (abs(c.gap), -c.position)) AS own,
        arg_max(c.agencies_sum, (abs(c.gap), -c.position)) AS agencies_sum,
        max(c.agencies) - min(c.agencies_known) AS unknown,
        list_sort(list(DISTINCT x.words)) AS doubts
    FROM compared c
    LEFT JOIN explained_gaps x ON x.report_id = c.report_id AND x.position = c.position
    WHERE c.outcome = 'fail'
    GROUP BY c.agency_code, c.report_year, c.report_id, c.table_code, c.line, is_explained
),
reasons AS (
    SELECT report_id, table_code, line, string_agg(words, '；' ORDER BY rank, agency_code, words) AS words
    FROM district_gaps
    GROUP BY report_id, table_code, line
)
SELECT
    l.agency_code,
    l.report_year,
    l.report_id,
    'fail' AS outcome,
    l.cells,
    plain_number(l.own) AS reported,
    CASE WHEN l.unknown > 0 THEN '不少于 ' ELSE '' END || plain_number(l.agencies_sum) AS expected,
    concat(
        format(
            '表{}“{}”行：{}，本级应{}各机关之和。',
            l.numeral, l.line_label, first_of(l.words, 3, '；'),
            CASE WHEN l.unknown > 0 THEN format('不少于（{} 个机关未报或空白）', l.unknown) ELSE '等于' END
        ),
        CASE WHEN e.words IS NOT NULL THEN format('可能：{}。', e.words) ELSE '没有机关以自身存疑的数字恰能解释所差。' END
    ) AS message
FROM lines l
LEFT JOIN reasons e ON e.report_id = l.report_id AND e.table_code = l.table_code AND e.line = l.line
WHERE NOT l.is_explained
UNION ALL
SELECT
    agency_code,
    report_year,
    report_id,
    'cannot_tell',
    cells,
    plain_number(own),
    plain_number(agencies_sum),
    format(
        '表{}“{}”行：{}，所差可由机关报告自身的差错解释：{}；待其更正后再判断本级。',
        numeral, line_label, first_of(words, 3, '；'), first_of(doubts, 3, '；')
    )
FROM lines
WHERE is_explained
UNION ALL
SELECT
    agency_code,
    report_year,
    report_id,
    'cannot_tell',
    []::VARCHAR[],
    format('{} 个机关已报 {} 个', max(agencies), max(agencies_read)),
    '各机关报齐、无空白格',
    format(
        '应报 {} 个机关，已报 {} 个；有 {} 个数因未报或空白，只能判断本级不少于已报之和。',
        max(agencies), max(agencies_read), count(*)
    )
FROM district_sums
WHERE outcome = 'cannot_tell'
GROUP BY agency_code, report_year, report_id
