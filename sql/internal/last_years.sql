-- Of every current report the current reports that are its last year: the agency's own, or after a change of organs
-- those of the agencies it came from. Every check that compares with last year asks here.
-- Texts may be compared with each of them; figures only with their sum, where `is_whole`: all of them are there, and no
-- other agency shares them (after a split only the successors together follow from last year: see lineage_chains).
CREATE OR REPLACE VIEW internal.last_years AS
WITH linked AS (
    SELECT
        k.agency_code,
        k.report_year,
        l.rowid::INTEGER AS last_key,
        l.report_id AS last_report_id,
        k.last_agency_code,
        g.members = 1 AND count(l.report_id) OVER mine = count(*) OVER mine AS is_whole,
        count(*) OVER mine AS agencies
    FROM lineage_links k
    JOIN lineage_groups g ON g.agency_code = k.agency_code AND g.report_year = k.report_year
    LEFT JOIN reports l ON l.agency_code = k.last_agency_code AND l.report_year = k.report_year - 1 AND l.is_current
    WINDOW mine AS (PARTITION BY k.agency_code, k.report_year)
)
SELECT
    r.rowid::INTEGER AS report_key, r.report_id, r.agency_code, r.report_year, r.form,
    l.rowid::INTEGER AS last_key, l.report_id AS last_report_id, l.agency_code AS last_agency_code,
    true AS is_whole, 1 AS agencies
FROM reports r
JOIN reports l ON l.agency_code = r.agency_code AND l.report_year = r.report_year - 1
WHERE r.is_current AND l.is_current
  AND (r.agency_code, r.report_year) NOT IN (SELECT (agency_code, report_year) FROM lineage_links)
UNION ALL
SELECT
    r.rowid::INTEGER, r.report_id, r.agency_code, r.report_year, r.form,
    k.last_key, k.last_report_id, k.last_agency_code, k.is_whole, k.agencies
FROM linked k
JOIN reports r ON r.agency_code = k.agency_code AND r.report_year = k.report_year AND r.is_current
WHERE k.last_key IS NOT NULL;

COMMENT ON VIEW internal.last_years IS
    '各现行报告的上年报告；机构变更后为原机关的报告 / Last year''s reports of each current report, through changes of organs';
COMMENT ON COLUMN internal.last_years.report_key IS '报告在 reports 表中的 rowid / rowid of the report in `reports`';
COMMENT ON COLUMN internal.last_years.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.last_years.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.last_years.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.last_years.form IS '格式 / Form';
COMMENT ON COLUMN internal.last_years.last_key IS '上年报告在 reports 表中的 rowid / rowid of last year''s report in `reports`';
COMMENT ON COLUMN internal.last_years.last_report_id IS '上年报告 / Last year''s report';
COMMENT ON COLUMN internal.last_years.last_agency_code IS '上年报告的机关 / Agency of last year''s report';
COMMENT ON COLUMN internal.last_years.is_whole IS
    '上年各报告之和是否即本报告的上年：原机关都有报告，且只有本机关承接 '
    '/ Whether their sum is last year''s figure: all are there, and no other agency came from them';
COMMENT ON COLUMN internal.last_years.agencies IS '上年应有几个机关的报告 / Agencies whose reports make up last year';
