-- 1 to 9 -> 一 to 九, by which the sections of a report are numbered.
CREATE OR REPLACE MACRO chinese_numeral(number) AS
    '一二三四五六七八九'[number];

COMMENT ON MACRO chinese_numeral IS '一至九 / A number from 1 to 9 in Chinese';
