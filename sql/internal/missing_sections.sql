-- The required sections that a current report has no heading of, by the form in force for its year. `unread`: where in
-- the document it may stand all the same, null where it is surely not there.
CREATE OR REPLACE VIEW internal.missing_sections AS
WITH absent AS (
    SELECT r.agency_code, r.report_year, r.report_id, f.section AS number, f.numeral, f.label, f.required_sections
    FROM report_forms r
    JOIN (
        SELECT *, count(*) OVER (PARTITION BY form) AS required_sections FROM form_sections WHERE required
    ) f ON f.form = r.prescribed_form
    ANTI JOIN sections s ON s.report_id = r.report_id AND s.section = f.section
),
lost AS (
    SELECT a.report_id, a.number, list_sort(list(DISTINCT u.place)) AS places
    FROM absent a
    JOIN unread u
        ON u.report_id = a.report_id AND (u.section = a.number OR (u.section IS NULL AND u.table_code IS NULL))
    GROUP BY a.report_id, a.number
)
SELECT a.*, l.places AS unread
FROM absent a
LEFT JOIN lost l ON l.report_id = a.report_id AND l.number = a.number;

COMMENT ON VIEW internal.missing_sections IS '没有读到标题的法定部分 / Required sections without a heading';
COMMENT ON COLUMN internal.missing_sections.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.missing_sections.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.missing_sections.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.missing_sections.number IS '第几部分 / Number of the section';
COMMENT ON COLUMN internal.missing_sections.numeral IS '部分的序号，如“五” / Number as printed';
COMMENT ON COLUMN internal.missing_sections.label IS '格式所印的标题 / Heading as the form has it';
COMMENT ON COLUMN internal.missing_sections.required_sections IS '格式要求的部分数 / Sections the form requires';
COMMENT ON COLUMN internal.missing_sections.unread IS
    '可能所在的未读内容，没有时为空 / Where it may stand unread; null: surely not there';
