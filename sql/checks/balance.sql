/*
id: balance
title: 表三收办平衡：新收加结转等于办结加转下年
title_en: Received plus carried in equals handled plus carried out
fault: 表三收办不平
fault_en: Table 3 does not balance
dimension: accuracy
severity: error
basis: >-
  国办公开办函〔2021〕30号格式表三所印勾稽关系：第一项加第二项之和等于第三项加第四项之和
why: >-
  这是格式表内印明的勾稽关系，不平即有申请去向不明或数字填错。
  The equation is printed in the form: when it fails, requests are unaccounted for.
not_an_error: >-
  空白、缺行与非数字按“零或任意正数”计，只有无论填何数都不成立才判错，否则列为无法判断。
  A blank may be any number: only what is wrong whatever the blanks are fails.
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
        '表{}“{}”列：{}为 {}（{}），{}为 {}（{}），两者应相等，{}。',
        numeral, line_label, left_label, left_range, left_words, right_label, right_range, right_words, reading
    ) AS message
FROM broken_identities
WHERE rule = 'balance'
