-- The versions of the checks by district: its own, or those of all where it has none. `policy_source` names the
-- district's file and who decided.
CREATE OR REPLACE VIEW rules_in_force AS
SELECT
    d.district_code,
    v.* EXCLUDE (district_code),
    v.source || '（' || v.who || '，' || v.date || '）' AS policy_source
FROM (
    SELECT DISTINCT a.district_code, o.district_code AS own
    FROM agencies a
    LEFT JOIN (SELECT DISTINCT district_code FROM rule_versions) o ON o.district_code = a.district_code
) d
JOIN rule_versions v ON v.district_code IS NOT DISTINCT FROM d.own;

COMMENT ON VIEW rules_in_force IS
    '各区县各报告年度所用的规则 / The checks as each district''s reports of each year are judged by them';
COMMENT ON COLUMN rules_in_force.district_code IS '区县代码 / District';
COMMENT ON COLUMN rules_in_force.policy_source IS
    '区县自己的规定：文件、谁、何日；空为通用规则 / A district''s own rule: file, who and when; null for the general one';
