CREATE TABLE thresholds (
    threshold VARCHAR NOT NULL,
    value DOUBLE NOT NULL,
    date DATE NOT NULL,
    reason VARCHAR NOT NULL
);

COMMENT ON TABLE thresholds IS '检查所用的界限及其理由 / Thresholds the checks use, each with its reason';
COMMENT ON COLUMN thresholds.threshold IS '名称 / Name';
COMMENT ON COLUMN thresholds.value IS '数值 / Value';
COMMENT ON COLUMN thresholds.date IS '定于何日 / Day it was set';
COMMENT ON COLUMN thresholds.reason IS '理由 / Why it is what it is';
