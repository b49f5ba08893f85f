-- The agencies of one report year that share a last year, directly or through others: after a merger one, after a split
-- several, whose figures only together follow from last year's. `group_code` is the first of their codes.
CREATE OR REPLACE VIEW internal.lineage_groups AS
WITH RECURSIVE kin AS (
    SELECT DISTINCT a.report_year, a.agency_code, b.agency_code AS other
    FROM lineage_links a
    JOIN lineage_links b ON b.report_year = a.report_year AND b.last_agency_code = a.last_agency_code
),
reached AS (
    SELECT report_year, agency_code, other FROM kin
    UNION
    SELECT r.report_year, r.agency_code, k.other
    FROM reached r
    JOIN kin k ON k.report_year = r.report_year AND k.agency_code = r.other
)
SELECT report_year, agency_code, min(other) AS group_code, count(*) AS members
FROM reached
GROUP BY report_year, agency_code;

COMMENT ON VIEW internal.lineage_groups IS
    '上年相同的机关：分设后的各机关为一组 / Agencies that share a last year: those that one was split into are a group';
COMMENT ON COLUMN internal.lineage_groups.report_year IS '变更后的首个报告年度 / First report year after the change';
COMMENT ON COLUMN internal.lineage_groups.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.lineage_groups.group_code IS '组：组内最小的机关代码 / Group: the first code in it';
COMMENT ON COLUMN internal.lineage_groups.members IS '组内机关数 / Agencies of the group';
