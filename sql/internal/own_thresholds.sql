-- Thresholds that a policy sets for a check, by agency and years; elsewhere data/policy/thresholds.toml has the number.
CREATE OR REPLACE VIEW internal.own_thresholds AS
SELECT a.agency_code, v.rule, v.from_year, v.to_year, v.threshold
FROM agencies a
JOIN rules_in_force v ON v.district_code = a.district_code
WHERE v.threshold IS NOT NULL;

COMMENT ON VIEW internal.own_thresholds IS '规定为检查另定的界限 / Thresholds that a policy sets for a check';
COMMENT ON COLUMN internal.own_thresholds.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.own_thresholds.rule IS '规则 / Rule';
COMMENT ON COLUMN internal.own_thresholds.from_year IS '自哪一报告年度起 / First report year';
COMMENT ON COLUMN internal.own_thresholds.to_year IS '至哪一报告年度止 / Last report year';
COMMENT ON COLUMN internal.own_thresholds.threshold IS '界限 / Threshold';
