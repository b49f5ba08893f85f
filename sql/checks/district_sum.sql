/*
id: district_sum
title: 区县本级报告等于所属各机关之和
title_en: The district's own report is the sum of its agencies
fault: 本级报告与所属各机关之和不符
fault_en: The district's figures are not the sum of its agencies'
dimension: accuracy
severity: error
basis: >-
  《政府信息公开条例》第四十九条：政府信息公开工作主管部门公布本级政府年度报告[V]；国办公开办函〔2021〕30号明确责任“不准确不全面”[V]；本级报告汇总所属各机关系实践通例[V in practice]
why: >-
  本级报告的数字由各乡镇、街道和部门汇总而成，对不上即有机关漏计、重计或口径不一。
  The district's figures are added up from its agencies: a gap is somebody left out or counted twice.
not_an_error: >-
  尚有机关未报或有空白格的，只要不少于已报之和就不判错，列为无法判断；登记表未列的机关不计，垂直管理机关不汇总的，不应列入本区登记表。
  While reports or cells are missing, only less than the partial sum fails. Only registered agencies count.
*/
WITH compared AS (
    SELECT
        d.*,
        f.row_label,
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
        agency_code,
        report_year,
        report_id,
        table_code,
        line,
        any_value(numeral) AS numeral,
        CASE line WHEN 'other' THEN '其他处理' ELSE any_value(row_label) END AS row_label,
        list_sort(flatten(list(cells))) AS cells,
        list(
            format(
                '{} 本级 {}、合计 {}', column_label, rtrim(rtrim(own::VARCHAR, '0'), '.'),
                rtrim(rtrim(agencies_sum::VARCHAR, '0'), '.')
            ) ORDER BY abs(gap) DESC, position
        ) AS words,
        arg_max(own, (abs(gap), -position)) AS own,
        arg_max(agencies_sum, (abs(gap), -position)) AS agencies_sum,
        max(agencies) - min(agencies_known) AS unknown
    FROM compared
    WHERE outcome = 'fail'
    GROUP BY agency_code, report_year, report_id, table_code, line
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
    rtrim(rtrim(l.own::VARCHAR, '0'), '.') AS reported,
    CASE WHEN l.unknown > 0 THEN '不少于 ' ELSE '' END || rtrim(rtrim(l.agencies_sum::VARCHAR, '0'), '.') AS expected,
    concat(
        format(
            '表{}“{}”行：{}{}，本级应{}各机关之和。',
            l.numeral, l.row_label, array_to_string(l.words[:3], '；'), CASE WHEN len(l.words) > 3 THEN ' 等' ELSE '' END,
            CASE WHEN l.unknown > 0 THEN format('不少于（{} 个机关未报或空白）', l.unknown) ELSE '等于' END
        ),
        CASE WHEN e.words IS NOT NULL THEN format('可能：{}。', e.words) ELSE '没有单个或两个机关的数字能解释所差。' END
    ) AS message
FROM lines l
LEFT JOIN reasons e ON e.report_id = l.report_id AND e.table_code = l.table_code AND e.line = l.line
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
