-- The agencies that a report's last year is of where it is not simply the agency's own, by name.
CREATE OR REPLACE VIEW internal.predecessors AS
SELECT l.report_key, l.last_key, l.last_agency_code, a.name
FROM last_years l
JOIN agencies a ON a.agency_code = l.last_agency_code
WHERE l.agencies > 1 OR l.last_agency_code <> l.agency_code;

COMMENT ON VIEW internal.predecessors IS '机构变更后，上年报告的各原机关 / Agencies of last year''s reports after a change of organs';
COMMENT ON COLUMN internal.predecessors.report_key IS '报告在 reports 表中的 rowid / rowid of the report in `reports`';
COMMENT ON COLUMN internal.predecessors.last_key IS
    '上年报告在 reports 表中的 rowid / rowid of last year''s report in `reports`';
COMMENT ON COLUMN internal.predecessors.last_agency_code IS '原机关代码 / Agency of last year''s report';
COMMENT ON COLUMN internal.predecessors.name IS '原机关名称 / Its name';
