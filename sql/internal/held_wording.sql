-- Sampled shingles of every report's sections, one row each.
CREATE OR REPLACE VIEW internal.held_wording AS
SELECT report_id, agency_code, report_year, section, unnest(shingles) AS shingle
FROM prose_sketches;

COMMENT ON VIEW internal.held_wording IS '各报告各部分的文字片段（抽样）/ Sampled shingles of each report and section';
COMMENT ON COLUMN internal.held_wording.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.held_wording.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.held_wording.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.held_wording.section IS '第几部分 / Section';
COMMENT ON COLUMN internal.held_wording.shingle IS '文字片段的散列值 / Hash of a shingle';
