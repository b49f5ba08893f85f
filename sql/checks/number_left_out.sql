/*
id: number_left_out
title: 句中的数字没有漏写
title_en: No sentence lacks its number
fault: 句中缺少数字
fault_en: A sentence lacks its number
dimension: accuracy
severity: warning
basis: >-
  国办公开办函〔2021〕30号明确责任中的“不准确不全面”
why: >-
  套用模板而没有填数，读者不知道是零还是漏写。
  A template whose number was never filled in: nobody can tell whether none is meant.
not_an_error: >-
  “规范性文件”“申请件”作为名词、“件数”“条目”等词不算；报告有图片、附件或页面未读的不检查。
  Nouns that end like a counter are none; nothing is said where a part of the report could not be read.
*/
WITH sentences AS (
    SELECT agency_code, report_year, report_id, number, numeral, plain,
        regexp_extract(plain, concat('[^,。;:\n]*(?:', pattern('number_left_out'), ')')) AS quoted
    FROM current_prose
    WHERE regexp_matches(plain, pattern('number_left_out')) AND NOT is_partly_read(report_id)
)
SELECT
    agency_code,
    report_year,
    report_id,
    'fail' AS outcome,
    []::VARCHAR[] AS cells,
    '没有数字' AS reported,
    '写明数字，没有的写 0' AS expected,
    format(
        '第{}部分“{}”没有写明数字；请补写，没有的写 0。',
        arg_min(numeral, number),
        right(rtrim(arg_min(quoted, number), ',。;:)' || chr(10)), 40)
    ) AS message
FROM sentences
GROUP BY agency_code, report_year, report_id
