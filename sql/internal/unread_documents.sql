-- Documents that could not be read and may be an agency's report: had from its site, or named after it.
CREATE OR REPLACE VIEW internal.unread_documents AS
SELECT
    e.agency_code,
    e.report_year,
    d.source,
    d.problem
FROM documents d
JOIN agencies a
    ON a.agency_code = d.agency_code
    OR (d.agency_code IS NULL AND names_agency(d.source, a.name, a.full_name, a.short_names))
JOIN expected_reports e ON e.agency_code = a.agency_code
WHERE d.document_state = 'unreadable'
  -- 来源写明年份的只算那一年；没有写明的，哪一年都可能
  AND (contains(d.source, e.report_year::VARCHAR) OR NOT regexp_matches(d.source, '20[0-9]{2}'));

COMMENT ON VIEW internal.unread_documents IS
    '读不出、可能是某机关年度报告的文件：出自其网址，或文件名写有其名称 / Documents not read that may be an agency''s report';
COMMENT ON COLUMN internal.unread_documents.agency_code IS '可能所属的机关 / Agency it may be of';
COMMENT ON COLUMN internal.unread_documents.report_year IS '可能的报告年度 / Year it may report on';
COMMENT ON COLUMN internal.unread_documents.source IS '来源 / Where it came from';
COMMENT ON COLUMN internal.unread_documents.problem IS '为何读不出 / Why it was not read';
