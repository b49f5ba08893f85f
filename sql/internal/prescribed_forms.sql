-- The form in force for each report year: the newest that began by then; before the first one, the first.
CREATE OR REPLACE VIEW internal.prescribed_forms AS
SELECT y.report_year, max_by(f.form, f.first_year) AS form
FROM (
    SELECT report_year FROM reports WHERE report_year IS NOT NULL
    UNION
    SELECT report_year FROM expected_reports
) y
JOIN forms f ON f.first_year <= greatest(y.report_year, (SELECT min(first_year) FROM forms))
GROUP BY y.report_year;

COMMENT ON VIEW internal.prescribed_forms IS '各报告年度的法定格式 / The form in force for each report year';
COMMENT ON COLUMN internal.prescribed_forms.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.prescribed_forms.form IS '格式 / Form';
