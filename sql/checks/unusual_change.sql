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
FROM figure_jumps j
-- back to where it was before last year's jump: that jump was last year's finding
WHERE NOT EXISTS (
    FROM figure_jumps l
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
        '表{}的 {} 个非零数恰是上年报告中{}一行的数，是否整体错了一行？', numeral, figures,
        CASE step WHEN 1 THEN '上' ELSE '下' END
    )
FROM shifted_tables
