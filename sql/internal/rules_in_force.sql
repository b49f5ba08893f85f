-- The versions of the checks by district: its own, or those of all where it has none. `policy_source` names the
-- district's file and who decided.
CREATE OR REPLACE VIEW internal.rules_in_force AS
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

COMMENT ON VIEW internal.rules_in_force IS
    '各区县各报告年度所用的规则 / The checks as each district''s reports of each year are judged by them';
COMMENT ON COLUMN internal.rules_in_force.district_code IS '区县代码 / District';
COMMENT ON COLUMN internal.rules_in_force.policy_source IS
    '区县自己的规定：文件、谁、何日；空为通用规则 / A district''s own rule: file, who and when; null for the general one';
COMMENT ON COLUMN internal.rules_in_force.rule IS '规则 / Rule';
COMMENT ON COLUMN internal.rules_in_force.from_year IS '自哪一报告年度起 / First report year judged so';
COMMENT ON COLUMN internal.rules_in_force.to_year IS '至哪一报告年度止 / Last report year judged so';
COMMENT ON COLUMN internal.rules_in_force.fault_kind IS '问题的种类 / Kind of fault';
COMMENT ON COLUMN internal.rules_in_force.severity IS '程度 / Severity';
COMMENT ON COLUMN internal.rules_in_force.on_hold IS '是否暂缓：暂缓的不查 / On hold: not checked';
COMMENT ON COLUMN internal.rules_in_force.points IS '一个问题扣分 / Points lost for each fault';
COMMENT ON COLUMN internal.rules_in_force.warning IS
    '查出的只是警告时扣分；空为同 points / Points lost where what was found is a warning only; null: as points';
COMMENT ON COLUMN internal.rules_in_force.least IS
    '空白一格所扣；不以格计的为空 / Points lost for one blank cell; null where not counted';
COMMENT ON COLUMN internal.rules_in_force.threshold IS
    '检查所用的界限，由规定写明的才有：迟几天以内不计、多少字 / Number it judges by, where a policy sets one';
COMMENT ON COLUMN internal.rules_in_force.basis IS '本地依据：要求这样做的文件 / What demands it beside the basis of the check';
COMMENT ON COLUMN internal.rules_in_force.reason IS '理由 / Why';
COMMENT ON COLUMN internal.rules_in_force.date IS '决定之日 / Day it was decided';
COMMENT ON COLUMN internal.rules_in_force.who IS '区县的规定：谁决定 / Who decided, for a district''s own';
COMMENT ON COLUMN internal.rules_in_force.source IS '区县的规定所在文件；空为通用规则 / File of a district''s own; null: Gouji''s';
