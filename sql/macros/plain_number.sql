-- A figure as people write it: without trailing zeros, without a point where it is whole (as core/wording.py `plain`).
CREATE OR REPLACE MACRO plain_number(number) AS
    rtrim(rtrim(number::DECIMAL(38, 6)::VARCHAR, '0'), '.');

COMMENT ON MACRO plain_number IS '数字去掉末尾的零 / A figure without trailing zeros';
