/*
id: nested_total
title: 2014 年统计表各合计等于其下各项之和
title_en: The totals of the statistics table of 2014 are the sums of what stands under them
fault: 统计表某合计与其下各项之和不符
fault_en: A total of the statistics table (reports for 2014 to 2018) is not the sum of what stands under it
dimension: accuracy
severity: warning
basis: >-
  国办发〔2014〕32号所附《政府信息公开情况统计表》
practice: >-
  合计为其下各项之和，是按行的层次推定的，表内是否印有勾稽关系不详
why: >-
  合计与其下各项不符，可能有一格填错，各年比较即受影响；等式系推定，故只提示核对。
  A total that differs from its parts may mean a wrong cell and spoils comparisons over years. The annex itself could
  not be read and the sums are inferred from how its rows are nested: a hint to look, no more.
not_an_error: >-
  空白、缺行与非数字按“零或任意正数”计，只有无论填何数都不成立才提示，否则列为无法判断。
  A blank may be any number: only what is wrong whatever the blanks are is told. 各渠道公开数与总数、办结数与收到数或答复数均不相比。
  Channels are not compared with what was published, nor what was completed with what was received or answered.
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
        '统计表“{}” {}，{} {}（{}），按行的层次两者应相等，{}。',
        left_label, left_range, right_label, right_range, right_words, reading
    ) AS message
FROM broken_identities
WHERE rule = 'nested_total'
