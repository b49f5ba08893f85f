-- The 95th percentile of Student's t, from its expansion in the degrees of freedom (Abramowitz and Stegun 26.7.5).
CREATE OR REPLACE MACRO student_t95(degrees) AS
    1.6449 + 1.5238 / degrees + 1.4202 / degrees ** 2 + 0.983 / degrees ** 3;

COMMENT ON MACRO student_t95 IS '学生氏 t 分布的第 95 百分位 / 95th percentile of Student''s t';
