-- Of every current report the reports that its identities take their figures from: itself, and last year's, of which
-- there are several after a merger.
CREATE OR REPLACE VIEW internal.source_reports AS
SELECT rowid::INTEGER AS report_key, form, 0 AS years_back, rowid::INTEGER AS source_key
FROM reports
WHERE is_current
UNION ALL
SELECT report_key, form, 1, last_key
FROM last_years
WHERE is_whole;

COMMENT ON VIEW internal.source_reports IS
    '勾稽取数的报告：本年及上年 / Reports that the figures of identities are taken from: this year''s and last year''s';
COMMENT ON COLUMN internal.source_reports.report_key IS
    '被检查的报告在 reports 表中的 rowid / rowid in `reports` of the report whose identity it is';
COMMENT ON COLUMN internal.source_reports.form IS '被检查报告的格式 / Its form';
COMMENT ON COLUMN internal.source_reports.years_back IS '0 取自本年报告，1 取自上年报告 / 0 this report, 1 last year''s';
COMMENT ON COLUMN internal.source_reports.source_key IS
    '数字所在报告在 reports 表中的 rowid / rowid in `reports` of the report the figure stands in';
