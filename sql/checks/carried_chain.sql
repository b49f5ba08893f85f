/*
id: carried_chain
title: 本年“上年结转”等于上年“结转下年度继续办理”
title_en: What was carried in is what last year carried out
fault: “上年结转”与上年报告的结转数接不上
fault_en: What was carried in is not what last year carried out
dimension: accuracy
severity: error
basis: >-
  国办公开办函〔2021〕30号格式表三第二项、第四项
practice: >-
  上年第四项等于本年第二项，是各地审核年度报告的通例
why: >-
  结转数前后两年不一致，必有一年有误。
  When two years disagree about the requests carried over, one of them is wrong.
not_an_error: >-
  空白、缺行与非数字按“零或任意正数”计，只有无论填何数都不成立才判错，否则列为无法判断。
  A blank may be any number: only what is wrong whatever the blanks are fails.
  没有上年现行报告、上年格式没有该格或上年该格未填的，不检查。登记了机构变更的，合并前各机关的数相加；分设后各机关合计才与原机关相比，哪个有误不能断定。
  Without last year's figure nothing is checked. Through registered changes of organs predecessors add up; after a split
  only the successors' sum is compared, and whose figure is wrong cannot be told.
*/
WITH repeated AS ( -- what last year's report itself carried in: the figure of the year before last
    SELECT c.report_id, c.cell
    FROM cells c
    JOIN last_years l ON l.report_id = c.report_id AND l.is_whole AND l.agencies = 1
    JOIN cells b ON b.report_id = l.last_report_id AND b.cell = c.cell AND b.value = c.value
    WHERE c.value > 0
)
SELECT
    k.agency_code,
    k.report_year,
    k.report_id,
    k.outcome,
    k.cells,
    k.left_range AS reported,
    k.right_range AS expected,
    format(
        '表{}“{}”列：本年（{}年度）报告“{}” {}，上年（{}年度）{}报告“{}” {}{}，两者应相等，{}{}。',
        k.numeral, k.line_label, k.report_year, k.left_label, k.left_range, k.report_year - 1,
        coalesce(k.predecessors || '的', ''), k.right_label, k.right_range,
        CASE WHEN k.predecessors IS NOT NULL THEN format('（{}）', k.right_words) ELSE '' END, k.reading,
        CASE
            WHEN r.report_id IS NOT NULL
                THEN format('；本年所填与上年报告的“{}”相同，疑误取了前年的结转数', k.left_label)
            ELSE ''
        END
    ) AS message
FROM broken_identities k
LEFT JOIN repeated r ON r.report_id = k.report_id AND r.cell = k.cells[1] AND k.outcome = 'fail'
WHERE k.rule = 'carried_chain'
UNION ALL
SELECT agency_code, report_year, report_id, outcome, cells, reported, expected, message
FROM lineage_findings
WHERE rule = 'carried_chain'
