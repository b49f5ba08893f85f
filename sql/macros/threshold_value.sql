-- A number the checks judge by (data/policy/thresholds.toml).
CREATE OR REPLACE MACRO threshold_value(wanted) AS
    (SELECT value FROM thresholds WHERE threshold = wanted);

COMMENT ON MACRO threshold_value IS '检查所用的界限 / A threshold of the checks';
