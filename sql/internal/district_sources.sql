-- The reports that a district's own report is compared with: of every agency of the district that owes a report of the
-- year and has one; and the own report itself. The district government is no agency here.
CREATE OR REPLACE VIEW internal.district_sources AS
WITH governments AS (
    SELECT r.rowid AS government, r.report_year, r.form, a.district_code
    FROM reports r
    JOIN agencies a ON a.agency_code = r.agency_code
    WHERE r.is_current AND a.kind = 'district'
),
owed AS (
    SELECT g.government, r.rowid AS report
    FROM governments g
    JOIN agencies a ON a.district_code = g.district_code AND a.kind <> 'district'
    JOIN expected_reports e ON e.agency_code = a.agency_code AND e.report_year = g.report_year
    LEFT JOIN reports r ON r.agency_code = e.agency_code AND r.report_year = e.report_year AND r.is_current
),
coverage AS (
    SELECT government, count(*) AS agencies, count(report) AS agencies_read
    FROM owed
    GROUP BY government
    HAVING count(report) > 0
)
SELECT o.government, g.form, o.report, false AS is_own, v.agencies, v.agencies_read
FROM owed o
JOIN coverage v ON v.government = o.government
JOIN governments g ON g.government = o.government
WHERE o.report IS NOT NULL
UNION ALL
SELECT g.government, g.form, g.government, true, v.agencies, v.agencies_read
FROM governments g
JOIN coverage v ON v.government = g.government;

COMMENT ON VIEW internal.district_sources IS '本级报告与所属各机关的报告 / The district''s own report and those of its agencies';
COMMENT ON COLUMN internal.district_sources.government IS
    '本级报告在 reports 表中的 rowid / rowid in `reports` of the district''s own report';
COMMENT ON COLUMN internal.district_sources.form IS '本级报告的格式 / Its form';
COMMENT ON COLUMN internal.district_sources.report IS '报告在 reports 表中的 rowid / rowid in `reports` of the report';
COMMENT ON COLUMN internal.district_sources.is_own IS '是否本级报告自身 / Whether it is the own report';
COMMENT ON COLUMN internal.district_sources.agencies IS '应报机关数 / Agencies that owe a report';
COMMENT ON COLUMN internal.district_sources.agencies_read IS '已报机关数 / Agencies with a report';
