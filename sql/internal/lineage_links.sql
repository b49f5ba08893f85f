-- Of each agency that a change concerns, in the first report year after it: the agencies whose reports of the year
-- before were its last year. All other agencies and years are their own last year.
CREATE OR REPLACE VIEW internal.lineage_links AS
SELECT to_code AS agency_code, report_year, from_code AS last_agency_code
FROM agency_changes
WHERE from_code IS NOT NULL AND to_code IS NOT NULL
UNION
SELECT to_code, report_year, to_code FROM agency_changes WHERE to_goes_on AND from_code IS NOT NULL
UNION
SELECT from_code, report_year, from_code FROM agency_changes WHERE from_goes_on AND to_code IS NOT NULL;

COMMENT ON VIEW internal.lineage_links IS
    '机构变更后首个报告年度的“上年”：每机关每个上年机关一行 / Whose reports were last year''s after a change of organs';
COMMENT ON COLUMN internal.lineage_links.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.lineage_links.report_year IS '变更后的首个报告年度 / First report year after the change';
COMMENT ON COLUMN internal.lineage_links.last_agency_code IS
    '上年的机关 / Agency whose report of the year before is its last year';
