-- Of how many agencies the reports tell a kind of fact: without it no comparison can be read.
CREATE OR REPLACE VIEW fact_coverage AS
WITH told AS (
    SELECT
        district_code,
        report_year,
        kind,
        count(DISTINCT agency_code) AS telling,
        count(DISTINCT agency_code) FILTER (WHERE value IS NOT NULL) AS with_figure,
        count(*) AS facts
    FROM internal.current_facts
    GROUP BY ALL
),
reported AS (
    SELECT district_code, report_year, count(report_id) AS reports
    FROM current_reports
    WHERE report_id IS NOT NULL
    GROUP BY ALL
)
SELECT
    r.district_code,
    r.report_year,
    k.code AS kind,
    k.title AS kind_title,
    k.title_en AS kind_title_en,
    r.reports,
    coalesce(t.telling, 0) AS telling,
    coalesce(t.with_figure, 0) AS with_figure,
    coalesce(t.facts, 0) AS facts
FROM reported r
CROSS JOIN fact_codes k
LEFT JOIN told t ON t.district_code = r.district_code AND t.report_year = r.report_year AND t.kind = k.code
WHERE k.part = 'kind';

COMMENT ON VIEW fact_coverage IS
    '各类事实有多少机关写到 / How many agencies'' reports tell each kind of fact';
COMMENT ON COLUMN fact_coverage.district_code IS '区县代码 / District';
COMMENT ON COLUMN fact_coverage.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN fact_coverage.kind IS '种类，见 fact_codes / Kind';
COMMENT ON COLUMN fact_coverage.kind_title IS '种类名称 / Name of the kind';
COMMENT ON COLUMN fact_coverage.kind_title_en IS '种类英文名称 / Name of the kind in English';
COMMENT ON COLUMN fact_coverage.reports IS '现行报告数 / Current reports';
COMMENT ON COLUMN fact_coverage.telling IS '写到的机关数 / Agencies whose report tells it';
COMMENT ON COLUMN fact_coverage.with_figure IS '写出数字的机关数 / Agencies whose report gives a figure';
COMMENT ON COLUMN fact_coverage.facts IS '处数 / Facts';
