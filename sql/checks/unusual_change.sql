/*
id: unusual_change
title: 数字较上年变化异常
title_en: A figure moved far beyond what its size and its peers explain
fault: 数字较上年变化异常，原因待核实
fault_en: A figure moved far from last year's, for a reason yet to be told
dimension: accuracy
severity: note
basis: >-
  国办公开办函〔2021〕30号明确责任“不准确”[V]；宿迁评分办法：数据异常扣分[P]
why: >-
  多写一两个零、填错行，表内勾稽往往仍平，只有与上年、与同类机关相比才看得出。
  A slip of a zero or of a line often keeps the sums right: only last year and the peers show it.
not_an_error: >-
  只是提示，不扣分：职能划入划出、集中整治、系统合并都会使数字大变。小数目的起伏、与同类机关同向的变化不提示。
  A note without points: powers move, campaigns happen. Small numbers, and changes the peers share, are left alone.
*/
WITH limits AS (
    SELECT
        threshold_value('unusual_ratio') AS ratio,
        threshold_value('unusual_size') AS size,
        threshold_value('unusual_spread') AS spread,
        threshold_value('unusual_peers') AS peers,
        threshold_value('tables_copied_bits') AS bits
),
kinds AS (
    SELECT rowid::INTEGER AS cell_key, cell, label, dense_rank() OVER (ORDER BY cell)::INTEGER AS place
    FROM form_cells
    WHERE unit <> '万元'
      AND NOT signed
      AND (table_code = 'disclosure' OR column_code = 'total')
      AND row_code <> 'carried_in'  -- last year's 四, which carried_chain looks at
),
figures AS MATERIALIZED (
    SELECT c.report_key, k.place, k.cell_key, c.figure
    FROM current_figures c
    JOIN kinds k ON k.cell_key = c.cell_key
    WHERE c.state = 'reported' AND c.figure >= 0
),
years AS (
    SELECT
        n.rowid::INTEGER AS report_key, l.rowid::INTEGER AS last_key,
        n.agency_code, n.report_year, n.report_id, a.district_code, a.peer_group
    FROM reports n
    JOIN reports l ON l.agency_code = n.agency_code AND l.report_year = n.report_year - 1
    JOIN agencies a ON a.agency_code = n.agency_code
    WHERE n.is_current AND l.is_current
),
-- Twice the square root of a count varies about as much whatever its size (Anscombe).
changes AS (
    SELECT
        y.* EXCLUDE (report_key, last_key), n.place, n.cell_key, n.figure AS now, l.figure AS before,
        2 * (sqrt(n.figure::DOUBLE + 0.375) - sqrt(l.figure::DOUBLE + 0.375)) AS change
    FROM figures n
    JOIN years y ON y.report_key = n.report_key
    JOIN figures l ON l.report_key = y.last_key AND l.place = n.place
    WHERE n.figure > 0 OR l.figure > 0
),
peers AS (
    SELECT
        district_code, report_year, peer_group, place,
        count(*) AS peers,
        median(change) AS middle,
        1.4826 * mad(change) AS spread
    FROM changes
    GROUP BY ALL
),
jumps AS (
    SELECT
        c.*,
        k.cell,
        k.label,
        abs(log10(greatest(c.now, 0.5) / greatest(c.before, 0.5))) AS tens
    FROM changes c
    JOIN peers p
        ON p.district_code = c.district_code AND p.report_year = c.report_year
        AND p.peer_group = c.peer_group AND p.place = c.place
    JOIN kinds k ON k.cell_key = c.cell_key
    CROSS JOIN limits
    WHERE greatest(c.now, c.before) >= limits.size
      AND greatest(c.now, c.before) >= limits.ratio * least(c.now, c.before)
      AND abs(c.change - CASE WHEN p.peers >= limits.peers THEN p.middle ELSE 0 END)
        >= limits.spread * greatest(sqrt(2), CASE WHEN p.peers >= limits.peers THEN p.spread ELSE 0 END)
),
-- Last year's figures one line further down (step 1) or up (-1), all of a table's.
lines AS (
    SELECT form, cell, column_code,
        dense_rank() OVER (PARTITION BY form, table_code, column_code ORDER BY position) AS line
    FROM form_cells
    WHERE NOT optional
),
placed AS (
    SELECT t.report_id, t.agency_code, t.report_year, t.number, t.cell, t.value, t.bits, l.column_code, l.line
    FROM table_figures t
    JOIN reports r ON r.report_id = t.report_id
    JOIN lines l ON l.form = r.form AND l.cell = t.cell
),
shifted AS (
    SELECT
        n.agency_code, n.report_year, n.report_id, n.number, n.line - o.line AS step,
        list_sort(list(n.cell)) AS cells,
        any_value(t.figures) AS figures
    FROM placed n
    JOIN placed o
        ON o.agency_code = n.agency_code AND o.report_year = n.report_year - 1 AND o.number = n.number
        AND o.column_code = n.column_code AND o.value = n.value AND abs(n.line - o.line) = 1
    JOIN (SELECT report_id, number, count(*) AS figures FROM placed GROUP BY report_id, number) t
        ON t.report_id = n.report_id AND t.number = n.number
    GROUP BY n.agency_code, n.report_year, n.report_id, n.number, step
    HAVING count(*) = any_value(t.figures) AND sum(n.bits) >= (SELECT bits FROM limits)
)
SELECT
    agency_code,
    report_year,
    report_id,
    'fail' AS outcome,
    [cell] AS cells,
    plain_number(now) AS reported,
    format('与上年的 {} 相近', plain_number(before)) AS expected,
    concat(
        format(
            '{}本年 {}、上年 {}，变化远超其数目大小和同类机关的变化所能解释。', label,
            plain_number(now), plain_number(before)
        ),
        CASE
            WHEN before > 0 AND now > before AND abs(tens - 2) < 0.1 THEN '约为上年的一百倍，是否多写了两个零？'
            WHEN before > 0 AND now > before AND abs(tens - 1) < 0.1 THEN '约为上年的十倍，是否多写了一个零？'
            WHEN now > 0 AND now < before AND abs(tens - 2) < 0.1 THEN '约为上年的百分之一，是否漏写了两个零，或上年多写？'
            WHEN now > 0 AND now < before AND abs(tens - 1) < 0.1 THEN '约为上年的十分之一，是否漏写了一个零，或上年多写？'
            ELSE '请核对；确有其事的可在报告中说明。'
        END
    ) AS message
FROM jumps j
-- back to where it was before last year's jump: that jump was last year's finding
WHERE NOT EXISTS (
    FROM jumps l
    WHERE l.agency_code = j.agency_code AND l.report_year = j.report_year - 1 AND l.cell = j.cell
      AND l.change * j.change < 0
)
UNION ALL
SELECT
    agency_code,
    report_year,
    report_id,
    'fail',
    cells,
    format('{} 个数与上年错一行的数相同', figures),
    '各数填在自己的行',
    format(
        '表{}的 {} 个非零数恰是上年报告中{}一行的数，是否整体错了一行？', ['二', '三', '四'][number - 1], figures,
        CASE step WHEN 1 THEN '上' ELSE '下' END
    )
FROM shifted
