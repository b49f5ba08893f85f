-- Reports of no agency that may be an agency's: a name one character off, a joint report. The answer that says so
-- (core/registry.py) names each agency with its code in brackets.
CREATE OR REPLACE VIEW internal.asked_reports AS
WITH unplaced AS (
    SELECT r.report_id, r.report_year, r.agency_printed, r.problem, min(d.source) AS source
    FROM reports r
    LEFT JOIN documents d ON d.document_id = r.document_id
    WHERE r.status = 'unknown_agency' AND r.problem IS NOT NULL
    GROUP BY ALL
),
named AS (
    SELECT *, unnest(list_distinct(regexp_extract_all(problem, '（([0-9A-Za-z-]{4,32})）', 1))) AS agency_code
    FROM unplaced
)
SELECT
    n.agency_code,
    n.report_year,
    n.report_id,
    n.source,
    format('{}另有一份写作“{}”的报告没有归属', coalesce(n.source || '：', ''), coalesce(n.agency_printed, '')) AS told
FROM named n
SEMI JOIN agencies a ON a.agency_code = n.agency_code;

COMMENT ON VIEW internal.asked_reports IS
    '没有归属、可能属于某机关的报告（名称相近、联合年报）/ Reports of no agency that may be an agency''s: near names, joint reports';
COMMENT ON COLUMN internal.asked_reports.agency_code IS '可能所属的机关 / Agency it may be of';
COMMENT ON COLUMN internal.asked_reports.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.asked_reports.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.asked_reports.source IS '来源 / Where it came from';
COMMENT ON COLUMN internal.asked_reports.told IS '在该机关处的说明 / What is said of it beside the agency';
