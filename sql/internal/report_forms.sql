-- The form each current report is read by: the one it uses, or where no table tells, the one in force for its year.
CREATE OR REPLACE VIEW internal.report_forms AS
SELECT
    r.report_id,
    r.agency_code,
    r.report_year,
    coalesce(r.form, p.form) AS form,
    p.form AS prescribed_form
FROM reports r
JOIN prescribed_forms p ON p.report_year = r.report_year
WHERE r.is_current AND r.agency_code IS NOT NULL;

COMMENT ON VIEW internal.report_forms IS '现行报告所用的格式与应用的格式 / The form current reports use and the one in force';
COMMENT ON COLUMN internal.report_forms.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.report_forms.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.report_forms.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.report_forms.form IS
    '所用的格式；没有表格可辨的，为该年度的法定格式 / Form it uses; the one in force where no table tells';
COMMENT ON COLUMN internal.report_forms.prescribed_form IS '该年度的法定格式 / Form in force for its year';
