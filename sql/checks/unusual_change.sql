/*
id: unusual_change
title: 数字较上年变化异常
title_en: A figure moved far beyond what its size and its peers explain
fault: 数字较上年变化异常，原因待核实
fault_en: A figure moved far from last year's, for a reason yet to be told
dimension: accuracy
severity: note
basis: >-
  国办公开办函〔2021〕30号明确责任“不准确”
practice: >-
  宿迁评分办法：数据异常扣分
why: >-
  多写一两个零、填错行，表内勾稽往往仍平，只有与上年、与同类机关相比才看得出。
  A slip of a zero or of a line often keeps the sums right: only last year and the peers show it.
not_an_error: >-
  只是提示，不扣分：职能划入划出、集中整治、系统合并都会使数字大变。小数目按两年之和给定时的偶然机会判断，大数目与同类机关的变化相比；一区一年的提示中纯属偶然的不超过约定的比例。
  单独检查一份报告而没有同类机关的，只与上年相比，并说明。合并后与各原机关之和相比，分设后不比。
  A note without points: powers move, campaigns happen. Small counts are judged by chance given the two years' sum,
  large ones against the peers' changes; of a district's notes of a year a bounded share is mere chance. Where a report
  is checked alone there are no peers, and the note says so. After a merger the predecessors' sum counts, after a split
  nothing.
needs: last_years
*/
WITH told AS (
    SELECT *, table_of(cell) AS table_code, now - before AS gap
    FROM figure_jumps j
    -- back to where it was before last year's jump: that jump was last year's finding
    WHERE NOT EXISTS (
        FROM figure_jumps l
        WHERE l.agency_code = j.agency_code AND l.report_year = j.report_year - 1 AND l.cell = j.cell
          AND (l.now - l.before) * (j.now - j.before) < 0
    )
),
-- Totals move with their parts: figures of a table that moved by the same, or within a tenth of the most, are one jump.
moved AS (
    SELECT *, max(abs(gap)) OVER (PARTITION BY report_id, table_code, gap > 0) AS most FROM told
),
jumps AS (
    SELECT
        report_id,
        list(cell) AS cells,
        list(short_label ORDER BY position)[2:] AS others,
        unnest(arg_min(
            {
                'agency_code': agency_code, 'report_year': report_year, 'label': label, 'now': now,
                'before': before, 'peers': peers, 'ratio': ratio, 'tens': tens
            },
            position
        ))
    FROM moved
    GROUP BY report_id, table_code, gap > 0, CASE WHEN abs(gap) >= 0.9 * most THEN most ELSE abs(gap) END
)
SELECT
    agency_code,
    report_year,
    report_id,
    'fail' AS outcome,
    list_sort(cells) AS cells,
    plain_number(now) AS reported,
    format('与上年的 {} 相近', plain_number(before)) AS expected,
    concat(
        -- what probably happened comes first; of a few it is no sign that they are ten times as many
        CASE
            WHEN least(now, before) < 4 THEN ''
            WHEN now > before AND abs(tens - 2) < 0.1 THEN '疑多写了两个零：约为上年的一百倍。'
            WHEN now > before AND abs(tens - 1) < 0.1 THEN '疑多写了一个零：约为上年的十倍。'
            WHEN now < before AND abs(tens - 2) < 0.1 THEN '疑漏写了两个零，或上年多写：约为上年的百分之一。'
            WHEN now < before AND abs(tens - 1) < 0.1 THEN '疑漏写了一个零，或上年多写：约为上年的十分之一。'
            ELSE ''
        END,
        format(
            '{}本年 {}、上年 {}{}，变化远超其数目大小和同类机关的变化所能解释（', label, plain_number(now),
            plain_number(before),
            CASE WHEN len(others) > 0 THEN format('，{}也随之变化', first_of(others, 3, '、')) ELSE '' END
        ),
        CASE
            WHEN peers IS NULL THEN '可比的同类机关不足，只与上年相比'
            ELSE format('{} 个同类机关本年多为上年的 {:.1f} 倍', peers, ratio)
        END,
        '）；请核对，确有其事的可在报告中说明。'
    ) AS message
FROM jumps
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
        '疑整体错了一行：表{}的 {} 个非零数恰是上年报告中{}一行的数，请核对。', numeral, figures,
        CASE step WHEN 1 THEN '上' ELSE '下' END
    )
FROM shifted_tables
