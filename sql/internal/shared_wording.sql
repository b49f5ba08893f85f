-- Sampled shingles that two agencies or more have, one row a report and section that has them. Most of a country's
-- shingles are one agency's own: what follows looks at these few.
CREATE OR REPLACE VIEW internal.shared_wording AS
WITH held AS (
    FROM held_wording
),
shared AS (
    SELECT shingle
    FROM held
    GROUP BY shingle
    HAVING min(agency_code) <> max(agency_code)
)
SELECT h.shingle, h.report_id, h.agency_code, h.report_year, h.section, a.district_code
FROM held h
SEMI JOIN shared USING (shingle)
JOIN agencies a ON a.agency_code = h.agency_code;

COMMENT ON VIEW internal.shared_wording IS '两个以上机关都有的文字片段（抽样）/ Sampled shingles that more than one agency has';
COMMENT ON COLUMN internal.shared_wording.shingle IS '文字片段的散列值 / Hash of a shingle';
COMMENT ON COLUMN internal.shared_wording.report_id IS '报告 / Report';
COMMENT ON COLUMN internal.shared_wording.agency_code IS '机关代码 / Agency';
COMMENT ON COLUMN internal.shared_wording.report_year IS '报告年度 / Year reported on';
COMMENT ON COLUMN internal.shared_wording.section IS '第几部分 / Section';
COMMENT ON COLUMN internal.shared_wording.district_code IS '区县代码 / District';
