/*
id: documents_chain
title: 现行有效件数等于上年数加制发减废止
title_en: Documents in force follow from last year, issued and repealed
fault: 现行有效件数与上年数及制发、废止数接不上
fault_en: Documents in force do not follow from last year
dimension: accuracy
severity: warning
basis: >-
  国办公开办函〔2021〕30号格式表二第二十条第（一）项
practice: >-
  现行有效等于上年现行有效加本年制发减本年废止，是各地审核年度报告的通例
why: >-
  三个数字与上年报告对不上，说明文件底数不清或有一格填错。
  If the stock does not follow from the flow, the count of documents is not under control.
not_an_error: >-
  空白、缺行与非数字按“零或任意正数”计，只有无论填何数都不成立才判错，否则列为无法判断。
  A blank may be any number: only what is wrong whatever the blanks are fails.
  没有上年现行报告、上年为旧格式或上年该格未填的，不检查。集中清理追溯调整的，可申请豁免。
  登记了机构变更的，合并前各机关的数相加；分设后各机关合计才与原机关相比，哪个有误不能断定。
  Through registered changes of organs predecessors add up; after a split only the successors' sum is compared.
*/
SELECT
    agency_code,
    report_year,
    report_id,
    outcome,
    cells,
    left_range AS reported,
    right_range AS expected,
    format(
        '表{}“{}”：本年（{}年度）报告{} {}，按上年（{}年度）{}报告推算，{}为 {}（{}），两者应相等，{}。',
        numeral, line_label, report_year, left_label, left_range, report_year - 1,
        coalesce(predecessors || '的', ''), right_label, right_range, right_words, reading
    ) AS message,
    -- one of the three is wrong: the same as in_force_below_issued may have found
    format('row:{}', regexp_extract(cells[1], '^(.*)\.', 1)) AS cause
FROM broken_identities
WHERE rule = 'documents_chain'
UNION ALL
SELECT
    agency_code, report_year, report_id, outcome, cells, reported, expected, message,
    format('row:{}', regexp_extract(cells[1], '^(.*)\.', 1))
FROM lineage_findings
WHERE rule = 'documents_chain'
