/*
id: not_read
title: 报告中有程序未能读出的内容
title_en: Something in the report could not be read
fault: 有未能读出的内容，待人工核对
fault_en: Something the reader could not read
dimension: completeness
severity: note
basis: >-
  读取的限度，不是对报告的要求。 What the reader cannot do is no demand on a report.
why: >-
  读不出的不等于没有填、没有写：由办公室对照原件核对，不告知机关，不扣分。
  What was not read is not known to be missing: for the office to look at, no word to the agency, no points.
not_an_error: >-
  看得出是空白的格、确实没有的表和部分，另见 cell_blank、table_missing、section_missing。
  A blank that is seen, a table or section that is surely not there, are other checks.
*/
WITH unreadable AS (
    SELECT
        c.report_id,
        table_of(c.cell) AS table_code,
        cell_place(c.attachment, c.page, c.table_index, c.row_index, c.column_index) AS place,
        shortened(c.raw, 20) AS raw,
        list(c.cell) AS cells,
        min(f.position) AS position,
        arg_min(cell_name(f.row_name, f.column_label), f.position) AS first_cell
    FROM cells c
    JOIN report_tables t ON t.report_id = c.report_id AND t.table_code = table_of(c.cell) AND t.unreadable_cells > 0
    JOIN form_cells f ON f.form = t.form AND f.cell = c.cell
    WHERE c.state = 'unreadable'
    GROUP BY c.report_id, table_of(c.cell), c.attachment, c.page, c.table_index, c.row_index, c.column_index, c.raw
),
found AS (
    SELECT
        t.agency_code,
        t.report_year,
        t.report_id,
        flatten(list(u.cells)) AS cells,
        format('表{}人工核对', t.numeral) AS expected,
        format(
            '表{}有 {} 格的文字未能读成数字：{}',
            t.numeral,
            sum(len(u.cells)),
            first_of(
                list(
                    format('{}“{}”（{}{}）', place, raw, first_cell, CASE WHEN len(u.cells) > 1 THEN ' 等' ELSE '' END)
                    ORDER BY position
                ),
                3,
                '、'
            )
        ) AS words
    FROM unreadable u
    JOIN report_tables t ON t.report_id = u.report_id AND t.table_code = u.table_code
    GROUP BY t.agency_code, t.report_year, t.report_id, t.numeral
    UNION ALL
    SELECT
        agency_code,
        report_year,
        report_id,
        [],
        format('表{}“{}”', numeral, label),
        format(
            '{}，可能在未能读出的内容里：{}',
            CASE
                WHEN present_cells = 0 THEN format('没有读到表{}“{}”', numeral, label)
                ELSE format('表{}有 {} 格没有读到', numeral, absent_cells)
            END,
            first_of(unread, 3, '；')
        )
    FROM report_tables
    WHERE unread IS NOT NULL
    UNION ALL
    SELECT
        agency_code,
        report_year,
        report_id,
        [],
        label,
        format('没有认出第{}部分“{}”的标题，可能在：{}', numeral, label, first_of(unread, 3, '；'))
    FROM missing_sections
    WHERE unread IS NOT NULL
    UNION ALL
    SELECT
        r.agency_code,
        r.report_year,
        r.report_id,
        [],
        '全文',
        format('有未能读出的内容，其中或有报告的文字：{}', first_of(list_sort(list(DISTINCT u.place)), 3, '；'))
    FROM unread u
    JOIN reports r ON r.report_id = u.report_id AND r.is_current
    WHERE u.table_code IS NULL AND u.section IS NULL
    GROUP BY r.agency_code, r.report_year, r.report_id
)
SELECT
    f.agency_code,
    f.report_year,
    f.report_id,
    'cannot_tell' AS outcome,
    list_sort(f.cells) AS cells,
    '未能读出' AS reported,
    f.expected,
    f.words || '。请对照原件人工核对；未能读出不等于没有填写。' AS message,
    list_sort(list(DISTINCT b.rule) FILTER (b.rule IS NOT NULL)) AS leaves_open
FROM found f
LEFT JOIN broken_identities b
    ON b.report_id = f.report_id AND b.outcome = 'cannot_tell' AND list_has_any(b.cells, f.cells)
GROUP BY ALL
