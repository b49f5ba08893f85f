-- 2026-01-05 -> 2026年1月5日 (as core/wording.py `chinese_date`).
CREATE OR REPLACE MACRO chinese_date(day) AS
    strftime(day, '%Y年%-m月%-d日');

COMMENT ON MACRO chinese_date IS '日期的中文写法 / A date in Chinese';
