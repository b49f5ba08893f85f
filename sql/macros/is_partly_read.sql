-- Whether some picture, attachment or page of a report was not read, so that nobody can say what its text lacks.
CREATE OR REPLACE MACRO is_partly_read(report) AS
    report IN (SELECT u.report_id FROM unread u WHERE u.table_code IS NULL AND u.section IS NULL);

COMMENT ON MACRO is_partly_read IS '是否有未读的图片、附件或页面 / Whether a picture, attachment or page was not read';
